"""What a page writes and the event that tells of it: both or neither, on every page that takes a form."""

from __future__ import annotations

import pytest
from django.urls import get_resolver, reverse

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.accounts.views import Page
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.ladders.models import Plan, Window
from tests.gaoxin_web.test_every_view import routes

pytestmark = pytest.mark.django_db
ALONE = {
    "self_check",
    "audit_verify",
    "evaluation_peers_new",
    "series_speakers_import",
    "series_solve",
    "finals_solve",
    "assignment_ask",
}  # they write nothing but the event, if that


def classes():
    found = {}
    for _route, pattern in routes(get_resolver()):
        view = getattr(pattern.callback, "view_class", None)
        if view is not None and view.__module__.startswith("gaoxin_web."):
            found[pattern.name] = view
    return found


def test_every_page_that_takes_a_form_keeps_change_and_event_together():
    writing = {name: view for name, view in classes().items() if hasattr(view, "post")}
    assert len(writing) > 40
    assert {name for name, view in writing.items() if not issubclass(view, Page)} == set()
    assert {name for name, view in writing.items() if not view.one_transaction} == ALONE


def test_every_page_comes_to_the_one_place_that_does_so():
    """A class of its own ``dispatch`` hands on to :meth:`Page.dispatch`; none goes around it."""
    for name, view in classes().items():
        if issubclass(view, Page):
            around = [base for base in view.__mro__[: view.__mro__.index(Page)] if "dispatch" in vars(base)]
            assert all("super().dispatch" in source(base) or wrapped(base) for base in around), name


def source(base):
    import inspect  # noqa: PLC0415 - of this test alone

    return inspect.getsource(base)


def wrapped(base):
    """A decorator put around the inherited ``dispatch``."""
    return hasattr(vars(base)["dispatch"], "__wrapped__")


@pytest.fixture
def firm(make):
    zone = make.zone()
    bureau = make.organisation(zone)
    return make.enterprise(zone, "甲公司", organisation=bureau)


@pytest.fixture
def entered(make, firm, sign_in, monkeypatch):
    """An officer signed in, after which the log cannot be written, as when the disk is full."""

    def broken(*_args, **_named):
        raise OSError("no space left on device")

    client = sign_in(make.user(firm.zone, "officer", "zone", firm.organisation))
    client.raise_request_exception = False
    monkeypatch.setattr(audit, "record", broken)
    return client


def test_a_new_enterprise_is_not_kept_without_its_event(entered, firm):
    form = {"name": "乙公司", "status": "open", "organisation": firm.organisation_id}
    answer = entered.post(reverse("enterprise_new"), form)
    assert answer.status_code == 500
    assert list(Enterprise.objects.values_list("name", flat=True)) == ["甲公司"]


def test_a_new_window_is_not_kept_without_its_event(entered):
    form = {"policy": "hnte", "title": "一", "opens_on": "2026-01-01", "closes_on": "2026-02-01", "remind_days": 30}
    answer = entered.post(reverse("window_new"), form)
    assert (answer.status_code, Window.objects.count()) == (500, 0)


def test_a_state_of_a_plan_is_not_kept_without_its_event(entered, firm):
    plan = Plan.objects.create(enterprise=firm, policy="hnte", on="2026-05-15")
    answer = entered.post(reverse("plan_state", args=[plan.pk]), {"state": "agreed"})
    assert (answer.status_code, Plan.objects.get().state) == (500, "draft")


def test_a_refusal_is_noted_all_the_same(make, firm, sign_in):
    client = sign_in(make.user(firm.zone, "officer", "own", firm.organisation))
    assert client.post(reverse("ladder_assess"), {"on": "2026-05-15"}).status_code == 403
    assert AuditEvent.objects.filter(action="ladder.assess", result="refused").count() == 1
