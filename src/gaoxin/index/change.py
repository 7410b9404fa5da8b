"""How an indicator of one zone changed from one year to the next (较上年), and whether that is for the better."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """A change in the indicator's own unit; of a share in percentage points.

    ``better`` follows the indicator's direction; None where nothing changed.
    """

    amount: float
    better: bool | None


def step(now: float | None, before: float | None, direction: int = 1, digits: int = 9) -> Step | None:
    """The change; None where either year is not known. What is beyond ``digits`` decimals is no change.

    >>> step(3.0, 5.0), step(3.0, 5.0, direction=-1), step(3.0, None)
    (Step(amount=-2.0, better=False), Step(amount=-2.0, better=True), None)
    >>> step(0.3, 0.1 + 0.2)
    Step(amount=0.0, better=None)
    """
    if now is None or before is None:
        return None
    amount = round(now - before, digits) + 0.0  # no negative nought
    return Step(amount, amount * direction > 0 if amount else None)
