"""The demonstration zones bear out every printed figure that the platform can answer, by their records alone."""

from __future__ import annotations

from collections import Counter

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from gaoxin_web.accounts.models import Grant, Organisation, User, Zone
from gaoxin_web.cockpit.figures.recompute import every_figure, found
from gaoxin_web.cockpit.figures.stated import Figure, figures
from gaoxin_web.cockpit.figures.table import QUERIES
from gaoxin_web.contests import models as contests
from gaoxin_web.demo.build import build, is_built
from gaoxin_web.enterprises.models import Batch, Enterprise, Facility, FactSheet, Filing, Recognition, Request, Visit
from gaoxin_web.enterprises.queries.facts import filing_of
from gaoxin_web.evaluation.models import Entry, NodeWeight, Paper, PeerTable, Published, Result, Scenario, Task
from gaoxin_web.ladders.models import Run, Standing, Window
from gaoxin_web.lectures.models import Talk
from gaoxin_web.monitoring.models import Target, ZoneFigure
from tests.gaoxin_web.demo.conftest import TODAY

PROMISED = {  # the programmes `ladder` and `register` of the printed figures, then `contests` and `lectures`
    *(f"SZS-{number:02d}" for number in (1, 2, 3, 4, 5, 11, 12, 13, 26, 28, 29, 30, 31)),
    *("GZ-09", "GZ-11", "GZ-12"),
    "SZS-24",
    *(f"GZ-{number:02d}" for number in range(1, 9)),
    *(f"UR-{number:02d}" for number in range(1, 5)),
    *(f"XM-{number:02d}" for number in range(1, 12)),
}
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]  # the zones are built once


def test_every_figure_of_the_ladder_and_the_register_holds():
    results = {result.figure.id: result.holds for result in every_figure(Zone.objects.all())}
    answered = {name: holds for name, holds in results.items() if holds is not None}
    assert answered == dict.fromkeys(QUERIES, True)
    assert PROMISED - set(answered) == set()
    assert len(results) == len(figures())


@pytest.mark.parametrize("name", QUERIES)
def test_a_figure_moves_when_a_record_behind_it_goes(name):
    figure = figures()[name]
    zone, query = Zone.objects.get(code=figure.zone), QUERIES[name]
    rows = list(query.rows(zone, figure.period))
    before = found(figure, zone).value
    if query.rows(zone, figure.period).model in OF_CONTESTS:
        take_away(rows, name)
    else:
        times = Counter(getattr(row, "enterprise_id", None) for row in rows)
        next(
            row for row in rows if getattr(row, "enterprise_id", None) is None or times[row.enterprise_id] == 1
        ).delete()
    assert found(figure, zone).value != before


OF_CONTESTS = (contests.Entry, contests.RoundEntry, contests.Award, contests.Sitting, contests.Outcome, Talk)


def take_away(rows, name):
    """The first record, or what counts as one; what ballots stand on is never deleted, but taken back."""
    one = max(rows, key=lambda row: getattr(row, "amount", None) or 0)
    match one:
        case contests.Entry():
            gone = [row for row in rows if row.city == one.city] if name == "GZ-01" else [one]
            contests.Entry.objects.filter(pk__in=[row.pk for row in gone]).update(state="withdrawn")
        case contests.RoundEntry():
            contests.RoundEntry.objects.filter(pk=one.pk).update(state="withdrawn")
        case contests.Award():
            contests.Award.objects.filter(pk=one.pk).update(withdrawn_at=timezone.now())
        case contests.Sitting():
            one.places.update(sitting=None)
        case Talk():
            Talk.objects.filter(pk=one.pk).update(kind="other")
        case contests.Outcome():
            contests.Outcome.objects.filter(entry=one.entry, kind=one.kind, amount=one.amount).delete()


def test_a_later_day_has_another_count():
    zone, said = Zone.objects.get(code="szs"), figures()["SZS-02"]
    later = Figure(said.id, "szs", "", "2025-12-31", "=", said.value, "家", "", "")
    assert found(later, zone).value != found(said, zone).value


def test_every_enterprise_is_marked_as_illustrative():
    assert set(Enterprise.objects.values_list("illustrative", flat=True)) == {True}


def test_one_firm_is_named_as_its_zone_names_it_in_print():
    (named,) = Enterprise.objects.exclude(name__startswith="星河市")
    held = Recognition.objects.filter(enterprise=named, kind="little_giant", valid_from__lte="2022-12-31")
    assert (named.name, named.zone.code, named.uscc, held.count() > 0) == ("通信芯德", "gz", None, True)


def test_every_figure_of_a_fact_sheet_leads_to_its_cell():
    sheet = FactSheet.objects.filter(enterprise__zone__code="szs", year=2025).first()
    filing = filing_of(sheet.enterprise, "staff", 2025)
    entry = filing.values["staff"]
    assert (entry["value"], filing.sheet) == (sheet.values["staff"], "企业年报")
    assert entry["cell"].endswith(str(filing.row))
    assert int(float(entry["raw"])) == entry["value"]


def test_reports_go_back_four_years_the_statistics_and_the_months_five():
    filings = Filing.objects.filter(enterprise__zone__code="szs")
    years = {sheet: set(filings.filter(sheet=sheet).values_list("year", flat=True)) for sheet in ("企业年报", "月报")}
    assert years == {"企业年报": {2021, 2022, 2023, 2024, 2025}, "月报": {2021, 2022, 2023, 2024, 2025, 2026}}


def test_the_ladder_of_today_shows_every_status():
    for zone in Zone.objects.filter(code__in=("szs", "gz")):
        run = Run.objects.get(zone=zone)
        assert (run.state, run.on) == ("done", TODAY)
        statuses = set(Standing.objects.filter(zone=zone).values_list("status", flat=True))
        assert statuses >= {"holds", "ready", "near", "needs_data"}, zone.code


def test_an_account_of_every_role_may_sign_in(client):
    roles = set(Grant.objects.effective().values_list("role", flat=True))
    assert roles == {"system_admin", "security_admin", "auditor", "leader", "officer", "enterprise", "judge"}
    assert set(User.objects.values_list("must_change_password", flat=True)) == {False}
    assert client.post("/account/login/", {"login": "leader", "password": "Gaoxin-Demo-2026"}).status_code == 302


def test_visits_and_requests_are_there_in_every_state():
    assert set(Request.objects.values_list("state", flat=True)) == set(Request.State.values)
    assert Visit.objects.count() > 50


def test_the_same_seed_gives_the_same_zone():
    """What was built twice is alike: the generator, not the moment, decides."""
    first = made()
    with transaction.atomic():
        _forget_everything()
        assert not is_built()
        build(TODAY)
        assert made() == first


def made():
    """Of all that is invented, what the most else hangs on."""
    ballots = contests.Ballot.objects.filter(place__round__contest__year__lt=TODAY.year)
    return (
        list(Recognition.objects.order_by("pk").values_list("enterprise__name", "kind", "valid_from")),
        list(contests.Award.objects.order_by("pk").values_list("contest__code", "entry__title", "tier")),
        list(ballots.order_by("key").values_list("key", "judge__name", "place__entry__number", "marks")),
    )


def _forget_everything():
    for app in ("lectures", "live", "contests"):
        for model in apps.get_app_config(app).get_models(include_auto_created=True):
            QuerySet(model)._raw_delete("default")  # what is frozen is not deleted otherwise
    for model in (Task, Entry, NodeWeight, Published, PeerTable, Scenario, Result, Paper, Target, ZoneFigure):
        model.objects.all().delete()
    for model in (Run, Window, Facility, Enterprise, Filing, Batch, Grant, User):
        model.objects.all().delete()
    Organisation.objects.exclude(parent__parent=None).delete()
    Organisation.objects.exclude(parent=None).delete()
    Organisation.objects.all().delete()
    Zone.objects.all().delete()
