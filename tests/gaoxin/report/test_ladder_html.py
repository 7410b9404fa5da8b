"""The page stands alone, says everything twice and lets nothing through unescaped."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from gaoxin.assessment import Assessment
from gaoxin.errors import GaoxinError
from gaoxin.ladder.rungs import Ladder
from gaoxin.report.bilingual import compared, figure
from gaoxin.report.ladder_html import write_ladder_html
from gaoxin.report.ladder_report import LadderReport
from tests.gaoxin.report.conftest import EVIL

CHINESE = re.compile(r"[\u4e00-\u9fff]")
VOID = {"meta", "input", "col", "link", "img", "br", "hr"}


class Words(HTMLParser):
    """Every text of a page with what encloses it: zh or en, quoted (lang="zh-CN"), or common to both."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.found: list[tuple[str, str]] = []
        self.tags: list[str] = []
        self.crossed: list[str] = []  # closed while another was open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        named = dict(attrs)
        quoted = named.get("lang") == "zh-CN" and tag != "html"
        kind = named["class"] if named.get("class") in ("zh", "en") else "quoted" if quoted else ""
        if tag not in VOID:
            self.open.append((tag, kind or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            opened, _ = self.open.pop()
            self.crossed += [tag] if opened != tag else []

    def handle_data(self, data: str) -> None:
        if data.strip() and not {"style", "title"} & {tag for tag, _ in self.open}:
            kinds = [kind for _, kind in self.open if kind]
            self.found.append((kinds[-1] if kinds else "", data.strip()))

    def of(self, kind: str) -> list[str]:
        return [text for found, text in self.found if found == kind]


def read(page: str) -> Words:
    words = Words()
    words.feed(page)
    return words


@pytest.fixture(scope="module")
def page(zone: Assessment, ladder: Ladder, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("page") / "ladder.html"
    write_ladder_html(zone, ladder, path)
    return path.read_text("utf-8")


def written(assessment: Assessment, ladder: Ladder, tmp_path: Path) -> str:
    write_ladder_html(assessment, ladder, tmp_path / "page.html")
    return (tmp_path / "page.html").read_text("utf-8")


@pytest.mark.parametrize("reference", ["http:", "https:", "src=", "@import", "url(", "<script", "<link", "<img"])
def test_page_fetches_nothing_and_runs_nothing(page: str, reference: str) -> None:
    assert reference not in page


def test_every_link_stays_on_the_page(page: str) -> None:
    targets = re.findall(r'href="([^"]*)"', page)
    assert targets
    assert all(target[0] == "#" and f'id="{target[1:]}"' in page for target in targets)


def test_every_near_firm_stands_with_its_step(page: str, report: LadderReport) -> None:
    near = page[page.index('<section id="near">') : page.index('<section id="needs">')]
    rows = re.findall(r"<tr>(<td.*?)</tr>", near)
    assert len(rows) == len(report.near) > 0
    firms = {row["uscc"] for row in report.rows.filter(report.rows["status"] == "near").iter_rows(named=True)}
    assert {step.uscc for step in report.near} == firms
    for step in report.near:
        said = [r for r in rows if all(t in r for t in (step.uscc, step.label.zh, step.lack.zh, step.criterion.clause))]
        assert said, step


def test_every_ready_and_every_expiring_firm_stands_in_its_section(page: str, report: LadderReport) -> None:
    ready = page[page.index('<section id="ready">') : page.index('<section id="near">')]
    expiring = page[page.index('<section id="expiring">') : page.index('<section id="basis">')]
    assert sum(ready.count(f"<small>{row.uscc}<") for row in report.ready) >= len(report.ready) > 0
    assert all(row.uscc in expiring and row.until.isoformat() in expiring for row in report.expiring)


def test_funnel_prints_the_counts_of_every_rung(page: str, report: LadderReport) -> None:
    for _, rungs in report.tracks:
        for rung in rungs:
            assert sum(rung.statuses.values()) == report.enterprises == 90
            row = page[page.index(f'<tr><th scope="row"><span class="zh">{rung.label.zh}<') :]
            counts = re.findall(r'<td class="n[^>]*>(\d+)</td>', row[: row.index("</tr>")])
            assert [int(count) for count in counts] == [*rung.statuses.values(), rung.due]


def test_only_tracks_of_the_zone_are_shown(page: str, hostile: Assessment, ladder: Ladder, tmp_path: Path) -> None:
    assert "宁夏梯度" in page
    assert "济南高新区" not in page
    national = written(hostile, ladder, tmp_path)
    assert "科技型企业" in national
    assert "宁夏" not in national


def test_english_is_complete(page: str) -> None:
    words = read(page)
    assert len(words.of("zh")) == len(words.of("en")) > 100
    assert [text for text in words.of("en") if CHINESE.search(text)] == []


def test_chinese_outside_the_labels_is_quoted_from_the_file_or_the_law(page: str) -> None:
    assert [text for text in read(page).of("") if CHINESE.search(text)] == []
    assert [text for text in re.findall(r'data-en="([^"]*)"', page) if CHINESE.search(text)] == []


def test_names_are_escaped(hostile: Assessment, ladder: Ladder, tmp_path: Path) -> None:
    page = written(hostile, ladder, tmp_path)
    assert "<b>甲" not in page
    assert EVIL in read(page).of("quoted")


def test_page_is_well_formed(page: str) -> None:
    words = read(page)
    assert (words.open, words.crossed) == ([], [])
    assert words.tags.count("section") == 8


def test_zone_with_nothing_expiring_says_so(hostile: Assessment, ladder: Ladder, tmp_path: Path) -> None:
    page = written(hostile, ladder, tmp_path)
    for sentence in (
        "没有即将到期的证书。",
        "没有现在即可申报的企业。",
        "没有发现问题。",
        "No certificate is about to run out.",
    ):
        assert sentence in page


def test_zone_without_enterprises_still_makes_a_page(nobody: Assessment, ladder: Ladder, tmp_path: Path) -> None:
    page = written(nobody, ladder, tmp_path)
    for sentence in ("没有可评估的梯度", "没有差一步的企业。", "没有待补数据的企业。", "没有卡住企业的条件。"):
        assert sentence in page


def test_same_assessment_gives_the_same_bytes(zone: Assessment, ladder: Ladder, page: str, tmp_path: Path) -> None:
    assert written(zone, ladder, tmp_path) == page


def test_language_says_which_is_shown_first(zone: Assessment, ladder: Ladder, page: str, tmp_path: Path) -> None:
    write_ladder_html(zone, ladder, tmp_path / "en.html", language="en")
    english = (tmp_path / "en.html").read_text("utf-8")
    assert 'id="show-zh" checked' in page
    assert 'id="show-en" checked' in english
    assert english.replace(" checked", "") == page.replace(" checked", "")


def test_basis_cites_every_document(page: str, report: LadderReport) -> None:
    basis = page[page.index('<section id="basis">') :]
    for plan in report.plans.values():
        document = plan.edition.document
        assert document.title in basis
        assert document.number in basis
    assert report.assessment.rulebook.digest in basis
    assert report.assessment.input_digest in basis


def test_folder_that_cannot_be_written_is_said_in_chinese(zone: Assessment, ladder: Ladder, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(GaoxinError, match="写不了"):
        write_ladder_html(zone, ladder, tmp_path / "file" / "page.html")


def test_value_just_below_its_bar_does_not_look_equal() -> None:
    value, bar = compared(0.0299996, 0.03, "")
    assert (value.zh, bar.zh) == ("2.99996%", "3.00000%")
    assert [text.zh for text in compared(0.03, 0.03, "")] == ["3.00%", "3.00%"]


def test_one_of_a_thing_is_singular_in_english() -> None:
    assert [figure(n, "日").en for n in (1, 2)] == ["1 day", "2 days"]
