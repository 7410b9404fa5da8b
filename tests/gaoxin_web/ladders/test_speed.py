"""What pages cost: as many questions to the database for many enterprises as for few, and nobody else's counts."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gaoxin.engine.facts import wide_facts
from gaoxin_web.accounts.access import Access
from gaoxin_web.enterprises.models import Enterprise, FactSheet, Recognition
from gaoxin_web.ladders.models import Standing
from gaoxin_web.ladders.queries import standings
from gaoxin_web.ladders.queries.facts import facts_in, row_of
from gaoxin_web.ladders.queries.funnel import tile_counts
from gaoxin_web.ladders.services.runs import assess_zone
from gaoxin_web.rulebook import rulebook
from tests.gaoxin_web.ladders.conftest import GOOD, ON, file_facts

pytestmark = pytest.mark.django_db
PAGES = (
    "/enterprises/",
    "/enterprises/?chain=光伏&status=open&sort=-established_on",
    "/enterprises/?q=限公",
    "/enterprises/?q=91640200MA1000000",
    "/enterprises/?recognition=hnte",
    "/enterprises/{firm}/",
    "/enterprises/{firm}/facts/",
    "/ladder/enterprise/{firm}/?policy=hnte",
    "/ladder/zone/",
    "/ladder/zone/list/ready/",
    "/ladder/zone/list/near/",
    "/ladder/zone/list/due/",
    "/ladder/zone/list/needs_data/",
    "/overview/",
)


def test_a_page_asks_as_often_for_many_enterprises_as_for_few(make, zone, officer, sign_in):
    client = sign_in(officer)

    def add(number):
        for _ in range(number):
            at = Enterprise.objects.count()
            firm = make.enterprise(zone, uscc=f"91640200MA1000{at:03d}X", chain="光伏", established_on=ON)
            file_facts(firm, GOOD)
            Recognition.objects.create(enterprise=firm, kind="hnte", valid_to=timezone.localdate())
        assess_zone(zone, ON)
        return firm

    def counts(firm):
        found = {}
        for page in PAGES:
            url = page.format(firm=firm.pk)
            client.get(url)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(url).status_code == 200
            found[page] = len(asked)
        return found

    few = counts(add(2))
    assert counts(add(9)) == few
    assert max(few.values()) <= 18


def test_an_enterprise_read_by_itself_is_the_one_the_assessment_reads(zone):
    for firm in Enterprise.objects.filter(zone=zone):
        facts = facts_in(Enterprise.objects.filter(pk=firm.pk), zone)
        wide = wide_facts(facts.rows, facts.recognitions, ON, rulebook()).row(0, named=True)
        mine = row_of(firm, FactSheet.objects.filter(enterprise=firm).order_by("year"), ON)
        assert {k: v for k, v in mine.items() if v is not None} == {k: v for k, v in wide.items() if v is not None}


def test_what_to_ask_is_the_same_one_by_one_as_by_a_table(zone, run, monkeypatch):
    held = zone.firms["丁"].recognitions.get()
    Standing.objects.filter(enterprise=zone.firms["丙"]).update(status="needs_data")
    Recognition.objects.create(enterprise=zone.firms["丙"], kind="srdi", valid_from=ON, withdrawn_on=ON)
    file_facts(zone.firms["丁"], {"staff": 30, "established_on": "2019-02-28"}, title="补报.xlsx")
    Standing.objects.filter(enterprise=held.enterprise).update(due=True, verdict="unknown")
    rows = list(Standing.objects.select_related("enterprise").order_by("pk"))
    found = []
    for many in (standings.MANY, 0):
        monkeypatch.setattr(standings, "MANY", many)
        found.append(standings.asks_for(rows, zone, ON))
    assert found[0] == found[1]
    assert {row.enterprise.name for row in rows if row.pk in found[0]} >= {"丙", "丁"}
    assert len(set(found[0].values())) > 1


def test_a_withdrawn_recognition_ran_until_the_day_before(zone):
    firm = Enterprise.objects.filter(zone=zone).first()
    Recognition.objects.create(enterprise=firm, kind="srdi", recognised_on="2024-01-01", withdrawn_on=ON)
    assert row_of(firm, [], ON)["held:srdi"] is False
    Recognition.objects.filter(kind="srdi").update(withdrawn_on="2026-05-16")
    assert row_of(firm, [], ON)["held:srdi"] is True


def test_the_tiles_of_a_whole_zone_are_not_those_of_a_bureau(officer, bureau_officer, run):
    whole, part = (tile_counts(Access.of(user), run) for user in (officer, bureau_officer))
    assert (whole["due"], part["due"]) == (1, 0)
    assert tile_counts(Access.of(officer), run) == whole


def test_a_new_run_has_tiles_of_its_own(zone, officer, run):
    before = tile_counts(Access.of(officer), run)
    Standing.objects.filter(zone=zone, status="ready").delete()
    assert tile_counts(Access.of(officer), run) == before  # a run that is done changes no more
    FactSheet.objects.filter(enterprise__zone=zone).delete()
    again = assess_zone(zone, ON)
    assert tile_counts(Access.of(officer), again)["ready"] == 0


def test_the_ladder_page_shows_the_same_to_the_next_who_asks(officer, run, sign_in):
    client = sign_in(officer)
    first, second = (client.get(reverse("ladder")).context["tiles"] for _ in range(2))
    assert first == second
