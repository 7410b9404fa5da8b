"""What an invented enterprise has besides its books: IP, its place in the market, awards, conduct."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from gaoxin.demo.books import Cell, Firm, Fixed, Year, between
from gaoxin.demo.names import DIVISION, ZONE
from gaoxin.demo.profiles import BIG, GAZELLE, LITTLE_GIANT, UNICORN

LEVELS = ("国家级", "省级", "市级", "市级以下", "无")
NONE = "无"  # known to have none; an empty cell is unknown


def describe(firm: Firm, rng: Random) -> dict[str, Cell]:
    """The static facts of a firm, the same in each of its years."""
    trade = firm.trade
    return {
        "uscc": firm.uscc,
        "name": firm.name,
        "region_code": DIVISION,
        "zone": ZONE,
        "industry_code": trade.industry,
        "size_sector": trade.sector,
        "chain": trade.chain,
        "hitech_field": trade.field,
        "established_on": firm.established,
        "resident": rng.random() > 0.01,
        "listed": firm.profile is BIG and rng.random() < 0.4,
        "prohibited_product": rng.random() < 0.005,
        "excluded_industry": trade.excluded,
        "key_field": trade.key and rng.random() < 0.85,
        "strategic_industry": trade.key and rng.random() < 0.75,
        "on_abnormal_list": rng.random() < 0.015,
    }


def stand(firm: Firm, years: Sequence[int], rng: Random, fixed: Fixed) -> dict[int, dict[str, Cell]]:
    """The yearly facts outside the books, for the years given."""
    profile = firm.profile
    ip = rng.lognormvariate(0, 0.7)
    share = between(profile.share * rng.lognormvariate(0, 0.6), 0.0005, 0.6)
    started = firm.established + timedelta(days=rng.randint(0, 500))
    fixed_facts: dict[str, Cell] = {
        "rd_institution": rng.choices(LEVELS, profile.institution)[0],
        "national_award_rank": _award(rng, 0.12 if profile in (LITTLE_GIANT, BIG, UNICORN) else 0.004),
        "provincial_award_rank": _award(rng, 0.25 if profile in (LITTLE_GIANT, BIG, GAZELLE) else 0.03),
        "standard_led": rng.random() < (0.4 if profile in (LITTLE_GIANT, BIG) else 0.04),
        "world_rank": rng.randint(1, 8) if share > 0.2 and rng.random() < 0.5 else NONE,
        "domestic_rank": _rank(share, rng),
    }
    rows: dict[int, dict[str, Cell]] = {}
    for year in years:
        page = Year(fixed.get(year, {}), dict(fixed_facts))
        _count_ip(page, profile.class1 * ip * 1.12 ** (year - years[-1]), profile.class2 * ip, rng)
        page.put("conversions", max(0.0, rng.gauss(profile.conversions, 1.2)))
        page.put("segment_years", 100 * max(0, year - started.year))  # whole years at year end
        page.put("market_share", 10_000 * between(share * rng.lognormvariate(0, 0.08), 0, 0.95))
        _marks(page, rng, seasoned=profile in (LITTLE_GIANT, GAZELLE, BIG, UNICORN))
        for name in ("safety_accident", "quality_accident", "environment_violation", "research_dishonesty"):
            page.cells[name] = rng.random() < 0.004
        rows[year] = page.cells
    return rows


def _award(rng: Random, chance: float) -> int | str:
    return rng.randint(1, 8) if rng.random() < chance else NONE


def _rank(share: float, rng: Random) -> int | str:
    if share >= 0.1:
        return rng.randint(1, 5)
    return rng.randint(4, 60) if share >= 0.02 else NONE


def _count_ip(page: Year, class1: float, class2: float, rng: Random) -> None:
    first = page.put("class1_ip", class1 * rng.uniform(0.9, 1.1))
    own = page.put("class1_ip_own", first * rng.choice((1.0, 1.0, 1.0, rng.uniform(0.4, 1))))
    page.put("class1_ip_high_value", own * rng.uniform(0, 0.3))
    page.put("invention_patents", first * rng.choice((1.0, 1.0, rng.uniform(0.7, 1))))
    page.put("class2_ip", class2 * rng.uniform(0.85, 1.15))


def _marks(page: Year, rng: Random, *, seasoned: bool) -> None:
    """Scores given by platforms and experts, and the level of digitalisation."""
    page.put("platform_score", 10 * round(10 * between(rng.gauss(66 if seasoned else 49, 9), 5, 97)))
    page.put("digital_level", between(rng.gauss(3 if seasoned else 1.8, 0.8), 0, 4))
    page.put("ip_technology_score", 100 * round(between(rng.gauss(18 if seasoned else 14, 3), 0, 24)))
    page.put("management_score", 100 * round(between(rng.gauss(16 if seasoned else 13, 2.5), 0, 20)))
