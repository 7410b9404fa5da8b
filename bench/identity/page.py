"""The measurement as Markdown, written between the markers of its page."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import numpy as np
import rapidfuzz

from bench.identity.corpus import CORPUS, brands_of
from bench.identity.invent import Zone
from bench.identity.measure import FALSE, FORMER, RIGHT, WRONG, Score, Tally, score, shares, tune, zone_and_queries
from bench.identity.methods import core_ratio, gaoxin, wratio
from gaoxin.register.identity import Lexicon

START, END = "<!-- bench:identity -->", "<!-- /bench:identity -->"
TUNED, SCORED, MORE = 1, 2001, (2002, 2003, 2004)  # seeds
LARGE, SAMPLE = 20_000, 10_000  # firms; queries asked of them
Row = Sequence[object]


def markdown() -> str:
    """Everything, from a fresh run."""
    zone, asked = zone_and_queries(SCORED)
    answers, seconds = gaoxin(zone, asked)
    mine = score(asked, answers)
    parts = [
        f"{len(zone.firms)} invented firms, {mine.known.asked:,} queries for them and {mine.unknown.asked:,} for firms "
        f"the register does not have; seed {SCORED}. {_outside(zone)} Python {platform.python_version()}, "
        f"RapidFuzz {rapidfuzz.__version__}.\n",
        *_goals(mine),
        *_kinds(mine),
        *_methods(mine, seconds),
        *_seeds(),
    ]
    return "\n".join(parts)


def write(page: Path, text: str) -> None:
    """Put the measurement between the page's markers."""
    before, _, rest = page.read_text("utf-8").partition(START)
    page.write_text(f"{before}{START}\n{text}\n{END}{rest.partition(END)[2]}", "utf-8")


def _outside(zone: Zone) -> str:
    """How much of what the names are made of the rulebook's lists do not have."""
    lexicon = Lexicon.load()
    places = [one.parts.place for one in zone.firms]
    trades = [one.parts.trade for one in zone.firms if one.parts.trade]
    known_places = sum(lexicon.parts(f"{place}甲乙科技有限公司").brand == "甲乙" for place in places) / len(places)
    known_trades = sum(lexicon.parts(f"甲乙{trade}").brand == "甲乙" for trade in trades) / len(trades)
    return (
        f"The rulebook's lists do not know the place in {1 - known_places:.0%} of the firms' names "
        f"and do not know the trade, or not all of it, in {1 - known_trades:.0%}."
    )


def _goals(mine: Score) -> Iterator[str]:
    rows = [
        ("wrongly linked", _percent(mine.wrong), f"≤ {WRONG:.1%}", _told(mine.wrong <= WRONG)),
        ("unknown firms linked", _percent(mine.false), f"≤ {FALSE:.0%}", _told(mine.false <= FALSE)),
        ("former names linked", _percent(mine.former), f"{FORMER:.0%}", _told(mine.former >= FORMER)),
        ("right automatically", _percent(mine.right), f"≥ {RIGHT:.0%}", _told(mine.right >= RIGHT)),
    ]
    yield table(("Goal", "Measured", "Wanted", ""), rows)


def _told(reached: bool) -> str:
    return "reached" if reached else "**missed**"


def _kinds(mine: Score) -> Iterator[str]:
    yield "## By the way a name is written\n"
    rows = [_kind(kind, tally) for kind, tally in mine.kinds.items()]
    yield table(("Written as", "Asked", "Right", "Wrong", "To review", "Firm meant is first shown"), rows)


def _kind(kind: str, tally: Tally) -> Row:
    right, wrong, review, first = map(_percent, shares(tally))
    if kind.startswith("new"):
        right = first = "–"
    return kind, tally.asked, right, wrong, review, first


def _methods(mine: Score, seconds: float) -> Iterator[str]:
    yield "## Beside plain scores\n"
    zone, asked = zone_and_queries(TUNED)
    other, asked_other = zone_and_queries(SCORED)
    rows = [_method("gaoxin", mine, seconds)]
    for name, peer in (("WRatio, whole names", wratio), ("ratio, place and form removed", core_ratio)):
        safe, enough = tune(asked, peer(zone, asked))
        ranking = peer(other, asked_other)
        for how, (threshold, margin) in (("within the limits", safe), (f"set to reach {RIGHT:.0%}", enough)):
            found = score(asked_other, ranking.answers(threshold, margin))
            rows.append(_method(f"{name}; {how}: ≥ {threshold}, {margin} ahead", found, ranking.seconds))
    yield table(("Method", "Right", "Wrong", "Unknown linked", "Former names", "Meant is first", "A query"), rows)


def _method(name: str, found: Score, seconds: float) -> Row:
    first = found.known.first / found.known.asked
    measured = (found.right, found.wrong, found.false, found.former, first)
    return name, *map(_percent, measured), f"{seconds * 1e3:.2g} ms"


def _seeds() -> Iterator[str]:
    yield "## Other zones\n"
    rows = [_zone(f"seed {seed}", *zone_and_queries(seed)) for seed in MORE]
    if CORPUS.is_file():
        real = brands_of(CORPUS)
        rows.append(_zone("brands of real companies, 400 firms", *zone_and_queries(MORE[-1] + 1, brands=real)))
        large, asked = zone_and_queries(MORE[-1] + 2, LARGE, real)
        some = Random(0).sample(asked, SAMPLE)
        rows.append(_zone(f"brands of real companies, {LARGE:,} firms; {SAMPLE:,} of the queries", large, some))
    yield table(("Zone", "Right", "Wrong", "Unknown linked", "Former names", "Meant is first", "A query"), rows)


def _zone(name: str, zone: Zone, asked: Sequence) -> Row:
    answers, seconds = gaoxin(zone, asked)
    return _method(name, score(asked, answers), seconds)


def _percent(share: float) -> str:
    return f"{share:.0%}" if share in (0.0, 1.0) else f"{np.round(share * 100, 2):g} %".replace(" ", "")


def table(head: Row, rows: Sequence[Row]) -> str:
    """A Markdown table with its first column to the left, the others to the right."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)
