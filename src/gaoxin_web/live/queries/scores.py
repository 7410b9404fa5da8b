"""What the closed entries of a room come to, as the engine scores them."""

from __future__ import annotations

from typing import Any

from gaoxin.panel import CaseError, read_case, score
from gaoxin_web.contests.models import RoundEntry
from gaoxin_web.contests.queries.results import document_of, entry_id
from gaoxin_web.live.models import Room
from gaoxin_web.live.queries.board import places_of


def scores_of(room: Room) -> dict[str, dict[str, Any]]:
    """Place → its score and rank among the entries of this sitting that are closed.

    An entry that is open, or not yet called, is not in the case: nothing of its ballots can show in a rank.
    """
    closed = [place for place in places_of(room) if place.scoring == RoundEntry.Scoring.CLOSED]
    if not closed:
        return {}
    try:
        found = score(read_case(document_of(room.sitting.round, closed)))
    except CaseError:  # the scheme was changed under the ballots: nothing is shown rather than something wrong
        return {}
    lines = {place.pk: found.lines[entry_id(place.entry)] for place in closed}
    return {str(pk): {"score": line.final, "rank": line.rank} for pk, line in lines.items()}
