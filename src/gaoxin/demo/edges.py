"""Named enterprises that stand exactly on a threshold, or just beside it.

Each carries one claim, printed on the 说明 sheet. Around the claim their facts are
sound, so a verdict turns on that one figure; none of their cells is left empty by chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from gaoxin.demo.books import Cell
from gaoxin.demo.profiles import GROWING
from gaoxin.fields import Fields

Figures = Mapping[str, float]  # in the unit of the heading: 万元, %, 分, 人, 件

STEADY = replace(GROWING, label="样例", titles=(), financing=0.0, institution=(0, 0, 100, 0, 0))
SOUND: Figures = {
    "staff": 60, "tech_staff": 18, "rd_staff": 15, "equity_financing": 0,
    "class1_ip": 3, "class1_ip_own": 3, "class1_ip_high_value": 0, "invention_patents": 3, "class2_ip": 8,
    "conversions": 6, "market_share": 6.5, "platform_score": 65, "digital_level": 3,
    "ip_technology_score": 20, "management_score": 16,
}  # fmt: skip
CLEAN: Mapping[str, Cell] = {
    "resident": True, "listed": False, "core_ip": True, "key_field": True, "strategic_industry": True,
    "prohibited_product": False, "on_abnormal_list": False, "safety_accident": False,
    "quality_accident": False, "environment_violation": False, "research_dishonesty": False,
    "national_award_rank": "无", "provincial_award_rank": "无", "standard_led": False,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edge:
    """One named enterprise: sales and R&D in 万元 for the years up to y0, and what is unusual.

    ``every`` holds in all years, ``years`` by offset before y0; ``texts`` replace what is not a number.
    ``titles`` gives days of validity left on the day of the demonstration.
    """

    brand: str
    trade: str
    claim: str
    sales: tuple[float, ...]
    rd: tuple[float, ...]
    every: Figures = field(default_factory=dict)
    years: Mapping[int, Figures] = field(default_factory=dict)
    texts: Mapping[str, Cell] = field(default_factory=dict)
    titles: Mapping[str, int] = field(default_factory=dict)
    days_old: int | None = None
    skips: int | None = None  # offset of a year without a row

    def established(self, on: date) -> date:
        """Long ago, unless the age is the point."""
        return date(on.year - 9, 3, 1) if self.days_old is None else on - timedelta(days=self.days_old)

    def fixed(self, year: int, fields: Fields) -> dict[int, dict[str, int]]:
        """The figures that must stand, by year, in the hundredths the books are kept in."""
        fixed = {}
        for offset in range(len(self.sales)):
            figures = self._figures(offset).items()
            fixed[year - offset] = {name: _whole(fields, name, value) for name, value in figures}
        return fixed

    def _figures(self, offset: int) -> Figures:
        sales, rd = self.sales[-1 - offset], self.rd[-1 - offset]
        books = {
            "revenue": sales, "sales_revenue": sales, "total_income": sales, "main_revenue": sales * 0.95,
            "hitech_revenue": sales * 0.8, "rd_expense": rd, "rd_expense_domestic": rd,
        }  # fmt: skip
        return {**SOUND, **books, **self.every, **self.years.get(offset, {})}


def _whole(fields: Fields, name: str, value: float) -> int:
    return round(value) if fields[name].kind == "count" else round(value * 100)


def _net(amount: float) -> Figures:
    return {"net_assets": amount}


EDGES = (
    Edge(
        "沅堇", "智能装备", "近三年研发费用占销售收入恰为 5%（最近一年销售收入 3000 万元，适用 5% 一档）",
        (1600, 2000, 2400, 3000), (80, 100, 120, 150),
    ),
    Edge(
        "岫汀", "软件", "最近一年销售收入恰为 5000.00 万元，仍属 5% 一档；研发费用占比 4.5%",
        (4200, 4500, 4800, 5000), (189, 202.5, 216, 225),
    ),
    Edge(
        "稷漪", "金属材料", "最近一年销售收入恰为 20000.00 万元，属 4% 一档；研发费用占比恰为 4%",
        (18000, 18500, 19200, 20000), (720, 740, 768, 800),
        every={"staff": 240, "tech_staff": 48, "rd_staff": 40},
    ),
    Edge(
        "棹圻", "电气设备", "研发费用占比略低于 3%，四舍五入到两位小数才显示为 3.00%",
        (19000, 21000, 23000, 25000), (569.99, 629.99, 689.99, 749.99),
        every={"staff": 260, "tech_staff": 60, "rd_staff": 50},
    ),
    Edge(
        "霁甄", "数据科技", "销售收入 1000→1350→1822.5 万元、净资产 600→810→1093.5 万元，增长率均恰为 35%",
        (800, 1000, 1350, 1822.5), (64, 80, 108, 145.8),
        years={3: _net(500), 2: _net(600), 1: _net(810), 0: _net(1093.5)},
    ),
    Edge(
        "翊牧", "光电科技", "科技人员 12 人，占职工 120 人恰为 10%",
        (2600, 3000, 3500, 4000), (160, 190, 220, 260),
        every={"staff": 120, "tech_staff": 12, "rd_staff": 10},
    ),
    Edge(
        "蘅桁", "机器人", "差一天满一年：到 5 月 15 日成立 364 天", (420,), (60,),
        every={"staff": 12, "tech_staff": 6, "rd_staff": 5, "segment_years": 0}, days_old=364,
    ),
    Edge(
        "珏霈", "环保设备", "净资产为负", (2400, 2100, 1800, 1500), (150, 140, 120, 100),
        years={3: _net(60), 2: _net(-180), 1: _net(-260), 0: _net(-320)},
    ),
    Edge(
        "砚屿", "生物医药", "近三年的第一年没有收入，增长率只能看后两年",
        (120.5, 0, 380, 520), (210, 260, 240, 230),
        every={"staff": 22, "tech_staff": 15, "rd_staff": 14},
    ),
    Edge(
        "箬芷", "医疗器械", "最近一年收入为零，单年占比没有分母", (300, 260, 90, 0), (60, 70, 80, 90),
        every={"staff": 9, "tech_staff": 5, "rd_staff": 5},
    ),
    Edge(
        "溯衡", "仪器仪表", "科技奖排名填“无”：已知没有，不是未填",
        (5200, 5600, 6100, 6600), (320, 350, 390, 420),
        texts={"national_award_rank": "无", "provincial_award_rank": "无", "world_rank": "无"},
    ),
    Edge(
        "葭壑", "高分子材料", "各项数字都好，但列入经营异常名录",
        (4100, 4700, 5500, 6300), (330, 370, 430, 500),
        texts={"on_abnormal_list": True}, titles={"tech_sme": 210, "hnte": 540},
    ),
    Edge(
        "泠鸢", "轴承制造",
        "恰在 2026 版小巨人各门槛上：主营占比 90%、两年复合增长 5%、负债率 75%、两年研发 1200 万元、"
        "Ⅰ类 4 件、市占率 10%、得分 60、细分市场 3 年",
        (7600, 8000, 8400, 8820), (380, 400, 580, 620),
        every={
            "staff": 150, "tech_staff": 40, "rd_staff": 32, "class1_ip": 4, "class1_ip_own": 4,
            "invention_patents": 4, "market_share": 10, "platform_score": 60,
        },
        years={
            offset: {
                "main_revenue": main, "net_assets": net, "total_assets": 4 * net, "segment_years": 3 - offset,
            }
            for offset, main, net in ((3, 6840, 2400), (2, 7200, 2600), (1, 7560, 2800), (0, 7938, 3000))
        },
        texts={"domestic_rank": 8, "rd_institution": "市级"},
        titles={"srdi": 700, "innovative_sme": 700, "hnte": 400},
    ),
    Edge(
        "湜嵘", "信息技术", "高新技术企业资质恰在 5 月 15 日当天到期",
        (2800, 3200, 3600, 4100), (230, 260, 300, 340),
        titles={"hnte": 0, "tech_sme": 100},
    ),
    Edge(
        "栎棠", "汽车部件", "前一年（y0 的上一年）整年未报",
        (6200, 6600, 7000, 7500), (330, 350, 380, 410), skips=1,
    ),
    Edge(
        "琚筑", "物联网", "从业 100 人、营业收入 1000 万元，恰为软件信息技术业中型下限",
        (800, 860, 930, 1000), (80, 86, 93, 100), every={"staff": 100, "tech_staff": 40, "rd_staff": 35},
    ),
)  # fmt: skip
