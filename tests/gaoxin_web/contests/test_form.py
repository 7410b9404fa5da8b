"""The call's questions: made, put in order, retired once answered, and shown as an entrant sees them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from gaoxin_web.contests.models import Question
from gaoxin_web.contests.services import form as services
from tests.gaoxin_web.contests.calling import contest_of, entry_of, question_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest(make):
    found = contest_of(make.zone())
    found.questions.all().delete()
    return found


@pytest.fixture
def client(make, contest, sign_in):
    return sign_in(make.user(contest.zone, "officer"))


def test_a_choice_keeps_its_value_when_its_words_are_put_in_another_order(client, contest):
    there = reverse("contest_question_new", args=[contest.pk])
    client.post(there, {"label": "学历", "kind": "choice", "choices_text": "博士 | Doctorate\n硕士"})
    question = Question.objects.get()
    first = {one["label"]: one["value"] for one in question.choices}
    client.post(
        reverse("contest_question", args=[contest.pk, question.pk]),
        {"label": "学历", "kind": "choice", "choices_text": "硕士\n本科\n博士 | Doctorate"},
    )
    question.refresh_from_db()
    after = {one["label"]: one["value"] for one in question.choices}
    assert [one["label"] for one in question.choices] == ["硕士", "本科", "博士"]
    assert {label: after[label] for label in first} == first
    assert len(set(after.values())) == 3
    assert question.choices[2]["label_en"] == "Doctorate"


@pytest.mark.parametrize(("lines", "status"), [("只有一个", 422), ("甲\n乙", 302)])
def test_a_choice_has_at_least_two(client, contest, lines, status):
    form = {"label": "选", "kind": "choice", "choices_text": lines}
    assert client.post(reverse("contest_question_new", args=[contest.pk]), form).status_code == status


def test_a_question_may_stand_for_a_fact_once(client, contest):
    form = {"label": "成立日期", "kind": "date", "fact": "established_on"}
    there = reverse("contest_question_new", args=[contest.pk])
    assert client.post(there, form).status_code == 302
    assert Question.objects.get().key == "established_on"
    assert client.post(there, form).status_code == 422
    assert client.post(there, {"label": "成立", "kind": "text", "fact": "established_on"}).status_code == 422


def test_an_answered_question_is_retired_and_another_is_gone(client, contest):
    asked, idle = question_of(contest, "a", order=1), question_of(contest, "b", order=2)
    entry_of(contest, answers={"a": "答", "b": ""})
    for one in (asked, idle):
        client.post(reverse("contest_question_turn", args=[contest.pk, one.pk]), {"turn": "remove"})
    assert list(Question.objects.values_list("key", "retired")) == [("a", True)]
    client.post(reverse("contest_question_turn", args=[contest.pk, asked.pk]), {"turn": "restore"})
    assert list(Question.objects.values_list("key", "retired")) == [("a", False)]


def test_the_kind_of_an_answered_question_stays(client, contest):
    question = question_of(contest, "a")
    entry_of(contest, answers={"a": "答"})
    client.post(reverse("contest_question", args=[contest.pk, question.pk]), {"label": "新题", "kind": "number"})
    question.refresh_from_db()
    assert (question.label, question.kind) == ("新题", "text")


def keys(contest):
    return list(contest.questions.values_list("key", flat=True))


def test_questions_are_moved_by_buttons_and_by_dragging(client, contest):
    made = {name: question_of(contest, name, order=at) for at, name in enumerate("abc", 1)}
    client.post(reverse("contest_question_turn", args=[contest.pk, made["c"].pk]), {"turn": "up"})
    assert keys(contest) == ["a", "c", "b"]
    client.post(reverse("contest_question_turn", args=[contest.pk, made["a"].pk]), {"turn": "up"})
    assert keys(contest) == ["a", "c", "b"]
    order = [made[name].pk for name in "bca"]
    client.post(reverse("contest_questions_order", args=[contest.pk]), {"order": order})
    assert keys(contest) == ["b", "c", "a"]


def test_dragging_names_only_questions_of_its_own_contest(contest, make):
    mine, other = question_of(contest, "a", order=1), question_of(contest_of(make.zone()), "x", order=7)
    services.put_in_order(contest, [other.pk, mine.pk])
    other.refresh_from_db()
    assert other.order == 7


def test_the_preview_is_in_the_language_asked_for(client, contest):
    question_of(contest, "a", label="简介", label_en="Summary")
    there = reverse("contest_call", args=[contest.pk])
    for language, words in (("zh", "简介"), ("en", "Summary")):
        text = client.get(f"{there}?preview={language}").content.decode()
        assert words in text[text.index("form-preview") :]
