"""What somebody may see of a round: the one place that says it.

Drafts are their judge's own, always. What was handed in is seen by the committee (``contests.marks``) and the chair
when every judge of the entry has handed in or stands aside, or the round is closed; by another judge only once the
round is released. Whoever has a conflict with an entry sees nothing of it at any time: no mark, no total, no state,
and nothing counted from these. Lists before release stand in an order that tells nothing.

Pages, exports and services ask here and nowhere else; :func:`visible_ballots` is the only queryset of ballots that a
page may read.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django.conf import settings
from django.db.models import Q, QuerySet

from gaoxin_web.accounts.access import Access
from gaoxin_web.contests.models import Ballot, Entry, Judge, Panelist, Round, RoundEntry
from gaoxin_web.contests.queries.conflicts import conflicts_of
from gaoxin_web.contests.queries.duties import OVER, Duties, duties_in, seat_of

MASK = "▇▇"
SHORTEST_NAME = 2  # characters: shorter ones stand in every sentence


class Kind(StrEnum):
    COMMITTEE = "committee"  # an officer with contests.marks
    STAFF = "staff"  # an officer or leader without
    CHAIR = "chair"
    JUDGE = "judge"
    ENTRANT = "entrant"
    PUBLIC = "public"


@dataclass(frozen=True)
class Viewer:
    """Somebody who looks at a round. Who sits on it is its judge or chair, whatever else they may be."""

    round: Round
    kind: Kind
    judge: Judge | None = None
    seat: Panelist | None = None
    entry: Entry | None = None

    @cached_property
    def duties(self) -> Duties:
        return duties_in(self.round)

    @cached_property
    def hidden(self) -> frozenset[int]:
        """Entries of which this viewer sees nothing, for a conflict; of the round, whether withdrawn or not."""
        if self.judge is None:
            return frozenset()
        entries = Entry.objects.filter(places__round=self.round).select_related("enterprise", "track")
        return frozenset(conflicts_of(self.judge, list(entries), self.round))

    @cached_property
    def readable(self) -> frozenset[int]:
        """Places whose handed-in ballots this viewer may read."""
        return frozenset(place.pk for place in self.duties.places if self._reads(place))

    def _reads(self, place: RoundEntry) -> bool:
        if place.entry_id in self.hidden:
            return False
        released = self.round.state == Round.State.RELEASED
        match self.kind:
            case Kind.COMMITTEE | Kind.CHAIR:
                return self.round.state in OVER or self.duties.is_complete(place)
            case Kind.JUDGE:
                assert self.judge is not None
                return released and self.judge.pk in self.duties.expected.get(place.pk, ())
            case Kind.ENTRANT:
                return released and self.entry is not None and place.entry_id == self.entry.pk
        return False


def viewer_of(access: Access, round_: Round) -> Viewer:
    """Who an account is to a round. The seat goes first: who judges a round is no officer to it."""
    user = access.user
    judge = Judge.objects.filter(user=user).first() if user else None
    if judge and (seat := seat_of(round_, judge)):
        return judging(round_, judge, seat)
    if user and access.reaches(round_, "contests.marks"):
        return Viewer(round_, Kind.COMMITTEE, judge)
    if user and access.reaches(round_, "contests.view"):
        return Viewer(round_, Kind.STAFF, judge)
    return Viewer(round_, Kind.PUBLIC, judge)


def judging(round_: Round, judge: Judge, seat: Panelist) -> Viewer:
    """A judge on their seat, however they came in."""
    kind = Kind.CHAIR if seat.role == Panelist.Role.CHAIR else Kind.JUDGE
    return Viewer(round_, kind, judge, seat)


def entrant(round_: Round, entry: Entry) -> Viewer:
    return Viewer(round_, Kind.ENTRANT, entry=entry)


def public(round_: Round) -> Viewer:
    return Viewer(round_, Kind.PUBLIC)


def is_hidden(viewer: Viewer, place: RoundEntry) -> bool:
    """Whether the viewer sees nothing of an entry but that it is there."""
    return place.entry_id in viewer.hidden


def marks_visible(viewer: Viewer, place: RoundEntry) -> bool:
    """Whether the ballots handed in on an entry may be read, and whatever is counted from them."""
    return place.pk in viewer.readable


def visible_ballots(viewer: Viewer) -> QuerySet[Ballot]:
    """The ballots of the round a viewer may read: what was handed in where it is readable, and one's own."""
    handed_in = Q(place__in=viewer.readable) & ~Q(state=Ballot.State.DRAFT)
    own = Q(judge=viewer.judge) if viewer.judge and viewer.seat else Q(pk__in=())
    return Ballot.objects.filter(place__round=viewer.round).filter(handed_in | own).order_by("place", "judge")


def states_visible(viewer: Viewer, place: RoundEntry) -> bool:
    """Whether it may be seen who has handed in: by staff, the committee and the chair, but for a conflict."""
    kinds = (Kind.COMMITTEE, Kind.STAFF, Kind.CHAIR)
    return viewer.kind in kinds and place.entry_id not in viewer.hidden


def rank_visible(viewer: Viewer) -> bool:
    """Whether any ranking may be shown: to the committee and chair of what they read, to all after release."""
    return viewer.round.state == Round.State.RELEASED or viewer.kind in (Kind.COMMITTEE, Kind.CHAIR)


def order_is_secret(viewer: Viewer) -> bool:
    """Whether lists must stand in an order that tells nothing (:func:`queries.duties.neutral_order`)."""
    return not rank_visible(viewer)


def judge_names_visible(viewer: Viewer) -> bool:
    """Whether it is said who judged: to staff, committee and chair; to others after release unless it was blind."""
    if viewer.kind in (Kind.COMMITTEE, Kind.STAFF, Kind.CHAIR):
        return True
    return viewer.round.state == Round.State.RELEASED and not viewer.round.blind


def judge_labels(viewer: Viewer, place: RoundEntry, judges: Iterable[Judge]) -> Mapping[int, str]:
    """What a viewer may call the judges of an entry.

    Where names are hidden: J1…Jn in an order that is fixed for the entry and another for the next, so that nobody
    follows one judge from entry to entry.
    """
    judges = list(judges)
    if judge_names_visible(viewer):
        return {judge.pk: judge.name for judge in judges}
    ordered = sorted(judges, key=lambda judge: _shuffled(place.pk, judge.pk))
    return {judge.pk: f"J{number}" for number, judge in enumerate(ordered, 1)}


def identity_visible(viewer: Viewer) -> bool:
    """Whether it may be seen whose entry it is: not by judges and the chair of a blind round."""
    return not (viewer.round.blind and viewer.kind in (Kind.CHAIR, Kind.JUDGE))


def entry_label(viewer: Viewer, place: RoundEntry) -> str:
    """What an entry is called on a viewer's page: its code where it is judged blind."""
    if identity_visible(viewer):
        return str(place.entry)
    return place.code or f"#{place.pk}"


def without_names(text: str, entry: Entry) -> str:
    """A text with the names of who entered it covered; names not written as they were given stay."""
    names = [entry.organisation, entry.contact, *(str(one.get("name", "")) for one in entry.members)]
    if entry.enterprise:
        names += [entry.enterprise.name, entry.enterprise.short_name]
    for name in sorted({name.strip() for name in names if len(name.strip()) >= SHORTEST_NAME}, key=len, reverse=True):
        text = text.replace(name, MASK)
    return text


def _shuffled(place: int, judge: int) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), f"contests.label:{place}:{judge}".encode(), "sha256")
