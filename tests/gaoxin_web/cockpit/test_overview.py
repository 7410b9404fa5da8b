"""The overview: what is due on which day, for whom, and where each number leads."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from gaoxin_web.accounts.access import Access
from gaoxin_web.cockpit.queries import state, todo
from gaoxin_web.cockpit.queries.counts import counts_for
from gaoxin_web.enterprises.models import Batch, Recognition, Request
from gaoxin_web.ladders.models import Measure, Plan, Window

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 15)
ONE = timedelta(days=1)


@pytest.fixture
def firm(make):
    zone = make.zone()
    return make.enterprise(zone, organisation=make.organisation(zone))


@pytest.mark.parametrize(
    ("due", "status", "found"),
    [(TODAY - ONE, "assigned", 1), (TODAY, "assigned", 0), (TODAY - ONE, "answered", 0), (None, "assigned", 0)],
)
def test_a_request_is_late_the_day_after_its_last(firm, due, status, found):
    Request.objects.create(enterprise=firm, title="用工", due_on=due, state=status)
    assert todo.late_requests(TODAY).count() == found


@pytest.mark.parametrize(
    ("due", "done", "status", "found"),
    [
        (TODAY - ONE, None, "agreed", 1),
        (TODAY, None, "agreed", 0),
        (TODAY - ONE, TODAY, "agreed", 0),
        (TODAY - ONE, None, "dropped", 0),
    ],
)
def test_a_measure_is_late_while_its_plan_runs(firm, due, done, status, found):
    plan = Plan.objects.create(enterprise=firm, policy="hnte", on=TODAY, state=status)
    Measure.objects.create(plan=plan, text="措施", due_on=due, done_on=done)
    assert todo.late_measures(TODAY).count() == found


@pytest.mark.parametrize(
    ("last", "found"),
    [(TODAY - ONE, 0), (TODAY, 1), (date(2026, 11, 15), 1), (date(2026, 11, 16), 0), (None, 0)],
)
def test_a_certificate_is_due_within_six_months(firm, last, found):
    Recognition.objects.create(enterprise=firm, kind="hnte", valid_from=date(2023, 1, 1), valid_to=last)
    assert todo.expiring_soon(TODAY).count() == found


def test_a_certificate_that_is_renewed_already_is_not_due(firm):
    Recognition.objects.create(enterprise=firm, kind="hnte", valid_from=date(2023, 6, 1), valid_to=date(2026, 5, 31))
    Recognition.objects.create(enterprise=firm, kind="hnte", valid_from=date(2026, 6, 1), valid_to=date(2029, 5, 31))
    Recognition.objects.create(enterprise=firm, kind="srdi", valid_from=date(2023, 6, 1), valid_to=date(2026, 5, 31))
    assert [one.kind for one in todo.expiring_soon(TODAY)] == ["srdi"]


@pytest.mark.parametrize(
    ("opens", "closes", "found"),
    [(TODAY, TODAY, 1), (TODAY + ONE, TODAY + 9 * ONE, 0), (TODAY, TODAY + 30 * ONE, 1), (TODAY, TODAY + 31 * ONE, 0)],
)
def test_a_window_closes_soon_within_its_days_of_notice(firm, opens, closes, found):
    Window.objects.create(zone=firm.zone, policy="hnte", title="批次", opens_on=opens, closes_on=closes, remind_days=30)
    assert todo.windows_closing(TODAY).count() == found


def test_certificates_are_counted_at_each_year_end_and_today(make, firm):
    Recognition.objects.create(enterprise=firm, kind="hnte", valid_from=date(2022, 12, 31), valid_to=date(2025, 12, 30))
    Recognition.objects.create(enterprise=firm, kind="hnte", valid_from=date(2026, 1, 1))
    (kind,) = state.kinds(counts_for(Access.of(make.user(firm.zone, "leader")), TODAY))
    assert (kind.counts, kind.now, kind.change) == ((1, 1, 1, 0, 1), 1, 1)


@pytest.mark.parametrize(
    ("role", "scope", "words"),
    [
        ("leader", "zone", ["诉求超期", "措施超期", "证书将到期", "申报将截止"]),
        ("officer", "own", ["诉求超期", "措施超期", "证书将到期", "申报将截止", "导入待核对"]),
    ],
)
def test_batches_wait_for_who_may_import(make, firm, role, scope, words):
    user = make.user(firm.zone, role, scope, firm.organisation)
    assert [one.label for one in todo.todos(Access.of(user), TODAY, 0)] == words


def test_only_what_lies_in_ones_scope_is_counted(make, firm):
    other = make.enterprise(firm.zone, organisation=make.organisation(firm.zone))
    for one in (firm, other):
        Request.objects.create(enterprise=one, title="用工", due_on=TODAY - ONE)
    whole, own = make.user(firm.zone, "leader"), make.user(firm.zone, "officer", "own", firm.organisation)
    assert [todo.todos(Access.of(user), TODAY, 0)[0].count for user in (whole, own)] == [2, 1]


def test_every_number_leads_to_a_list_with_as_many_rows(make, firm, sign_in):
    today = timezone.localdate()
    Request.objects.create(enterprise=firm, title="用工", due_on=today - ONE)
    plan = Plan.objects.create(enterprise=firm, policy="hnte", on=today, state="agreed")
    Measure.objects.create(plan=plan, text="措施", due_on=today - ONE)
    Recognition.objects.create(enterprise=firm, kind="hnte", valid_from=today - 9 * ONE, valid_to=today + ONE)
    Batch.objects.create(zone=firm.zone, title="台账", sha256="0" * 64, state="read", organisation=firm.organisation)
    client = sign_in(make.user(firm.zone, "officer"))
    page = client.get("/overview/")
    found = {one.url: one.count for one in page.context["todos"]} | {one.url: one.now for one in page.context["kinds"]}
    lists = {url: client.get(url).context for url in found if url.startswith("/overview/")}
    assert {url: context["page"].paginator.count for url, context in lists.items()} == dict.fromkeys(lists, 1)
    assert len(lists) == 4


def test_the_cost_of_the_overview_does_not_grow_with_the_register(make, firm, sign_in):
    client = sign_in(make.user(firm.zone, "leader"))

    def grow(number):
        for _ in range(number):
            one = make.enterprise(firm.zone, chain=f"链{number}")
            Recognition.objects.create(enterprise=one, kind="hnte", valid_from=TODAY)
            Request.objects.create(enterprise=one, title="用工", due_on=TODAY - ONE)

    from django.db import connection  # noqa: PLC0415 - the fixtures set it up
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - likewise

    costs = {}
    for url in ("/overview/", "/overview/requests/", "/overview/recognitions/hnte/"):
        grow(2)
        client.get(url)
        cache.clear()
        with CaptureQueriesContext(connection) as few:
            client.get(url)
        grow(8)
        with CaptureQueriesContext(connection) as many:
            client.get(url)
        costs[url] = len(many) - len(few)
    assert costs == dict.fromkeys(costs, 0)


@pytest.mark.parametrize("role", ["enterprise", "judge", "system_admin", "auditor"])
def test_who_does_not_work_with_the_ladder_is_refused(make, firm, sign_in, role):
    client = sign_in(make.user(firm.zone, role))
    pages = ("/overview/", "/overview/expiring/", "/overview/figures/", "/overview/figures/SZS-02/")
    assert [client.get(page).status_code for page in pages] == [403] * 4


def test_a_recognition_that_the_rulebook_does_not_know_has_no_list(make, firm, sign_in):
    client = sign_in(make.user(firm.zone, "leader"))
    assert client.get("/overview/recognitions/nothing/").status_code == 404
