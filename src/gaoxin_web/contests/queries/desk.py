"""A judge's desk: the rounds they sit on, the entries they are to mark, and what they may read of an entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gaoxin_web.contests import secrecy
from gaoxin_web.contests.models import Ballot, Entry, EntryFile, Judge, Panelist, Question, RoundEntry
from gaoxin_web.contests.queries.ballots import total_of
from gaoxin_web.contests.queries.duties import ASIDE, GONE, neutral_order

TODO, DRAFT, DONE, ASIDE_, KEPT_AWAY = "todo", "draft", "done", "aside", "conflict"


@dataclass(frozen=True)
class Task:
    """One entry on the desk, with the judge's own ballot and nothing of anybody else's."""

    place: RoundEntry
    label: str
    track: str
    state: str
    ballot: Ballot | None = None
    total: str = ""

    @property
    def is_open(self) -> bool:
        return self.state in (TODO, DRAFT)


@dataclass(frozen=True)
class Desk:
    """A judge's entries of a round, in an order that tells nothing; and those a conflict keeps them from."""

    viewer: secrecy.Viewer
    tasks: tuple[Task, ...]
    away: tuple[Task, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)

    def around(self, place: RoundEntry) -> tuple[Task | None, Task | None]:
        """The entry before and the one after."""
        at = [task.place.pk for task in self.tasks].index(place.pk)
        return (self.tasks[at - 1] if at else None, self.tasks[at + 1] if at + 1 < len(self.tasks) else None)

    def next_open(self, place: RoundEntry) -> Task | None:
        """The next entry that waits for the judge, going round."""
        at = [task.place.pk for task in self.tasks].index(place.pk)
        return next((task for task in (*self.tasks[at + 1 :], *self.tasks[:at]) if task.is_open), None)

    def has(self, place: RoundEntry) -> bool:
        return any(task.place.pk == place.pk for task in self.tasks)


def seats_of(judge: Judge) -> QuerySet[Panelist]:
    """Where a judge sits, newest contest first; rounds that were not begun are there, so that one can accept."""
    rows = Panelist.objects.filter(judge=judge, judge__active=True).exclude(state__in=GONE)
    return rows.select_related("round__contest", "round__scheme").order_by(
        "-round__contest__year", "-round__contest", "round__order", "pk"
    )


def desk_of(viewer: secrecy.Viewer) -> Desk:
    """The desk of the viewer's own seat."""
    judge, duties = viewer.judge, viewer.duties
    assert judge is not None
    scheme = viewer.round.scheme.as_read
    own = {one.place_id: one for one in Ballot.objects.filter(place__round=viewer.round, judge=judge)}
    tasks = tuple(
        _task(viewer, place, own.get(place.pk), lambda ballot: total_of(scheme, ballot.marks))
        for place in duties.places_of.get(judge.pk, ())
    )
    there = {task.place.pk for task in tasks}
    away = tuple(
        Task(place, secrecy.entry_label(viewer, place), _track(place), KEPT_AWAY)
        for place in sorted(duties.places, key=neutral_order)
        if place.entry_id in viewer.hidden and place.pk not in there and (own.get(place.pk) or _is_all_for_all(viewer))
    )
    return Desk(viewer, tasks, away, dict(Counter(task.state for task in tasks)))


def _is_all_for_all(viewer: secrecy.Viewer) -> bool:
    return viewer.round.per_entry is None and bool(viewer.seat and viewer.seat.marks)


def _task(viewer: secrecy.Viewer, place: RoundEntry, ballot: Ballot | None, total: Any) -> Task:
    if ballot is None or (ballot.state == Ballot.State.DRAFT and not ballot.marks and not ballot.comment):
        state = TODO
    elif ballot.state == Ballot.State.DRAFT:
        state = DRAFT
    else:
        state = ASIDE_ if ballot.state in ASIDE else DONE
    return Task(
        place, secrecy.entry_label(viewer, place), _track(place), state, ballot, total(ballot) if ballot else ""
    )


def _track(place: RoundEntry) -> str:
    return place.entry.track.label if place.entry.track else ""


@dataclass(frozen=True)
class Answer:
    """A question with what was answered, as a judge may read it."""

    label: str
    text: str
    url: bool = False
    files: tuple[tuple[int, str, int], ...] = ()  # key, name, bytes


def answers_of(viewer: secrecy.Viewer, place: RoundEntry) -> list[Answer]:
    """What an entry says to its judges; in a blind round without questions and names that tell who it is."""
    entry, open_ = place.entry, secrecy.identity_visible(viewer)
    files: dict[int, list[EntryFile]] = {}
    for file in entry.files.order_by("question__order", "pk"):
        files.setdefault(file.question_id, []).append(file)
    names = dict(file_names(viewer, entry))
    found = []
    for question in entry.contest.questions.order_by("order", "pk"):
        if question.identifying and not open_:
            continue
        text = _answer(question, entry.answers.get(question.key))
        text = text if open_ else secrecy.without_names(text, entry)
        kept = tuple((file.pk, names[file.pk], file.size) for file in files.get(question.pk, ()))
        if text or kept:
            found.append(Answer(question.label, text, question.kind == Question.Kind.URL, kept))
    return found


def file_names(viewer: secrecy.Viewer, entry: Entry) -> list[tuple[int, str]]:
    """What the files of an entry are called: 「文件 1.pdf」 where it is judged blind, for a name may tell whose it is.

    A file asked for by a question that is hidden is not there.
    """
    rows = entry.files.select_related("question").order_by("question__order", "pk")
    if secrecy.identity_visible(viewer):
        return [(file.pk, file.name) for file in rows]
    shown = [file for file in rows if not file.question.identifying]
    return [
        (file.pk, _("文件 %(number)s%(ending)s") % {"number": number, "ending": PurePath(file.name).suffix.lower()})
        for number, file in enumerate(shown, 1)
    ]


def _answer(question: Question, value: Any) -> str:
    if value in (None, "", []):
        return ""
    labels = {str(one.get("value")): one.get("label") or one.get("value") for one in question.choices or ()}
    values: Sequence[Any] = value if isinstance(value, list) else [value]
    return "、".join(str(labels.get(str(one), one)) for one in values)
