"""Small zones of enterprises with what the yearly census asks, and the official measures by their numbers."""

from __future__ import annotations

from datetime import date

import polars as pl

from gaoxin.engine.facts import wide_facts
from gaoxin.engine.holdings import with_holdings
from gaoxin.index.official import load_editions
from gaoxin.rules.load import default_rulebook, load_rulebook

RULEBOOK = load_rulebook()
FIELDS = RULEBOOK.fields
ON = date(2026, 5, 15)
EDITIONS = load_editions(default_rulebook())
WAN, YI = 10**4, 10**8
KINDS = {"bool": pl.Boolean, "text": pl.String, "date": pl.Date}


def measure(number, edition="htz_2021"):
    return next(one.measure for one in EDITIONS[edition].indicators() if one.id == number)


def zone(*firms, last=(), held=None):
    """The wide table of enterprises E0, E1 … by what they say of 2025 and, in ``last``, of 2024; in units, not steps.

    ``held`` is (enterprise, title, from, until); None where nothing is known of titles.
    """
    said = [(f"E{at}", 2025, firm) for at, firm in enumerate(firms)]
    said += [(f"E{at}", 2024, firm) for at, firm in enumerate(last)]
    names = sorted({name for _, _, firm in said for name in firm})
    schema = {name: KINDS.get(FIELDS[name].kind, pl.Int64) for name in names}
    rows = [
        {"uscc": uscc, "name": uscc, "year": year, **{name: steps(name, value) for name, value in firm.items()}}
        for uscc, year, firm in said
    ]
    table = pl.DataFrame(rows, schema={"uscc": pl.String, "name": pl.String, "year": pl.Int64, **schema})
    titles = None if held is None else pl.DataFrame(held, schema=HELD, orient="row")
    return with_holdings(wide_facts(table, titles, ON, RULEBOOK), titles, ON, RULEBOOK)


HELD = {"uscc": pl.String, "recognition": pl.String, "valid_from": pl.Date, "valid_to": pl.Date}


def steps(name, value):
    item = FIELDS[name]
    return value if value is None or not item.is_numeric else round(value * item.step)


# The 28 indicators that the enterprises' own reports answer (zone facts of the edition of 2021)
CENSUS = [
    "1.2",
    "1.3",
    "1.4",
    "1.5",
    "2.1",
    "2.2",
    "2.3",
    "2.4",
    "2.5",
    "2.6",
    "2.7",
    "2.8",
    "2.9",
    "3.1",
    "3.5",
    "3.6",
    "4.1",
    "4.2",
    "4.3",
    "4.4",
    "4.5",
    "4.6",
    "4.7",
    "5.2",
    "5.3",
    "5.4",
    "5.6",
    "5.7",
]
