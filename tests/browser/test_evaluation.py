"""An officer moves sliders, keeps the scenario, gives out the way up, keeps the result and prints the report."""

from __future__ import annotations

import re

import pytest

from tests.browser.papers import words_of_docx

pytestmark = pytest.mark.xdist_group("browser")


def test_an_officer_takes_a_slider_to_a_task_and_a_report(visit, tmp_path):
    officer = visit("officer")
    officer.wide(1366)
    moves_a_slider_and_keeps_the_scenario(officer)
    gives_out_the_way_up(officer)
    keeps_the_result_and_prints_the_report(officer, tmp_path)


def moves_a_slider_and_keeps_the_scenario(officer):
    """The place follows at once; a slider put back changes nothing."""
    page = officer.page
    officer.go("/evaluation/what-if/?year=2023")
    officer.quiet()
    before = page.inner_text("#outcome .stand-figure .h1 >> nth=0")
    slider, number = page.locator("[name='v-5.1'] >> xpath=../input[@type='range']"), page.locator("[name='v-5.1']")
    slider.fill(slider.get_attribute("max"))
    page.wait_for_function("was => document.querySelector('#outcome .stand-figure .h1').innerText !== was", arg=before)
    assert int(page.inner_text("#outcome .stand-figure .h1 >> nth=0")) < int(before)
    assert number.input_value() == slider.get_attribute("max")
    assert page.locator(".slider-row.changed").count() == 1
    page.click("[data-reset]")
    page.wait_for_function("was => document.querySelector('#outcome .stand-figure .h1').innerText === was", arg=before)
    assert page.locator(".slider-row.changed").count() == 0
    slider.fill(slider.get_attribute("max"))
    page.fill("[name=title]", "浏览器情景")
    page.click("main form button:has-text('存为情景')")
    page.wait_for_url("**/evaluation/scenarios/")
    assert page.locator("tbody a", has_text="浏览器情景").count() == 1


def gives_out_the_way_up(officer):
    page = officer.page
    officer.go("/evaluation/path/?year=2023&place=100")
    chosen = page.locator("[name=step]").evaluate_all("boxes => boxes.map(box => box.value)")
    page.locator(f"[name='bureau-{chosen[0]}']").select_option(index=1)
    bureau = page.locator(f"[name='bureau-{chosen[0]}'] option:checked").inner_text()
    page.click("text=下达为指标任务")
    page.wait_for_url("**/evaluation/tasks/?year=2023")
    board = page.locator("section.card", has=page.locator("h2", has_text=re.compile(f"^{bureau}$")))
    assert board.locator("td", has_text=chosen[0]).count() >= 1


def keeps_the_result_and_prints_the_report(officer, tmp_path):
    page = officer.page
    officer.go("/evaluation/?year=2023")
    place = page.locator("tr.own td").first.inner_text()
    page.click("header button:has-text('留存结果'), .page-header button:has-text('留存结果')")
    page.wait_for_url(re.compile(r"/evaluation/results/\d+/"))
    assert page.locator("tr.own td").first.inner_text() == place
    officer.go("/evaluation/?year=2023")
    page.click("text=导出")
    with page.expect_download() as kept:
        page.click("text=评价报告 Word")
    file = tmp_path / "报告.docx"
    kept.value.save_as(file)
    assert kept.value.suggested_filename == "石嘴山高新区2023年度综合评价分析报告.docx"
    assert f"居第{place}位" in words_of_docx(file)
