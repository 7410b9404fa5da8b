"""A new officer's first day: a ledger into the register, an enterprise, why it fails, its plan on paper."""

from __future__ import annotations

import re

import pytest

from tests.browser.papers import letters_of_pdf, words_of_docx
from tests.browser.stage import FAILS, REPORT, SAMPLES

pytestmark = pytest.mark.xdist_group("browser")
LEDGER = SAMPLES / "01_企业台账_2023年1-10月.xlsx"
NEW_PASSWORD = "Morgen-Wind-2031"
UNSURE = "石嘴山湖锂新能源有限责任公司"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside this tree")


@needs_samples
def test_a_new_officer_takes_a_ledger_to_a_printed_plan(stranger, tmp_path):
    officer = stranger()
    officer.page.on("dialog", lambda dialog: dialog.accept())
    signs_in_for_the_first_time(officer)
    takes_in_the_ledger(officer.page)
    finds_the_enterprise(officer.page)
    reads_why_it_fails(officer.page)
    prints_its_plan(officer.page, tmp_path)


def signs_in_for_the_first_time(officer):
    """The administrator's password opens nothing but its own change."""
    page = officer.page
    officer.sign_in("newcomer")
    assert page.url.endswith("/account/password/change/")
    page.fill("[name=oldpassword]", officer.password)
    page.fill("[name=password1]", NEW_PASSWORD)
    page.fill("[name=password2]", NEW_PASSWORD)
    page.click("main form button")
    page.click("#menu a[href='/enterprises/imports/']")


def takes_in_the_ledger(page):
    """From upload over its doubts to the register."""
    page.click("a[href='/enterprises/imports/new/']")
    page.set_input_files("[name=file]", LEDGER)
    page.click("text=上传并读取")
    page.wait_for_selector("text=写入之前")
    heads, counts = (page.locator(f".import-counts {each}").all_inner_texts() for each in ("dt", "dd"))
    found = dict(zip(heads, counts, strict=True))
    assert found == found | {"新增": "0", "更新": "10", "不变": "0", "重复": "1", "待核": "1"}
    assert page.locator("button:has-text('写入名册')").is_disabled()

    page.click("text=去说明")
    page.wait_for_selector("td.source-cell:has-text('Sheet1!H26')")  # the total counts a firm twice
    page.click("button:has-text('全部说明')")
    page.wait_for_selector("text=其中 0 处还没有说明")
    page.click("nav a:has-text('企业核对')")
    page.locator("fieldset", has_text="第 17 行").locator("label", has_text=UNSURE).click()
    page.click("text=保存本页选定")
    page.wait_for_selector(f".badge:has-text('{UNSURE}')")
    page.click("nav a:has-text('变化')")
    page.wait_for_selector(f"tr:has-text('{FAILS}'):has-text('12,345.6 万元')")
    page.click("nav a:has-text('写入')")
    page.click("button:has-text('写入名册')")
    page.wait_for_selector("text=撤销这一批")


def finds_the_enterprise(page):
    """By the first letters of its name, as officers look for one; what the ledger said of it stands there."""
    page.click("#menu a[href='/enterprises/']")
    page.wait_for_url("**/enterprises/")
    page.keyboard.press("/")
    page.keyboard.type("nxlstn")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=nxlstn*")
    assert page.locator("[data-list] tbody tr").count() == 1
    page.click(f"[data-list] a:has-text('{FAILS}')")
    page.click("nav a:has-text('经营数据')")
    page.wait_for_selector("td.source-cell:has-text('Sheet1!H7')")


def reads_why_it_fails(page):
    """The criterion, its clause, its figure, and the cell the figure was read in."""
    page.click(".tabs-scroll a:has-text('培育阶梯')")
    page.click(".rung-link:has-text('高新技术企业')")
    reason = page.locator("table.criteria tbody tr", has_text="研发费用").filter(has_text="不达标").first
    told = reason.inner_text()
    assert ("第十一条（五）" in told, "3.67%" in told) == (True, True), told
    cell = reason.locator("a.source-cell").first
    place = cell.inner_text()
    assert re.fullmatch(r".+![A-Z]+\d+", place)
    cell.click()
    page.wait_for_selector(f"tr:has-text('{REPORT}'):has-text('{place}'):has-text('现用')")
    page.go_back()


def prints_its_plan(page, folder):
    """Its measures, as text and as a picture of the page."""
    page.click("text=制定一企一策")
    page.click("main form button")
    page.wait_for_url(re.compile(r"/ladder/plans/\d+/"))
    boxes = page.locator(".measure-text input, .measure-text textarea").all()
    measures = [text for text in (box.input_value() for box in boxes) if text]
    assert measures
    paper = words_of_docx(kept(page, folder, "text=Word 文档"))
    assert [text for text in (FAILS, "高新技术企业", "第十一条（五）", *measures) if text not in paper] == []
    pdf = kept(page, folder, "a:has-text('PDF')")
    assert pdf.read_bytes()[:5] == b"%PDF-"
    wanted = {
        letter for text in (FAILS, "高新技术企业", *measures) for letter in text if "\u4e00" <= letter <= "\u9fff"
    }
    assert wanted - letters_of_pdf(pdf) == set()


def kept(page, folder, button):
    """The file that a button hands out."""
    with page.expect_download() as coming:
        page.click(button)
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return path
