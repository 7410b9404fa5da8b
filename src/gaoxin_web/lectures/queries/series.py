"""A series as the database has it: its round, its sessions, its talks and who answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from gaoxin_web.contests.models import Contest, Entry, Round, RoundEntry, Sitting
from gaoxin_web.lectures.models import Invitation, Series, Talk

GONE = (Entry.State.WITHDRAWN, Entry.State.REFUSED)


def round_of(contest: Contest) -> Round | None:
    """The round whose sittings are the sessions: the first that is heard live."""
    return contest.rounds.filter(setting=Round.Setting.LIVE).order_by("order", "pk").first()


def series_of(contest: Contest) -> Series:
    """The settings of a series; the usual ones where nobody set any."""
    found = Series.objects.filter(contest=contest).first()
    return found or Series.objects.get_or_create(contest=contest)[0]


def sessions_of(round_: Round | None) -> list[Sitting]:
    return list(round_.sittings.order_by("order", "pk")) if round_ else []


def talks_of(contest: Contest) -> QuerySet[Talk]:
    """The talks of a series that are still to be given, with their entries."""
    rows = Talk.objects.filter(entry__contest=contest).exclude(entry__state__in=GONE)
    return rows.select_related("entry").order_by("entry__number", "pk")


def with_invitation(rows: QuerySet[Talk]) -> QuerySet[Talk]:
    """Each with ``latest``: the invitation that counts, as a list of one or none."""
    newest = Invitation.objects.order_by("talk", "-version")
    return rows.prefetch_related(Prefetch("invitations", newest, to_attr="letters"))


def listed() -> QuerySet[Contest]:
    """All series with how many sessions, talks, answers and marks they have."""
    talks = ~Q(entries__state__in=GONE) & Q(entries__talk__isnull=False)
    return Contest.objects.filter(kind=Contest.Kind.LECTURES).annotate(
        sessions=Count("rounds__sittings", filter=Q(rounds__setting=Round.Setting.LIVE), distinct=True),
        talks=Count("entries", filter=talks, distinct=True),
        heard=Count("entries", filter=Q(entries__places__scoring=RoundEntry.Scoring.CLOSED) & talks, distinct=True),
    )


@dataclass
class Session:
    """A session as its page shows it: how many talks stand in it, of which kind, how many were heard."""

    sitting: Sitting
    kinds: dict[str, int] = field(default_factory=dict)
    placed: int = 0
    heard: int = 0

    @property
    def state(self) -> str:
        if self.placed and self.heard == self.placed:
            return "done"
        begins = self.sitting.starts_at
        if self.heard or (begins and begins <= timezone.now() < begins + timedelta(hours=12) and self.placed):
            return "running"
        return "planned"


def progress_of(round_: Round | None) -> list[Session]:
    """The sessions in order, by what was published of the timetable."""
    found = {one.pk: Session(one) for one in sessions_of(round_)}
    if round_ is None:
        return []
    places = RoundEntry.objects.filter(round=round_, sitting__isnull=False).exclude(state=RoundEntry.State.WITHDRAWN)
    for sitting, scoring, kind in places.values_list("sitting", "scoring", "entry__talk__kind"):
        one = found[sitting]
        one.placed += 1
        one.heard += scoring == RoundEntry.Scoring.CLOSED
        one.kinds[kind or Talk.Kind.OTHER] = one.kinds.get(kind or Talk.Kind.OTHER, 0) + 1
    return list(found.values())


def starts_of(sitting: Sitting, seats: int) -> list[tuple[datetime, datetime]]:
    """When each seat of a session begins and ends; none where the session has no date."""
    if sitting.starts_at is None:
        return []
    each, pause = timedelta(minutes=sitting.minutes), timedelta(minutes=sitting.pause)
    begins = [sitting.starts_at + at * (each + pause) for at in range(seats)]
    return [(at, at + each) for at in begins]


def local_day(sitting: Sitting) -> str:
    """The day of a session as its people write it, 2026-03-05; empty where it has none."""
    return timezone.localtime(sitting.starts_at).date().isoformat() if sitting.starts_at else ""
