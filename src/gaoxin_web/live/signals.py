"""What happens to a ballot, wherever it was cast, is told to its room in the same transaction."""

from __future__ import annotations

from typing import Any

from gaoxin_web.contests.models import BallotEvent, Round
from gaoxin_web.live.services.leading import ballot_changed


def ballot_event(sender: type[BallotEvent], instance: BallotEvent, **_named: Any) -> None:
    """A draft is its judge's own: nobody hears of it, not even that there is one."""
    place = instance.ballot.place
    if place.sitting_id and place.round.setting == Round.Setting.LIVE:
        ballot_changed(place)
