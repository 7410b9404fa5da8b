"""A lecture series made in one go: its live round with a scheme, its sessions at regular intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import override

from gaoxin_web.accounts.models import User
from gaoxin_web.contests.models import Contest, Division, Entry, Round, SchemeVersion, Sitting
from gaoxin_web.contests.services.templates import make, templates, version_of
from gaoxin_web.lectures.models import Series, Talk
from gaoxin_web.lectures.queries.series import round_of, talks_of
from gaoxin_web.lectures.services.cases import CHINESE

SCHEME_KEY = "lectures"
SCHEME: Mapping[str, Any] = {  # one talk, one mark and one comment by everybody in the room (一讲一评)
    "key": SCHEME_KEY,
    "version": "1",
    "label": "讲堂一讲一评",
    "label_en": "Lecture series: one talk, one comment",
    "mode": "live",
    "criteria": [
        {"key": "content", "label": "内容价值", "label_en": "Content", "weight": "0.4"}
        | {"minimum": "0", "maximum": "100"},
        {"key": "use", "label": "针对性和实用性", "label_en": "Relevance and use", "weight": "0.3"}
        | {"minimum": "0", "maximum": "100"},
        {"key": "delivery", "label": "讲授表达", "label_en": "Delivery", "weight": "0.2"}
        | {"minimum": "0", "maximum": "100"},
        {"key": "time", "label": "时间掌控", "label_en": "Timekeeping", "weight": "0.1"}
        | {"minimum": "0", "maximum": "100"},
    ],
    "drop": 1,
    "min_for_drop": 5,
    "min_ballots": 3,
    "places": 2,
    "tie_break": ["criterion:content", "untrimmed_mean"],
}


@dataclass(frozen=True)
class Plan:
    """What a new series is asked for."""

    name: str
    year: int
    count: int
    seats: int
    first: date | None
    begins: time
    every: int  # days
    slides: int
    remarks: int
    venue: str = ""
    name_en: str = ""
    organiser: str = ""


@transaction.atomic
def make_series(plan: Plan, by: User) -> Contest:
    """A series with its sessions, ready for speakers."""
    about = {
        "organisation": by.organisation,
        "name": plan.name,
        "name_en": plan.name_en,
        "year": plan.year,
        "organiser": plan.organiser,
        "state": Contest.State.REVIEW,
    }
    template = next((one for one in templates().values() if one.document["kind"] == Contest.Kind.LECTURES), None)
    contest = make(template, by.zone, by, **about) if template else _made(by, about)
    Series.objects.create(contest=contest, seats=plan.seats, slides=plan.slides, remarks=plan.remarks)
    round_ = round_of(contest) or _round(contest, by)
    round_.sittings.all().delete()
    for number in range(1, plan.count + 1):
        starts = _moment(plan.first + timedelta(days=plan.every * (number - 1)), plan.begins) if plan.first else None
        Sitting.objects.create(
            round=round_,
            order=number,
            name=f"第{number}期",
            name_en=f"Session {number}",
            starts_at=starts,
            minutes=plan.slides + plan.remarks,
            venue=plan.venue,
        )
    return contest


def _made(by: User, about: Mapping[str, Any]) -> Contest:
    return Contest.objects.create(zone=by.zone, created_by=by, kind=Contest.Kind.LECTURES, template=SCHEME_KEY, **about)


def _round(contest: Contest, by: User) -> Round:
    names = {"name": "一讲一评", "name_en": "Talks"}
    return Round.objects.create(contest=contest, order=1, setting=Round.Setting.LIVE, scheme=scheme_of(by), **names)


def scheme_of(by: User) -> SchemeVersion:
    """The zone's newest scheme for lecture series; the usual one where it has none."""
    found = SchemeVersion.objects.filter(zone=by.zone, key=SCHEME_KEY).order_by("-number").first()
    return found or version_of(by.zone, SCHEME_KEY, SCHEME, by)


def add_session(contest: Contest) -> Sitting | None:
    """One session more, a week after the last; None where the series has no round."""
    round_ = round_of(contest)
    if round_ is None:
        return None
    last = round_.sittings.order_by("-order", "-pk").first()
    order = (last.order if last else 0) + 1
    while round_.sittings.filter(name=f"第{order}期").exists():
        order += 1
    return Sitting.objects.create(
        round=round_,
        order=order,
        name=f"第{order}期",
        name_en=f"Session {order}",
        starts_at=last.starts_at + timedelta(days=7) if last and last.starts_at else None,
        minutes=last.minutes if last else 15,
        pause=last.pause if last else 0,
        venue=last.venue if last else "",
        video_link=last.video_link if last else "",
    )


@transaction.atomic
def add_talk(contest: Contest, said: Mapping[str, Any], by: User | None = None) -> Talk:
    """A speaker with a talk: accepted at once, numbered in turn."""
    now = timezone.now()
    entry = Entry.objects.create(
        contest=contest, number=_next_number(contest), state=Entry.State.ACCEPTED, submitted_at=now, saved_at=now,
        division=_division(contest, str(said.get("kind", ""))),
        **{key: said.get(key, "") for key in ENTRY_FIELDS},
    )  # fmt: skip
    return Talk.objects.create(entry=entry, **{key: said[key] for key in TALK_FIELDS if key in said})


@transaction.atomic
def change_talk(talk: Talk, said: Mapping[str, Any]) -> Talk:
    for key in ENTRY_FIELDS:
        if key in said:
            setattr(talk.entry, key, said[key])
    for key in TALK_FIELDS:
        if key in said:
            setattr(talk, key, said[key])
    talk.entry.saved_at = timezone.now()
    talk.entry.division = _division(talk.entry.contest, talk.kind)
    talk.entry.save()
    talk.save()
    return talk


@transaction.atomic
def withdraw_talk(talk: Talk) -> None:
    """The talk is not given; what was marked of it stays."""
    Entry.objects.filter(pk=talk.entry_id).update(state=Entry.State.WITHDRAWN)
    talk.entry.places.update(state="withdrawn", sitting=None, order=0)


ENTRY_FIELDS = ("title", "organisation", "contact", "phone", "email")
TALK_FIELDS = ("post", "kind", "topic", "unavailable", "preferred", "note")


def twins(contest: Contest) -> dict[tuple[str, str], Talk]:
    """The talks there are, by speaker and unit: the same again is the same speaker."""
    return {(talk.entry.contact, talk.entry.organisation): talk for talk in talks_of(contest)}


def _division(contest: Contest, kind: str) -> Division | None:
    """The division named as a kind is, where the series has one: results and awards count by it."""
    with override(CHINESE):
        name = str(dict(Talk.Kind.choices).get(kind, ""))
    return contest.divisions.filter(name=name).first()


def _next_number(contest: Contest) -> str:
    """J01, J02 …: one more than the highest."""
    numbers = contest.entries.filter(number__startswith="J").aggregate(top=Max("number"))["top"] or "J00"
    digits = numbers[1:]
    return f"J{int(digits) + 1:02d}" if digits.isdecimal() else f"J{contest.entries.count() + 1:02d}"


def _moment(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))
