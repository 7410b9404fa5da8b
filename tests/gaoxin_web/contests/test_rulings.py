"""What the committee decides: it parts a tie, the awards follow, and the reason stays."""

from __future__ import annotations

import pytest

from .resulting import Resulting

pytestmark = pytest.mark.django_db


@pytest.fixture
def sat(make):
    return Resulting(make, 90, 90, 70)


def test_a_ruling_makes_a_further_result_in_which_the_awards_follow_and_the_scores_stay(sat):
    from gaoxin_web.contests.services.rulings import decide_tie  # noqa: PLC0415 - models load after the settings

    first = sat.frozen()
    a, b, c = (entry.number for entry in sat.entries)
    second = decide_tie(first, [b, a], "现场复议", sat.user)
    first.refresh_from_db()
    assert first.outcome["needs_decision"] == [a, b]
    assert (first.state, second.number, second.reason) == ("replaced", 2, "现场复议")
    assert second.outcome["rank"] == {a: 2, b: 1, c: 3}
    assert second.outcome["awards"] == {b: "first", a: "second"}
    assert second.outcome["final"] == first.outcome["final"]


@pytest.mark.parametrize("order", [["a"], ["a", "a"], ["a", "b", "c"], ["a", "c"], []])
def test_an_order_that_is_not_of_the_whole_tied_group_is_refused(sat, order):
    from gaoxin_web.contests.services.results import ResultError  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.services.rulings import decide_tie  # noqa: PLC0415 - likewise

    names = dict(zip("abc", (entry.number for entry in sat.entries), strict=True))
    result = sat.frozen()
    with pytest.raises(ResultError, match="no_tie"):
        decide_tie(result, [names[one] for one in order], "理由", sat.user)
    assert not sat.round.rulings.exists()


def test_a_ruling_is_not_given_on_a_result_that_was_replaced(sat):
    from gaoxin_web.contests.services.results import ResultError  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.services.rulings import decide_tie  # noqa: PLC0415 - likewise

    a, b, _c = (entry.number for entry in sat.entries)
    first = sat.frozen()
    decide_tie(first, [b, a], "现场复议", sat.user)
    with pytest.raises(ResultError, match="not_newest"):
        decide_tie(first, [a, b], "再议", sat.user)


def test_by_the_page_an_order_and_a_reason_are_needed_and_what_was_written_stays(sat, sign_in):
    result, client = sat.frozen(), sign_in(sat.user)
    a, b, _c = (entry.number for entry in sat.entries)
    url = f"/contests/{sat.contest.pk}/results/{result.pk}/tie/"
    twice = client.post(url, {"group": a, f"place-{a}": "1", f"place-{b}": "1", "reason": "现场复议"})
    assert (twice.status_code, sat.round.results.count()) == (422, 1)
    assert "现场复议" in twice.content.decode()
    client.post(url, {"group": a, f"place-{a}": "2", f"place-{b}": "1", "reason": "现场复议"})
    assert sat.round.results.get(number=2).outcome["awards"] == {b: "first", a: "second"}


def test_a_ruling_holds_when_the_ballots_are_counted_again(sat):
    from gaoxin_web.contests.services.results import freeze  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.services.rulings import decide_tie  # noqa: PLC0415 - likewise

    a, b, _c = (entry.number for entry in sat.entries)
    second = decide_tie(sat.frozen(), [b, a], "现场复议", sat.user)
    assert freeze(sat.round, sat.user, "复核").outcome == second.outcome
