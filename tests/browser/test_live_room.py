"""A live room in one evening: the officer leads, three judges mark on their phones, the screen follows, all may read.

Two of the judges come in by their code, one by an account.
"""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.xdist_group("browser")
SCORE = re.compile(r"^\d+\.\d\d$")


def code_of(page, number):
    """A new entry code of one judge, from the page that shows it once."""
    page.click(f"tbody tr:nth-child({number}) button[value=issue]")
    page.wait_for_selector("[data-copy*='/live/j/']")
    return page.get_attribute("[data-copy*='/live/j/']", "data-copy")


def marks(judge, points):
    """The ballot that appeared by itself is filled and handed in."""
    page = judge.page
    page.wait_for_selector("form[data-ballot]")
    for field in page.locator("form[data-ballot] input.mark").all():
        field.fill(points)
    page.wait_for_selector("[data-saved]:has-text('草稿已保存')")
    page.tap("button[name=lock]") if judge.touch else page.click("button[name=lock]")
    page.wait_for_selector(".badge:has-text('已提交')")


def test_a_room_is_led_marked_shown_and_published(visit, stranger, installation):
    room = f"/live/{installation.things['live_room']}/"
    officer, judges, screen = visit("officer"), [], stranger(1920)
    leader = officer.page
    leader.on("dialog", lambda dialog: dialog.accept())

    officer.go(room)
    leader.click("button[value=begin]")
    for number in (3, 4):  # the second is who has the account
        officer.go(f"{room}passes/")
        phone = stranger(390, is_mobile=True, has_touch=True)
        phone.touch = True
        phone.page.goto(code_of(leader, number))
        phone.page.tap("main form button")
        judges.append(phone)
    by_account = stranger(1366)
    by_account.touch = False
    by_account.sign_in("judge")
    by_account.page.goto(f"{installation.base}/live/seat/{installation.things['live_room']}/")
    judges.append(by_account)
    for judge in judges:
        judge.page.on("dialog", lambda dialog: dialog.accept())
        judge.page.wait_for_selector("text=请稍候")
        assert judge.sideways() == []

    officer.go(room)
    screen.page.goto(leader.get_attribute("a[href*='/live/s/']", "href"))
    screen.page.wait_for_selector("#connection.live")
    leader.click("button[value=next] >> nth=0")
    screen.page.wait_for_selector("#status.open")
    assert screen.page.inner_text("#locked-words") == "已有 0 位评委提交，共 7 位"
    for count, (judge, points) in enumerate(zip(judges, ("80", "85", "90"), strict=True), 1):
        marks(judge, points)
        screen.page.wait_for_selector(f"#locked-words:has-text('已有 {count} 位')")
    assert not screen.page.is_visible("#score")
    others = judges[0].page.inner_text("main")
    assert [points for points in ("85.00", "90.00") if points in others] == []

    leader.click("button[value=close]")
    screen.page.wait_for_selector("#score:not([hidden])")
    score = screen.page.inner_text("#score-value")
    assert SCORE.match(score)
    assert score == "85.00"
    leader.click("button[value=hidden]")
    screen.page.wait_for_selector("#hidden:not([hidden])")
    assert "85.00" not in screen.page.inner_text("body")
    leader.click("button[value=hidden]")
    screen.page.wait_for_selector("#score-value:has-text('85.00')")

    leader.click("button[value=end]")
    screen.page.wait_for_selector("text=评分已全部结束")
    judges[0].page.wait_for_selector("text=本场已结束")
    publishes(officer)
    guest = stranger(390)
    guest.page.goto(f"{installation.base}/results/szs-roadshow/")
    assert "创业路演日" in guest.page.inner_text("body")
    assert guest.page.inner_text("tbody tr >> nth=0").split()[:2] == ["1", "智能巡检机器人项目"]
    assert guest.sideways() == []


def publishes(officer):
    """The sealed round is frozen and released, from the tab of results."""
    page = officer.page
    page.click(".breadcrumb a >> nth=0")
    page.click(".nav-tabs a:has-text('结果')")
    page.click("a:has-text('核对并冻结')")
    page.click("button:has-text('冻结结果')")
    page.click("a:has-text('公布并公示')")
    page.click("main form button.btn-primary:has-text('公布')")
    page.wait_for_load_state()
