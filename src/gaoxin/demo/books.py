"""The yearly figures of an invented enterprise, with books that add up.

Money, shares and points are whole hundredths of the unit of their heading (0.01 万元,
0.01 %, 0.01 分), so the identities hold to the last printed digit; counts are counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from gaoxin.demo.profiles import STARTUP, UNICORN, Profile
from gaoxin.demo.trades import Trade

Cell = int | str | bool | date | None
Fixed = Mapping[int, Mapping[str, int]]  # year → field → the figure it must have


@dataclass(frozen=True, slots=True)
class Firm:
    """Who an invented enterprise is; its figures are drawn from its profile."""

    uscc: str
    name: str
    trade: Trade
    profile: Profile
    established: date


@dataclass(slots=True)
class Year:
    """One year of one firm as it is being written; a fixed figure wins over a drawn one."""

    fixed: Mapping[str, int]
    cells: dict[str, Cell] = field(default_factory=dict)

    def put(self, name: str, value: float) -> int:
        chosen = self.fixed.get(name, round(value))
        self.cells[name] = chosen
        return chosen


@dataclass(frozen=True, slots=True)
class Temper:
    """What stays with a firm over the years: shares of its revenue and staff, 0–1."""

    growth: float
    rd: float
    hitech: float
    main: float
    tech: float
    per_head: float
    margin: float
    leverage: float
    researchers: float

    @classmethod
    def of(cls, profile: Profile, rng: Random) -> Temper:
        return cls(
            growth=rng.gauss(profile.growth, profile.growth_spread),
            rd=profile.rd * rng.lognormvariate(0, 0.35),
            hitech=between(rng.gauss(profile.hitech, 0.12), 0.02, 0.98),
            main=between(rng.gauss(profile.main, 0.05), 0.45, 1.0),
            tech=between(profile.tech * rng.lognormvariate(0, 0.25), 0.03, 0.85),
            per_head=profile.per_head * rng.lognormvariate(0, 0.3),
            margin=rng.gauss(profile.margin, 0.05),
            leverage=between(rng.gauss(profile.leverage, 0.13), 0.08, 0.9),
            researchers=rng.uniform(0.55, 0.95),
        )


def keep_books(firm: Firm, years: Sequence[int], rng: Random, fixed: Fixed) -> dict[int, dict[str, Cell]]:
    """Income, balance sheet and staff of every year in which the firm existed."""
    temper = Temper.of(firm.profile, rng)
    rows: dict[int, dict[str, Cell]] = {}
    net_assets: int | None = None
    for year, revenue in _revenues(firm, years, temper, rng).items():
        page = Year(fixed.get(year, {}))
        revenue = page.put("revenue", revenue)
        page.put("sales_revenue", revenue)  # 主营 + 其他业务: the same figure in a single entity's books
        staff = _staff(page, revenue, temper, rng)
        profit = _income(page, revenue, staff, firm.profile, temper, rng)
        net_assets = _balance(page, revenue, profit, net_assets, firm.profile, temper, rng)
        rows[year] = page.cells
    return rows


def between(value: float, low: float, high: float) -> float:
    """The value, or the bound it lies beyond."""
    return max(low, min(high, value))


def _revenues(firm: Firm, years: Sequence[int], temper: Temper, rng: Random) -> dict[int, float]:
    """Revenue by year in 0.01 万元: heavy-tailed across firms, persistent growth within one."""
    level = 100 * firm.profile.revenue * rng.lognormvariate(0, firm.profile.spread)
    path: dict[int, float] = {}
    for year in sorted(years, reverse=True):
        path[year] = level
        level /= 1 + between(temper.growth + rng.gauss(0, firm.profile.waver), -0.6, 3.0)
    founded = firm.established.year
    if founded in path:
        first = (13 - firm.established.month) / 12 * rng.uniform(0.2, 0.8)
        path[founded] *= 0.0 if firm.profile is STARTUP and rng.random() < 0.3 else first
    return {year: path[year] for year in sorted(path) if year >= founded}


def _staff(page: Year, revenue: int, temper: Temper, rng: Random) -> int:
    heads = revenue / 100 / temper.per_head * rng.lognormvariate(0, 0.06)
    staff = page.put("staff", max(heads, rng.randint(3, 9)))
    tech = page.put("tech_staff", min(staff, staff * temper.tech * rng.lognormvariate(0, 0.06)))
    page.put("rd_staff", tech * temper.researchers)
    return staff


def _income(page: Year, revenue: int, staff: int, profile: Profile, temper: Temper, rng: Random) -> int:
    """The income statement; returns net profit."""
    page.put("main_revenue", min(revenue, revenue * temper.main * rng.lognormvariate(0, 0.02)))
    # subsidies and investment income stand outside revenue
    total = page.put("total_income", revenue * (1 + rng.uniform(0, 0.03)))
    page.put("hitech_revenue", min(revenue, total * between(temper.hitech + rng.gauss(0, 0.03), 0, 0.99)))
    # before there are sales, a start-up spends 2–7 万元 a head
    least = staff * rng.uniform(200, 700) if profile is STARTUP else 0
    rd = page.put("rd_expense", max(revenue * temper.rd * rng.lognormvariate(0, 0.1), least))
    abroad = rng.uniform(0, 0.08) if rng.random() < 0.15 else 0.0
    page.put("rd_expense_domestic", rd * (1 - abroad))
    cost = total * (1 - temper.margin + rng.gauss(0, 0.03))
    cost = page.put("cost_expense", max(cost, rd * rng.uniform(1.1, 2.5)))
    before_tax = total - cost
    tax = max(0, before_tax) * 0.15
    profit = page.put("net_profit", before_tax - tax)
    page.put("net_profit_lower", profit - abs(profit) * rng.choice((0, rng.uniform(0.01, 0.15))))
    page.put("tax_paid", tax + revenue * rng.uniform(0.01, 0.045))
    page.put("operating_cash_flow", profit + revenue * rng.gauss(0.01, 0.06))
    return profit


def _balance(
    page: Year, revenue: int, profit: int, before: int | None, profile: Profile, temper: Temper, rng: Random
) -> int:
    """The balance sheet at year end; returns net assets. Retained profit and new equity carry it forward."""
    raised = revenue * rng.uniform(0.1, 0.6) + rng.uniform(20_000, 150_000)
    equity = page.put("equity_financing", raised if rng.random() < profile.financing else 0)
    opening = before if before is not None else revenue * rng.uniform(0.35, 0.8) + rng.uniform(5_000, 30_000)
    closing = opening + profit + equity
    if closing < 0 and rng.random() < 0.8:
        closing = rng.uniform(1_000, 20_000)  # the owners put money in; not a qualified investor's
    net = page.put("net_assets", closing)
    leverage = between(temper.leverage + rng.gauss(0, 0.02), 0.05, 0.92)
    assets = net / (1 - leverage) if net > 0 else 5_000 - net * rng.uniform(0.8, 2.0)
    total = page.put("total_assets", assets)
    page.cells["total_liabilities"] = total - net
    page.cells["valuation"] = _valuation(equity, revenue, profile, rng)
    going_public = profile.financing >= 0.15 and revenue > 2_000_000 and rng.random() < 0.5
    # 0.01 亿元 is 100 万元
    page.cells["expected_market_cap"] = round(revenue * rng.uniform(2, 6) / 10_000) if going_public else None
    return net


def _valuation(equity: int, revenue: int, profile: Profile, rng: Random) -> int | None:
    """Valuation of the round in 0.01 万美元 at 7.1 yuan a dollar; unknown without a round."""
    if profile is UNICORN:
        return round(revenue * rng.uniform(9.0, 9.5) / 7.1)
    return round(equity * rng.uniform(5, 12) / 7.1) if equity else None
