"""The invented enterprises: identity, years of figures, gaps, recognitions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from gaoxin.demo.books import Cell, Firm, Fixed, keep_books
from gaoxin.demo.edges import CLEAN, EDGES, STEADY, Edge
from gaoxin.demo.names import FIRST, SECOND, brands, company_name, invented_uscc
from gaoxin.demo.profiles import FARM, UNICORN, USUAL, Profile
from gaoxin.demo.standing import describe, stand
from gaoxin.demo.titles import Held, award_titles, held_until
from gaoxin.demo.trades import TRADES
from gaoxin.fields import Fields

SPAN = 4  # years of reports

Row = dict[str, Cell]
Rows = list[tuple[int, Row]]  # each with its year

# How often a figure is left out. The first are asked of few and answered by fewer.
SOFT = {
    "platform_score": 0.70, "market_share": 0.60, "domestic_rank": 0.60, "world_rank": 0.75,
    "ip_technology_score": 0.80, "management_score": 0.75, "digital_level": 0.40, "net_profit_lower": 0.50,
    "class1_ip_high_value": 0.30, "national_award_rank": 0.25, "provincial_award_rank": 0.25,
}  # fmt: skip
PRESENT = frozenset({"uscc", "name", "valuation", "expected_market_cap"})  # the last two: often empty anyhow
CAREFUL, CARELESS = 0.02, 0.17  # chance of a lost figure; one firm in three is careless


def invent_zone(fields: Fields, *, seed: int, enterprises: int, year: int) -> tuple[Rows, list[Held]]:
    """Rows (year, cells) and recognitions, in the order of the social credit codes."""
    most = len(FIRST) * len(SECOND)
    if not 1 <= enterprises <= most:
        raise ValueError(f"enterprises must be 1 to {most}, got {enterprises}")
    on = date(year + 1, 5, 15)
    rows: Rows = []
    titles: list[Held] = []
    for firm, edge, rng in _firms(seed, enterprises, on):
        years = range(year - SPAN + 1, year + 1)
        fixed = edge.fixed(year, fields) if edge else {}
        history = _history(firm, years, rng, fixed)
        if edge:
            _set_edge(history, edge, year)
            last_days = {policy: on + timedelta(days=left) for policy, left in edge.titles.items()}
            titles += [held_until(firm.uscc, policy, day) for policy, day in last_days.items()]
        else:
            _lose_a_year(history, rng)
            _lose_cells(history, fields, firm.profile, rng)
            titles += award_titles(firm, on, rng)
        rows += history.items()
    rows.sort(key=lambda entry: (str(entry[1]["uscc"]), entry[0]))
    titles.sort(key=lambda held: (held.uscc, held.label))
    return rows, titles


def _firms(seed: int, enterprises: int, on: date) -> Iterator[tuple[Firm, Edge | None, Random]]:
    """Each firm with its own random stream, so that one firm's draws never move another's."""
    naming = Random(f"{seed}:names")
    free = iter(brands(naming, reserved=frozenset(edge.brand for edge in EDGES)))
    taken: set[str] = set()
    for place in range(enterprises):
        rng = Random(f"{seed}:{place}")
        uscc = invented_uscc(rng)
        while uscc in taken:
            uscc = invented_uscc(rng)
        taken.add(uscc)
        if place < len(EDGES):
            edge = EDGES[place]
            name = company_name(edge.brand, edge.trade)
            yield Firm(uscc, name, TRADES[edge.trade], STEADY, edge.established(on)), edge, rng
            continue
        profile = _profile(place - len(EDGES), rng)
        trade = rng.choice(profile.trades)
        founded = date(on.year - rng.randint(*profile.ages), rng.randint(1, 12), rng.randint(1, 28))
        yield Firm(uscc, company_name(next(free), trade.word), trade, profile, founded), None, rng


def _profile(place: int, rng: Random) -> Profile:
    """One unicorn candidate and one farm; the rest by weight."""
    if place < 2:
        return (UNICORN, FARM)[place]
    return rng.choices(USUAL, [profile.weight for profile in USUAL])[0]


def _history(firm: Firm, years: Sequence[int], rng: Random, fixed: Fixed) -> dict[int, Row]:
    books = keep_books(firm, years, rng, fixed)
    standing = stand(firm, list(books), rng, fixed)
    static = describe(firm, rng)
    newest = standing[max(standing)]
    static["core_ip"] = bool(newest["class1_ip"] or newest["class2_ip"])
    return {year: {**static, **books[year], **standing[year]} for year in books}


def _set_edge(history: dict[int, Row], edge: Edge, year: int) -> None:
    for row in history.values():
        row.update(CLEAN)
        row.update(edge.texts)
    if edge.skips is not None:
        del history[year - edge.skips]


def _lose_a_year(history: dict[int, Row], rng: Random) -> None:
    """One firm in twenty did not report one of its years."""
    if len(history) > 2 and rng.random() < 0.05:
        del history[rng.choice(sorted(history))]


def _lose_cells(history: dict[int, Row], fields: Fields, profile: Profile, rng: Random) -> None:
    """Leave cells empty: carelessness comes by firm, so most firms can still be judged."""
    usual = CARELESS if rng.random() < 1 / 3 else CAREFUL
    for row in history.values():
        for name in fields:
            rate = SOFT[name] * profile.reports if name in SOFT else usual
            if name not in PRESENT and rng.random() < rate:
                row[name] = None
