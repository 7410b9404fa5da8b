"""How big the enterprises are, so that their reports are of the size a zone has told of its output in print.

Figures are whole steps of the workbooks: 0.01 万元.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gaoxin.demo.edges import EDGES
from gaoxin.demo.invent import Row, Rows
from gaoxin.demo.names import company_name
from gaoxin.fields import Fields

YI = 1_000_000  # 亿元 in steps of 0.01 万元
ABOVE = 200_000  # 2000 万元: above designated size (规上)
OVER_REVENUE = 1.06  # output value over revenue
OF_THE_YEAR = 11 / 12  # January to November
LASTING = 5
CAREFUL = 40  # the greatest leave no gap in what the zone's sums turn on
SUMMED = ("revenue", "rd_expense", "staff", "rd_staff")
HEADS = ("staff", "tech_staff", "rd_staff")
OWN_SCALE = frozenset({"valuation", "expected_market_cap"})  # of what investors think, not of size
EDGE_NAMES = frozenset(company_name(edge.brand, edge.trade) for edge in EDGES)  # they stand on thresholds: left alone

Cell = tuple[str, bool]  # a chain that is told of, or '' for the others; whether it is a high-tech enterprise


@dataclass(frozen=True, slots=True)
class Output:
    """What a zone printed of its enterprises above designated size: their output of January to November.

    Amounts in 亿元; ``growth`` and ``hnte`` (the share of high-tech enterprises) as ratios.
    """

    year: int
    total: Decimal
    growth: Decimal
    hnte: Decimal
    chains: Mapping[str, Decimal]

    @property
    def steps(self) -> int:
        return int(self.total * YI)

    @property
    def before(self) -> int:
        """Of the same months a year before."""
        return int(self.steps / (1 + self.growth))


@dataclass(frozen=True, slots=True)
class Member:
    """An enterprise that reports every month; ``lasting`` where it is a high-tech enterprise to this day."""

    code: str
    chain: str
    hnte: bool
    lasting: bool = False


def cells_of(members: Iterable[Member], output: Output) -> dict[Cell, list[Member]]:
    """Members by what is told of them."""
    found: dict[Cell, list[Member]] = {}
    for one in members:
        found.setdefault((one.chain if one.chain in output.chains else "", one.hnte), []).append(one)
    return dict(sorted(found.items()))


def wanted(cells: Iterable[Cell], output: Output) -> dict[Cell, int]:
    """How much each cell is to come to: chains as printed, and of each the same share of high-tech enterprises.

    A chain that has none, or has no others, is left as it is, and the rest make up for it.
    """
    cells = list(cells)
    chains = {name: int(amount * YI) for name, amount in output.chains.items()}
    chains[""] = output.steps - sum(chains.values())
    mixed = [name for name in chains if {(name, True), (name, False)} <= set(cells)]
    fixed = sum(amount for name, amount in chains.items() if name not in mixed and (name, True) in cells)
    share = (float(output.hnte) * output.steps - fixed) / max(sum(chains[name] for name in mixed), 1)
    share = min(max(share, 0.0), 1.0)  # where no share would do, as near as can be
    found = {}
    for name, held in cells:
        part = round(share * chains[name]) if held else chains[name] - round(share * chains[name])
        found[name, held] = part if name in mixed else chains[name]
    return found


def resize(rows: Rows, fields: Fields, members: Iterable[Member], output: Output) -> None:
    """Money and heads of the members in proportion, so that revenue goes with the output that was printed."""
    reports: dict[str, list[Row]] = {}
    for _, row in rows:
        reports.setdefault(str(row["uscc"]), []).append(row)
    revenue = revenues(rows, output.year)
    members = list(members)
    for one in sorted(members, key=lambda one: -revenue[one.code])[:CAREFUL]:
        _fill(reports[one.code])
    cells = cells_of(members, output)
    for cell, amount in wanted(cells, output).items():
        free = [one for one in cells[cell] if _is_free(reports[one.code][-1])]
        kept = sum(revenue[one.code] for one in cells[cell] if one not in free)
        weights = {one.code: LASTING if one.lasting else 1 for one in free}  # the great ones keep their title
        base = sum(revenue[code] * weight for code, weight in weights.items())
        factor = max(amount / OF_THE_YEAR / OVER_REVENUE - kept, 0.05 * base) / max(base, 1)
        for code, weight in weights.items():
            least = ABOVE / max(_number(reports[code][-1].get("revenue")), ABOVE)  # none falls below the threshold
            for row in reports[code]:
                _grow(row, fields, max(factor * weight, least))


def revenues(rows: Rows, year: int) -> dict[str, int]:
    """Each firm's revenue of a year, else that of the year known next to it; at least the threshold."""
    known: dict[str, dict[int, int]] = {}
    for told, row in rows:
        own = known.setdefault(str(row["uscc"]), {})
        if isinstance(row.get("revenue"), int):
            own[told] = _number(row["revenue"])
    return {
        code: max(own[min(own, key=lambda told: abs(told - year))], 1) if own else ABOVE for code, own in known.items()
    }


def shared_out(total: int, weights: Sequence[float]) -> list[int]:
    """A whole number in proportion, by largest remainders: the parts sum to it exactly.

    >>> shared_out(10, [1, 1, 1]), shared_out(7, [0.0, 2.0])
    ([4, 3, 3], [0, 7])
    """
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [int(part) for part in exact]
    rest = sorted(range(len(parts)), key=lambda at: parts[at] - exact[at])
    for at in rest[: total - sum(parts)]:
        parts[at] += 1
    return parts


def _fill(reports: Sequence[Row]) -> None:
    """What one year's report lacks, as the nearest year has it."""
    for name in SUMMED:
        known = [at for at, row in enumerate(reports) if isinstance(row.get(name), int)]
        for at, row in enumerate(reports):
            if known and row.get(name) is None:
                row[name] = reports[min(known, key=lambda other: abs(other - at))][name]


def _is_free(row: Row) -> bool:
    return row["name"] not in EDGE_NAMES


def _grow(row: Row, fields: Fields, factor: float) -> None:
    for name, value in row.items():
        sized = name in HEADS or (name in fields and fields[name].kind == "money" and name not in OWN_SCALE)
        if sized and isinstance(value, int):
            row[name] = int(value * factor) if value >= 0 else -int(-value * factor)
    assets = [row.get(name) for name in ("total_liabilities", "net_assets")]
    if isinstance(row.get("total_assets"), int) and all(isinstance(one, int) for one in assets):
        row["total_assets"] = sum(_number(one) for one in assets)


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
