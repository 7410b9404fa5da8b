"""Objections answered: once, with a reason that is published; who objected is not."""

from __future__ import annotations

import time

import pytest

from .resulting import Resulting

pytestmark = pytest.mark.django_db


@pytest.fixture
def sat(make):
    return Resulting(make, 90, 75, 70)


@pytest.fixture
def appeal(sat):
    from gaoxin_web.contests.models import Appeal  # noqa: PLC0415 - models load after the settings

    result, entry = sat.released(), sat.entries[2]
    return Appeal.objects.create(result=result, entry=entry, name="周晓梅", phone="13909520001", text="请核对得分。")


def address(sat, appeal, more=""):
    return f"/contests/{sat.contest.pk}/appeals/{appeal.pk}/{more}"


def test_who_objected_is_masked_in_the_list_the_page_and_the_export(sat, appeal, sign_in):
    client = sign_in(sat.user)
    urls = [
        f"/contests/{sat.contest.pk}/appeals/",
        address(sat, appeal),
        f"/contests/{sat.contest.pk}/appeals/?export=csv",
    ]
    for url in urls:
        told = client.get(url)
        text = (b"".join(told) if told.streaming else told.content).decode()
        assert "周晓梅" not in text, url
        assert "13909520001" not in text, url


def test_who_objected_is_shown_after_the_password_with_a_reason_that_is_kept(sat, appeal, sign_in):
    from gaoxin_web.accounts.models import AuditEvent  # noqa: PLC0415 - likewise

    client = sign_in(sat.user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(sat.user.pk)
    session.save()
    told = client.post(address(sat, appeal, "unmask/"), {"unmask-reason": "电话核实"})
    assert "13909520001" in told.content.decode()
    assert AuditEvent.objects.get(action="register.unmask").detail["reason"] == "电话核实"


def test_it_is_answered_once(sat, appeal):
    from gaoxin_web.contests.services.results import ResultError  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.services.rulings import answer  # noqa: PLC0415 - likewise

    done = answer(appeal, upheld=False, reason="核对无误", by=sat.user)
    assert (done.state, done.ruling.kind, done.ruling.reason) == ("dismissed", "appeal", "核对无误")
    with pytest.raises(ResultError, match="answered"):
        answer(appeal, upheld=True, reason="改判", by=sat.user)


def test_the_answer_is_public_and_not_who_asked_nor_who_answered(sat, appeal, client):
    from gaoxin_web.contests.services.rulings import answer  # noqa: PLC0415 - likewise

    answer(appeal, upheld=False, reason="经核对原始选票，无误", by=sat.user)
    told = client.get(f"/results/{sat.contest.code}/").content.decode()
    assert "经核对原始选票，无误" in told
    assert "周晓梅" not in told
    assert sat.user.username not in told


def test_one_that_is_upheld_leads_to_the_ballots_of_its_entry(sat, appeal, sign_in):
    form = {"outcome": "upheld", "reason": "录入错误"}
    answer = sign_in(sat.user).post(address(sat, appeal), form)
    assert answer.url == f"/contests/{sat.contest.pk}/results/{appeal.result_id}/reopen/?entry={appeal.entry_id}"


def test_an_answer_without_a_reason_is_asked_for_it_and_nothing_happens(sat, appeal, sign_in):
    answer = sign_in(sat.user).post(address(sat, appeal), {"outcome": "upheld", "reason": " "})
    appeal.refresh_from_db()
    assert (answer.status_code, appeal.state) == (422, "open")


@pytest.mark.parametrize(("role", "status"), [("leader", 403), ("judge", 403), ("enterprise", 403), ("officer", 200)])
def test_objections_are_answered_by_officers_only(sat, appeal, make, sign_in, role, status):
    assert sign_in(make.user(sat.zone, role)).get(address(sat, appeal)).status_code == status


def test_another_zones_officer_finds_none_of_it(sat, appeal, make, sign_in):
    stranger = make.user(make.zone(), "officer")
    assert sign_in(stranger).get(address(sat, appeal)).status_code == 404


def test_the_file_is_saved_and_never_shown(sat, appeal, sign_in):
    from django.core.files.base import ContentFile  # noqa: PLC0415

    appeal.file.save("x.pdf", ContentFile(b"%PDF-1.4"))
    answer = sign_in(sat.user).get(address(sat, appeal, "file/"))
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == b"%PDF-1.4"
