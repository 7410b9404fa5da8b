"""What an enterprise's page tells of contests: entries handed in, awards that stand; never a draft."""

from __future__ import annotations

import pytest
from django.utils import timezone

from .calling import contest_of, entry_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone(make):
    return make.zone()


@pytest.fixture
def firm(make, zone):
    return make.enterprise(zone, name="星河光电")


@pytest.fixture
def page(make, zone, sign_in, firm):
    """The tab as an officer reads it."""
    client = sign_in(make.user(zone, "officer"))
    return lambda: client.get(f"/contests/enterprise/{firm.pk}/").content.decode()


def test_entries_with_their_awards_and_what_became_of_them(zone, page, firm):
    contest = contest_of(zone)
    entry = entry_of(contest, "光子芯片", "accepted", enterprise=firm)
    for name, withdrawn in (("一等奖", None), ("特等奖", timezone.now())):
        contest.awards.create(entry=entry, tier="first", name=name, withdrawn_at=withdrawn)
    entry.outcomes.create(kind="funding", on="2026-03-01", text="股权融资")
    entry_of(contest, "未写完", enterprise=firm)
    entry_of(contest, "别家的", "accepted")
    text = page()
    assert [word in text for word in ("光子芯片", "一等奖", "股权融资", "2026-03-01")] == [True] * 4
    assert [word in text for word in ("未写完", "别家的", "特等奖")] == [False] * 3


def test_an_award_that_was_taken_back_is_not_on_the_enterprises_own_page_either(make, zone, sign_in, firm):
    client = sign_in(make.user(zone, "enterprise", scope="self", enterprise=firm))
    entry = entry_of(contest_of(zone), state="accepted", enterprise=firm)
    entry.contest.awards.create(entry=entry, tier="first", name="特等奖", withdrawn_at=timezone.now())
    assert "特等奖" not in client.get("/contests/own/").content.decode()


def test_an_enterprise_without_entries_is_told_where_they_come_from(page):
    assert "还没有参加过本区的大赛" in page()
