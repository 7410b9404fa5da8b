"""How the indicators of an evaluation are spread over invented zones; no number here is any zone's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """One indicator over all zones of a year.

    Args:
        middle: of the first year.
        wide: how far zones lie apart: of the logarithm, or (``even``) of the value itself.
        load: how much of it goes with a zone's strength; below nought where low is good.
        digits: places after the point.
        even: spread to both sides alike; otherwise with a long tail upwards.
        shift: taken off afterwards, for what may be nought or below.
        low, high: what is possible.
        growth: of the middle, a year.
    """

    middle: float
    wide: float
    load: float = 0.6
    digits: int = 2
    even: bool = False
    shift: float = 0.0
    low: float = 0.0
    high: float = 1e9
    growth: float = 0.03


def _marks(middle: float, wide: float) -> Spread:
    return Spread(middle, wide, load=0.5, digits=1, even=True, high=100, growth=0.0)


EDITIONS: Mapping[str, Mapping[str, Spread]] = {
    "htz_2021": {
        "1.1": Spread(72, 0.8, digits=0),
        "1.2": Spread(6.8, 0.4),
        "1.3": Spread(2.1, 0.4),
        "1.4": Spread(9.0, 0.8),
        "1.5": Spread(1.1, 0.4, load=0.3),
        "1.6": Spread(4.2, 0.7, digits=0, shift=0.6),
        "1.7": Spread(880, 0.9, digits=0),
        "1.8": Spread(120, 0.9, digits=0, growth=0.1),
        "1.9": Spread(46, 0.7, digits=0),
        "1.10": _marks(71, 7),
        "2.1": Spread(6.0, 0.7),
        "2.2": Spread(26, 0.3, high=88),
        "2.3": Spread(0.62, 0.9),
        "2.4": Spread(75, 0.7, shift=30, low=-200),
        "2.5": Spread(6.6, 1.5, load=0.3, even=True, low=-4, growth=0.0),
        "2.6": Spread(26, 0.7, digits=0, shift=6, low=-10),
        "2.7": Spread(5, 0.8, digits=0, shift=1),
        "2.8": Spread(640, 0.4),
        "2.9": Spread(22, 3.2, load=0.4, even=True, low=4, growth=0.0),
        "2.10": _marks(72, 7),
        "3.1": Spread(0.68, 0.45, load=-0.5, digits=3, growth=-0.03),
        "3.2": Spread(2.4, 2.8, load=-0.3, even=True, low=-12, growth=0.0),
        "3.3": Spread(33, 5.5, load=0.2, digits=1, even=True, low=8, high=60, growth=0.0),
        "3.4": Spread(38, 0.6, load=0.4, digits=0),
        "3.5": Spread(0.75, 0.6, shift=0.4, low=-2),
        "3.6": Spread(54, 8, load=0.2, even=True, low=25, high=90, growth=0.0),
        "3.7": Spread(0.66, 0.14, load=0.1, even=True, low=0.2, growth=0.0),
        "3.8": Spread(31, 0.8),
        "3.9": _marks(74, 6),
        "4.1": Spread(2.6, 0.8, digits=0, shift=1),
        "4.2": Spread(0.1, 0.6, load=0.3, digits=3),
        "4.3": Spread(7, 0.8, digits=0, shift=1),
        "4.4": Spread(1.8, 0.7, digits=0, shift=1),
        "4.5": Spread(2.2, 0.8),
        "4.6": Spread(2.0, 0.7),
        "4.7": Spread(0.42, 0.6),
        "5.1": Spread(9.5, 0.5),
        "5.2": Spread(6.2, 5.5, load=0.1, even=True, low=-25, growth=0.0),
        "5.3": Spread(11, 0.5, high=80),
        "5.4": Spread(13, 0.6, high=90),
        "5.5": Spread(6.5, 0.8, digits=0, shift=1),
        "5.6": Spread(1.5, 0.8, digits=0, shift=0.7),
        "5.7": Spread(4.5, 0.8, digits=0, shift=1),
        "5.8": Spread(7.5, 0.8, digits=0, shift=1),
        "5.9": Spread(-0.5, 0.6, load=0.2, digits=1, even=True, low=-5, high=0, growth=0.0),
        "5.10": Spread(-0.5, 0.6, load=0.2, digits=1, even=True, low=-5, high=0, growth=0.0),
    },
    "htz_2024": {
        "1.1": Spread(10.5, 0.45),
        "1.2": Spread(93.5, 3.5, load=0.4, even=True, low=40, high=99.5, growth=0.0),
        "1.3": Spread(26.5, 3.2, load=0.5, even=True, low=5, growth=0.0),
        "1.4": Spread(75, 0.7, shift=30, low=-200),
    },
}
