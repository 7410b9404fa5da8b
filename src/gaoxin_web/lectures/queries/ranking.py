"""The ranking of a series (一讲一评): of all talks and of each session and kind, as far as it may be seen.

Scores are :mod:`gaoxin.panel`'s; who may see them is said by :mod:`gaoxin_web.contests.secrecy` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from gaoxin.panel import Line as EngineLine
from gaoxin.panel import read_case, score
from gaoxin_web.accounts.access import Access
from gaoxin_web.contests import secrecy
from gaoxin_web.contests.models import Ballot, Result, Round, RoundEntry
from gaoxin_web.contests.queries.duties import neutral_order
from gaoxin_web.contests.queries.results import Scored, document_of, entry_id, facts_of, frozen, newest
from gaoxin_web.lectures.models import Talk
from gaoxin_web.live.models import Remark

BEST = 10  # talks named in the summary


@dataclass
class Line:
    """A talk with its score; ``rank`` over all, ``rank_here`` in its session, ``rank_kind`` in its kind."""

    place: RoundEntry
    talk: Talk | None
    final: str | None = None
    rank: int | None = None
    rank_here: int | None = None
    rank_kind: int | None = None
    ballots: int = 0
    comments: list[tuple[str, str]] = field(default_factory=list)  # who, what

    @property
    def kind(self) -> str:
        return self.talk.kind if self.talk else Talk.Kind.OTHER


@dataclass
class Ranking:
    """What a viewer may see of a series' marks. ``visible`` False: nothing, not even an order."""

    visible: bool
    lines: list[Line]
    released: bool = False
    scored: int = 0

    @property
    def best(self) -> list[Line]:
        return [line for line in self.lines if line.rank is not None and line.rank <= BEST]


def ranking_of(round_: Round, access: Access | None = None) -> Ranking:
    """The ranking as an account sees it; without one, as the public does."""
    viewer = secrecy.viewer_of(access, round_) if access else secrecy.public(round_)
    return ranking_for(viewer)


def ranking_for(viewer: secrecy.Viewer) -> Ranking:
    places = _places(viewer.round)
    lines = [Line(place, getattr(place.entry, "talk", None)) for place in places]
    released = viewer.round.state == Round.State.RELEASED
    if not secrecy.rank_visible(viewer):
        return Ranking(False, lines, released)
    shown = [line for line in lines if released or secrecy.marks_visible(viewer, line.place)]
    shown = [line for line in shown if not secrecy.is_hidden(viewer, line.place)]
    if shown:
        _score(viewer, shown)
        _tell_comments(viewer, shown)
    ranked = sorted(lines, key=lambda line: (line.rank is None, line.rank or 0))
    return Ranking(True, ranked, released, sum(line.final is not None for line in lines))


def _score(viewer: secrecy.Viewer, lines: list[Line]) -> None:
    """Scores and places over all, in each session, in each kind; a score does not depend on who is beside it."""
    found = _counting(viewer, [line.place for line in lines])
    by_entry = {line.place.entry_id: line for line in lines}
    overall = found.score
    here = _in_pools(found, by_entry, lambda line: str(line.place.sitting_id or 0))
    kind = _in_pools(found, by_entry, lambda line: line.kind)
    for entry, line in by_entry.items():
        id_ = found.ids.get(entry)
        if id_ is None:
            continue
        of = overall.lines[id_]
        line.final, line.ballots, line.rank = of.final, of.n, of.rank
        line.rank_here, line.rank_kind = here[id_].rank, kind[id_].rank


def _counting(viewer: secrecy.Viewer, places: list[RoundEntry]) -> Scored:
    """The released result where there is one; else the ballots that may be read, as they stand now."""
    kept = newest(viewer.round)
    if kept is not None and kept.state == Result.State.RELEASED:
        return frozen(kept)
    entries = {entry_id(place.entry): facts_of(place.entry) for place in places}
    return Scored(read_case(document_of(viewer.round, places)), entries)


def _in_pools(found: Scored, lines: Mapping[int, Line], pool: Callable[[Line], str]) -> Mapping[str, EngineLine]:
    """The same case with its entries ranked in other pools."""
    pools = {id_: pool(lines[entry]) for entry, id_ in found.ids.items() if entry in lines}
    entries = tuple(replace(one, pool=pools.get(one.id, one.pool)) for one in found.case.entries)
    return score(replace(found.case, entries=entries)).lines


def _tell_comments(viewer: secrecy.Viewer, lines: list[Line]) -> None:
    """What was said of each talk: with the ballots, and in the room."""
    by_place = {line.place.pk: line for line in lines}
    rows = Ballot.objects.filter(place__in=by_place, state=Ballot.State.LOCKED).exclude(comment="")
    said: dict[int, list[Ballot]] = {}
    for one in rows.select_related("judge").order_by("place", "judge"):
        said.setdefault(one.place_id, []).append(one)
    for place, ballots in said.items():
        names = secrecy.judge_labels(viewer, by_place[place].place, [one.judge for one in ballots])
        by_place[place].comments += [(names[one.judge_id], one.comment.strip()) for one in ballots]
    remarks = Remark.objects.filter(place__in=by_place).select_related("judge").order_by("place", "pk")
    for remark in remarks:
        line = by_place[remark.place_id]
        names = secrecy.judge_labels(viewer, line.place, [remark.judge]) if remark.judge else {}
        line.comments.append((names.get(remark.judge_id, remark.author), remark.text.strip()))


def _places(round_: Round) -> list[RoundEntry]:
    rows = RoundEntry.objects.filter(round=round_).exclude(state=RoundEntry.State.WITHDRAWN)
    rows = rows.select_related("entry__talk", "entry__division", "entry__track", "sitting", "round")
    return sorted(rows, key=neutral_order)
