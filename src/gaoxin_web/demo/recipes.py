"""How many of what each demonstration zone has on 31 December 2022, so that its printed figures can be found again.

The numbers are how many records are made; what `gaoxin figures` says is counted from the records.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

from gaoxin_web.demo.firms import Recipe
from gaoxin_web.demo.holdings import Premises, Shelf
from gaoxin_web.demo.sizes import Output
from gaoxin_web.demo.titles import Count

ON = date(2022, 12, 31)
FIVE_G = "5G及相关产业"

SHIZUISHAN = Recipe(
    seed=640200,
    enterprises=205,
    chains={
        "新材料": "新材料",
        "智能制造": "装备制造",
        "汽车零部件": "装备制造",
        "航空航天": "装备制造",
        "仪器仪表": "装备制造",
        "新能源": "新能源",
        "电子信息": "电子信息",
        "数字经济": "电子信息",
        "生物医药": "医药化工",
        "节能环保": "节能环保",
        "轻工": "轻工食品",
        "现代农业": "轻工食品",
        "": "现代服务业",
    },
    parks=("新材料产业园", "装备制造产业园", "中小企业创业园", "科技孵化园"),
    output=Output(
        year=2022,
        total=Decimal("197.0287"),
        growth=Decimal("0.2491"),
        hnte=Decimal("0.6995"),
        chains={"装备制造": Decimal("40.4316"), "新材料": Decimal("102.2038")},
    ),
)
GUANGZHOU = Recipe(
    seed=440100,
    enterprises=122,
    chains={"节能环保": "节能环保", "轻工": "轻工", "现代农业": "现代农业", "商贸流通": "商贸流通", "": FIVE_G},
    parks=("科学城", "知识城"),
    early=(FIVE_G, ON, 98),
)

XIAMEN = Recipe(
    seed=350200,
    enterprises=36,
    chains={"电子信息": "电子信息", "数字经济": "软件与信息服务", "生物医药": "生物医药", "": "智能制造"},
    parks=("软件园", "火炬园", "翔安产业区"),
)
URUMQI = Recipe(
    seed=650100,
    enterprises=28,
    chains={"新能源": "新能源", "新材料": "新材料", "生物医药": "生物医药", "": "现代服务业"},
    parks=("钻石城", "云计算产业园"),
)

PRODUCTS = ("钽铌靶材", "高纯碳化硅", "煤机减速器", "光伏石英坩埚", "精密轴承套圈", "特种阀门")
SHIZUISHAN_COUNTS = (
    Count("hnte", 38, years=3),
    Count("tech_sme", 41, years=1, age=1, renewed=0.85),
    Count("nx_tech_sme", 119, later=22, years=None, age=1),
    Count("nx_little_giant", 17, later=9),
    Count("national_ip_demonstration", 3, later=2),
    Count("national_ip_advantage", 6, later=3),
    Count("integration_management_pilot", 45, later=18, years=None),
    Count("smart_factory", 4, later=3, years=None, age=4),
    Count("industry_leading_demonstration", 1, later=1, years=None, age=5),
    Count("champion_product", 6, later=3, age=5, items=PRODUCTS),
)
GUANGZHOU_COUNTS = (
    Count("hnte", 46, years=3),
    Count("little_giant", 10, later=4, age=3, chain=FIVE_G),
    Count("srdi", 24, later=8, chain=FIVE_G),
)
SMALL_COUNTS = (Count("hnte", 8, later=3), Count("srdi", 3, later=2))  # of a zone that is here for its contests
IP_IN_2022 = 5
GREEN_NATIONAL, GREEN_REGIONAL, GREEN_BOTH = 4, 10, 2  # 12 factories, two of which are on both lists

PLATFORMS = (
    Shelf("企业技术中心", "national", 2, later=1),
    Shelf("科技企业孵化器", "national", 1, later=1),
    Shelf("工程技术研究中心", "provincial", 11, later=4, ended=2),
    Shelf("企业技术中心", "provincial", 14, later=5, ended=1),
    Shelf("重点实验室", "provincial", 4, later=1),
    Shelf("技术创新中心", "provincial", 7, later=3),
    Shelf("众创空间", "provincial", 3, ended=1),
    Shelf("企业技术中心", "city", 16, later=6),
)
TEAMS = Shelf("", "provincial", 21, later=7, ended=2)
AWARDS = (
    Shelf("国家技术发明奖", "national", 1),
    Shelf("自治区科学技术进步奖", "provincial", 6, later=3),
    Shelf("自治区技术发明奖", "provincial", 1, later=1),
    Shelf("市科学技术进步奖", "city", 5, later=2),
)
PREMISES = (
    Premises(
        "中试服务基地",
        ("先进材料中试服务基地一期", "先进材料中试服务基地二期", "先进材料中试服务基地三期"),
        (9_600, 6_400, 5_200),
        "平方米",
        later=1,
    ),
    Premises("标准厂房", ("创业园标准厂房 A 区", "创业园标准厂房 B 区"), (42_000, 38_500), "平方米"),
)


def five_g_premises(rng: Random) -> tuple[Premises, ...]:
    """Base stations by sub-district, and identifier-resolution nodes one by one."""
    streets = [f"第{number}网格" for number in range(1, 41)]
    stations = [rng.randint(165, 195) for _ in streets]
    nodes = [f"标识解析二级节点（示例 {number:02d}）" for number in range(1, 44)]
    return (
        Premises("5G基站", tuple(streets), tuple(stations), "座", later=3),
        Premises("标识解析二级节点", tuple(nodes), (1,) * len(nodes), "个", later=6),
    )
