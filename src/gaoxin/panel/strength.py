"""How strong an agreement of judges is, in the usual words (Koo & Li 2016 for reliability; a convention, no law)."""

from __future__ import annotations

from typing import Literal

Strength = Literal["poor", "moderate", "good", "excellent"]
BOUNDS: tuple[tuple[float, Strength], ...] = ((0.5, "poor"), (0.75, "moderate"), (0.9, "good"))


def strength(value: float) -> Strength:
    """The word for a coefficient of agreement; a bound belongs to the stronger word.

    >>> [strength(value) for value in (-0.2, 0.49, 0.5, 0.75, 0.9)]
    ['poor', 'poor', 'moderate', 'good', 'excellent']
    """
    return next((word for bound, word in BOUNDS if value < bound), "excellent")
