"""Which query answers which figure; a figure that is not here the platform cannot answer yet."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import BigIntegerField, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from gaoxin.index.standing import places_gained, years_within
from gaoxin_web.cockpit.figures import contests
from gaoxin_web.cockpit.figures import records as of
from gaoxin_web.cockpit.figures.query import Among, Answer, Measure, Months, Places, Query, count, known


def holders(rows: QuerySet[Any]) -> Decimal:
    """How many enterprises: one that holds two certificates counts once."""
    return Decimal(rows.order_by().values("enterprise").distinct().count())


def amount(rows: QuerySet[Any]) -> Decimal | None:
    """The amounts of facilities, summed; None where there is none."""
    return known(rows.aggregate(sum=Sum("amount"))["sum"])


def point(rows: QuerySet[Any]) -> Decimal | None:
    """The value of a point of a series."""
    return known(rows.values_list("value", flat=True).first())


def fact(name: str) -> Measure:
    """One fact of the year, summed over enterprises, in the steps it is kept in; None where nobody's is known."""

    def measure(rows: QuerySet[Any]) -> Decimal | None:
        steps = Cast(KeyTextTransform(name, "values"), BigIntegerField())
        return known(rows.annotate(steps=steps).aggregate(sum=Sum("steps"))["sum"])

    return measure


PRIZES = (
    ("国家技术发明奖", "national"),
    ("自治区科学技术进步奖", "provincial"),
    ("自治区技术发明奖", "provincial"),
    ("自治区自然科学奖", "provincial"),
)
BACK = 3  # 「近三年」
FIVE_G = "5G及相关产业"
FILTERS = "5G滤波器国产化率"
HUNDRED, TEN_THOUSAND = Decimal(100), Decimal(10_000)

PER_YI, PER_CENT = Fraction(1, 10**10), Fraction(100)  # 亿元 in fen; per cent
OUTPUT = "output_value"

INTENSITY = Query(
    "rd_expense_over_revenue",
    of.year_facts("rd_expense", "revenue"),
    fact("rd_expense"),
    (of.year_facts("rd_expense", "revenue"), fact("revenue")),
    HUNDRED,
)
PATENTS = Query(
    "invention_patents_per_ten_thousand_staff",
    of.patents_of_reporting("staff"),
    over=(of.year_facts("staff"), fact("staff")),
    times=TEN_THOUSAND,
)

REGIONAL = contests.Of(standing="regional")  # contests of others, at which the zone's teams won
FIVE_G_CONTEST = contests.Of(edition=5, word="5G")
ABROAD = contests.Of(word="海外")
BRITAIN = contests.Of(word="海外", division="英国赛区")
LECTURES = contests.Of(kind="lectures")
YUAN_PER_YI, YUAN_PER_WAN = Decimal(1) / 10**8, Decimal(1) / 10**4

QUERIES: Mapping[str, Answer] = {
    "SZS-01": Query(
        "ip_enterprises_granted_in_year", of.granted("national_ip_demonstration", "national_ip_advantage"), holders
    ),
    "SZS-02": Query("hnte_in_force", of.of_kinds("hnte"), holders),
    "SZS-03": Query("tech_sme_in_force", of.of_kinds("tech_sme"), holders),
    "SZS-04": Query("nx_little_giant_in_force", of.of_kinds("nx_little_giant"), holders),
    "SZS-05": Query("nx_tech_sme_in_force", of.of_kinds("nx_tech_sme"), holders),
    "SZS-06": Query("enterprises_on_the_ladder_share", of.on_the_ladder, over=(of.enterprises, count), times=HUNDRED),
    "SZS-07": INTENSITY,
    "SZS-08": PATENTS,
    "SZS-09": Among("rd_intensity_among_similar_zones", of.similar_zones, INTENSITY, "rd_intensity"),
    "SZS-10": Among("patents_among_similar_zones", of.similar_zones, PATENTS, "patents_per_ten_thousand"),
    "SZS-11": Query("platforms_national_and_provincial", of.platforms("national", "provincial")),
    "SZS-12": Query("start_up_teams", of.teams),
    "SZS-13": Query("awards_national_invention_and_regional", of.awards(PRIZES)),
    "SZS-14": Places("published_rank", of.ranks_of(0), lambda ranks, year: ranks.get(year)),
    "SZS-15": Places(
        "places_gained_in_three_years", of.ranks_of(0, BACK), lambda ranks, year: places_gained(ranks, year, BACK)
    ),
    "SZS-16": Query("pilot_base_area", of.facilities("中试服务基地"), amount, times=1 / TEN_THOUSAND),
    "SZS-24": Query("teams_awarded_in_regional_contest", contests.awards(REGIONAL), contests.distinct("entry")),
    "SZS-26": Query("integration_management_pilots", of.of_kinds("integration_management_pilot"), holders),
    "SZS-28": Query("green_factories", of.of_kinds("green_factory"), holders),
    "SZS-29": Query("smart_factories", of.of_kinds("smart_factory"), holders),
    "SZS-30": Query("industry_leading_demonstrations", of.of_kinds("industry_leading_demonstration"), holders),
    "SZS-31": Query("champion_products", of.of_kinds("champion_product")),
    "SZS-32": Months("output_value_to_date", OUTPUT, times=PER_YI),
    "SZS-33": Months("output_value_growth", OUTPUT, "growth", times=PER_CENT),
    "SZS-34": Months("output_value_share_of_hnte", OUTPUT, "share", hnte=True, times=PER_CENT),
    "SZS-35": Months("output_value_of_equipment", OUTPUT, chain="装备制造", times=PER_YI),
    "SZS-36": Months("output_value_of_new_materials", OUTPUT, chain="新材料", times=PER_YI),
    "HF-12": Places("years_in_the_top_ten", of.years_in_a_row, years_within),
    "GZ-01": Query("cities_of_entries", contests.entries(FIVE_G_CONTEST), contests.distinct("city")),
    "GZ-02": Query("entries", contests.entries(FIVE_G_CONTEST)),
    "GZ-03": Query("first_prizes", contests.awards(FIVE_G_CONTEST, "first")),
    "GZ-04": Query("second_prizes", contests.awards(FIVE_G_CONTEST, "second")),
    "GZ-05": Query("third_prizes", contests.awards(FIVE_G_CONTEST, "third")),
    "GZ-06": Query("merit_awards", contests.awards(FIVE_G_CONTEST, "merit")),
    "GZ-07": Query("second_prizes_of_own_enterprises", contests.awards(FIVE_G_CONTEST, "second", own=True)),
    "GZ-08": Query("third_prizes_of_own_enterprises", contests.awards(FIVE_G_CONTEST, "third", own=True)),
    "GZ-09": Query("5g_base_stations", of.facilities("5G基站"), amount),
    "GZ-10": Query("identifier_nodes", of.facilities("标识解析二级节点")),
    "GZ-11": Query("enterprises_of_5g_chain", of.of_chain(FIVE_G)),
    "GZ-12": Query("little_giants_of_5g_chain", of.in_chain("little_giant", FIVE_G), holders),
    "GZ-13": Query("filter_localisation_before", of.point_of(FILTERS, 0), point),
    "GZ-14": Query("filter_localisation_after", of.point_of(FILTERS, -1), point),
    "UR-01": Query("lecture_sessions", contests.sessions(LECTURES)),
    "UR-02": Query("speakers_of_subdistricts", contests.speakers(LECTURES, "subdistrict")),
    "UR-03": Query("speakers_of_departments", contests.speakers(LECTURES, "department")),
    "UR-04": Query("talks_per_session", contests.heard(LECTURES), contests.per_session),
    "XM-01": Query("entries_of_division", contests.entries(BRITAIN)),
    "XM-02": Query("finalists", contests.in_the_final(BRITAIN)),
    "XM-03": Query("finalists_in_information_technology", contests.in_the_final(BRITAIN, "信息技术")),
    "XM-04": Query("finalists_in_biomedicine", contests.in_the_final(BRITAIN, "生物医药")),
    "XM-05": Query("finalists_in_ai_and_manufacturing", contests.in_the_final(BRITAIN, "人工智能及智能制造")),
    "XM-06": Query("first_prizes_of_division", contests.awards(BRITAIN, "first")),
    "XM-07": Query("second_prizes_of_division", contests.awards(BRITAIN, "second")),
    "XM-08": Query("third_prizes_of_division", contests.awards(BRITAIN, "third")),
    "XM-09": Query("entries_of_year", contests.entries(ABROAD)),
    "XM-10": Query("entries_of_year_from_brics", contests.entries_from(ABROAD, "brics")),
    "XM-11": Query("entries_to_date", contests.entries_to_date(ABROAD)),
    "XM-12": Query("landed_entries_in_talent_plan", contests.outcomes(ABROAD, "talent"), contests.distinct("entry")),
    "XM-14": Query(
        "highest_valuation_of_landed_entry", contests.outcomes(ABROAD, "valuation"), contests.most, times=YUAN_PER_YI
    ),
    "XM-15": Query(
        "most_funding_of_landed_entry", contests.outcomes(ABROAD, "funding"), contests.most, times=YUAN_PER_WAN
    ),
}
