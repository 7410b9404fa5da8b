"""The questions of a call put in order, retired once they were answered, and taken away where they were not."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from gaoxin_web.contests.models import Contest, Entry, EntryFile, Question


def is_answered(question: Question) -> bool:
    """Whether somebody answered it, be it in a draft: then its answers are kept."""
    if not question.pk:
        return False
    if EntryFile.objects.filter(question=question).exists():
        return True
    told = Entry.objects.filter(contest=question.contest_id).values_list("answers", flat=True)
    return any(answers.get(question.key) not in (None, "", []) for answers in told.iterator(1000))


@transaction.atomic
def put_in_order(contest: Contest, keys: Sequence[int]) -> None:
    """Questions in the order given; those not named follow as they were."""
    rows = list(Question.objects.select_for_update().filter(contest=contest))
    wanted = {key: at for at, key in enumerate(keys)}
    rows.sort(key=lambda row: (wanted.get(row.pk, len(wanted)), row.order, row.pk))
    for at, row in enumerate(rows, 1):
        row.order = at
    Question.objects.bulk_update(rows, ["order"])


@transaction.atomic
def shift(question: Question, by: int) -> None:
    """A question one place up (−1) or down (1) among those that are asked."""
    rows = list(Question.objects.filter(contest=question.contest_id, retired=False).values_list("pk", flat=True))
    at = rows.index(question.pk)
    to = min(max(at + by, 0), len(rows) - 1)
    rows.insert(to, rows.pop(at))
    put_in_order(question.contest, rows)


@transaction.atomic
def take_away(question: Question) -> bool:
    """Delete a question nobody answered, retire any other; whether it is gone."""
    if is_answered(question):
        question.retired = True
        question.save(update_fields=["retired"])
        return False
    question.delete()
    return True
