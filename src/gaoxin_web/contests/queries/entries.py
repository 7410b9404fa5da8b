"""Entries as officers and their makers read them: answers in words, what differs, what may be the same thing twice."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gaoxin_web.contests.forms.countries import country_name
from gaoxin_web.contests.forms.entry import label_of
from gaoxin_web.contests.models import Entry, Question
from gaoxin_web.contests.queries.schemes import said
from gaoxin_web.contests.services.entries import PLAIN, Written

LIVE = (Entry.State.SUBMITTED, Entry.State.RETURNED, Entry.State.ACCEPTED)
LABELS = {name: Entry._meta.get_field(name).verbose_name for name in PLAIN if name != "country"}


def answer_words(question: Question, answer: Any) -> str:
    """An answer as a person reads it; a choice by its label."""
    if answer in (None, "", []):
        return ""
    if question.kind in (Question.Kind.CHOICE, Question.Kind.CHOICES):
        known = {str(one["value"]): said(one) for one in question.choices}
        chosen = answer if isinstance(answer, list) else [answer]
        joint = ", " if (get_language() or "").startswith("en") else "、"
        return joint.join(known.get(str(one), str(one)) for one in chosen)
    return str(answer)


def answers_of(entry: Entry, *, identifying: bool = True) -> list[dict[str, Any]]:
    """The call's questions with what was answered and sent; retired ones where they were answered.

    Args:
        identifying: whether questions that tell who it is are there too; not in blind review.
    """
    files: dict[int, list[Any]] = {}
    for one in entry.files.all():
        files.setdefault(one.question_id, []).append(one)
    found = []
    for question in entry.contest.questions.all():
        if question.identifying and not identifying:
            continue
        words = answer_words(question, entry.answers.get(question.key))
        sent = files.get(question.pk, [])
        if question.retired and not words and not sent:
            continue
        found.append({"question": question, "label": label_of(question), "words": words, "files": sent})
    return found


def clashes(entry: Entry, written: Written) -> list[dict[str, str]]:
    """What stands otherwise than a page has it: label, what stands, what was written here."""
    found = []
    for name, mine in written.fields.items():
        theirs = getattr(entry, name)
        if theirs != mine and name in LABELS:
            found.append({"label": str(LABELS[name]), "theirs": str(theirs), "mine": str(mine)})
    for question in entry.contest.questions.filter(retired=False):
        if question.key in written.answers:
            pair = [
                answer_words(question, one) for one in (entry.answers.get(question.key), written.answers[question.key])
            ]
            if pair[0] != pair[1]:
                found.append({"label": label_of(question), "theirs": pair[0], "mine": pair[1]})
    if entry.members != written.members:
        told = [_members(one) for one in (entry.members, written.members)]
        found.append({"label": _("团队成员"), "theirs": told[0], "mine": told[1]})
    return found


def _members(rows: Iterable[Mapping[str, str]]) -> str:
    return "、".join(row.get("name", "") for row in rows)


def country_of(entry: Entry) -> str:
    return country_name(entry.country)


def twins_in(contest: int) -> dict[int, str]:
    """Entries that may be of the same maker as another of the contest: entry → by what.

    Drafts and what was withdrawn or refused are not looked at.
    """
    rows = list(Entry.objects.filter(contest=contest, state__in=LIVE).values("pk", "uscc", "title", "phone"))
    found: dict[int, list[str]] = {}
    for name, words in (("uscc", _("信用代码")), ("title", _("项目名称")), ("phone", _("电话"))):
        groups: dict[str, list[int]] = {}
        for row in rows:
            key = plain(row[name])
            if key:
                groups.setdefault(key, []).append(row["pk"])
        for keys in groups.values():
            if len(keys) > 1:
                for pk in keys:
                    found.setdefault(pk, []).append(words)
    joint = ", " if (get_language() or "").startswith("en") else "、"
    return {pk: joint.join(words) for pk, words in found.items()}


def twins_of(entry: Entry) -> list[Entry]:
    """The other entries of the contest that may be the same as one."""
    rows = Entry.objects.filter(contest=entry.contest_id, state__in=LIVE).exclude(pk=entry.pk)
    same = Q(pk__in=[])
    for name in ("uscc", "title", "phone"):
        if getattr(entry, name):
            same |= Q(**{f"{name}__iexact": getattr(entry, name)})
    return list(rows.filter(same).select_related("division")[:20])


def plain(text: str) -> str:
    """A text without what is written now so, now so: width, case, spaces and signs."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


def for_list(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """Rows with what a list shows of them, in a number of queries that does not grow."""
    return rows.select_related("division", "track", "enterprise", "contest").annotate(
        sent=Count("files", distinct=True), rounds=Count("places", distinct=True)
    )
