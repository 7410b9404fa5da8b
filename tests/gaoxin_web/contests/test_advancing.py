"""Who goes on: within the quotas, with a new code, and back again until the next round begins."""

from __future__ import annotations

import pytest

from .resulting import Resulting

pytestmark = pytest.mark.django_db


@pytest.fixture
def sat(make):
    return Resulting(make, 90, 80, 70, 60, tiers=[])


def numbers(sat, *places):
    return {sat.entries[place].number for place in places}


def test_the_first_within_the_quota_go_on_and_the_others_are_out(sat):
    from gaoxin_web.contests.services.advancing import advance  # noqa: PLC0415 - models load after the settings

    final = sat.next_round(2)
    assert advance(sat.frozen(), extend=False) == 2
    states = dict(sat.round.places.values_list("entry__number", "state"))
    assert states == dict.fromkeys(numbers(sat, 0, 1), "advanced") | dict.fromkeys(numbers(sat, 2, 3), "out")
    assert set(final.places.values_list("entry__number", flat=True)) == numbers(sat, 0, 1)


def test_the_code_in_the_next_round_is_a_new_one(sat):
    from gaoxin_web.contests.services.advancing import advance  # noqa: PLC0415 - likewise

    final = sat.next_round(3)
    advance(sat.frozen(), extend=False)
    codes = set(final.places.values_list("code", flat=True))
    assert len(codes) == 3
    assert not codes & set(sat.round.places.values_list("code", flat=True))


@pytest.mark.parametrize(("extend", "through"), [(False, {0}), (True, {0, 1, 2})])
def test_a_tie_on_the_line_is_held_or_goes_on_whole(make, extend, through):
    from gaoxin_web.contests.services.advancing import advance, advance_of  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.services.results import ResultError  # noqa: PLC0415 - likewise

    sat = Resulting(make, 90, 80, 80, 60, tiers=[])
    sat.next_round(2)
    result = sat.frozen()
    plan = advance_of(result, extend=extend)
    assert plan.through == numbers(sat, *through)
    if extend:
        assert advance(result, extend=True) == 3
    else:
        with pytest.raises(ResultError, match="tied"):
            advance(result, extend=False)


def test_a_tie_above_or_below_the_line_is_no_matter(make):
    from gaoxin_web.contests.services.advancing import advance_of  # noqa: PLC0415 - likewise

    sat = Resulting(make, 90, 90, 80, 70, 70, tiers=[])
    sat.next_round(3)
    plan = advance_of(sat.frozen())
    assert (plan.undecided, plan.through) == ((), numbers(sat, 0, 1, 2))


def test_quotas_of_divisions_take_each_their_own(make):
    from gaoxin_web.contests.models import Division, Quota  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.services.advancing import advance_of  # noqa: PLC0415 - likewise

    sat = Resulting(make, tiers=[])
    cities = [Division.objects.create(contest=sat.contest, name=name) for name in ("广州", "深圳")]
    sat.places = [sat.marked(total, division=cities[at]) for total, at in ((90, 0), (80, 0), (70, 1), (60, 1))]
    sat.next_round(1, division=cities[0])
    Quota.objects.create(round=sat.round, division=cities[1], count=1)
    assert advance_of(sat.frozen()).through == numbers(sat, 0, 2)


def test_a_quota_over_pools_that_were_ranked_apart_decides_nothing(make):
    from gaoxin_web.contests.models import Track  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.services.advancing import advance  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.services.results import ResultError  # noqa: PLC0415 - likewise

    sat = Resulting(make, tiers=[])
    tracks = [Track.objects.create(contest=sat.contest, name=name) for name in ("信息", "医药")]
    sat.places = [sat.marked(total, track=tracks[at]) for total, at in ((90, 0), (80, 1))]
    sat.round.rank_by = "track"
    sat.round.save()
    sat.next_round(1)
    with pytest.raises(ResultError, match="tied"):
        advance(sat.frozen(), extend=True)


def test_it_is_taken_back_until_the_next_round_begins(sat):
    from gaoxin_web.contests.services.advancing import advance, undo  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.services.results import ResultError  # noqa: PLC0415 - likewise

    final, result = sat.next_round(2), sat.frozen()
    advance(result, extend=False)
    undo(sat.round)
    assert set(sat.round.places.values_list("state", flat=True)) == {"in"}
    assert not final.places.exists()
    advance(result, extend=False)
    final.state = "open"
    final.save()
    with pytest.raises(ResultError, match="begun"):
        undo(sat.round)


def test_it_is_done_once(sat):
    from gaoxin_web.contests.services.advancing import advance  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.services.results import ResultError  # noqa: PLC0415 - likewise

    sat.next_round(2)
    result = sat.frozen()
    advance(result, extend=False)
    with pytest.raises(ResultError, match="advanced"):
        advance(result, extend=False)


def test_without_quotas_or_without_a_next_round_nobody_goes_on(sat):
    from gaoxin_web.contests.models import Quota  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.services.advancing import advance  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.services.results import ResultError  # noqa: PLC0415 - likewise

    result = sat.frozen()
    with pytest.raises(ResultError, match="no_quota"):
        advance(result, extend=False)
    Quota.objects.create(round=sat.round, count=2)
    with pytest.raises(ResultError, match="no_next"):
        advance(result, extend=False)


def test_by_the_pages(sat, sign_in):
    final, result, client = sat.next_round(2), sat.frozen(), sign_in(sat.user)
    url = f"/contests/{sat.contest.pk}/results/{result.pk}/advance/"
    assert [len(line["through"]) for line in client.get(url).context["lines"]] == [2]
    client.post(url)
    assert final.places.count() == 2
    client.post(f"{url}undo/")
    assert final.places.count() == 0
