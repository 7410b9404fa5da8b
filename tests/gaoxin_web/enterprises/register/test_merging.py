"""Two entries that are one enterprise: joined by a person, everything kept, and parted again."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.enterprises.models import (
    Alias,
    Apart,
    Batch,
    BatchRow,
    Document,
    Enterprise,
    Facility,
    FactSheet,
    Filing,
    GroupRelation,
    Membership,
    Merge,
    Recognition,
    Request,
    Visit,
)
from gaoxin_web.enterprises.services import duplicates
from gaoxin_web.enterprises.services.merging import NotMergedError, forget_persons, merge, part
from gaoxin_web.enterprises.services.sheets import restate
from gaoxin_web.rulebook import rulebook

from .conftest import CODE, OTHER_CODE

pytestmark = pytest.mark.django_db
URL = "/enterprises/duplicates/"


def file(firm, batch, year, **values):
    said = {name: {"value": value, "raw": str(value), "cell": "B2"} for name, value in values.items()}
    return Filing.objects.create(enterprise=firm, batch=batch, year=year, sheet="年报", values=said)


@pytest.fixture
def two(make, world):
    """The firm with its code, and an entry of it without one that a ledger founded; something hangs on each."""
    twin = make.enterprise(
        world.zone, "砺石钽业有限公司", organisation=world.science, short_name="石钽", park="一期", phone="13700001111"
    )
    first = Batch.objects.create(zone=world.zone, title="一.xlsx", sha256="1" * 64, state="done")
    second = Batch.objects.create(zone=world.zone, title="二.xlsx", sha256="2" * 64, state="done")
    file(world.firm, first, 2025, staff=120, revenue=100)
    file(twin, second, 2025, staff=118, rd_expense=7)
    BatchRow.objects.create(batch=second, sheet="年报", row=2, change="new", enterprise=twin)
    Recognition.objects.create(enterprise=twin, kind="hnte", valid_from=date(2025, 1, 1))
    Alias.objects.create(enterprise=twin, name="东方粉末厂", kind="former")
    Alias.objects.create(enterprise=twin, name="粉末分厂", kind="alias")
    Visit.objects.create(enterprise=twin, summary="看了一期")
    Request.objects.create(enterprise=twin, title="用电增容")
    Document.objects.create(enterprise=twin, title="审计报告", file="documents/a.pdf")
    Facility.objects.create(zone=world.zone, enterprise=twin, kind="中试", name="线")
    GroupRelation.objects.create(parent=world.firm, child=twin, kind="controls")
    GroupRelation.objects.create(parent=twin, child=world.other, kind="holds")
    Membership.objects.create(enterprise=twin, user=world.member)
    Membership.objects.create(enterprise=twin, user=make.user(world.zone, "enterprise", username="twin"))
    restate([world.firm.pk, twin.pk], rulebook())
    return SimpleNamespace(kept=world.firm, gone=twin)


TABLES = (
    Enterprise, Filing, FactSheet, BatchRow, Recognition, Alias, Visit, Request, Document, Facility, GroupRelation,
    Membership,
)  # fmt: skip


def snapshot():
    """Every row as it stands; fact sheets, which are worked out anew, without their numbers."""
    return {
        model: [
            {name: value for name, value in row.items() if model is not FactSheet or name != "id"}
            for row in model.objects.order_by(*(("enterprise", "year") if model is FactSheet else ("pk",))).values()
        ]
        for model in TABLES
    }


def test_everything_of_the_one_hangs_on_the_other(world, two):
    merge(two.kept, two.gone, {"park": "一期"}, "执照相同", world.officer)
    kept = Enterprise.objects.get(pk=two.kept.pk)
    assert not Enterprise.objects.filter(pk=two.gone.pk).exists()
    assert (kept.name, kept.uscc, kept.park, kept.phone) == ("宁夏砺石钽业有限公司", CODE, "一期", "13895201234")
    counts = [
        model.objects.filter(enterprise=kept).count()
        for model in (Filing, BatchRow, Recognition, Visit, Request, Document, Facility)
    ]
    assert counts == [2, 1, 1, 1, 1, 1, 1]
    assert {alias.name for alias in kept.aliases.all()} == {"东方粉末厂", "粉末分厂", "砺石钽业有限公司", "石钽"}
    assert list(GroupRelation.objects.values_list("parent", "child")) == [(kept.pk, world.other.pk)]
    assert sorted(kept.members.values_list("username", flat=True)) == sorted(["twin", world.member.username])


def test_the_figure_filed_last_stands_and_the_other_is_still_there(world, two):
    merge(two.kept, two.gone, {}, "执照相同", world.officer)
    sheet = FactSheet.objects.get(enterprise=two.kept, year=2025)
    assert sheet.values == {"staff": 118, "revenue": 100, "rd_expense": 7}
    assert sorted(filing.values["staff"]["value"] for filing in Filing.objects.all()) == [118, 120]


def test_undoing_puts_every_row_back(world, two):
    before = snapshot()
    done = merge(two.kept, two.gone, {"park": "一期", "phone": "13700001111"}, "执照相同", world.officer)
    assert snapshot() != before
    assert part(done, world.officer) == 0
    assert snapshot() == before


def test_the_code_of_the_one_that_goes_may_be_the_right_one(make, world):
    wrong = make.enterprise(world.zone, "砺石钽业", uscc=OTHER_CODE)
    done = merge(world.firm, wrong, {"uscc": OTHER_CODE}, "代码登记错了", world.officer)
    assert (Enterprise.objects.get(pk=world.firm.pk).uscc, done.uscc) == (OTHER_CODE, CODE)
    part(done, world.officer)
    assert dict(Enterprise.objects.filter(pk__in=[world.firm.pk, wrong.pk]).values_list("pk", "uscc")) == {
        world.firm.pk: CODE,
        wrong.pk: OTHER_CODE,
    }


def test_of_two_forms_of_one_round_the_further_is_kept_and_the_other_comes_back(world, two):
    day = date(2026, 5, 15)
    data_set = world.zone.data_sets.create(title="年报", policies=["hnte"])
    batch = Batch.objects.create(zone=world.zone, title="年报", sha256="", choices={"source": "collection"})
    asked = data_set.rounds.create(year=2025, opens_on=day, closes_on=day, batch=batch, state="open")
    mine = asked.assignments.create(enterprise=two.kept, due_on=day)
    theirs = asked.assignments.create(enterprise=two.gone, due_on=day, state="approved")
    theirs.filings.add(Filing.objects.filter(enterprise=two.gone).first())
    mine.answers.create(key="staff", field="staff", raw="120")
    done = merge(two.kept, two.gone, {}, "执照相同", world.officer)
    assert list(asked.assignments.values_list("pk", "enterprise", "state")) == [(theirs.pk, two.kept.pk, "approved")]
    assert part(done, world.officer) == 0
    assert set(asked.assignments.values_list("pk", "enterprise", "state")) == {
        (mine.pk, two.kept.pk, "not_opened"),
        (theirs.pk, two.gone.pk, "approved"),
    }
    assert (mine.answers.get().raw, theirs.filings.count()) == ("120", 1)


def test_standings_of_the_one_that_goes_are_not_said_of_the_other(world, two):
    for firm in (two.kept, two.gone):
        world.zone.standings.create(
            enterprise=firm, track="t", policy="hnte", level=1, status="near", verdict="not_met"
        )
    done = merge(two.kept, two.gone, {}, "执照相同", world.officer)
    assert world.zone.standings.get().enterprise == two.kept
    part(done, world.officer)
    assert world.zone.standings.count() == 2


def test_plans_move_too(world, two):
    two.gone.plans.create(policy="hnte", on=date(2026, 5, 15))
    merge(two.kept, two.gone, {}, "执照相同", world.officer)
    assert two.kept.plans.count() == 1


def test_what_was_changed_since_is_let_be(world, two):
    done = merge(two.kept, two.gone, {"park": "一期"}, "执照相同", world.officer)
    Enterprise.objects.filter(pk=two.kept.pk).update(park="三期")
    Visit.objects.all().delete()
    late = Visit.objects.create(enterprise=two.kept, summary="合并后")
    assert part(done, world.officer) == 1
    assert Enterprise.objects.get(pk=two.kept.pk).park == "三期"
    assert Visit.objects.get() == late


def test_a_code_taken_by_another_since_is_not_given_twice(make, world):
    coded = make.enterprise(world.zone, "砺石钽业", uscc=OTHER_CODE)
    done = merge(world.firm, coded, {}, "执照相同", world.officer)
    make.enterprise(world.zone, "新来的", uscc=OTHER_CODE)
    with pytest.raises(NotMergedError, match="taken"):
        part(done, world.officer)
    assert Merge.objects.get(pk=done.pk).undone_at is None


def test_it_is_undone_once(world, two):
    done = merge(two.kept, two.gone, {}, "执照相同", world.officer)
    part(done, world.officer)
    with pytest.raises(NotMergedError, match="undone"):
        part(done, world.officer)


def test_an_enterprise_is_not_joined_to_itself_nor_to_one_of_another_zone(make, world):
    for other, why in ((world.firm, "same"), (make.enterprise(make.zone()), "zones")):
        with pytest.raises(NotMergedError, match=why):
            merge(world.firm, other, {}, "执照相同", world.officer)


def test_three_become_one_and_the_middle_step_can_be_undone(make, world, two):
    done = merge(two.kept, two.gone, {}, "执照相同", world.officer)
    third = make.enterprise(world.zone, "砺石钽业（总部）有限公司")
    merge(third, two.kept, {"uscc": CODE}, "执照相同", world.officer)
    assert Merge.objects.get(pk=done.pk).kept == third
    part(done, world.officer)
    assert Visit.objects.get().enterprise_id == two.gone.pk


# pages


def choose(two, **data):
    return {"stays": "one", "reason": "营业执照一致"} | data


def test_the_page_shows_both_and_what_would_become_of_them(world, officer, two):
    page = officer.get(f"{URL}merge/?one={two.kept.pk}&other={two.gone.pk}")
    clashes = [(clash.year, clash.kept, clash.gone, clash.stands) for clash in page.context["preview"].clashes]
    assert clashes == [(2025, "120", "118", "118")]
    counts = {label: (first, second) for label, first, second in page.context["preview"].counts}
    assert (counts["资质"], counts["填报记录"], counts["企业账号"]) == ((0, 1), (1, 1), (1, 2))
    text = page.content.decode()
    assert ("137****1111" in text, "13700001111" in text, page.context["stays"]) == (True, False, "one")


def test_joining_is_logged_with_its_reason_and_leads_to_its_undoing(world, officer, two):
    url = f"{URL}merge/?one={two.kept.pk}&other={two.gone.pk}"
    form = officer.get(url).context["form"]
    data = choose(two) | {f"f_{name}": form[f"f_{name}"].value() for name in form.differing}
    page = officer.post(url, data, follow=True)
    done = Merge.objects.get()
    assert f"{URL}merged/{done.pk}/undo/" in page.content.decode()
    event = AuditEvent.objects.get(action="register.merge")
    assert (event.detail["reason"], event.detail["name"]) == ("营业执照一致", "砺石钽业有限公司")
    assert "13700001111" not in str(event.detail)
    officer.post(f"{URL}merged/{done.pk}/undo/")
    assert Enterprise.objects.filter(pk=two.gone.pk).exists()
    assert AuditEvent.objects.get(action="register.part").detail["gone"] == two.gone.pk


def test_a_reason_must_be_given(world, officer, two):
    url = f"{URL}merge/?one={two.kept.pk}&other={two.gone.pk}"
    form = officer.get(url).context["form"]
    data = choose(two, reason="") | {f"f_{name}": "one" for name in form.differing}
    assert officer.post(url, data).status_code == 422
    assert not Merge.objects.exists()


def test_old_addresses_and_the_old_code_lead_to_the_enterprise(make, world, officer):
    coded = make.enterprise(world.zone, "砺石钽业", uscc=OTHER_CODE)
    merge(world.firm, coded, {}, "执照相同", world.officer)
    for tab in ("", "facts/", "history/"):
        assert officer.get(f"/enterprises/{coded.pk}/{tab}").url == f"/enterprises/{world.firm.pk}/{tab}"
    found = officer.get("/enterprises/", {"q": OTHER_CODE})
    assert [row.pk for row, _cells in found.context["lines"]] == [world.firm.pk]
    again = officer.post("/enterprises/new/", {"name": "又来一家", "uscc": OTHER_CODE, "status": "open"})
    assert (again.status_code, set(again.context["form"].errors)) == (422, {"uscc"})


def test_old_addresses_lead_nobody_to_what_is_out_of_reach(make, world, sign_in):
    coded = make.enterprise(world.zone, "砺石钽业", uscc=OTHER_CODE, organisation=world.trade)
    merge(world.firm, coded, {}, "执照相同", world.officer)
    stranger = make.user(make.zone(), "officer")
    for user in (world.narrow, stranger):
        assert sign_in(user).get(f"/enterprises/{coded.pk}/").status_code == 404


def test_both_must_be_within_reach(world, sign_in, two):
    Enterprise.objects.filter(pk=two.gone.pk).update(organisation=world.trade)
    for one, other in ((two.kept, two.gone), (two.gone, two.kept)):
        url = f"{URL}merge/?one={one.pk}&other={other.pk}"
        client = sign_in(world.narrow)
        assert (client.get(url).status_code, client.post(url, choose(two)).status_code) == (404, 404)
    assert not Merge.objects.exists()


def test_a_leader_may_not(world, sign_in, two):
    client = sign_in(world.leader)
    for url in (URL, f"{URL}merge/?one={two.kept.pk}&other={two.gone.pk}"):
        assert client.get(url).status_code == 403


@pytest.mark.parametrize("query", ["", "?one=x&other=y", "?one=1", "?one=99999999999999999999&other=1"])
def test_a_wrong_address_is_not_there(world, officer, query):
    assert officer.get(f"{URL}merge/{query}").status_code == 404


@pytest.mark.parametrize("tab", ["", "facts/"])
def test_a_number_no_database_keeps_is_not_there(world, officer, tab):
    assert officer.get(f"/enterprises/99999999999999999999/{tab}").status_code == 404


def test_an_enterprise_is_not_shown_beside_itself(world, officer):
    assert officer.get(f"{URL}merge/?one={world.firm.pk}&other={world.firm.pk}").status_code == 404


def test_two_ticked_rows_are_shown_side_by_side_and_other_numbers_are_not(world, officer, two):
    pair = [str(two.kept.pk), str(two.gone.pk)]
    answer = officer.post(f"{URL}pair/", {"row": pair})
    assert answer.url == f"{URL}merge/?one={pair[0]}&other={pair[1]}"
    for rows in ([], pair[:1], [*pair, str(world.other.pk)]):
        assert officer.post(f"{URL}pair/?chain=x", {"row": rows}).url == "/enterprises/?chain=x"


# the queue


def likely(client):
    client.post(URL)  # look anew
    return [(pair.one.name, pair.other.name) for pair in client.get(URL).context["found"].pairs]


def test_likely_pairs_are_listed_and_never_joined(world, officer, two):
    assert likely(officer) == [("宁夏砺石钽业有限公司", "砺石钽业有限公司")]
    assert not Merge.objects.exists()


def test_two_codes_are_two_enterprises_unless_they_bear_one_name(make, world, officer):
    make.enterprise(world.zone, "砺石钽业有限公司", uscc=OTHER_CODE)
    assert likely(officer) == []
    make.enterprise(world.zone, "宁夏砺石钽业有限公司 ", uscc="91640200MA00000000")
    assert likely(officer) == [("宁夏砺石钽业有限公司", "宁夏砺石钽业有限公司 ")]


def test_one_who_bears_anothers_former_name_is_likely_too(make, world, officer):
    make.enterprise(world.zone, "东方粉末厂")
    assert likely(officer) == [("宁夏砺石钽业有限公司", "东方粉末厂")]


def test_a_pair_found_to_be_two_is_not_shown_again(world, officer, two):
    officer.post(f"{URL}apart/", {"one": two.gone.pk, "other": two.kept.pk})
    assert likely(officer) == []
    assert list(Apart.objects.values_list("one", "other")) == [(two.kept.pk, two.gone.pk)]
    assert AuditEvent.objects.filter(action="register.apart").count() == 1


def test_pairs_are_remembered_until_looked_for_anew_and_those_gone_fall_out(make, world, officer, two):
    assert len(likely(officer)) == 1
    make.enterprise(world.zone, "东方粉末厂")
    assert len(officer.get(URL).context["found"].pairs) == 1
    merge(two.kept, two.gone, {}, "执照相同", world.officer)
    assert officer.get(URL).context["found"].pairs == []
    assert len(likely(officer)) == 1


def test_a_pair_is_shown_only_to_who_may_see_both(world, sign_in, two):
    Enterprise.objects.filter(pk=two.gone.pk).update(organisation=world.trade)
    assert likely(sign_in(world.narrow)) == []


def test_the_page_says_that_the_register_changed_since(make, world, officer, two):
    assert officer.get(URL).context["found"].changed is False
    other = make.zone()
    make.enterprise(other)
    assert officer.get(URL).context["found"].changed is False
    Alias.objects.create(enterprise=world.other, name="别名")
    assert officer.get(URL).context["found"].changed is True
    officer.post(URL)
    assert officer.get(URL).context["found"].changed is False


@pytest.fixture
def large(settings, monkeypatch):
    """A zone that is searched by the worker; ``large()`` lets it work off what waits."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(duplicates, "AT_ONCE", 1)
    return lambda: call_command("db_worker", batch=True, startup_delay=False, reload=False, verbosity=0)


def test_a_zone_of_so_many_is_searched_at_once_and_of_one_more_by_the_worker(make, monkeypatch):
    monkeypatch.setattr(duplicates, "AT_ONCE", 2)
    zone, found = make.zone(), []
    for _number in range(3):
        make.enterprise(zone)
        found.append(duplicates.is_small(zone.pk))
    assert found == [True, True, False]


def test_looking_at_a_large_zone_searches_nothing(officer, two, large):
    page = officer.get(URL)
    assert (page.context["found"], page.context["search"], DBTaskResult.objects.count()) == (None, None, 0)
    assert "还没有查找过" in page.content.decode()


@pytest.mark.django_db(transaction=True)  # the worker closes its connection
def test_a_large_zone_is_searched_once_by_the_worker_and_its_answer_kept(world, officer, two, large):
    for _twice in range(2):
        officer.post(URL)
    assert list(DBTaskResult.objects.values_list("status", flat=True)) == ["READY"]
    assert officer.get(URL).context["found"] is None
    assert "HX-Refresh" not in officer.get(f"{URL}search/").headers
    large()
    assert officer.get(f"{URL}search/").headers["HX-Refresh"] == "true"
    page = officer.get(URL)
    assert [(pair.one, pair.other) for pair in page.context["found"].pairs] == [(two.kept, two.gone)]
    assert (page.context["search"], DBTaskResult.objects.count()) == (None, 1)


@pytest.mark.django_db(transaction=True)  # the worker closes its connection
def test_a_search_that_failed_is_said_and_the_last_answer_stays(world, officer, two, large, monkeypatch):
    officer.post(URL)
    large()
    monkeypatch.setattr(duplicates, "LIKELY", None)  # no number: it breaks off halfway
    officer.post(URL)
    large()
    page = officer.get(URL)
    assert (page.context["search"].failed, page.context["found"].count) == (True, 1)
    assert "上一次查找没有完成" in page.content.decode()


def test_a_search_that_was_killed_may_be_asked_for_again(world, officer, two, large):
    officer.post(URL)
    for minutes, failed in ((29, False), (31, True)):
        DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now() - timedelta(minutes=minutes))
        assert duplicates.under_way(world.zone.pk).failed is failed
    officer.post(URL)
    assert DBTaskResult.objects.count() == 2


def test_another_zones_search_is_not_ones_own(make, world, officer, large):
    duplicates.ask(make.zone().pk)
    assert duplicates.under_way(world.zone.pk) is None


def test_an_answer_that_cannot_be_read_is_none(world, officer, two, settings):
    officer.get(URL)
    (settings.DATA / "duplicates" / f"{world.zone.pk}.json").write_text("{", encoding="utf-8")
    assert duplicates.read(world.zone.pk) is None
    assert officer.get(URL).context["found"].count == 1


def test_the_history_keeps_what_was_written_of_the_entry_that_went(world, officer, two):
    two.gone.chain = "钽铌"
    two.gone.save()
    merge(two.kept, two.gone, {}, "执照相同", world.officer)
    events = officer.get(f"/enterprises/{two.kept.pk}/history/").context["events"]
    changes = {(change.label, change.after) for event in events for change in event.changes}
    assert ("产业链", "钽铌") in changes
    assert any("合并" in event.act for event in events)


def test_an_undone_merge_keeps_nobodys_telephone(two, world):
    done = merge(two.kept, two.gone, {"phone": "13700001111"}, "同一家", world.officer)
    assert "13700001111" in str(done.aside)
    assert "13895201234" in str(done.fields)
    part(done, world.officer)
    done.refresh_from_db()
    assert "13700001111" not in str(done.aside)
    assert "13895201234" not in str(done.fields)
    assert Enterprise.objects.get(name="砺石钽业有限公司").phone == "13700001111"


def test_who_asks_to_be_forgotten_is_forgotten_by_the_merge_too(two, world, officer, fresh):
    done = merge(two.kept, two.gone, {}, "同一家", world.officer)
    forget_persons(two.kept)
    done.refresh_from_db()
    assert "13700001111" not in str(done.aside)
    part(done, world.officer)
    assert Enterprise.objects.get(name="砺石钽业有限公司").phone == ""


def test_emptying_the_contact_on_the_page_forgets_and_any_other_change_does_not(two, world, sign_in):
    done = merge(two.kept, two.gone, {}, "同一家", world.officer)
    client, url = sign_in(world.member), f"/enterprises/own/{two.kept.pk}/contact/"
    assert client.post(url, {"contact": "李四", "phone": "13895201234", "address": "一号"}).status_code == 302
    done.refresh_from_db()
    assert "13700001111" in str(done.aside)
    assert client.post(url, {"contact": "", "phone": "", "address": "一号"}).status_code == 302
    done.refresh_from_db()
    assert "13700001111" not in str(done.aside)
