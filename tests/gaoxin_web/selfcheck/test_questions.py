"""The table of questions held against what the engine's plans read."""

from __future__ import annotations

from collections import Counter

from gaoxin_web.rulebook import rulebook
from gaoxin_web.selfcheck.questions import reads, rungs, sheet, table
from tests.gaoxin_web.selfcheck.conftest import DAY

BY_OTHERS = {  # read by as many, and not asked: an expert's or an authority's to say, or nothing for nearly everybody
    "platform_score",
    "national_award_rank",
    "provincial_award_rank",
    "rd_institution",
    "equity_financing",
}


def asked():
    return {entry["field"] for group in table()["groups"] for entry in group["ask"]}


def said_by_ticks():
    return {field for tick in table()["ticks"] for field in {**tick.get("like", {}), **tick.get("values", {})}}


def readers():
    """Field → how many of the rungs ticked at first read it."""
    return Counter(
        name for policy in table()["chosen"] for name in reads([policy], DAY) if not name.startswith("held:")
    )


def test_whatever_two_of_the_first_rungs_read_is_asked():
    often = {name for name, count in readers().items() if count >= 2 and name in rulebook().fields}
    assert often - asked() - said_by_ticks() == BY_OTHERS


def test_nothing_is_asked_that_no_rung_reads():
    read = reads([policy for _track, policies in rungs(DAY) for policy in policies], DAY)
    assert (asked() | said_by_ticks()) - read.keys() == set()


def test_the_first_page_asks_for_some_twenty_figures_at_most():
    form = sheet(table()["chosen"], DAY)
    numbers = [name for question in form.questions if question.field.is_numeric for name, _ in question.names()]
    assert len(numbers) == 16


def test_a_question_is_put_only_for_years_a_chosen_rung_reads():
    def offsets(policy):
        return {q.field.name: q.offsets for q in sheet([policy], DAY).questions if q.field.period == "year"}

    assert offsets("tech_sme")["revenue"] == (0,)
    assert offsets("hnte")["revenue"] == (0, 1, 2)
    assert "tech_staff" not in offsets("gazelle_torch")
