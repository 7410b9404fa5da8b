"""Users, roles, organisations and the audit log as administrators meet them."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from django.core.management import call_command
from django.utils import timezone

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.access import Access
from gaoxin_web.accounts.models import AuditEvent, Grant, Organisation, User
from gaoxin_web.accounts.roles import Role
from gaoxin_web.accounts.services.grants import stamp
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.system.views.users import roles_of

pytestmark = pytest.mark.django_db


def give(client, user, role, scope="zone", **more):
    return client.post(f"/system/users/{user.pk}/grants/add/", {"role": role, "scope": scope, **more})


def test_a_new_user_gets_a_password_shown_once(zone, admin, sign_in):
    client = sign_in(admin)
    answer = client.post("/system/users/add/", {"username": "chen", "name": "陈科员"})
    made = User.objects.get(username="chen")
    password = answer.context["password"]
    assert made.check_password(password)
    assert (made.zone, made.must_change_password, "no-store" in answer["Cache-Control"]) == (zone, True, True)
    assert password not in client.get(f"/system/users/{made.pk}/").content.decode()
    assert password not in str(list(AuditEvent.objects.values_list("detail", flat=True)))


def test_a_name_already_taken_stays_on_the_form_with_what_was_typed(make, zone, admin, sign_in):
    make.user(zone, username="chen")
    page = sign_in(admin).post("/system/users/add/", {"username": "chen", "name": "陈科员"}).content.decode()
    assert 'value="陈科员"' in page
    assert "invalid-feedback" in page


def test_a_reset_password_is_new_ends_sessions_and_must_be_changed(make, zone, admin, fresh):
    user = make.user(zone, "leader")
    answer = fresh(admin).post(f"/system/users/{user.pk}/reset/")
    user.refresh_from_db()
    assert (user.check_password(answer.context["password"]), user.must_change_password) == (True, True)


def test_a_username_cannot_be_changed(make, zone, admin, sign_in):
    user = make.user(zone, "leader", username="zhou")
    sign_in(admin).post(f"/system/users/{user.pk}/change/", {"username": "wang", "name": "周"})
    user.refresh_from_db()
    assert (user.username, user.name) == ("zhou", "周")


def test_without_three_administrators_a_role_counts_at_once(make, zone, admin, fresh):
    user = make.user(zone)
    give(fresh(admin), user, "leader", until=f"{timezone.localdate() + timedelta(days=30)}")
    assert Access.of(user).roles == {Role.LEADER}
    assert AuditEvent.objects.filter(action="grant.give").count() == 1


def test_the_password_is_asked_again_and_what_was_sent_goes_on(make, zone, admin, client):
    user = make.user(zone)
    client.post("/account/login/", {"login": admin.username, "password": "Correct-Horse-9"})
    session = client.session
    session["account_authentication_methods"][0]["at"] -= 301
    session.save()
    asked = give(client, user, "leader")
    assert unquote(asked.url) == f"/account/reauthenticate/?next=/system/users/{user.pk}/grants/add/"
    assert not user.grants.exists()
    wrong = client.post(
        "/account/reauthenticate/", {"password": "wrong", "next": f"/system/users/{user.pk}/grants/add/"}
    )
    assert (wrong.status_code, user.grants.exists()) == (200, False)
    client.post(
        "/account/reauthenticate/", {"password": "Correct-Horse-9", "next": f"/system/users/{user.pk}/grants/add/"}
    )
    assert user.grants.get().role == "leader"


@pytest.mark.parametrize(("seconds", "asked"), [(290, False), (310, True)])
def test_a_password_given_within_five_minutes_is_fresh(make, zone, admin, fresh, seconds, asked):
    user, client = make.user(zone), fresh(admin)
    session = client.session
    session["account_authentication_methods"][0]["at"] -= seconds
    session.save()
    assert (client.get(f"/system/users/{user.pk}/grants/add/").status_code == 302) is asked


def test_nobody_gives_takes_or_disables_what_is_their_own(make, zone, admin, fresh):
    make.user(zone, "system_admin")
    client = fresh(admin)
    assert "不能给自己授予角色" in give(client, admin, "leader").content.decode()
    client.post(f"/system/grants/{admin.grants.get().pk}/take/")
    client.post(f"/system/users/{admin.pk}/disable/")
    admin.refresh_from_db()
    assert (admin.grants.count(), admin.is_active) == (1, True)


def test_the_last_system_administrator_of_a_zone_stays(make, zone, admin, fresh):
    second = make.user(zone, "system_admin")
    client = fresh(second)
    Grant.objects.filter(user=second).update(until=timezone.localdate() - timedelta(days=1))
    Grant.objects.create(user=second, role="security_admin", scope="zone", approved_at=timezone.now())
    assert client.post(f"/system/users/{admin.pk}/disable/").status_code == 403  # no administrator any more
    Grant.objects.filter(user=second, role="system_admin").update(until=None)
    client.post(f"/system/users/{admin.pk}/disable/")
    admin.refresh_from_db()
    assert admin.is_active is False


def test_an_enterprise_account_is_tied_to_the_enterprise_named(make, zone, admin, fresh):
    enterprise = make.enterprise(zone, "砺石钽业有限公司", uscc="91640200MA00000X1A")
    make.enterprise(make.zone(), "别区企业有限公司")
    user, client = make.user(zone), fresh(admin)
    assert "请填写这个账号代表哪一家企业" in give(client, user, "enterprise").content.decode()
    assert "没有这家企业" in give(client, user, "enterprise", enterprise="别区企业有限公司").content.decode()
    give(client, user, "enterprise", enterprise="91640200ma00000x1a")
    assert [each.enterprise for each in user.memberships.all()] == [enterprise]
    client.post(f"/system/grants/{user.grants.get().pk}/take/")
    assert user.memberships.count() == 0


def test_chosen_organisations_are_asked_for_and_kept(make, zone, admin, fresh):
    bureau, user, client = make.organisation(zone), make.user(zone), fresh(admin)
    assert "请选择至少一个部门" in give(client, user, "officer", "chosen").content.decode()
    give(client, user, "officer", "chosen", organisations=[bureau.pk])
    assert list(user.grants.get().organisations.all()) == [bureau]


def test_a_bureau_of_another_zone_cannot_be_chosen(make, zone, admin, fresh):
    user, other = make.user(zone), make.organisation(make.zone())
    give(fresh(admin), user, "officer", "chosen", organisations=[other.pk])
    assert user.grants.count() == 0


# three administrators


@pytest.fixture
def three(settings):
    settings.THREE_ADMINISTRATORS = True


@pytest.fixture
def security(make, zone):
    return make.user(zone, "security_admin", username="anquan")


def test_a_role_waits_for_the_security_administrator(make, zone, admin, security, fresh, three):
    user = make.user(zone)
    give(fresh(admin), user, "leader")
    assert Access.of(user).roles == set()
    client = fresh(security)
    assert str(user) in client.get("/system/users/approvals/").content.decode()
    grant = user.grants.get()
    client.post(f"/system/grants/{grant.pk}/approve/", {"seen": stamp(grant)})
    grant = user.grants.get()
    assert (Access.of(user).roles, grant.granted_by, grant.approved_by) == ({Role.LEADER}, admin, security)


def test_a_changed_role_waits_again(make, zone, admin, fresh, three):
    user = make.user(zone, "leader")
    give(fresh(admin), user, "leader", until=f"{timezone.localdate() + timedelta(days=900)}")
    assert Access.of(user).roles == set()


def test_a_rejected_role_is_gone_and_its_reason_kept(make, zone, admin, security, fresh, three):
    user = make.user(zone)
    give(fresh(admin), user, "leader")
    url = f"/system/grants/{user.grants.get().pk}/reject/"
    client = fresh(security)
    client.post(url)
    assert user.grants.count() == 1
    client.post(url, {"reason": "职务不符"})
    assert user.grants.count() == 0
    assert AuditEvent.objects.get(action="grant.reject").detail["reason"] == "职务不符"


def words_of(client, user):
    """The roles of a user as the list has them, and how each grant stands on the user's own page."""
    listed = "、".join(roles_of(user))
    assert listed in client.get("/system/users/").content.decode()
    page = client.get(f"/system/users/{user.pk}/")
    return listed, [str(words) for _grant, words, _colour in page.context["grants"]]


@pytest.mark.parametrize(
    ("days", "approved", "expected"),
    [
        (0, True, ("园区领导", ["有效"])),  # the last day still counts
        (-1, True, ("园区领导（已到期）", ["已到期"])),
        (0, False, ("园区领导（待批准）", ["待批准"])),
        (-1, False, ("园区领导（已到期）", ["已到期"])),
    ],
)
def test_a_role_that_does_not_count_says_why(make, zone, admin, sign_in, three, days, approved, expected):
    user = make.user(zone)
    until = timezone.localdate() + timedelta(days=days)
    user.grants.create(role="leader", scope="zone", until=until, approved_at=timezone.now() if approved else None)
    assert words_of(sign_in(admin), user) == expected
    assert (Access.of(user).roles == {Role.LEADER}) == (expected[1] == ["有效"])


def test_without_three_administrators_no_role_waits(make, zone, admin, sign_in):
    user = make.user(zone)
    user.grants.create(role="leader", scope="zone")
    assert words_of(sign_in(admin), user) == ("园区领导", ["有效"])


def test_nobody_approves_what_they_gave_or_are_given(make, zone, security, fresh, three):
    own = Grant.objects.create(user=security, role="auditor", scope="zone")
    given = Grant.objects.create(user=make.user(zone), role="leader", scope="zone", granted_by=security)
    client = fresh(security)
    for grant in (own, given):
        client.post(f"/system/grants/{grant.pk}/approve/", {"seen": stamp(grant)})
        grant.refresh_from_db()
        assert grant.approved_at is None


def test_what_was_changed_since_it_was_looked_at_is_not_approved(make, zone, admin, security, fresh, three):
    user = make.user(zone)
    give(fresh(admin), user, "officer", "own")
    seen = stamp(user.grants.get())
    give(fresh(admin), user, "officer", "own", until=f"{timezone.localdate() + timedelta(days=900)}")
    page = fresh(security).post(f"/system/grants/{user.grants.get().pk}/approve/", {"seen": seen}, follow=True)
    assert ("在您查看之后改过" in page.content.decode(), Access.of(user).roles) == (True, set())


@pytest.mark.parametrize(
    ("held", "wanted", "refused"),
    [
        ("system_admin", "security_admin", True),
        ("auditor", "system_admin", True),
        ("auditor", "leader", True),
        ("officer", "auditor", True),
        ("officer", "leader", False),
        (None, "auditor", False),
    ],
)
def test_the_three_roles_exclude_each_other_and_business(make, zone, admin, fresh, three, held, wanted, refused):
    user = make.user(zone, held)
    page = give(fresh(admin), user, wanted)
    assert user.grants.filter(role=wanted).exists() is not refused
    assert ("三员分立" in page.content.decode()) is refused


def test_the_system_administrator_does_not_approve(make, zone, admin, fresh, three):
    grant = Grant.objects.create(user=make.user(zone), role="leader", scope="zone")
    assert fresh(admin).post(f"/system/grants/{grant.pk}/approve/").status_code == 403


# organisations


def paths(zone):
    return {each.name: each.path for each in Organisation.objects.filter(zone=zone)}


def test_a_branch_moves_with_all_below_it(make, zone, admin, sign_in):
    top, other = make.organisation(zone, "管委会"), make.organisation(zone, "园区办")
    bureau = make.organisation(zone, "科技局", top)
    office = make.organisation(zone, "高企科", bureau)
    client = sign_in(admin)
    client.post(f"/system/organisations/{bureau.pk}/", {"name": "科创局", "parent": other.pk})
    assert paths(zone) == {
        "管委会": f"{top.pk}/",
        "园区办": f"{other.pk}/",
        "科创局": f"{other.pk}/{bureau.pk}/",
        "高企科": f"{other.pk}/{bureau.pk}/{office.pk}/",
    }


def test_a_bureau_cannot_move_below_itself(make, zone, admin, sign_in):
    bureau = make.organisation(zone, "科技局")
    office = make.organisation(zone, "高企科", bureau)
    before = paths(zone)
    sign_in(admin).post(f"/system/organisations/{bureau.pk}/", {"name": "科技局", "parent": office.pk})
    assert paths(zone) == before


def test_a_new_office_hangs_below_its_bureau_and_a_second_of_its_name_is_refused(make, zone, admin, sign_in):
    bureau, client = make.organisation(zone, "科技局"), sign_in(admin)
    for _ in range(2):
        page = client.post("/system/organisations/add/", {"name": "高企科", "parent": bureau.pk})
    office = Organisation.objects.get(name="高企科")
    assert office.path == f"{bureau.pk}/{office.pk}/"
    assert "同一上级下已有“高企科”" in page.content.decode()


def test_a_bureau_with_people_is_not_removed(make, zone, admin, sign_in):
    bureau, client = make.organisation(zone, "科技局"), sign_in(admin)
    user = make.user(zone, "officer", organisation=bureau)
    client.post(f"/system/organisations/{bureau.pk}/remove/")
    assert Organisation.objects.filter(pk=bureau.pk).exists()
    User.objects.filter(pk=user.pk).update(organisation=None)
    client.post(f"/system/organisations/{bureau.pk}/remove/")
    assert not Organisation.objects.filter(pk=bureau.pk).exists()


# the audit log


def test_the_auditor_finds_by_user_action_result_and_day(make, zone, sign_in):
    from gaoxin_web.accounts import audit  # noqa: PLC0415 - its models load after the settings

    zhou = make.user(zone, username="zhou")
    for action, result in (("plan.view", "done"), ("register.export", "refused")):
        audit.record(action, user=zhou, result=result)
    audit.record("plan.view", zone=make.zone())
    client = sign_in(make.user(zone, "auditor"))

    def found(**asked):
        return [row.action for row, _cells in client.get("/system/audit/", asked).context["lines"]]

    today = f"{timezone.localdate()}"
    assert found(username="zhou") == ["register.export", "plan.view"]
    assert found(username="zhou", action="plan") == ["plan.view"]
    assert found(username="zhou", result="refused") == ["register.export"]
    assert found(username="zhou", since=today, until=today) == ["register.export", "plan.view"]
    assert found(username="zhou", since=f"{timezone.localdate() + timedelta(days=1)}") == []
    assert found(action="plan", since="not a day") == ["plan.view"]  # another zone's is never there


def test_an_event_is_a_page_and_a_drawer(make, zone, sign_in):
    client = sign_in(make.user(zone, "auditor"))
    event = AuditEvent.objects.first()
    page, drawer = (
        client.get(f"/system/audit/{event.pk}/", headers=h).content.decode() for h in ({}, {"HX-Request": "true"})
    )
    assert ("<html" in page, "<html" in drawer, event.digest in page, event.digest in drawer) == (
        True,
        False,
        True,
        True,
    )


def test_the_auditor_verifies_the_chain_and_that_is_an_event(make, zone, sign_in):
    client = sign_in(make.user(zone, "auditor"))
    assert "审计链完整" in client.post("/system/audit/verify/", follow=True).content.decode()
    assert AuditEvent.objects.first().action == "audit.verify"


def test_lists_ask_as_many_queries_for_many_rows_as_for_few(make, zone, admin, sign_in, django_assert_max_num_queries):
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    bureau, client, counts = make.organisation(zone), sign_in(admin), []
    for more in (1, 15):
        for _ in range(more):
            make.user(zone, "officer", organisation=bureau)
        client.get("/system/users/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get("/system/users/")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 14


@pytest.mark.parametrize(("most", "status"), [(3, 200), (2, 302)])
def test_an_export_of_many_rows_asks_for_the_password(make, zone, admin, sign_in, settings, most, status):
    settings.BULK_ROWS = most
    make.user(zone), make.user(zone)
    assert sign_in(admin).get("/system/users/?export=csv").status_code == status


def test_all_sessions_found_are_ended_but_not_the_administrators_own(make, zone, admin, sign_in, client):
    user, other = make.user(zone, username="zhou"), make.user(zone, username="wang")
    from django.test import Client  # noqa: PLC0415 - a browser of their own

    browsers = [Client(), Client()]
    for browser, person in zip(browsers, (user, other), strict=True):
        browser.post("/account/login/", {"login": person.username, "password": "Correct-Horse-9"})
    sign_in(admin).post("/system/users/online/end/?q=zhou", {"everything": "1"})
    assert [browser.get("/account/sessions/").status_code for browser in browsers] == [302, 200]
    client.post("/system/users/online/end/", {"everything": "1"})
    assert [each.get("/account/sessions/").status_code for each in (*browsers, client)] == [302, 302, 200]


def test_a_name_that_differs_by_capitals_alone_is_taken(make, zone, admin, sign_in):
    make.user(zone, username="chen")
    page = sign_in(admin).post("/system/users/add/", {"username": "Chen", "name": "陈科员"}).content.decode()
    assert ("不分大小写" in page, User.objects.filter(username__iexact="chen").count()) == (True, 1)


@pytest.mark.parametrize("role", ["security_admin", "auditor"])
@pytest.mark.parametrize("act", ["reset", "disable", "second-factor"])
def test_none_of_three_takes_over_who_checks_on_them(make, zone, admin, fresh, three, role, act):
    user = make.user(zone, role)
    before = user.password
    page = fresh(admin).post(f"/system/users/{user.pk}/{act}/", follow=True).content.decode()
    user.refresh_from_db()
    assert ("reset_account" in page, user.password, user.is_active) == (True, before, True)


def test_without_three_a_security_administrator_is_reset_as_anybody(make, zone, admin, fresh):
    user = make.user(zone, "security_admin")
    before = user.password
    fresh(admin).post(f"/system/users/{user.pk}/reset/")
    user.refresh_from_db()
    assert user.password != before


def test_the_command_line_resets_whom_the_browser_may_not(make, zone, three, capsys):
    user = make.user(zone, "security_admin", username="anquan")
    call_command("reset_account", "Anquan", "--second-factor")
    user.refresh_from_db()
    password = capsys.readouterr().out.split("一次性密码：")[1].split()[0]
    assert (user.check_password(password), user.must_change_password) == (True, True)
    assert AuditEvent.objects.get(action="account.reset").detail["by"] == "command line"


def test_what_an_enterprises_account_is_to_act_for_is_shown_and_goes_with_a_rejection(
    make, zone, admin, security, fresh, three
):
    user, firm = make.user(zone), make.enterprise(zone, "砺石钽业有限公司", uscc="91640200MA00000X1A")
    give(fresh(admin), user, "enterprise", enterprise=firm.uscc)
    client = fresh(security)
    shown = client.get("/system/users/approvals/").content.decode()
    client.post(f"/system/grants/{user.grants.get().pk}/reject/", {"reason": "不是该企业的人"})
    assert ("砺石钽业有限公司" in shown, user.memberships.count()) == (True, 0)


@pytest.fixture
def acting(make, zone, admin, security, fresh, three):
    """An account that acts for one enterprise, approved, and for which a second was asked, until a day."""
    user = make.user(zone, username="qiye")
    firms = [make.enterprise(zone, name, uscc=f"91640200MA00000X{name}A") for name in "12"]
    give(fresh(admin), user, "enterprise", enterprise=firms[0].uscc)
    grant = user.grants.get()
    fresh(security).post(f"/system/grants/{grant.pk}/approve/", {"seen": stamp(grant)})
    give(fresh(admin), user, "enterprise", enterprise=firms[1].uscc, until="2099-01-01")
    return SimpleNamespace(user=user, firms=firms, grant=user.grants.get(), client=fresh(security))


def seen_by(user):
    return set(Access.of(user).limit(Enterprise.objects.all(), "own.view").values_list("name", flat=True))


def test_the_first_enterprise_is_acted_for_while_the_second_waits(acting):
    page = acting.client.get("/system/users/approvals/")
    [(grant, _stamp, firms)] = page.context["grants"]
    assert (seen_by(acting.user), firms, str(grant.until)) == ({"1"}, ["2"], "2099-01-01")


def test_refusing_the_second_enterprise_leaves_the_first(acting):
    acting.client.post(f"/system/grants/{acting.grant.pk}/reject/", {"reason": "不是该企业的人"})
    grant = acting.user.grants.get()
    assert (seen_by(acting.user), grant.asked, grant.until) == ({"1"}, {}, None)
    assert acting.client.get("/system/users/approvals/").context["grants"] == []


def test_approving_the_second_enterprise_adds_it(acting):
    acting.client.post(f"/system/grants/{acting.grant.pk}/approve/", {"seen": stamp(acting.grant)})
    grant = acting.user.grants.get()
    assert (seen_by(acting.user), grant.asked, str(grant.until)) == ({"1", "2"}, {}, "2099-01-01")


def test_a_third_enterprise_waits_beside_the_second(acting, make, zone, admin, fresh):
    third = make.enterprise(zone, "3", uscc="91640200MA00000X3A")
    give(fresh(admin), acting.user, "enterprise", enterprise=third.uscc)
    assert acting.user.grants.get().asked["enterprises"] == [acting.firms[1].pk, third.pk]
    assert seen_by(acting.user) == {"1"}


def test_of_an_enterprise_that_was_joined_to_another_meanwhile_the_other_is_acted_for(acting, make, zone):
    kept = make.enterprise(zone, "合并后")
    zone.merges.create(kept=kept, gone=acting.firms[1].pk, name="2", reason="同一家")
    acting.firms[1].delete()
    acting.client.post(f"/system/grants/{acting.grant.pk}/approve/", {"seen": stamp(acting.grant)})
    assert seen_by(acting.user) == {"1", "合并后"}


def test_an_auditor_sees_events_of_no_zone_and_none_of_another(make, zone, sign_in):
    other = make.zone()
    for place, target in ((None, "没有区的事"), (zone, "本区的事"), (other, "别区的事")):
        audit.record("test.event", zone=place, target=target)
    page = sign_in(make.user(zone, "auditor")).get("/system/audit/?q=的事").content.decode()
    assert [word in page for word in ("没有区的事", "本区的事", "别区的事")] == [True, True, False]


@pytest.mark.parametrize(
    ("since", "until", "found"), [(0, 0, True), (-1, 0, True), (1, 1, False), (-1, -1, False), (None, 0, True)]
)
def test_events_are_found_from_the_first_day_to_the_last(make, zone, sign_in, since, until, found):
    audit.record("test.event", zone=zone, target="那件事")
    day = [timezone.localdate() + timedelta(days=days) if days is not None else "" for days in (since, until)]
    page = sign_in(make.user(zone, "auditor")).get(f"/system/audit/?since={day[0]}&until={day[1]}").content.decode()
    assert ("那件事" in page) is found
