"""Public notice: what anybody reads, until when they may object, and how often."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from .resulting import Resulting

pytestmark = pytest.mark.django_db
WRITTEN = {"name": "周晓梅", "phone": "13909520001", "text": "请核对第三名的得分。"}


@pytest.fixture
def sat(make):
    return Resulting(make, 90, 75, 70)


def address(sat, result=None):
    start = f"/results/{sat.contest.code}/"
    return f"{start}{result.pk}/objection/" if result else start


def test_nothing_is_public_before_release(sat, client):
    sat.frozen()
    told = client.get(address(sat)).content.decode()
    assert "还没有公布的结果" in told
    assert not any(entry.title in told for entry in sat.entries)


def test_places_and_awards_are_public_and_scores_only_where_that_was_decided(sat, client):
    with_scores = sat.released(shows_scores=True)
    assert "90.00" in client.get(address(sat)).content.decode()
    type(with_scores).objects.filter(pk=with_scores.pk).update(shows_scores=False)
    told = client.get(address(sat)).content.decode()
    assert "90.00" not in told
    assert all(entry.title in told for entry in sat.entries)
    assert "一等奖" in told


def test_no_judge_and_no_ballot_is_ever_public(sat, client):
    from gaoxin_web.contests.queries.results import judge_id  # noqa: PLC0415 - models load after the settings

    sat.released()
    told = client.get(address(sat)).content.decode()
    assert not any(judge.name in told or judge_id(sat.round.pk, judge.pk) in told for judge in sat.judges)


def test_the_page_is_in_english_with_the_names_given_in_english(sat, client):
    entry = sat.entries[0]
    entry.title_en = "Edge gateway"
    entry.save()
    sat.released()
    client.cookies["django_language"] = "en"
    told = client.get(address(sat)).content.decode()
    assert "Edge gateway" in told
    assert "First Prize" in told


def test_a_draft_contest_has_no_page(sat, client):
    sat.contest.state = "draft"
    sat.contest.save()
    assert client.get(address(sat)).status_code == 404


@pytest.mark.parametrize(("seconds", "status", "kept"), [(1, 302, 1), (0, 409, 0), (-1, 409, 0)])
def test_an_objection_comes_in_time_before_the_end_of_the_notice_and_not_at_it(
    sat, client, monkeypatch, seconds, status, kept
):
    result = sat.released()
    monkeypatch.setattr(timezone, "now", lambda: result.notice_until - timedelta(seconds=seconds))
    answer = client.post(address(sat, result), WRITTEN)
    assert (answer.status_code, result.appeals.count()) == (status, kept)
    if not kept:
        assert WRITTEN["text"] in answer.content.decode()  # what was written is not lost


def test_an_objection_is_kept_with_its_entry_and_file(sat, client):
    result = sat.released()
    file = SimpleUploadedFile("证明.pdf", b"%PDF-1.4 test")
    client.post(address(sat, result), WRITTEN | {"entry": sat.entries[2].pk, "file": file})
    appeal = result.appeals.get()
    assert (appeal.entry, appeal.state, appeal.name) == (sat.entries[2], "open", "周晓梅")
    assert appeal.file.read() == b"%PDF-1.4 test"


def test_an_objection_about_an_entry_of_another_contest_is_refused(sat, make, client):
    other, result = Resulting(make, 50), sat.released()
    answer = client.post(address(sat, result), WRITTEN | {"entry": other.entries[0].pk})
    assert (answer.status_code, result.appeals.count()) == (422, 0)


def test_a_file_that_may_do_harm_is_refused_and_what_was_written_stays(sat, client):
    result = sat.released()
    answer = client.post(address(sat, result), WRITTEN | {"file": SimpleUploadedFile("x.exe", b"MZ")})
    assert answer.status_code == 422
    assert WRITTEN["text"] in answer.content.decode()


def test_one_address_objects_five_times_an_hour(sat, client):
    result = sat.released()
    answers = [client.post(address(sat, result), WRITTEN).status_code for _time in range(6)]
    assert answers == [302] * 5 + [429]
    assert result.appeals.count() == 5


def test_a_replaced_result_stays_readable_and_says_so(sat, client):
    first = sat.released()
    sat.released(reason="复核计票")
    told = client.get(f"{address(sat)}{first.pk}/").content.decode()
    assert "已被后来的一版替代" in told
    assert f"{address(sat)}{first.pk}/" in client.get(address(sat)).content.decode()


def test_a_withdrawn_result_is_not_public(sat, client):
    from gaoxin_web.contests.services.results import withdraw  # noqa: PLC0415 - likewise

    result = sat.released()
    withdraw(result, "误公布", sat.user)
    assert client.get(f"{address(sat)}{result.pk}/").status_code == 404
    assert "还没有公布的结果" in client.get(address(sat)).content.decode()


def test_a_frozen_result_is_not_found_by_its_number(sat, client):
    result = sat.frozen()
    assert client.get(f"{address(sat)}{result.pk}/").status_code == 404
    assert client.get(address(sat, result)).status_code == 404
