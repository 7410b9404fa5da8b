"""How results are worded and figures printed, in one place for every report and the command line."""

from __future__ import annotations

from datetime import date, timedelta

VERDICTS = {"met": "达标", "not_met": "不达标", "unknown": "待核"}
EVIDENCE = {"secondary": "公开转载", "derived": "推断", "recalled": "凭记忆", "doubtful": "存疑"}
STATUSES = {"holds": "已获", "ready": "可申报", "near": "差一步", "needs_data": "待补数据", "far": "有差距"}
EPOCH = date(1970, 1, 1)
NONE_RANK = 10**9


def shown(value: object, unit: str, decimals: int | None = None) -> str:
    """A figure for people: money in 万元 or 亿元, ratios in %, what is missing as 「—」.

    ``decimals`` rounds everything to so many places; without it money and ratios have
    two and counts as many as they come with.

    >>> shown(0.0683673, ""), shown(123456000.0, "元"), shown(None, "人")
    ('6.84%', '12,345.60万元', '—')
    """
    match value:
        case None:
            return "—"
        case bool():
            return "是" if value else "否"
        case list():
            return "、".join(map(str, value[:3])) + ("等" if len(value) > 3 else "")
        case int() | float():
            return _number(float(value), unit, decimals)
    return str(value)


def _number(value: float, unit: str, decimals: int | None) -> str:
    places = 2 if decimals is None else decimals
    if unit == "date":
        return (EPOCH + timedelta(days=int(value))).isoformat()
    if unit in ("元", "美元"):
        return f"{value / 1e8:,.{places}f}亿{unit}" if abs(value) >= 1e10 else f"{value / 1e4:,.{places}f}万{unit}"
    if unit == "":
        return f"{value:.{places}%}"
    if unit == "位" and value >= NONE_RANK:
        return "无"
    return f"{value if decimals is None else round(value, decimals):,.10g}{unit}"
