"""Released results by token: places and awards, never a ballot, never before release."""

from __future__ import annotations

import json

import pytest

from tests.gaoxin_web.contests.resulting import Resulting

pytestmark = pytest.mark.django_db
SCOPES = ["contests.view"]


def test_a_result_is_given_once_it_is_released_with_scores_only_where_they_are_published(make, program):
    sat = Resulting(make, 90, 75)
    path, caller = f"contests/{sat.contest.pk}/results", program(sat.user, SCOPES)
    sat.frozen()
    assert caller.get(path).json() == []
    sat.released(shows_scores=False, reason="公布")
    [result] = caller.get(path).json()
    assert [(one["id"], one["rank"], one["score"], one["award"]) for one in result["entries"]] == [
        (sat.entries[0].number, 1, None, "一等奖"),
        (sat.entries[1].number, 2, None, "二等奖"),
    ]
    assert not any(judge.name in json.dumps(result, ensure_ascii=False) for judge in sat.judges)


def test_another_zones_contest_is_not_there_and_the_scope_is_needed(make, program):
    sat = Resulting(make, 90)
    stranger = program(make.user(make.zone(), "officer"), SCOPES)
    assert stranger.get(f"contests/{sat.contest.pk}/results").status_code == 404
    assert stranger.get("contests").json()["items"] == []
    assert program(sat.user, ["ladder.view"]).get("contests").status_code == 403
    assert [one["code"] for one in program(sat.user, SCOPES).get("contests").json()["items"]] == [sat.contest.code]
