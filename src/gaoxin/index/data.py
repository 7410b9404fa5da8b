"""What is known of the units an index compares: zones, countries, enterprises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from gaoxin.index.arrays import Floats, Marks


@dataclass(frozen=True)
class Data:
    """Units and their values.

    Args:
        units: their codes.
        values: shape (units, indicators), columns as in the framework; NaN where nothing is known.
        names: what they are called; empty where the codes say it.
        years: of each row, in a panel; else empty.
        others: what divides indicators (population, output …), each of shape (units,).
        groups: what units are compared within, each a name per unit.
    """

    units: tuple[str, ...]
    values: Floats
    names: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    others: Mapping[str, Floats] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.units)

    def taking(self, values: Floats) -> Data:
        """The same units with other values."""
        return replace(self, values=values)

    def of(self, rows: Marks) -> Data:
        """Only some of the units."""
        kept = np.flatnonzero(rows)
        return Data(
            tuple(self.units[row] for row in kept),
            self.values[rows],
            tuple(self.names[row] for row in kept) if self.names else (),
            tuple(self.years[row] for row in kept) if self.years else (),
            {name: column[rows] for name, column in self.others.items()},
            {name: tuple(column[row] for row in kept) for name, column in self.groups.items()},
        )
