"""What a round's ballots come to: the case as the engine reads it, scored now or as it was frozen.

The engine alone ranks (:func:`gaoxin.panel.score`); here its case is put together, and nothing is worked out.
Judges go by an id that only the installation can lead back to a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from gaoxin.panel import Adjustment, judge_effects, read_case, score
from gaoxin.panel.model import Case, Scheme, sha256
from gaoxin.panel.result import Line
from gaoxin.panel.result import Result as Score
from gaoxin_web.contests.models import Ballot, Chain, Entry, Judge, Result, Round, RoundEntry, Ruling
from gaoxin_web.contests.models.judging import START

Facts = Mapping[str, Any]  # what an id of the case was called, and which entry it is


@dataclass(frozen=True)
class Scored:
    """A round's case with its score; ``entries`` says what each id of the case stands for."""

    case: Case
    entries: Mapping[str, Facts]

    @cached_property
    def score(self) -> Score:
        return score(self.case)

    @cached_property
    def outcome(self) -> dict[str, Any]:
        """What the engine said, as it is kept."""
        return self.score.as_dict()

    @cached_property
    def effects(self) -> Adjustment:
        """How strict each judge is beside the others, whatever the mode."""
        return judge_effects(self.case)

    @property
    def scheme(self) -> Scheme:
        return self.case.scheme

    @cached_property
    def ids(self) -> Mapping[int, str]:
        """An entry's key → its id in the case."""
        return {facts["entry"]: id_ for id_, facts in self.entries.items()}

    def line_of(self, entry: int) -> Line | None:
        """How an entry (by key) got where it stands; None where it is not in the case."""
        return self.score.lines.get(self.ids.get(entry, ""))


def entry_id(entry: Entry) -> str:
    """What an entry is called in a case: its number, which never changes, else its key."""
    return entry.number or f"E{entry.pk}"


def judge_id(round_: int, judge: int) -> str:
    """What a judge is called in what is published: the same throughout a round, and another in the next."""
    return "J" + salted_hmac("gaoxin.contests.judge", f"{round_}-{judge}", algorithm="sha256").hexdigest()[:6]


def judges_by_id(round_: Round) -> dict[str, Judge]:
    """Who is behind the ids, for those who may know."""
    cast = Judge.objects.filter(ballots__place__round=round_).distinct()
    return {judge_id(round_.pk, one.pk): one for one in cast}


def scored(round_: Round) -> Scored:
    """The round as its ballots stand now.

    Raises:
        CaseError: the ballots do not fit the scheme.
    """
    places = list(_places(round_))
    entries = {entry_id(place.entry): facts_of(place.entry) for place in places}
    return Scored(read_case(document_of(round_, places)), entries)


def frozen(result: Result) -> Scored:
    """A kept result, scored anew from its own case."""
    return Scored(read_case(result.case), result.entries)


def document_of(round_: Round, places: Iterable[RoundEntry]) -> dict[str, Any]:
    """The case as :func:`gaoxin.panel.read_case` reads it."""
    ids = {place.pk: entry_id(place.entry) for place in places}
    by_key = {place.entry_id: entry_id(place.entry) for place in places}
    return {
        **round_.scheme.document,
        "name": round_.name,
        "contest": round_.contest.name,
        "entries": [_entry(place.entry, round_.rank_by) for place in places],
        "ballots": [_ballot(one, ids[one.place_id], round_.pk) for one in _ballots(round_) if one.place_id in ids],
        "decisions": [
            [by_key[entry] for entry in order if entry in by_key]
            for order in orders_of(round_)
            if set(order) & set(by_key)
        ],
    }


def orders_of(round_: Round) -> list[list[int]]:
    """Orders of tied entries (by key) that the committee decided on, the newest first."""
    rulings = round_.rulings.filter(kind=Ruling.Kind.TIE).order_by("-pk")
    return [one.decision.get("order", []) for one in rulings]


def facts_of(entry: Entry) -> dict[str, Any]:
    """What a result keeps of an entry, so that it reads the same years later."""
    part = {"division": entry.division, "track": entry.track}
    return {
        "entry": entry.pk,
        "title": entry.title,
        "title_en": entry.title_en,
        "organisation": entry.organisation,
        **{name: one.name if one else "" for name, one in part.items()},
        **{f"{name}_en": one.name_en if one else "" for name, one in part.items()},
    }


def chain_end(round_: Round) -> str:
    """The digest of the last event of the round's ballots."""
    end = Chain.objects.filter(round=round_).first()
    return end.digest if end else START


def digest_of(result: Result) -> str:
    """SHA-256 over scheme, case, entries, chain and outcome."""
    return sha256(
        {
            "scheme": result.scheme.digest,
            "case": result.case,
            "entries": result.entries,
            "chain": result.chain_digest,
            "outcome": result.outcome,
        }
    )


def faults_of(result: Result, again: Scored) -> list[str]:
    """What does not hold of a kept result: digests worked out anew, and the case scored anew."""
    found = {
        "inputs": sha256(result.case) == result.inputs_digest,
        "digest": digest_of(result) == result.digest,
        "outcome": again.outcome == result.outcome,
    }
    return [name for name, holds in found.items() if not holds]


def results_of(rounds: Iterable[Round]) -> QuerySet[Result]:
    """The results of some rounds without what is heavy in them."""
    rows = Result.objects.filter(round__in=rounds).select_related("round__contest", "scheme", "frozen_by")
    return rows.defer("case", "outcome", "entries")


def newest(round_: Round) -> Result | None:
    """The result that counts now or will once it is released."""
    return round_.results.exclude(state=Result.State.WITHDRAWN).order_by("-number").first()


def _places(round_: Round) -> QuerySet[RoundEntry]:
    rows = round_.places.select_related("entry__division", "entry__track").order_by("entry__number", "pk")
    return rows.exclude(state=RoundEntry.State.WITHDRAWN).exclude(entry__state=Entry.State.WITHDRAWN)


def _ballots(round_: Round) -> QuerySet[Ballot]:
    return Ballot.objects.filter(place__round=round_).order_by("pk")


def _entry(entry: Entry, rank_by: str) -> dict[str, str]:
    pools = {"division": entry.division, "track": entry.track}
    pool, division = pools.get(rank_by), entry.division
    return {
        "id": entry_id(entry),
        "division": division.name if division else entry.city,
        "pool": pool.name if pool else "",
    }


def _ballot(ballot: Ballot, entry: str, round_: int) -> dict[str, Any]:
    """A ballot that is not locked says only why it does not count: a draft is its judge's own."""
    locked = ballot.state == Ballot.State.LOCKED
    return {
        "entry": entry,
        "judge": judge_id(round_, ballot.judge_id),
        "status": ballot.state,
        "scores": ballot.marks if locked else {},
    }
