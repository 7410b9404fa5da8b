"""An enterprise fills its form on a phone: errors mended, warnings given a reason, sent."""

from __future__ import annotations

import re
from datetime import date

import pytest

pytestmark = pytest.mark.xdist_group("browser")
YEAR = date.today().year


def line(page, name):
    return page.locator(f"[id='line-{name}']")


def last_year(page, name):
    """The figure that the page holds a line against; a hundred where it knows none."""
    hint = re.search(r"上年 ([\d,.]+)", line(page, name).inner_text())
    return float(hint[1].replace(",", "")) if hint else 100.0


def write(page, name, text):
    page.fill(f"[name='v:{name}']", text)


def asked_for(page):
    """Line → what is asked before the form can be sent."""
    told = page.locator(".alert-danger li").all_inner_texts()
    return dict(text.split(" — ") if " — " in text else (text, "") for text in told)


def test_an_enterprise_fills_its_form_on_a_phone(visit, stranger, installation):
    form = f"/collection/forms/{installation.states['on_a_phone']}/"
    officer = visit("officer")
    officer.go(form)
    link = officer.page.get_attribute("[data-copy^=http]", "data-copy")

    enterprise = stranger(390, is_mobile=True, has_touch=True)
    page = enterprise.page
    page.goto(link)
    revenue, main, research, staff = (f"{name}-{YEAR}" for name in ("revenue", "main_revenue", "rd_expense", "staff"))
    before = last_year(page, revenue)
    write(page, revenue, f"{before * 1.9:.2f}")  # 50 per cent is allowed without a word
    write(page, main, f"{before * 3:.2f}")  # a part larger than its whole
    write(page, research, f"{last_year(page, research):.2f}")
    write(page, staff, f"{last_year(page, staff):.0f}")
    page.select_option(f"[name='v:safety_accident-{YEAR}']", "否")
    page.wait_for_selector("#saved:has-text('已保存')")
    assert enterprise.sideways() == []

    page.tap("text=提交 >> nth=-1")
    page.wait_for_selector("text=提交前还要处理")
    asked = asked_for(page)
    assert {words: what for words, what in asked.items() if "改正" in what} == {f"主营业务收入 · {YEAR}": "请改正"}
    assert asked[f"营业收入 · {YEAR}"] == "请说明原因"
    assert "请写填报人姓名" in asked
    assert enterprise.sideways() == []

    page.tap(".alert-danger li a >> nth=0")
    write(page, main, f"{before * 1.2:.2f}")
    page.fill(f"[name='r:{revenue}']", "新产线投产")
    page.fill("[name=filler]", "钱会计")
    page.tap("text=提交 >> nth=-1")
    page.wait_for_selector("text=等待园区审核")
    assert enterprise.sideways() == []

    officer.go(form)
    told = officer.page.locator("main").inner_text()
    assert [words for words in ("新产线投产", "钱*", "待审核") if words not in officer.page.inner_text("body")] == [], (
        told
    )
