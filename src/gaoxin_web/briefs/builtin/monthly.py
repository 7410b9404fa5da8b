"""The monthly brief (经济运行月报): its words, a sample of what they say, and its template.

The content is :func:`gaoxin_web.monitoring.report.context`; :func:`sayable` lays it out as a template asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from gaoxin_web.briefs.kinds import Kind
from gaoxin_web.briefs.official import Official

WORDS: dict[str, Any] = {
    "title": _("报告名称，也用作文件名"),
    "period": _("报告期，如 2022年1—11月"),
    "scope": _("统计范围，如“规模以上企业”"),
    "known": _("本期有没有数据"),
    "words.field": _("指标名称，如“工业总产值”"),
    "words.months": _("报告期，不带年份"),
    "words.value": _("累计数；没有数据时为“—”"),
    "words.growth": _("累计同比，带“同比增长”或“同比下降”"),
    "words.basis": _("增速的依据"),
    "words.month": _("本月"),
    "words.month_value": _("当月数；没有数据时为“—”"),
    "words.month_growth": _("当月同比"),
    "words.reported": _("已报企业数"),
    "words.expected": _("应报企业数"),
    "words.target": _("年度目标；没有目标时为“—”"),
    "words.progress": _("年度目标完成进度；没有目标时为“—”"),
    "words.hnte_value": _("高新技术企业累计数；没有数据时为“—”"),
    "words.hnte_share": _("高新技术企业占比；没有数据时为“—”"),
    "sentences.total": _("累计一句话；没有数据时为空，下同"),
    "sentences.month": _("当月一句话"),
    "sentences.progress": _("年度目标完成进度一句话"),
    "sentences.hnte": _("高新技术企业一句话"),
    "sentences.chain": _("分产业链一句话"),
    "sentences.industry": _("分行业一句话"),
    "sentences.up": _("增量居前的企业一句话"),
    "sentences.down": _("减量居前的企业一句话"),
    "sentences.silent": _("未报企业一句话；全部报齐时为空"),
    "notes": _("数据说明，每条一段"),
    "tables.total": _("主要指标表"),
    "tables.months": _("各月情况表"),
    "tables.industry": _("分行业表"),
    "tables.chain": _("分产业链表"),
    "tables.hnte": _("高新技术企业表"),
    "tables.top": _("重点企业表"),
    "tables.silent": _("未报企业表"),
    "charts.months": _("各月数与累计增速图"),
}
SENTENCES = tuple(path.partition(".")[2] for path in WORDS if path.startswith("sentences."))
_GROUP = ["分组", "累计（亿元）", "同比", "占比（%）", "拉动（百分点）", "占比变化（百分点）"]
_NOTE = "增速、拉动和占比变化按两年同期均已报送的企业计算。"
SAMPLE: dict[str, Any] = {
    "title": "石嘴山高新区2022年1—11月经济运行月报",
    "period": "2022年1—11月",
    "scope": "规模以上企业",
    "known": True,
    "words": {
        "field": "产值",
        "months": "1—11月",
        "value": "197.03亿元",
        "growth": "同比增长24.9%",
        "basis": "按两年同期均已报送的企业计算",
        "month": "11月",
        "month_value": "18.62亿元",
        "month_growth": "同比增长16.3%",
        "reported": "62",
        "expected": "64",
        "target": "210.00亿元",
        "progress": "93.8%",
        "hnte_value": "137.92亿元",
        "hnte_share": "70.0%",
    },
    "sentences": {
        "total": "1—11月，规模以上企业实现产值197.03亿元，同比增长24.9%。",
        "month": "11月当月实现产值18.62亿元，同比增长16.3%。",
        "progress": "完成年度目标210.00亿元的93.8%，快于时间进度2.1个百分点。",
        "hnte": "高新技术企业产值137.92亿元，同比增长27.3%，占70.0%，占比提高1.3个百分点。",
        "chain": "新材料102.20亿元，同比增长29.7%，拉动14.8个百分点；装备制造40.43亿元，同比增长15.8%。",
        "industry": "有色金属冶炼和压延加工业61.40亿元，同比增长31.2%，拉动9.3个百分点。",
        "up": "增量居前的企业有：示例钽铌材料有限公司、示例电池材料有限公司。",
        "down": "减量居前的企业有：示例煤机有限公司。",
        "silent": "应报64家，尚有2家未报送，以上为已报送企业汇总。",
    },
    "notes": ["增速按两年同期均已报送的企业计算（61家）。", "企业数据不全：应报64家，已报62家。"],
    "tables": {
        "total": {
            "title": "主要指标",
            "heads": ["指标", "单位", "累计", "同比", "已报/应报"],
            "rows": [["产值", "亿元", "197.03", "24.9%", "62/64"], ["营业收入", "亿元", "203.40", "22.1%", "62/64"]],
            "note": "",
        },
        "months": {
            "title": "各月情况",
            "heads": ["月份", "当月（亿元）", "当月同比", "累计（亿元）", "累计同比"],
            "rows": [
                ["1—2月", "31.20", "30.1%", "31.20", "30.1%"],
                ["10月", "11.01", "18.5%", "178.41", "25.8%"],
                ["11月", "18.62", "16.3%", "197.03", "24.9%"],
            ],
            "note": "",
        },
        "industry": {
            "title": "分行业情况",
            "heads": _GROUP,
            "rows": [
                ["合计", "197.03", "24.9%", "", "", ""],
                ["有色金属冶炼和压延加工业", "61.40", "31.2%", "31.2", "9.3", "1.5"],
                ["通用设备制造业", "28.15", "12.4%", "14.3", "2.0", "−1.6"],
            ],
            "note": _NOTE,
        },
        "chain": {
            "title": "分产业链情况",
            "heads": _GROUP,
            "rows": [
                ["合计", "197.03", "24.9%", "", "", ""],
                ["新材料", "102.20", "29.7%", "51.9", "14.8", "1.9"],
                ["装备制造", "40.43", "15.8%", "20.5", "3.5", "−1.6"],
            ],
            "note": _NOTE,
        },
        "hnte": {
            "title": "高新技术企业情况",
            "heads": _GROUP,
            "rows": [["高新技术企业", "137.92", "27.3%", "70.0", "18.7", "1.3"]],
            "note": _NOTE,
        },
        "top": {
            "title": "累计前十家企业",
            "heads": ["序号", "企业", "累计（万元）", "上年同期（万元）", "同比"],
            "rows": [
                ["1", "示例钽铌材料有限公司", "263100", "190652", "38.0%"],
                ["2", "示例电池材料有限公司", "189000", "141573", "33.5%"],
            ],
            "note": "",
        },
        "silent": {
            "title": "未报送企业",
            "heads": ["企业", "上年同期（万元）"],
            "rows": [["示例精密制造有限公司", "8210"], ["示例新能源有限公司", "—"]],
            "note": "",
        },
    },
    "charts": {
        "months": {
            "title": "2022年各月产值及累计增速",
            "kind": "bar_line",
            "categories": ["1—2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月"],
            "series": [
                {"name": "当月（亿元）", "values": [31.2, 18.4, 17.9, 18.1, 18.8, 17.2, 17.5, 18.3, 11.01, 18.62]},
                {"name": "累计同比（%）", "values": [30.1, 29.4, 28.7, 28.1, None, 27.2, 26.8, 26.5, 25.8, 24.9]},
            ],
        },
    },
}
KIND = Kind("monthly", _("经济运行月报"), _("每月累计与当月、增速、行业和产业链、重点企业、未报企业"), WORDS, SAMPLE)


def sayable(content: Mapping[str, Any]) -> dict[str, Any]:
    """What the monitoring app says of a month, as the words of this kind; a sentence that is not there is empty."""
    chart = content["chart"]
    return {
        "title": f"{content['zone']}{content['period']}经济运行月报",
        "period": content["period"],
        "scope": content["scope"],
        "known": content["known"],
        "words": dict(content["words"]),
        "sentences": dict.fromkeys(SENTENCES, "") | dict(content["sentences"]),
        "notes": list(content["notes"]),
        "tables": dict(content["tables"]),
        "charts": {
            "months": {
                "title": chart["title"],
                "kind": "bar_line",
                "categories": list(chart["labels"]),
                "series": [
                    {"name": chart["bar_name"], "values": list(chart["bars"])},
                    {"name": chart["line_name"], "values": list(chart["line"])},
                ],
            }
        },
    }


def template() -> bytes:
    """The template as it comes with gaoxin."""
    made = Official()
    made.mark("{{ issuer }}经济运行月报")
    made.number("〔{{ year }}〕　　号")
    made.title("{{ zone }}{{ period }}\n经济运行情况")
    made.head("一、总体情况")
    made.line(
        '{% if words.value != "—" %}{{ words.months }}，{{ zone }}{{ scope }}实现{{ words.field }}{{ words.value }}，'
        "{{ words.growth }}"
        '{% if words.hnte_share != "—" %}；其中高新技术企业{{ words.field }}{{ words.hnte_value }}，'
        "占比{{ words.hnte_share }}{% endif %}。"
        "{% elif known %}{{ sentences.total }}{% else %}本期尚无数据。{% endif %}"
        "{{ sentences.month }}{{ sentences.progress }}"
    )
    made.chart("charts.months")
    made.table("tables.total", (3, 1.4, 2, 1.6, 1.8), (2, 3, 4), "表1　")
    made.table("tables.months", (1.6, 2, 1.8, 2, 1.8), (1, 2, 3, 4), "表2　")
    made.head("二、分行业情况")
    made.when("sentences.industry")
    made.table("tables.industry", (4, 1.8, 1.5, 1.5, 1.6, 1.9), (1, 2, 3, 4, 5), "表3　")
    made.head("三、分产业链情况")
    made.when("sentences.chain")
    made.table("tables.chain", (3.4, 1.9, 1.6, 1.6, 1.7, 2), (1, 2, 3, 4, 5), "表4　")
    made.head("四、高新技术企业情况")
    made.when("sentences.hnte")
    made.table("tables.hnte", (3.4, 1.9, 1.6, 1.6, 1.7, 2), (1, 2, 3, 4, 5), "表5　")
    made.head("五、重点企业")
    made.when("sentences.up")
    made.when("sentences.down")
    made.table("tables.top", (1, 4.4, 2, 2.4, 1.5), (2, 3, 4), "表6　")
    made.head("六、报送情况")
    made.tag("{%p if sentences.silent %}")
    made.line("{{ sentences.silent }}")
    made.table("tables.silent", (4, 2), (1,), "表7　")
    made.tag("{%p elif known %}")
    made.line("应报企业均已报送。")
    made.tag("{%p else %}")
    made.line("本期尚无企业报送。")
    made.tag("{%p endif %}")
    made.tag("{%p if notes %}")
    made.head("七、数据说明")
    made.tag("{%p endif %}")
    made.each("notes")
    made.signed("{{ issuer }}", "{{ date }}")
    made.colophon("抄送：管委会领导，各部门。", "{{ issuer }}", "{{ date }}印发")
    return made.saved("经济运行月报模板")
