"""A link opens one enterprise's form, to whoever holds it, until it is replaced or has run out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from gaoxin_web.accounts import throttle
from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.collection.links import KEPT_DAYS, assignment_of, token_of
from gaoxin_web.collection.models import Answer, Assignment, Round
from gaoxin_web.collection.services import filling, rounds
from gaoxin_web.collection.views.filling import MOST_SAVES, MOST_WRONG
from tests.gaoxin_web.collection.conftest import GOOD

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(form):
    return reverse("fill", args=[token_of(form)])


def posted(values=GOOD, **more):
    return {f"v:{key}": text for key, text in values.items()} | more


def test_the_link_opens_the_form_without_an_account(client, url, form):
    page = client.get(url)
    assert (page.status_code, "甲公司" in page.content.decode()) == (200, True)
    assert Assignment.objects.get(pk=form.pk).state == "opened"


def test_the_link_of_one_enterprise_shows_nothing_of_another(client, form, zone):
    other = form.round.assignments.get(enterprise=zone.other)
    filling.save(other.pk, {"revenue-2025": "987654"}, {}, filler="钱会计")
    text = client.get(reverse("fill", args=[token_of(form)])).content.decode()
    assert [word in text for word in ("甲公司", "乙公司", "987654", "钱会计")] == [True, False, False, False]


def test_the_link_of_one_enterprise_does_not_become_anothers(client, form, zone):
    other = form.round.assignments.get(enterprise=zone.other)
    forged = token_of(form).replace(f"{form.pk}-", f"{other.pk}-", 1)
    assert client.get(reverse("fill", args=[forged])).status_code == 404
    assert assignment_of(forged) is None


@pytest.mark.parametrize("token", ["x", "1-1", "1-1.", "1-1.abc", "-.-"])
def test_a_made_up_link_opens_nothing(client, form, token):
    assert client.get(reverse("fill", args=[token])).status_code == 404


def test_a_new_link_makes_the_old_one_void(client, url, form, zone):
    fresh = rounds.new_link(form.pk, zone.officer)
    assert client.get(url).status_code == 404
    assert client.get(reverse("fill", args=[token_of(fresh)])).status_code == 200


@pytest.mark.parametrize(("days", "found"), [(KEPT_DAYS, True), (KEPT_DAYS + 1, False)])
def test_a_link_runs_out_some_time_after_the_last_day(ask, zone, today, days, found):
    last = today - timedelta(days=days)
    form = ask(opens_on=last, closes_on=last).assignments.get(enterprise=zone.first)
    assert (assignment_of(token_of(form)) == form) is found


def test_wrong_links_are_counted_and_a_right_one_still_opens(client, url):
    wrong = [client.get(reverse("fill", args=[f"{n}-1.x"])).status_code for n in range(MOST_WRONG + 1)]
    assert wrong == [404] * MOST_WRONG + [429]
    assert client.get(url).status_code == 200


def test_more_saves_than_a_person_makes_are_put_off(client, url, form):
    for _ in range(MOST_SAVES - 1):
        throttle.tries(f"collection:save:{form.pk}", 60)
    assert [client.post(url, posted(action="save")).status_code for _ in range(2)] == [302, 429]


def test_a_form_is_saved_and_submitted_by_link(client, url, form):
    client.post(url, posted(action="save"))
    saved = Assignment.objects.get(pk=form.pk)
    client.post(url, posted(action="submit", filler="赵会计"))
    sent = Assignment.objects.get(pk=form.pk)
    assert (saved.state, saved.filler, sent.state, sent.filler, sent.filled_by) == (
        "draft",
        "",
        "submitted",
        "赵会计",
        None,
    )


def test_a_submitted_form_is_not_changed_by_link(client, url, submitted):
    client.post(url, posted({"staff-2025": "99"}, action="save"))
    assert Answer.objects.get(assignment=submitted, key="staff-2025").raw == "20"
    assert 'name="v:staff-2025"' not in client.get(url).content.decode()


def test_bad_input_is_kept_and_told_where_it_stands(client, url):
    page = client.post(url, posted(GOOD | {"staff-2025": "二十"}, action="submit", filler="赵"), follow=True)
    text = page.content.decode()
    assert [word in text for word in ('value="二十"', 'href="#line-staff-2025"', "不是数字")] == [True] * 3


def test_a_change_on_the_page_is_kept_at_once_and_told_line_by_line(client, url, form):
    page = client.post(url, posted({"staff-2025": "1.5"}), headers={"HX-Request": "true"})
    text = page.content.decode()
    assert (page.status_code, 'id="doubts-staff-2025" hx-swap-oob="true"' in text, "应为整数" in text) == (
        200,
        True,
        True,
    )
    assert Assignment.objects.get(pk=form.pk).state == "draft"


def test_script_in_a_value_stays_text(client, url):
    client.post(url, posted({"staff-2025": "<script>alert(1)</script>"}, action="save"))
    assert "<script>alert(1)" not in client.get(url).content.decode()


def test_who_is_signed_in_beside_a_link_is_not_taken_for_the_filler(make, zone, sign_in, url, form):
    client = sign_in(make.user(zone, "enterprise", enterprise=zone.other))
    client.post(url, posted(action="submit", filler="赵"))
    found = Assignment.objects.get(pk=form.pk)
    assert (found.state, found.filled_by) == ("submitted", None)


def test_filling_is_in_the_audit_log_without_the_link(client, url, form):
    client.get(url)
    client.post(url, posted(action="submit", filler="赵"))
    client.get(reverse("fill", args=["9-9.x"]))
    found = list(AuditEvent.objects.order_by("pk").values_list("action", "result"))
    assert found == [("own.open", "done"), ("own.submit", "done"), ("own.open", "refused")]
    signature = token_of(form).partition(".")[2]
    assert not [event for event in AuditEvent.objects.all() if signature in f"{event.target}{event.detail}"]


def test_the_page_is_not_kept_by_a_browser(client, url):
    assert "no-store" in client.get(url)["Cache-Control"]


# signed in


def test_an_enterprise_account_fills_its_own_form_and_no_other(make, zone, sign_in, form):
    other = form.round.assignments.get(enterprise=zone.other)
    user = make.user(zone, "enterprise", enterprise=zone.first)
    client = sign_in(user)
    client.post(reverse("own_form", args=[form.pk]), posted(action="submit"))
    assert client.get(reverse("own_form", args=[other.pk])).status_code == 404
    assert client.post(reverse("own_form", args=[other.pk]), posted(action="submit")).status_code == 404
    states = {
        one.enterprise.name: (one.state, one.filled_by) for one in Assignment.objects.select_related("enterprise")
    }
    assert states == {"甲公司": ("submitted", user), "乙公司": ("not_opened", None)}


def test_an_enterprise_account_sees_its_own_forms_in_its_list(make, zone, sign_in, form):
    text = (
        sign_in(make.user(zone, "enterprise", enterprise=zone.first)).get(reverse("own_collections")).content.decode()
    )
    assert ["甲公司" in text, "乙公司" in text] == [True, False]


def test_a_round_not_yet_open_is_not_in_the_list(make, zone, sign_in, form):
    form.round.state = "draft"
    form.round.save()
    client = sign_in(make.user(zone, "enterprise", enterprise=zone.first))
    assert client.get(reverse("own_form", args=[form.pk])).status_code == 404
    assert "没有要填的报表" in client.get(reverse("own_collections")).content.decode()


def test_a_form_of_a_round_not_yet_opened_shows_nothing(client, url, form):
    Round.objects.update(state="draft")
    page = client.get(url)
    sent = client.post(url, posted(action="save"))
    assert ("填报还没有开始" in page.content.decode(), "甲公司" in page.content.decode()) == (True, False)
    assert (sent.status_code, Answer.objects.count()) == (200, 0)
