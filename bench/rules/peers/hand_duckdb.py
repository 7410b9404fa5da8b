"""高企, 科技型中小企业 and 专精特新 (2026) in DuckDB SQL as a careful engineer writes them by hand.

The same outputs as :mod:`bench.rules.peers.hand_polars`: exact, three-valued, money in
fen and points in millionths. AND and OR are Kleene's in SQL already; every division is
guarded, since x / 0 is infinity in DuckDB.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bench.rules.peers.hand_polars import ASSETS_LIMIT, REVENUE_LIMIT, STAFF_LIMIT, WAN
from gaoxin.fields import Fields

FAULTS = ("safety_accident", "quality_accident", "environment_violation")
FAULTS_AND_FRAUD = (*FAULTS, "research_dishonesty")


def query(source: str, fields: Fields) -> str:
    """SQL for the key and every output of the three policies, from a table or ``read_parquet(…)``."""
    hitech = _codes(fields, "hitech_field", fields["hitech_field"].choices[1:])
    institution = _codes(fields, "rd_institution", ("国家级", "省级"))
    verdicts = {
        "hnte": HNTE.format(hitech=hitech, clean=_clean(FAULTS, ("now", "y0"))),
        "tech_sme": TECH_SME.format(institution=institution, clean=_clean(FAULTS_AND_FRAUD, ("now", "y0"))),
        "srdi": SRDI.format(institution=institution, clean=_clean(FAULTS, ("now", "y0", "y1", "y2"))),
    }
    return QUERY.format(
        source=source,
        sectors=_sectors(fields),
        assets_low=_growth("net_assets", (9, 7, 5, 3, 1), unknown=0),
        assets_high=_growth("net_assets", (10, 8, 6, 4, 2), unknown=10),
        sales_low=_growth("sales_revenue", (9, 7, 5, 3, 1), unknown=0),
        sales_high=_growth("sales_revenue", (10, 8, 6, 4, 2), unknown=10),
        **verdicts,
    )


def _codes(fields: Fields, name: str, texts: Iterable[str]) -> str:
    codes = [fields[name].choices.index(text) + 1 for text in texts]
    return f"BETWEEN {min(codes)} AND {max(codes)}"


def _clean(faults: tuple[str, ...], years: tuple[str, ...]) -> str:
    return f"NOT ({' OR '.join(f'{fault}_{year}' for year in years for fault in faults)})"


def _sectors(fields: Fields) -> str:
    """Sector code and its three limits; −1 where it has none."""

    def limit(table: Mapping[str, int], sector: str, unit: int) -> int:
        return table[sector] * unit if sector in table else -1

    return ", ".join(
        f"({code}, {limit(STAFF_LIMIT, name, 1)}, {limit(REVENUE_LIMIT, name, WAN)}, {limit(ASSETS_LIMIT, name, WAN)})"
        for code, name in enumerate(fields["size_sector"].choices, 1)
    )


def _growth(fact: str, points: tuple[int, ...], unknown: int) -> str:
    rise, base = f"{fact}_rise", f"{fact}_base"
    bars = " ".join(
        f"WHEN {rise} >= {bar} * {base} THEN {value}" for bar, value in zip((35, 25, 15, 5), points, strict=False)
    )
    return (
        f"CASE WHEN {rise} IS NULL OR {base} IS NULL THEN {unknown} {bars} WHEN {rise} > 0 THEN {points[-1]} ELSE 0 END"
    )


HNTE = """
  age_days >= 365 AS "hnte/HNTE-1",
  core_ip AND (class1_ip_y0 >= 1 OR class2_ip_y0 >= 1) AS "hnte/HNTE-2",
  hitech_field {hitech} AS "hnte/HNTE-3",
  CASE WHEN staff_y0 > 0 THEN tech_staff_y0 * 10 >= staff_y0 END AS "hnte/HNTE-4",
  CASE WHEN sales_3 > 0 THEN rd_3 * 100 >= sales_3 * rd_floor END AS "hnte/HNTE-5a",
  CASE WHEN rd_3 > 0 THEN rd_domestic_3 * 5 >= rd_3 * 3 END AS "hnte/HNTE-5b",
  CASE WHEN total_income_y0 > 0 THEN hitech_revenue_y0 * 5 >= total_income_y0 * 3 END AS "hnte/HNTE-6",
  CASE WHEN hnte_low > 70000000 THEN true WHEN hnte_high <= 70000000 THEN false END AS "hnte/HNTE-7",
  {clean} AS "hnte/HNTE-8",
"""
TECH_SME = """
  resident AS "tech_sme/TSME-6-1",
  staff_y0 <= 500 AS "tech_sme/TSME-6-2a",
  sales_revenue_y0 <= 20000000000 AS "tech_sme/TSME-6-2b",
  total_assets_y0 <= 20000000000 AS "tech_sme/TSME-6-2c",
  NOT prohibited_product AS "tech_sme/TSME-6-3",
  {clean} AND NOT on_abnormal_list AS "tech_sme/TSME-6-4",
  CASE WHEN tech_low >= 60 AND tech_staff_low > 0 THEN true
       WHEN tech_high < 60 OR tech_staff_high <= 0 THEN false END AS "tech_sme/TSME-6-5",
  "held:hnte" AS "tech_sme/TSME-8-1",
  national_award_rank_y0 <= 3 AS "tech_sme/TSME-8-2",
  rd_institution_y0 {institution} AS "tech_sme/TSME-8-3",
  standard_led_y0 AS "tech_sme/TSME-8-4",
"""
SRDI = """
  resident AS "srdi/SRDI26-G1",
  NOT (
    (staff_limit = -1 OR staff_y0 >= nullif(staff_limit, -1))
    AND (revenue_limit = -1 OR revenue_y0 >= nullif(revenue_limit, -1))
    AND (assets_limit = -1 OR total_assets_y0 >= nullif(assets_limit, -1))
  ) OR (staff_y0 < 300 AND revenue_y0 < 20000000000) AS "srdi/SRDI26-G2",
  NOT on_abnormal_list AS "srdi/SRDI26-G3",
  {clean} AS "srdi/SRDI26-G4",
  "held:innovative_sme" OR "held:tech_sme" AS "srdi/SRDI26-1a",
  segment_years_y0 >= 3000000 AS "srdi/SRDI26-1b",
  revenue_y0 >= 1500000000 OR equity_financing_y0 + equity_financing_y1 >= 2000000000 AS "srdi/SRDI26-2a",
  CASE WHEN revenue_y0 > 0 THEN main_revenue_y0 * 5 >= revenue_y0 * 4 END AS "srdi/SRDI26-2b",
  CASE WHEN total_assets_y0 > 0 THEN total_liabilities_y0 * 5 <= total_assets_y0 * 4 END AS "srdi/SRDI26-2c",
  rd_expense_y0 >= 100000000 AND CASE WHEN revenue_y0 > 0 THEN rd_expense_y0 * 100 >= revenue_y0 * 3 END
    AND rd_expense_y1 >= 100000000
    AND CASE WHEN revenue_y1 > 0 THEN rd_expense_y1 * 100 >= revenue_y1 * 3 END AS "srdi/SRDI26-3",
  class1_ip_y0 >= 1 OR provincial_award_rank_y0 <= 3 OR national_award_rank_y0 <= 3
    OR rd_institution_y0 {institution} AS "srdi/SRDI26-4",
  "judged:SRDI26-5" AS "srdi/SRDI26-5",
  platform_score_y0 >= 50000000 OR ("held:srdi" AND platform_score_y1 >= 50000000) AS "srdi/SRDI26-6",
"""
QUERY = """
WITH sectors(size_sector, staff_limit, revenue_limit, assets_limit) AS (VALUES {sectors}),
sums AS (
  SELECT f.*, staff_limit, revenue_limit, assets_limit,
    rd_expense_y0 + rd_expense_y1 + rd_expense_y2 AS rd_3,
    rd_expense_domestic_y0 + rd_expense_domestic_y1 + rd_expense_domestic_y2 AS rd_domestic_3,
    sales_revenue_y0 + sales_revenue_y1 + sales_revenue_y2 AS sales_3,
    conversions_y0 + conversions_y1 + conversions_y2 AS done,
    CASE WHEN full_years IS NOT NULL THEN greatest(least(full_years, 3), 1) END AS years,
    CASE WHEN sales_revenue_y0 <= 5000000000 THEN 5 WHEN sales_revenue_y0 <= 20000000000 THEN 4 ELSE 3 END AS rd_floor,
    100 * CASE WHEN net_assets_y1 <= 0 THEN 0
      WHEN net_assets_y2 <= 0 THEN net_assets_y0::HUGEINT - net_assets_y1
      ELSE net_assets_y0::HUGEINT * net_assets_y2 + net_assets_y1::HUGEINT * net_assets_y1
        - 2 * net_assets_y1::HUGEINT * net_assets_y2 END AS net_assets_rise,
    CASE WHEN net_assets_y1 <= 0 THEN 1 WHEN net_assets_y2 <= 0 THEN net_assets_y1
      ELSE 2 * net_assets_y1::HUGEINT * net_assets_y2 END AS net_assets_base,
    100 * CASE WHEN sales_revenue_y1 <= 0 THEN 0
      WHEN sales_revenue_y2 <= 0 THEN sales_revenue_y0::HUGEINT - sales_revenue_y1
      ELSE sales_revenue_y0::HUGEINT * sales_revenue_y2 + sales_revenue_y1::HUGEINT * sales_revenue_y1
        - 2 * sales_revenue_y1::HUGEINT * sales_revenue_y2 END AS sales_revenue_rise,
    CASE WHEN sales_revenue_y1 <= 0 THEN 1 WHEN sales_revenue_y2 <= 0 THEN sales_revenue_y1
      ELSE 2 * sales_revenue_y1::HUGEINT * sales_revenue_y2 END AS sales_revenue_base,
    CASE WHEN staff_y0 > 0 AND tech_staff_y0 IS NOT NULL THEN staff_y0 END AS share_staff,
    CASE WHEN sales_revenue_y0 > 0 AND rd_expense_y0 IS NOT NULL THEN sales_revenue_y0 END AS share_sales,
    CASE WHEN cost_expense_y0 > 0 AND rd_expense_y0 IS NOT NULL THEN cost_expense_y0 END AS share_cost,
    coalesce(class1_ip_y0, 1000000000) AS class1_most,
    coalesce(class2_ip_y0, 1000000000) AS class2_most
  FROM {source} f LEFT JOIN sectors USING (size_sector)
),
items AS (
  SELECT *,
    least(30000000, coalesce(ip_technology_score_y0, 0) + 1000000 *
      CASE WHEN class1_ip_y0 >= 1 THEN 7 WHEN class2_ip_y0 >= 5 THEN 5 WHEN class2_ip_y0 >= 3 THEN 3
           WHEN class2_ip_y0 >= 1 THEN 1 ELSE 0 END)
    + coalesce(management_score_y0, 0) + 1000000 * (
      CASE WHEN done >= 5 * years THEN 25 WHEN done >= 4 * years THEN 19 WHEN done >= 3 * years THEN 13
           WHEN done >= 2 * years THEN 7 WHEN done >= years THEN 1 ELSE 0 END
      + {assets_low} + {sales_low}) AS hnte_low,
    least(30000000, coalesce(ip_technology_score_y0, 24000000) + 1000000 *
      CASE WHEN class1_most >= 1 THEN 8 WHEN class2_most >= 5 THEN 6 WHEN class2_most >= 3 THEN 4
           WHEN class2_most >= 1 THEN 2 ELSE 0 END)
    + coalesce(management_score_y0, 20000000) + 1000000 * (
      CASE WHEN done IS NULL OR years IS NULL OR done >= 5 * years THEN 30 WHEN done >= 4 * years THEN 24
           WHEN done >= 3 * years THEN 18 WHEN done >= 2 * years THEN 12 WHEN done >= years THEN 6 ELSE 0 END
      + {assets_high} + {sales_high}) AS hnte_high,
    CASE WHEN tech_staff_y0 * 100 >= 30 * share_staff THEN 20 WHEN tech_staff_y0 * 100 >= 25 * share_staff THEN 16
         WHEN tech_staff_y0 * 100 >= 20 * share_staff THEN 12 WHEN tech_staff_y0 * 100 >= 15 * share_staff THEN 8
         WHEN tech_staff_y0 * 100 >= 10 * share_staff THEN 4 ELSE 0 END AS tech_staff_low,
    CASE WHEN share_staff IS NULL THEN 20 ELSE tech_staff_low END AS tech_staff_high,
    CASE WHEN rd_expense_y0 * 100 >= 6 * share_sales THEN 50 WHEN rd_expense_y0 * 100 >= 5 * share_sales THEN 40
         WHEN rd_expense_y0 * 100 >= 4 * share_sales THEN 30 WHEN rd_expense_y0 * 100 >= 3 * share_sales THEN 20
         WHEN rd_expense_y0 * 100 >= 2 * share_sales THEN 10 ELSE 0 END AS rd_sales,
    CASE WHEN rd_expense_y0 * 100 >= 30 * share_cost THEN 50 WHEN rd_expense_y0 * 100 >= 25 * share_cost THEN 40
         WHEN rd_expense_y0 * 100 >= 20 * share_cost THEN 30 WHEN rd_expense_y0 * 100 >= 15 * share_cost THEN 20
         WHEN rd_expense_y0 * 100 >= 10 * share_cost THEN 10 ELSE 0 END AS rd_cost,
    CASE WHEN class1_ip_y0 >= 1 THEN 30 WHEN class2_ip_y0 >= 4 THEN 24 WHEN class2_ip_y0 >= 3 THEN 18
         WHEN class2_ip_y0 >= 2 THEN 12 WHEN class2_ip_y0 >= 1 THEN 6 ELSE 0 END AS ip_low,
    CASE WHEN class1_most >= 1 THEN 30 WHEN class2_most >= 4 THEN 24 WHEN class2_most >= 3 THEN 18
         WHEN class2_most >= 2 THEN 12 WHEN class2_most >= 1 THEN 6 ELSE 0 END AS ip_high
  FROM sums
),
scores AS (
  SELECT *,
    tech_staff_low + greatest(rd_sales, rd_cost) + ip_low AS tech_low,
    tech_staff_high + CASE WHEN share_sales IS NULL OR share_cost IS NULL THEN 50 ELSE greatest(rd_sales, rd_cost) END
      + ip_high AS tech_high
  FROM items
),
criteria AS (
  SELECT *, {hnte} {tech_sme} {srdi}
  FROM scores
)
SELECT uscc,
  "hnte/HNTE-1" AND "hnte/HNTE-2" AND "hnte/HNTE-3" AND "hnte/HNTE-4" AND "hnte/HNTE-5a" AND "hnte/HNTE-5b"
    AND "hnte/HNTE-6" AND "hnte/HNTE-7" AND "hnte/HNTE-8" AS hnte,
  "tech_sme/TSME-6-1" AND "tech_sme/TSME-6-2a" AND "tech_sme/TSME-6-2b" AND "tech_sme/TSME-6-2c" AND "tech_sme/TSME-6-3"
    AND "tech_sme/TSME-6-4" AND ("tech_sme/TSME-6-5" OR "tech_sme/TSME-8-1" OR "tech_sme/TSME-8-2"
    OR "tech_sme/TSME-8-3" OR "tech_sme/TSME-8-4") AS tech_sme,
  "srdi/SRDI26-G1" AND "srdi/SRDI26-G2" AND "srdi/SRDI26-G3" AND "srdi/SRDI26-G4" AND "srdi/SRDI26-1a"
    AND "srdi/SRDI26-1b"
    AND "srdi/SRDI26-2a" AND "srdi/SRDI26-2b" AND "srdi/SRDI26-2c" AND "srdi/SRDI26-3" AND "srdi/SRDI26-4"
    AND "srdi/SRDI26-5" AND "srdi/SRDI26-6" AS srdi,
  COLUMNS('^(hnte|tech_sme|srdi)/'),
  hnte_low / 1e6 AS "hnte/score_low",
  hnte_high / 1e6 AS "hnte/score_high",
  age_days::DOUBLE AS "hnte/HNTE-1/value",
  tech_staff_y0 / nullif(staff_y0, 0) AS "hnte/HNTE-4/value",
  rd_3 / nullif(sales_3, 0) AS "hnte/HNTE-5a/value",
  CASE WHEN sales_revenue_y0 IS NOT NULL THEN rd_floor / 100 END AS "hnte/HNTE-5a/threshold",
  rd_domestic_3 / nullif(rd_3, 0) AS "hnte/HNTE-5b/value",
  hitech_revenue_y0 / nullif(total_income_y0, 0) AS "hnte/HNTE-6/value",
  CASE WHEN hnte_low = hnte_high THEN hnte_low / 1e6 END AS "hnte/HNTE-7/value",
  tech_low::DOUBLE AS "tech_sme/score_low",
  tech_high::DOUBLE AS "tech_sme/score_high",
  staff_y0::DOUBLE AS "tech_sme/TSME-6-2a/value",
  sales_revenue_y0 / 100 AS "tech_sme/TSME-6-2b/value",
  total_assets_y0 / 100 AS "tech_sme/TSME-6-2c/value",
  CASE WHEN tech_low = tech_high THEN tech_low::DOUBLE END AS "tech_sme/TSME-6-5/value",
  national_award_rank_y0::DOUBLE AS "tech_sme/TSME-8-2/value",
  segment_years_y0 / 1e6 AS "srdi/SRDI26-1b/value",
  revenue_y0 / 100 AS "srdi/SRDI26-2a/value",
  rd_expense_y0 / 100 AS "srdi/SRDI26-3/value",
  main_revenue_y0 / nullif(revenue_y0, 0) AS "srdi/SRDI26-2b/value",
  total_liabilities_y0 / nullif(total_assets_y0, 0) AS "srdi/SRDI26-2c/value",
  class1_ip_y0::DOUBLE AS "srdi/SRDI26-4/value",
  platform_score_y0 / 1e6 AS "srdi/SRDI26-6/value",
  CASE "hnte/HNTE-1" WHEN true THEN 0 WHEN false THEN 365 - age_days END::DOUBLE AS "hnte/HNTE-1/shortfall",
  CASE "hnte/HNTE-4" WHEN true THEN 0 WHEN false THEN ceil((staff_y0 - tech_staff_y0 * 10) / 10) END
    AS "hnte/HNTE-4/shortfall",
  CASE "hnte/HNTE-5a" WHEN true THEN 0 WHEN false THEN ceil((sales_3 * rd_floor - rd_3 * 100) / 100) / 100 END
    AS "hnte/HNTE-5a/shortfall",
  CASE "hnte/HNTE-5b" WHEN true THEN 0 WHEN false THEN ceil((rd_3 * 3 - rd_domestic_3 * 5) / 5) / 100 END
    AS "hnte/HNTE-5b/shortfall",
  CASE "hnte/HNTE-6" WHEN true THEN 0 WHEN false THEN ceil((total_income_y0 * 3 - hitech_revenue_y0 * 5) / 5) / 100 END
    AS "hnte/HNTE-6/shortfall",
  CASE "hnte/HNTE-7" WHEN true THEN 0 WHEN false THEN (71000000 - hnte_high) / 1e6 END AS "hnte/HNTE-7/shortfall",
  CASE "tech_sme/TSME-6-2a" WHEN true THEN 0 WHEN false THEN staff_y0 - 500 END::DOUBLE
    AS "tech_sme/TSME-6-2a/shortfall",
  CASE "tech_sme/TSME-6-2b" WHEN true THEN 0 WHEN false THEN (sales_revenue_y0 - 20000000000) / 100 END
    AS "tech_sme/TSME-6-2b/shortfall",
  CASE "tech_sme/TSME-6-2c" WHEN true THEN 0 WHEN false THEN (total_assets_y0 - 20000000000) / 100 END
    AS "tech_sme/TSME-6-2c/shortfall",
  CASE WHEN "tech_sme/TSME-6-5" THEN 0 WHEN NOT "tech_sme/TSME-6-5" AND tech_high < 60 THEN 60 - tech_high END::DOUBLE
    AS "tech_sme/TSME-6-5/shortfall",
  CASE "tech_sme/TSME-8-2" WHEN true THEN 0 WHEN false THEN national_award_rank_y0 - 3 END::DOUBLE
    AS "tech_sme/TSME-8-2/shortfall",
  CASE "srdi/SRDI26-1b" WHEN true THEN 0 WHEN false THEN (3000000 - segment_years_y0) / 1e6 END
    AS "srdi/SRDI26-1b/shortfall",
  CASE "srdi/SRDI26-2a" WHEN true THEN 0 WHEN false THEN (1500000000 - revenue_y0) / 100 END
    AS "srdi/SRDI26-2a/shortfall",
  CASE WHEN "srdi/SRDI26-3" THEN 0
    WHEN NOT "srdi/SRDI26-3" AND rd_expense_y0 < 100000000 THEN (100000000 - rd_expense_y0) / 100 END
    AS "srdi/SRDI26-3/shortfall",
  CASE "srdi/SRDI26-2b" WHEN true THEN 0 WHEN false THEN ceil((revenue_y0 * 4 - main_revenue_y0 * 5) / 5) / 100 END
    AS "srdi/SRDI26-2b/shortfall",
  CASE "srdi/SRDI26-2c" WHEN true THEN 0
    WHEN false THEN ceil((total_liabilities_y0 * 5 - total_assets_y0 * 4) / 5) / 100 END
    AS "srdi/SRDI26-2c/shortfall",
  CASE "srdi/SRDI26-4" WHEN true THEN 0 WHEN false THEN 1 - class1_ip_y0 END::DOUBLE AS "srdi/SRDI26-4/shortfall",
  CASE "srdi/SRDI26-6" WHEN true THEN 0 WHEN false THEN (50000000 - platform_score_y0) / 1e6 END
    AS "srdi/SRDI26-6/shortfall"
FROM criteria
"""
