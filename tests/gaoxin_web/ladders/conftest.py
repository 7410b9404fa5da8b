"""A small zone on the ladder: four enterprises, each standing otherwise towards 高新技术企业, with filed figures."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

ON = date(2026, 5, 15)
WAN = 10_000
GOOD = {  # meets 高新技术企业 whatever experts mark: the base case of the rulebook, money in yuan
    "established_on": "2015-03-02",
    "core_ip": True,
    "class1_ip": 1,
    "class2_ip": 0,
    "hitech_field": "软件",
    "staff": 200,
    "tech_staff": 40,
    "sales_revenue": [7290 * WAN, 5400 * WAN, 4000 * WAN],
    "rd_expense": [400 * WAN, 300 * WAN, 200 * WAN],
    "rd_expense_domestic": [400 * WAN, 300 * WAN, 200 * WAN],
    "total_income": [8000 * WAN, 6000 * WAN, 4500 * WAN],
    "hitech_revenue": [6000 * WAN, 4500 * WAN, 3000 * WAN],
    "conversions": [5, 5, 5],
    "ip_technology_score": 22,
    "management_score": 18,
    "net_assets": [1822.5 * WAN, 1350 * WAN, 1000 * WAN],
    "safety_accident": [False, False, False],
    "quality_accident": [False, False, False],
    "environment_violation": [False, False, False],
}


def file_facts(firm, facts, *, title="2025年报.xlsx"):
    """File figures (in yuan, persons …) of 2025, 2024 and 2023, as an import would, and state them."""
    from gaoxin_web.enterprises.models import Batch, Filing  # noqa: PLC0415 - models load after the settings
    from gaoxin_web.enterprises.services.sheets import restate  # noqa: PLC0415 - likewise
    from gaoxin_web.rulebook import rulebook  # noqa: PLC0415 - likewise

    batch = Batch.objects.create(zone=firm.zone, title=title, sha256="0" * 64, state="done")
    for back, year in enumerate((2025, 2024, 2023)):
        values = {}
        for column, (name, given) in enumerate(facts.items()):
            value = given[back] if isinstance(given, list) else (given if back == 0 else None)
            if value is None:
                continue
            item = rulebook().fields[name]
            steps = int(Fraction(str(value)) * item.step) if item.is_numeric else value
            cell = f"企业信息!{chr(65 + column)}{year - 2021}"
            values[name] = {"value": steps, "raw": str(value), "cell": cell}
        Filing.objects.create(enterprise=firm, batch=batch, year=year, sheet="企业信息", row=year - 2021, values=values)
    restate([firm.pk], rulebook())
    return batch


@pytest.fixture
def zone(make):
    """甲 is ready, 乙 lacks one person of technical staff, 丙 has not said how many, 丁 holds the title until July."""
    from gaoxin_web.enterprises.models import Recognition  # noqa: PLC0415 - models load after the settings

    zone = make.zone("demo", name="示例高新区", region="640200")
    zone.bureau, zone.second = make.organisation(zone, "科技局"), make.organisation(zone, "投促局")
    facts = {
        "甲": GOOD,
        "乙": GOOD | {"tech_staff": 19},
        "丙": GOOD | {"tech_staff": None},
        "丁": GOOD,
    }
    zone.firms = {}
    for number, (name, given) in enumerate(facts.items()):
        firm = make.enterprise(
            zone,
            name,
            uscc=f"91640200MA0000000{number}",
            organisation=zone.second if name == "丁" else zone.bureau,
            chain="新材料" if name in "甲乙" else "电子信息",
        )
        file_facts(firm, given)
        zone.firms[name] = firm
    Recognition.objects.create(
        enterprise=zone.firms["丁"], kind="hnte", valid_from=date(2023, 7, 1), valid_to=date(2026, 6, 30)
    )
    return zone


@pytest.fixture
def run(zone):
    from gaoxin_web.ladders.services.runs import assess_zone  # noqa: PLC0415 - likewise

    return assess_zone(zone, ON)


@pytest.fixture
def officer(make, zone):
    return make.user(zone, "officer", "zone", zone.bureau, name="李科员")


@pytest.fixture
def bureau_officer(make, zone):
    """Sees the enterprises of 科技局 only: 甲, 乙 and 丙."""
    return make.user(zone, "officer", "own", zone.bureau)
