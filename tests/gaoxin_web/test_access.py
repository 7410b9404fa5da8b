"""What each data scope reaches: the filter every page, export and API asks."""

from __future__ import annotations

import pytest

from gaoxin_web.accounts.access import Access
from gaoxin_web.enterprises.models import Enterprise, Visit

pytestmark = pytest.mark.django_db


def seen(user, permission="register.view"):
    return {row.name for row in Access.of(user).limit(Enterprise.objects.all(), permission)}


@pytest.fixture
def zone(make):
    """A zone with a bureau, its office, and another bureau; an enterprise with each, and one in another zone."""
    zone, other = make.zone(), make.zone()
    bureau = make.organisation(zone, "科技局")
    office = make.organisation(zone, "高企科", parent=bureau)
    second = make.organisation(zone, "投促局")
    for name, organisation in (("甲", bureau), ("乙", office), ("丙", second), ("丁", None)):
        make.enterprise(zone, name, organisation=organisation)
    make.enterprise(other, "别区")
    zone.bureau, zone.office, zone.second, zone.other = bureau, office, second, other
    return zone


def test_the_whole_zone_is_seen_and_no_other_zone(make, zone):
    assert seen(make.user(zone, "leader", "zone")) == {"甲", "乙", "丙", "丁"}


def test_below_is_the_bureau_and_its_offices(make, zone):
    assert seen(make.user(zone, "officer", "below", zone.bureau)) == {"甲", "乙"}


def test_own_is_the_bureau_alone(make, zone):
    assert seen(make.user(zone, "officer", "own", zone.bureau)) == {"甲"}


def test_chosen_is_what_was_chosen(make, zone):
    user = make.user(zone, "officer", "chosen", zone.office)
    user.grants.get().organisations.add(zone.second)
    assert seen(user) == {"丙"}


def test_self_is_what_one_is_steward_of(make, zone):
    user = make.user(zone, "officer", "self", zone.bureau)
    Enterprise.objects.filter(name="丙").update(steward=user)
    assert seen(user) == {"丙"}


def test_two_grants_reach_what_either_reaches(make, zone):
    user = make.user(zone, "officer", "own", zone.second)
    user.grants.create(role="leader", scope="chosen").organisations.add(zone.bureau)
    assert seen(user) == {"甲", "丙"}


def test_an_enterprise_account_sees_its_own_enterprise(make, zone):
    own = Enterprise.objects.get(name="乙")
    user = make.user(zone, "enterprise", enterprise=own)
    assert (seen(user, "own.view"), seen(user, "register.view")) == ({"乙"}, set())


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "auditor", "judge"])
def test_administrators_and_judges_see_no_enterprise(make, zone, role):
    assert seen(make.user(zone, role, "zone")) == set()


def test_without_a_grant_nothing_is_seen(make, zone):
    assert seen(make.user(zone)) == set()


def test_a_grant_that_ran_out_reaches_nothing(make, zone):
    user = make.user(zone, "leader", "zone")
    user.grants.update(until="2020-01-01")
    assert seen(user) == set()


def test_with_three_administrators_a_grant_waits_for_approval(make, zone, settings):
    settings.THREE_ADMINISTRATORS = True
    user = make.user(zone, "leader", "zone")
    user.grants.update(approved_at=None)
    assert seen(user) == set()


def test_what_hangs_on_an_enterprise_is_reached_through_it(make, zone):
    for enterprise in Enterprise.objects.all():
        Visit.objects.create(enterprise=enterprise, summary=enterprise.name)
    user = make.user(zone, "officer", "below", zone.bureau)
    visits = Access.of(user).limit(Visit.objects.all(), "register.view")
    assert {visit.summary for visit in visits} == {"甲", "乙"}


@pytest.mark.parametrize("scope", ["zone", "below", "own", "chosen", "self"])
def test_what_belongs_to_the_zone_as_a_whole_is_reached_by_every_scope_of_the_zone_and_by_no_other(make, zone, scope):
    from gaoxin_web.ladders.models import Run, Window  # noqa: PLC0415 - models load after the settings

    for one in (zone, zone.other):
        Run.objects.create(zone=one, on="2026-05-15")
        Window.objects.create(zone=one, policy="hnte", title="批次", opens_on="2026-05-01", closes_on="2026-06-01")
    access = Access.of(make.user(zone, "officer", scope, zone.bureau))
    for model in (Run, Window):
        assert {row.zone for row in access.limit(model.objects.all(), "ladder.view")} == {zone}


@pytest.mark.parametrize(
    ("role", "reached"),
    [
        ("officer", 1),
        ("leader", 1),
        ("enterprise", 0),
        ("judge", 0),
        ("system_admin", 0),
        ("security_admin", 0),
        ("auditor", 0),
        (None, 0),
    ],
)
def test_what_belongs_to_the_zone_as_a_whole_takes_the_permission_all_the_same(make, zone, role, reached):
    from gaoxin_web.ladders.models import Run  # noqa: PLC0415 - models load after the settings

    Run.objects.create(zone=zone, on="2026-05-15")
    access = Access.of(make.user(zone, role, "zone", zone.bureau))
    assert access.limit(Run.objects.all(), "ladder.view").count() == reached


def test_what_hangs_on_a_whole_is_whole(zone):
    from gaoxin_web.accounts.access import Reach  # noqa: PLC0415 - beside its use

    assert Reach(zone="zone", whole=True).through("run") == Reach(zone="run__zone", whole=True)


def test_an_audit_log_is_not_shown_by_halves(make, zone):
    """Who may see the log of a bureau only sees none of it: an event belongs to no bureau, nor to every scope."""
    from gaoxin_web.accounts import audit  # noqa: PLC0415 - models load after the settings
    from gaoxin_web.accounts.models import AuditEvent  # noqa: PLC0415 - likewise

    audit.record("test.event", zone=zone)
    seen_by = {
        scope: Access.of(make.user(zone, "auditor", scope, zone.bureau)).limit(AuditEvent.objects.all(), "audit.view")
        for scope in ("zone", "own")
    }
    assert {scope: rows.count() for scope, rows in seen_by.items()} == {"zone": 1, "own": 0}
