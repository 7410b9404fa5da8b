"""高企, 科技型中小企业 and 专精特新 (2026) in Polars as a careful engineer writes them by hand.

Exact (ratios are multiplied across in integers, never divided to be compared) and
three-valued, with the outputs gaoxin has for the same policies, under the same names.
Money is in fen and points in millionths, as in the facts table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import and_, or_

import polars as pl

from gaoxin.fields import Fields

POINT = 1_000_000
WAN = 1_000_000  # fen in 万元
MANY = 10**9
# 300号 第四条: at or above all that its sector names, an enterprise is large. People; 万元; 万元.
STAFF_LIMIT = {
    **dict.fromkeys(("工业", "交通运输", "邮政", "物业管理"), 1000),
    **dict.fromkeys(("零售业", "住宿", "餐饮", "软件信息技术", "租赁商务服务", "其他未列明"), 300),
    **dict.fromkeys(("批发业", "仓储"), 200),
    "信息传输": 2000,
}
REVENUE_LIMIT = {
    **dict.fromkeys(("农林牧渔", "零售业"), 20000),
    **dict.fromkeys(("工业", "批发业"), 40000),
    **dict.fromkeys(("交通运输", "仓储", "邮政"), 30000),
    **dict.fromkeys(("住宿", "餐饮", "软件信息技术"), 10000),
    "建筑业": 80000,
    "信息传输": 100000,
    "房地产开发": 200000,
    "物业管理": 5000,
}
ASSETS_LIMIT = {"建筑业": 80000, "房地产开发": 10000, "租赁商务服务": 120000}
FAULTS = ("safety_accident", "quality_accident", "environment_violation")
FAULTS_AND_FRAUD = (*FAULTS, "research_dishonesty")

c = pl.col


def build(frame: pl.LazyFrame, fields: Fields) -> pl.LazyFrame:
    """The key and every output of the three policies; ``fields`` tells how texts are coded."""
    frame = frame.with_columns(
        rd_3=c("rd_expense_y0") + c("rd_expense_y1") + c("rd_expense_y2"),
        rd_domestic_3=c("rd_expense_domestic_y0") + c("rd_expense_domestic_y1") + c("rd_expense_domestic_y2"),
        sales_3=c("sales_revenue_y0") + c("sales_revenue_y1") + c("sales_revenue_y2"),
        conversions_3=c("conversions_y0") + c("conversions_y1") + c("conversions_y2"),
        years=c("full_years").clip(1, 3),
        rd_floor=_first_of([(c("sales_revenue_y0") <= 5000 * WAN, 5), (c("sales_revenue_y0") <= 20000 * WAN, 4)], 3),
        **_growth("net_assets"),
        **_growth("sales_revenue"),
    )
    frame = frame.with_columns(**_hnte_score(), **_tech_score())
    frame = frame.with_columns(**_hnte(fields), **_tech_sme(fields), **_srdi(fields))
    frame = frame.with_columns(
        hnte=reduce(and_, (c(name) for name in _hnte(fields))),
        tech_sme=reduce(and_, (c(f"tech_sme/TSME-6-{n}") for n in ("1", "2a", "2b", "2c", "3", "4")))
        & reduce(or_, (c(f"tech_sme/TSME-{n}") for n in ("6-5", "8-1", "8-2", "8-3", "8-4"))),
        srdi=reduce(and_, (c(name) for name in _srdi(fields))),
    )
    verdicts = ("hnte", *_hnte(fields), "tech_sme", *_tech_sme(fields), "srdi", *_srdi(fields))
    return frame.select("uscc", *verdicts, **_values(), **_shortfalls())


def _first_of(bands: Iterable[tuple[pl.Expr, int]], otherwise: int) -> pl.Expr:
    chain = pl
    for condition, value in bands:
        chain = chain.when(condition).then(value)  # type: ignore[assignment]
    return chain.otherwise(otherwise)  # type: ignore[attr-defined,no-any-return]


def _among(column: str, fields: Fields, texts: tuple[str, ...]) -> pl.Expr:
    choices = fields[column.removesuffix("_y0")].choices
    codes = [choices.index(text) + 1 for text in texts]
    return c(column).is_between(min(codes), max(codes))


def _clean(faults: tuple[str, ...], years: tuple[str, ...]) -> pl.Expr:
    return ~reduce(or_, (c(f"{fault}_{year}") for year in years for fault in faults))


# 高新技术企业


def _growth(fact: str) -> dict[str, pl.Expr]:
    """Mean growth of two years as rise ÷ base: over the two years, over one while the older base is not positive."""
    now, last, before = (c(f"{fact}_y{year}").cast(pl.Int128) for year in range(3))
    one_year, two_years = c(f"{fact}_y1") <= 0, c(f"{fact}_y2") <= 0
    rise = pl.when(two_years).then(now - last).otherwise(now * before + last * last - 2 * last * before)
    base = pl.when(two_years).then(last).otherwise(2 * last * before)
    return {
        f"{fact}_rise": pl.when(one_year).then(pl.lit(0, pl.Int128)).otherwise(rise) * 100,
        f"{fact}_base": pl.when(one_year).then(pl.lit(1, pl.Int128)).otherwise(base),
    }


def _growth_points(fact: str) -> tuple[pl.Expr, pl.Expr]:
    rise, base = c(f"{fact}_rise"), c(f"{fact}_base")
    bars = [rise >= 35 * base, rise >= 25 * base, rise >= 15 * base, rise >= 5 * base, rise > 0]
    low = _first_of(zip(bars, (9, 7, 5, 3, 1), strict=True), 0)
    high = _first_of([((rise + base).is_null(), 10), *zip(bars, (10, 8, 6, 4, 2), strict=True)], 0)
    return low, high


def _hnte_score() -> dict[str, pl.Expr]:
    first, second = c("class1_ip_y0"), c("class2_ip_y0")
    first_most, second_most = first.fill_null(MANY), second.fill_null(MANY)
    count_low = _first_of([(first >= 1, 7), (second >= 5, 5), (second >= 3, 3), (second >= 1, 1)], 0)
    count_high = _first_of(
        [(first_most >= 1, 8), (second_most >= 5, 6), (second_most >= 3, 4), (second_most >= 1, 2)], 0
    )
    technology, management = c("ip_technology_score_y0"), c("management_score_y0")
    done, years = c("conversions_3"), c("years")
    bars = [done >= 5 * years, done >= 4 * years, done >= 3 * years, done >= 2 * years, done >= years]
    results_low = _first_of(zip(bars, (25, 19, 13, 7, 1), strict=True), 0)
    results_high = _first_of([((done + years).is_null(), 30), *zip(bars, (30, 24, 18, 12, 6), strict=True)], 0)
    assets_low, assets_high = _growth_points("net_assets")
    sales_low, sales_high = _growth_points("sales_revenue")
    low = (technology.fill_null(0) + count_low * POINT).clip(upper_bound=30 * POINT)
    high = (technology.fill_null(24 * POINT) + count_high * POINT).clip(upper_bound=30 * POINT)
    return {
        "hnte_low": low + (results_low + assets_low + sales_low) * POINT + management.fill_null(0),
        "hnte_high": high + (results_high + assets_high + sales_high) * POINT + management.fill_null(20 * POINT),
    }


def _hnte(fields: Fields) -> dict[str, pl.Expr]:
    low, high = c("hnte_low"), c("hnte_high")
    return {
        "hnte/HNTE-1": c("age_days") >= 365,
        "hnte/HNTE-2": c("core_ip") & ((c("class1_ip_y0") >= 1) | (c("class2_ip_y0") >= 1)),
        "hnte/HNTE-3": _among("hitech_field", fields, fields["hitech_field"].choices[1:]),
        "hnte/HNTE-4": pl.when(c("staff_y0") > 0).then(c("tech_staff_y0") * 10 >= c("staff_y0")),
        "hnte/HNTE-5a": pl.when(c("sales_3") > 0).then(c("rd_3") * 100 >= c("sales_3") * c("rd_floor")),
        "hnte/HNTE-5b": pl.when(c("rd_3") > 0).then(c("rd_domestic_3") * 5 >= c("rd_3") * 3),
        "hnte/HNTE-6": pl.when(c("total_income_y0") > 0).then(c("hitech_revenue_y0") * 5 >= c("total_income_y0") * 3),
        "hnte/HNTE-7": pl.when(low > 70 * POINT).then(True).when(high <= 70 * POINT).then(False),
        "hnte/HNTE-8": _clean(FAULTS, ("now", "y0")),
    }


# 科技型中小企业


def _tech_score() -> dict[str, pl.Expr]:
    staff_low, staff_high = _share_points("tech_staff_y0", "staff_y0", (30, 25, 20, 15, 10), (20, 16, 12, 8, 4))
    steps = (50, 40, 30, 20, 10)
    sales_low, sales_high = _share_points("rd_expense_y0", "sales_revenue_y0", (6, 5, 4, 3, 2), steps)
    cost_low, cost_high = _share_points("rd_expense_y0", "cost_expense_y0", (30, 25, 20, 15, 10), steps)
    first, second = c("class1_ip_y0"), c("class2_ip_y0")
    first_most, second_most = first.fill_null(MANY), second.fill_null(MANY)
    ip_low = _first_of([(first >= 1, 30), *((second >= n, 6 * n) for n in (4, 3, 2, 1))], 0)
    ip_high = _first_of([(first_most >= 1, 30), *((second_most >= n, 6 * n) for n in (4, 3, 2, 1))], 0)
    return {
        "tech_low": staff_low + pl.max_horizontal(sales_low, cost_low) + ip_low,
        "tech_high": staff_high + pl.max_horizontal(sales_high, cost_high) + ip_high,
        "tech_staff_low": staff_low,
        "tech_staff_high": staff_high,
    }


def _share_points(part: str, whole: str, bars: tuple[int, ...], points: tuple[int, ...]) -> tuple[pl.Expr, pl.Expr]:
    """Points of part ÷ whole against bars in %; from nothing to all while the share is unknown."""
    over, under = c(part) * 100, pl.when(c(whole) > 0).then(c(whole))
    bands = [(over >= under * bar, value) for bar, value in zip(bars, points, strict=True)]
    return _first_of(bands, 0), _first_of([((over + under).is_null(), points[0]), *bands], 0)


def _tech_sme(fields: Fields) -> dict[str, pl.Expr]:
    low, high, staff_low, staff_high = c("tech_low"), c("tech_high"), c("tech_staff_low"), c("tech_staff_high")
    return {
        "tech_sme/TSME-6-1": c("resident"),
        "tech_sme/TSME-6-2a": c("staff_y0") <= 500,
        "tech_sme/TSME-6-2b": c("sales_revenue_y0") <= 20000 * WAN,
        "tech_sme/TSME-6-2c": c("total_assets_y0") <= 20000 * WAN,
        "tech_sme/TSME-6-3": ~c("prohibited_product"),
        "tech_sme/TSME-6-4": _clean(FAULTS_AND_FRAUD, ("now", "y0")) & ~c("on_abnormal_list"),
        "tech_sme/TSME-6-5": pl.when((low >= 60) & (staff_low > 0))
        .then(True)
        .when((high < 60) | (staff_high <= 0))
        .then(False),
        "tech_sme/TSME-8-1": c("held:hnte"),
        "tech_sme/TSME-8-2": c("national_award_rank_y0") <= 3,
        "tech_sme/TSME-8-3": _among("rd_institution_y0", fields, ("国家级", "省级")),
        "tech_sme/TSME-8-4": c("standard_led_y0"),
    }


# 专精特新中小企业 (2026)


def _srdi(fields: Fields) -> dict[str, pl.Expr]:
    large = (
        _reaches("staff_y0", STAFF_LIMIT, 1, fields)
        & _reaches("revenue_y0", REVENUE_LIMIT, WAN, fields)
        & _reaches("total_assets_y0", ASSETS_LIMIT, WAN, fields)
    )
    return {
        "srdi/SRDI26-G1": c("resident"),
        "srdi/SRDI26-G2": ~large | ((c("staff_y0") < 300) & (c("revenue_y0") < 20000 * WAN)),
        "srdi/SRDI26-G3": ~c("on_abnormal_list"),
        "srdi/SRDI26-G4": _clean(FAULTS, ("now", "y0", "y1", "y2")),
        "srdi/SRDI26-1a": c("held:innovative_sme") | c("held:tech_sme"),
        "srdi/SRDI26-1b": c("segment_years_y0") >= 3_000_000,
        "srdi/SRDI26-2a": (c("revenue_y0") >= 1500 * WAN)
        | (c("equity_financing_y0") + c("equity_financing_y1") >= 2000 * WAN),
        "srdi/SRDI26-2b": pl.when(c("revenue_y0") > 0).then(c("main_revenue_y0") * 5 >= c("revenue_y0") * 4),
        "srdi/SRDI26-2c": pl.when(c("total_assets_y0") > 0).then(
            c("total_liabilities_y0") * 5 <= c("total_assets_y0") * 4
        ),
        "srdi/SRDI26-3": _invests("y0") & _invests("y1"),
        "srdi/SRDI26-4": (c("class1_ip_y0") >= 1)
        | (c("provincial_award_rank_y0") <= 3)
        | (c("national_award_rank_y0") <= 3)
        | _among("rd_institution_y0", fields, ("国家级", "省级")),
        "srdi/SRDI26-5": c("judged:SRDI26-5"),
        "srdi/SRDI26-6": (c("platform_score_y0") >= 50 * POINT)
        | (c("held:srdi") & (c("platform_score_y1") >= 50 * POINT)),
    }


def _reaches(fact: str, limits: Mapping[str, int], unit: int, fields: Fields) -> pl.Expr:
    """At or above the sector's limit; true where the sector has none."""
    sectors = fields["size_sector"].choices
    table = pl.Series([None, *(limits[name] * unit if name in limits else None for name in sectors)], dtype=pl.Int64)
    free = [code for code, name in enumerate(sectors, 1) if name not in limits]
    return c("size_sector").is_in(free) | (c(fact) >= pl.lit(table).gather(c("size_sector")))


def _invests(year: str) -> pl.Expr:
    rd, revenue = c(f"rd_expense_{year}"), c(f"revenue_{year}")
    return (rd >= 100 * WAN) & pl.when(revenue > 0).then(rd * 100 >= revenue * 3)


# what is shown beside the verdicts


def _values() -> dict[str, pl.Expr]:
    low, high, tech_low, tech_high = c("hnte_low"), c("hnte_high"), c("tech_low"), c("tech_high")
    sales = c("sales_revenue_y0")
    return {
        "hnte/score_low": low / POINT,
        "hnte/score_high": high / POINT,
        "hnte/HNTE-1/value": c("age_days").cast(pl.Float64),
        "hnte/HNTE-4/value": _ratio("tech_staff_y0", "staff_y0"),
        "hnte/HNTE-5a/value": _ratio("rd_3", "sales_3"),
        "hnte/HNTE-5a/threshold": pl.when(sales.is_not_null()).then(c("rd_floor") / 100),
        "hnte/HNTE-5b/value": _ratio("rd_domestic_3", "rd_3"),
        "hnte/HNTE-6/value": _ratio("hitech_revenue_y0", "total_income_y0"),
        "hnte/HNTE-7/value": pl.when(low == high).then(low / POINT),
        "tech_sme/score_low": tech_low.cast(pl.Float64),
        "tech_sme/score_high": tech_high.cast(pl.Float64),
        "tech_sme/TSME-6-2a/value": c("staff_y0").cast(pl.Float64),
        "tech_sme/TSME-6-2b/value": sales / 100,
        "tech_sme/TSME-6-2c/value": c("total_assets_y0") / 100,
        "tech_sme/TSME-6-5/value": pl.when(tech_low == tech_high).then(tech_low.cast(pl.Float64)),
        "tech_sme/TSME-8-2/value": c("national_award_rank_y0").cast(pl.Float64),
        "srdi/SRDI26-1b/value": c("segment_years_y0") / 1_000_000,
        "srdi/SRDI26-2a/value": c("revenue_y0") / 100,
        "srdi/SRDI26-2b/value": _ratio("main_revenue_y0", "revenue_y0"),
        "srdi/SRDI26-2c/value": _ratio("total_liabilities_y0", "total_assets_y0"),
        "srdi/SRDI26-3/value": c("rd_expense_y0") / 100,
        "srdi/SRDI26-4/value": c("class1_ip_y0").cast(pl.Float64),
        "srdi/SRDI26-6/value": c("platform_score_y0") / POINT,
    }


def _ratio(over: str, under: str) -> pl.Expr:
    return pl.when(c(under) != 0).then(c(over) / c(under))


def _shortfalls() -> dict[str, pl.Expr]:
    sales, rd = c("sales_revenue_y0"), c("rd_expense_y0")
    assets, liabilities = c("total_assets_y0"), c("total_liabilities_y0")
    missing = {
        "hnte/HNTE-1": 365 - c("age_days"),
        "hnte/HNTE-4": ((c("staff_y0") - c("tech_staff_y0") * 10) / 10).ceil(),
        "hnte/HNTE-5a": ((c("sales_3") * c("rd_floor") - c("rd_3") * 100) / 100).ceil() / 100,
        "hnte/HNTE-5b": ((c("rd_3") * 3 - c("rd_domestic_3") * 5) / 5).ceil() / 100,
        "hnte/HNTE-6": ((c("total_income_y0") * 3 - c("hitech_revenue_y0") * 5) / 5).ceil() / 100,
        "hnte/HNTE-7": (71 * POINT - c("hnte_high")) / POINT,
        "tech_sme/TSME-6-2a": c("staff_y0") - 500,
        "tech_sme/TSME-6-2b": (sales - 20000 * WAN) / 100,
        "tech_sme/TSME-6-2c": (assets - 20000 * WAN) / 100,
        "tech_sme/TSME-6-5": pl.when(c("tech_high") < 60).then(60 - c("tech_high")),
        "tech_sme/TSME-8-2": c("national_award_rank_y0") - 3,
        "srdi/SRDI26-1b": (3_000_000 - c("segment_years_y0")) / 1_000_000,
        "srdi/SRDI26-2a": (1500 * WAN - c("revenue_y0")) / 100,
        "srdi/SRDI26-2b": ((c("revenue_y0") * 4 - c("main_revenue_y0") * 5) / 5).ceil() / 100,
        "srdi/SRDI26-2c": ((liabilities * 5 - assets * 4) / 5).ceil() / 100,
        "srdi/SRDI26-3": pl.when(rd < 100 * WAN).then((100 * WAN - rd) / 100),
        "srdi/SRDI26-4": 1 - c("class1_ip_y0"),
        "srdi/SRDI26-6": (50 * POINT - c("platform_score_y0")) / POINT,
    }
    return {f"{name}/shortfall": _missing(c(name), amount) for name, amount in missing.items()}


def _missing(verdict: pl.Expr, amount: pl.Expr) -> pl.Expr:
    return pl.when(verdict).then(0.0).when(~verdict).then(amount.cast(pl.Float64))
