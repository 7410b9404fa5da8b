"""A leader signs in, sees the funnel and goes down to the enterprises behind a number."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.xdist_group("browser")


def test_a_leader_sees_the_funnel_and_goes_down_to_the_enterprises(stranger):
    leader = stranger()
    page = leader.page
    leader.sign_in("leader")
    assert page.url.endswith("/overview/")
    leader.quiet()
    told = page.locator("table a[href*='/ladder/zone/list/near/?policy=hnte']").first.inner_text()

    page.click("#menu a[href='/ladder/zone/']")
    leader.quiet()
    assert page.locator("[data-chart] svg").count() == page.locator("[data-chart]").count() > 0
    number = page.locator("table.funnel a[href*='/list/near/?policy=hnte']").first
    assert number.inner_text() == told != "0"
    number.click()
    page.wait_for_url("**/ladder/zone/list/near/**")
    assert re.search(r"共 ([\d,]+) 条", page.inner_text("main"))[1] == told
    assert page.locator("[data-list] tbody tr").count() == min(int(told), 20)

    first = page.locator("[data-list] td.first a").first
    name = first.inner_text()
    first.click()
    assert page.inner_text("h1").startswith(name)
    assert page.locator(".rung-link.active").inner_text().startswith("高新技术企业")
    assert (
        page.locator("table.criteria tbody tr", has_text="不达标").count()
        + page.locator("table.criteria tbody tr", has_text="待核").count()
    )
    assert page.locator("main form, a[href*='/plans/new/']").count() == 0  # a leader looks and changes nothing


def test_a_bar_of_the_funnel_leads_to_its_enterprises(visit):
    leader = visit("leader")
    leader.wide(1366)
    leader.go("/ladder/zone/")
    page = leader.page
    bar = page.locator("[data-chart] >> nth=0").locator("svg path[fill='#e8890c']").first
    bar.click()
    page.wait_for_url("**/ladder/zone/list/near/**")
    assert page.locator("[data-list] tbody tr").count() > 0
