"""Trades of the invented zone: what stands in a name and how the firm is classified.

Codes are GB/T 4754-2017; fields of technology are those of the rulebook's ``hitech_field``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trade:
    """One trade; ``key`` says that its products stand in a key and strategic field."""

    word: str
    industry: str
    sector: str
    field: str
    chain: str
    key: bool = True
    excluded: bool = False  # 财税〔2015〕119号: no super-deduction for this industry


MAKERS = (
    Trade("智能装备", "3491", "工业", "工业生产过程控制系统", "智能制造"),
    Trade("数控机床", "3421", "工业", "先进制造工艺与装备", "智能制造"),
    Trade("仪器仪表", "4011", "工业", "高性能、智能化仪器仪表", "仪器仪表"),
    Trade("轴承制造", "3451", "工业", "新型机械", "智能制造"),
    Trade("精密铸造", "3391", "工业", "先进制造工艺与装备", "智能制造", key=False),
    Trade("电气设备", "3823", "工业", "电力系统与设备", "新能源"),
    Trade("汽车部件", "3670", "工业", "汽车及轨道车辆相关技术", "汽车零部件", key=False),
    Trade("金属材料", "3259", "工业", "金属材料", "新材料"),
    Trade("高分子材料", "2651", "工业", "高分子材料", "新材料"),
    Trade("精细化工", "2662", "工业", "精细和专用化学品", "新材料", key=False),
    Trade("环保设备", "3591", "工业", "水污染控制与水资源利用技术", "节能环保"),
    Trade("包装制品", "2231", "工业", "不属于", "轻工", key=False),
)
DEEP_TECH = (
    Trade("半导体", "3973", "工业", "微电子技术", "电子信息"),
    Trade("光电科技", "3976", "工业", "新型电子元器件", "电子信息"),
    Trade("生物医药", "2761", "工业", "医药生物技术", "生物医药"),
    Trade("医疗器械", "3581", "工业", "医疗仪器、设备与医学专用软件", "生物医药"),
    Trade("储能科技", "3841", "工业", "新型高效能量转换与储存技术", "新能源"),
    Trade("光伏科技", "3825", "工业", "可再生清洁能源", "新能源"),
    Trade("航空部件", "3744", "工业", "航空技术", "航空航天"),
    Trade("机器人", "3491", "工业", "新型机械", "智能制造"),
)
DIGITAL = (
    Trade("软件", "6513", "软件信息技术", "软件", "数字经济"),
    Trade("信息技术", "6531", "软件信息技术", "信息技术服务", "数字经济"),
    Trade("数据科技", "6550", "软件信息技术", "软件", "数字经济"),
    Trade("网络安全", "6440", "信息传输", "信息安全技术", "数字经济"),
    Trade("物联网", "6532", "软件信息技术", "通信技术", "数字经济"),
)
SERVICES = (
    Trade("检测技术", "7452", "其他未列明", "检验检测认证与标准服务", "科技服务"),
    Trade("工业设计", "7491", "其他未列明", "研发与设计服务", "科技服务", key=False),
    Trade("技术转移", "7519", "其他未列明", "知识产权与成果转化服务", "科技服务", key=False),
    Trade("环境工程", "4862", "建筑业", "大气污染控制技术", "节能环保"),
    Trade("供应链", "5990", "仓储", "电子商务与现代物流技术", "现代物流", key=False),
    Trade("商贸", "5179", "批发业", "不属于", "商贸流通", key=False, excluded=True),
    Trade("企业管理", "7221", "租赁商务服务", "不属于", "商务服务", key=False, excluded=True),
)
FARMING = (Trade("种业", "0511", "农林牧渔", "农业生物技术", "现代农业"),)

TRADES = {trade.word: trade for trade in (*MAKERS, *DEEP_TECH, *DIGITAL, *SERVICES, *FARMING)}
