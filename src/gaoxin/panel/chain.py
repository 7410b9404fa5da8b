"""The chain of ballots (选票链): every event carries the digest of the one before, so that none can be changed unseen.

A digest is SHA-256 over the event's canonical JSON: keys sorted, no spaces, UTF-8. Whoever holds the file proves it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gaoxin.panel.scheme import sha256

START = "0" * 64  # what the first event is chained to
SAID = ("round", "number", "kind", "payload", "by", "at", "previous")


def event_said(
    *, round_: int, number: int, kind: str, payload: Mapping[str, Any], by: int | None, at: str, previous: str
) -> dict[str, Any]:
    """What an event says; ``at`` is a moment of UTC in ISO form with microseconds."""
    return {
        "round": round_,
        "number": number,
        "kind": kind,
        "payload": dict(payload),
        "by": by,
        "at": at,
        "previous": previous,
    }


def digest_of(said: Mapping[str, Any]) -> str:
    """SHA-256 over what an event says, the digest before it included."""
    return sha256({name: said[name] for name in SAID})


@dataclass(frozen=True)
class Proof:
    """A chain read to its end: how many events, and the number of the first that does not hold.

    ``marks`` are the ballots that count at the end: (entry, judge) → criterion → mark.
    """

    events: int
    broken: int | None
    marks: Mapping[tuple[int, int], Mapping[str, str]]

    @property
    def holds(self) -> bool:
        return self.broken is None


def prove(document: Mapping[str, Any]) -> Proof:
    """Prove a chain as the web gives it out after a round is closed.

    A chain cut at its end is found by ``end``, which says how many events there are and what the last is digested to.

    Raises:
        KeyError, TypeError: the document is no chain.
    """
    previous, number = START, 0
    last: dict[int, Mapping[str, Any]] = {}
    events = document["events"]
    for event in events:
        if event["number"] != number + 1 or event["previous"] != previous or event["digest"] != digest_of(event):
            return Proof(len(events), number + 1, {})
        previous, number = event["digest"], event["number"]
        last[event["payload"]["ballot"]] = event["payload"]
    end = document["end"]
    if (end["number"], end["digest"]) != (number, previous):
        return Proof(len(events), number + 1, {})
    counted = (payload for payload in last.values() if payload["state"] == "locked")
    return Proof(len(events), None, {(one["entry"], one["judge"]): one["marks"] for one in counted})
