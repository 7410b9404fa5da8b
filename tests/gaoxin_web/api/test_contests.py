"""Released results by token: places and awards, never a ballot, never before release."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from gaoxin_web.accounts.access import Access
from gaoxin_web.api import tokens
from tests.gaoxin_web.contests.resulting import Resulting

pytestmark = pytest.mark.django_db


def ask(user, path, rf, scopes=("contests.view",)):
    request = rf.get("/")
    request.user, request.access = user, Access.of(user)
    _token, words = tokens.make(request, "t", scopes, 30)
    return Client().get(f"/api/v1/{path}", headers={"authorization": f"Bearer {words}"})


def test_a_result_is_given_once_it_is_released_with_scores_only_where_they_are_published(make, rf):
    sat = Resulting(make, 90, 75)
    path = f"contests/{sat.contest.pk}/results"
    sat.frozen()
    assert ask(sat.user, path, rf).json() == []
    sat.released(shows_scores=False, reason="公布")
    [result] = ask(sat.user, path, rf).json()
    assert [(one["id"], one["rank"], one["score"], one["award"]) for one in result["entries"]] == [
        (sat.entries[0].number, 1, None, "一等奖"),
        (sat.entries[1].number, 2, None, "二等奖"),
    ]
    assert not any(judge.name in json.dumps(result, ensure_ascii=False) for judge in sat.judges)


def test_another_zones_contest_is_not_there_and_the_scope_is_needed(make, rf):
    sat = Resulting(make, 90)
    stranger = make.user(make.zone(), "officer")
    assert ask(stranger, f"contests/{sat.contest.pk}/results", rf).status_code == 404
    assert ask(stranger, "contests", rf).json()["items"] == []
    assert ask(sat.user, "contests", rf, ("ladder.view",)).status_code == 403
    assert [one["code"] for one in ask(sat.user, "contests", rf).json()["items"]] == [sat.contest.code]
