"""Many enterprises are asked by the worker, part by part; when it dies, or the round is locked, nothing is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.collection.models import Assignment, DataSet, HandOut, Round
from gaoxin_web.collection.services import handing_out, rounds

pytestmark = pytest.mark.django_db


@pytest.fixture
def few(monkeypatch):
    """More than two enterprises are many, and two are a part."""
    monkeypatch.setattr(handing_out, "AT_ONCE", 2)
    monkeypatch.setattr(handing_out, "PART", 2)


@pytest.fixture
def firms(zone, make):
    return [zone.first, zone.other, *(make.enterprise(zone, chain="光伏") for _ in range(3))]


@pytest.fixture
def queued(monkeypatch):
    """What was given to the worker."""
    found = []
    monkeypatch.setattr(handing_out, "_enqueue", found.append)
    return found


@pytest.fixture
def data_set(zone):
    return DataSet.objects.create(
        zone=zone,
        organisation=zone.bureau,
        title="快报",
        items=[{"field": "staff", "back": 0}],
        created_by=zone.officer,
    )


@pytest.fixture
def send(zone, sign_in, data_set, today, django_capture_on_commit_callbacks):
    def post(**chosen):
        fields = {"year": 2025, "opens_on": f"{today}", "closes_on": f"{today}", "action": "open"} | chosen
        with django_capture_on_commit_callbacks(execute=True):
            return sign_in(zone.officer).post(reverse("round_new", args=[data_set.pk]), fields)

    return post


def progress():
    return list(HandOut.objects.values_list("state", "done", "total", "added"))


def test_many_are_left_to_the_worker_and_few_are_not(send, firms, few, queued, data_set):
    send(chain=["钽铌"])
    few_asked = (Assignment.objects.count(), list(queued))
    Round.objects.all().delete()
    send()
    assert (few_asked, Assignment.objects.count(), len(queued)) == ((1, []), 0, 1)


def test_the_worker_asks_everybody_the_choice_comes_to(send, firms, few, queued, zone):
    send(chain=["光伏"])
    handing_out.carry_out(queued[0])
    asked = set(Assignment.objects.values_list("enterprise", flat=True))
    assert (asked, progress()) == ({firm.pk for firm in firms if firm.chain == "光伏"}, [("done", 4, 4, 4)])
    event = AuditEvent.objects.get(action="collection.hand_out")
    assert (event.user, event.zone, event.detail) == (zone.officer, zone, {"enterprises": 4})


def test_a_worker_killed_in_the_middle_is_taken_up_without_asking_twice(send, firms, few, queued, monkeypatch):
    send()
    real, parts = rounds.hand_to, []

    def dies(pk, part):
        if parts:
            raise KeyboardInterrupt
        parts.append(part)
        return real(pk, part)

    monkeypatch.setattr(rounds, "hand_to", dies)
    with pytest.raises(KeyboardInterrupt):
        handing_out.carry_out(queued[0])
    between = progress()
    monkeypatch.setattr(rounds, "hand_to", real)
    round_ = Round.objects.get()
    handing_out.resume(round_)
    at_once = len(queued)
    HandOut.objects.update(touched_at=timezone.now() - handing_out.SILENT - timedelta(seconds=1))
    handing_out.resume(round_)
    handing_out.carry_out(queued[-1])
    assert (between, at_once, len(queued)) == ([("running", 2, 5, 2)], 1, 2)
    assert (progress(), round_.assignments.count()) == ([("done", 5, 5, 5)], 5)


def test_a_round_locked_meanwhile_is_asked_no_further(send, firms, few, queued):
    send()
    rounds.move(Round.objects.get().pk, "lock")
    handing_out.carry_out(queued[0])
    assert (progress(), Assignment.objects.count()) == ([("locked", 0, 5, 0)], 0)


def test_what_goes_wrong_is_noted_and_what_was_handed_out_stays(send, firms, few, queued, monkeypatch):
    send()
    real, parts = rounds.hand_to, []

    def fails(pk, part):
        parts.append(part)
        if len(parts) == 2:
            raise OSError("no space")
        return real(pk, part)

    monkeypatch.setattr(rounds, "hand_to", fails)
    handing_out.carry_out(queued[0])
    assert (progress(), Assignment.objects.count()) == ([("failed", 2, 5, 2)], 2)


def test_who_may_no_longer_ask_asks_nobody(send, firms, few, queued, zone):
    send()
    zone.officer.grants.all().delete()
    handing_out.carry_out(queued[0])
    assert (progress(), Assignment.objects.count()) == ([("done", 0, 0, 0)], 0)


def test_more_enterprises_are_added_by_the_worker_too(
    form, firms, few, queued, zone, sign_in, django_capture_on_commit_callbacks
):
    before = form.round.assignments.count()
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(zone.officer).post(reverse("round_add", args=[form.round_id]), {"action": "add"})
    handing_out.carry_out(queued[0])
    assert (before, form.round.assignments.count(), progress()) == (2, 5, [("done", 5, 5, 3)])


def test_the_board_says_how_far_it_is_and_then_shows_itself_anew(send, firms, few, queued, zone, sign_in):
    send()
    round_, client = Round.objects.get(), sign_in(zone.officer)
    board = client.get(reverse("round", args=[round_.pk])).content.decode()
    under_way = client.get(reverse("round_progress", args=[round_.pk]))
    handing_out.carry_out(queued[0])
    over = client.get(reverse("round_progress", args=[round_.pk]))
    assert ("排队中" in board, "HX-Refresh" in under_way, over["HX-Refresh"]) == (True, False, "true")


def test_two_officers_open_one_period_once(ask, zone, data_set, today):
    about = {"year": 2025, "opens_on": today, "closes_on": today, "by": zone.officer}
    rounds.found(data_set, **about)
    with pytest.raises(rounds.RefusedError):
        rounds.found(data_set, **about)
