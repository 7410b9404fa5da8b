"""Entries given and taken by hand (手工分配). Here a conflict is refused, whoever asks: form, table or bulk action."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from gaoxin_web.contests.models import Assignment, Ballot, Judge, Round, RoundEntry, Track
from gaoxin_web.contests.queries.conflicts import conflicts_among, words_of
from gaoxin_web.contests.queries.duties import OVER
from gaoxin_web.contests.services import chain
from gaoxin_web.contests.services.assigning import AssignError, marking, places_in


@dataclass
class Bulk:
    """What a bulk action did: how many pairs were given, which were there before, and what was left out and why."""

    given: int = 0
    there: int = 0
    left: list[AssignError] = field(default_factory=list)


@transaction.atomic
def give_many(round_: Round, pairs: Iterable[tuple[int, int]], reason: str = "") -> Bulk:
    """Pairs of place and judge are given, each as long as nothing forbids it: the one door for whatever is by hand."""
    chain.held(round_)
    round_ = Round.objects.select_related("contest").get(pk=round_.pk)
    if round_.per_entry is None or round_.state in OVER:
        raise AssignError("all" if round_.per_entry is None else "over")
    places = {place.pk: place for place in places_in(round_)}
    judges = {judge.pk: judge for judge in marking(round_)}
    away = conflicts_among(list(judges.values()), [place.entry for place in places.values()], round_)
    rows = {(row.place_id, row.judge_id): row for row in Assignment.objects.filter(place__round=round_)}
    done, new, back = Bulk(), [], []
    for place, judge in dict.fromkeys(pairs):
        row = rows.get((place, judge))
        if place not in places or judge not in judges:
            done.left.append(AssignError("no_seat", judge=Judge.objects.filter(pk=judge).first()))
        elif sources := away.get((judge, places[place].entry_id)):
            about = {"judge": judges[judge], "entry": places[place], "about": words_of(sources)}
            done.left.append(AssignError("conflict", **about))
        elif row and row.state == Assignment.State.ASSIGNED:
            done.there += 1
        elif row:
            row.state, row.reason = Assignment.State.ASSIGNED, reason[:200]
            back.append(row)
        else:
            new.append(Assignment(place_id=place, judge_id=judge, reason=reason[:200]))
    Assignment.objects.bulk_update(back, ["state", "reason"], batch_size=500)
    Assignment.objects.bulk_create(new, batch_size=500)
    done.given = len(new) + len(back)
    return done


def give(place: RoundEntry, judge: Judge, reason: str = "") -> None:
    """One judge more on an entry.

    Raises:
        AssignError: a conflict keeps the judge away, they do not sit on the round, or they have it already.
    """
    done = give_many(place.round, [(place.pk, judge.pk)], reason)
    if done.left:
        raise done.left[0]
    if done.there:
        raise AssignError("there", judge=judge, entry=place)


@transaction.atomic
def take(place: RoundEntry, judge: Judge, reason: str = "") -> None:
    """A judge is taken off an entry they have not begun."""
    chain.held(place.round)
    if place.round.state in OVER:
        raise AssignError("over")
    if Ballot.objects.filter(place=place, judge=judge).exists():
        raise AssignError("begun", judge=judge, entry=place)
    given = Assignment.objects.filter(place=place, judge=judge, state=Assignment.State.ASSIGNED)
    given.update(state=Assignment.State.REMOVED, reason=reason[:200])


def give_track(round_: Round, track: Track, judge: Judge) -> Bulk:
    """All entries of a track to one judge, but those a conflict keeps from them."""
    places = [place for place in places_in(round_) if place.entry.track_id == track.pk]
    return give_many(round_, [(place.pk, judge.pk) for place in places], str(_("整个赛道")))
