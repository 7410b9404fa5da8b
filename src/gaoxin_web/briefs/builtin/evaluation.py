"""The report on the comprehensive evaluation (综合评价分析报告): its words, a sample, and its template."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from gaoxin_web.briefs.kinds import Kind
from gaoxin_web.briefs.official import Official

WORDS: dict[str, Any] = {
    "title": _("报告名称，也用作文件名"),
    "evaluated": _("评价年度，如 2022年度"),
    "edition": _("指标体系名称"),
    "simulated": _("是否模拟分：权重未核实或对照数据为模拟时为真"),
    "simulated_why": _("为什么是模拟分"),
    "place.rank": _("位次"),
    "place.out_of": _("参评高新区数"),
    "place.score": _("综合得分"),
    "place.interval": _("位次区间"),
    "place.top": _("进入前列的可能性一句话"),
    "place.published": _("官方公布位次一句话；没有公布时为空"),
    "change.sentence": _("位次比上年的变化一句话"),
    "change.reasons": _("变化的原因，每条一段"),
    "strengths": _("优势指标，每条一段"),
    "weaknesses": _("短板指标，每条一段"),
    "above.name": _("前一位高新区"),
    "above.sentence": _("与前一位的差距一句话"),
    "path.sentence": _("提升到目标位次要做什么，一句话；做不到时如实说明"),
    "path.steps": _("提升路径，每条一段"),
    "bureaus": _("各部门任务：逐个部门"),
    "bureaus[].name": _("部门名称"),
    "bureaus[].tasks": _("该部门的任务，一句话"),
    "basis": _("依据：数据、权重和规则版本，每条一段"),
    "tables.groups": _("一级指标得分表"),
    "tables.strengths": _("优势与短板指标表"),
    "tables.gap": _("与前一位差距分解表"),
    "tables.path": _("提升路径表"),
    "tables.tasks": _("部门任务表"),
    "charts.ranks": _("历年位次图"),
    "charts.groups": _("一级指标得分对比图"),
    "charts.gap": _("与前一位差距图"),
}
SAMPLE: dict[str, Any] = {
    "title": "石嘴山高新区2022年度综合评价分析报告",
    "evaluated": "2022年度",
    "edition": "国家高新技术产业开发区综合评价指标体系（2021年）",
    "simulated": True,
    "simulated_why": "二级指标权重尚未全部核实，其他高新区的数据为模拟数据",
    "place": {
        "rank": "第118位",
        "out_of": "178家",
        "score": "51.62分",
        "interval": "第110位至第126位（90%区间）",
        "top": "进入前100位的可能性为3%。",
        "published": "官方公布位次为第118位。",
    },
    "change": {
        "sentence": "较上年上升9位，近三年累计上升25位。",
        "reasons": [
            "自身变化带来上升11位，主要是研发经费投入强度和每万人发明专利授权数提高。",
            "其他高新区变化使位次下降2位。",
        ],
    },
    "strengths": ["研发经费内部支出占营业收入比例2.22%，在同类高新区中居前四分之一。"],
    "weaknesses": ["从业人员中外籍常驻和留学归国人员占比0.3%，在同类高新区中居后四分之一。"],
    "above": {"name": "示例高新区", "sentence": "与前一位示例高新区相差0.37分，主要差在国际化能力。"},
    "path": {
        "sentence": "其他高新区不变时，提升到第110位需再得2.45分，可由下列4项指标实现。",
        "steps": ["研发经费内部支出占营业收入比例由2.22%提高到2.80%，预计加0.92分。"],
    },
    "bureaus": [
        {"name": "科技创新局", "tasks": "研发经费投入强度提高到2.80%，每万人发明专利授权数提高到12件。"},
        {"name": "经济发展局", "tasks": "高新技术企业净增8家。"},
    ],
    "basis": [
        "指标值取自企业名册和已核实的佐证材料，缺失值按均值填补并在表中注明。",
        "规则库与数据摘要见系统留存结果。",
    ],
    "tables": {
        "groups": {
            "title": "表1　一级指标得分",
            "heads": ["一级指标", "权重（%）", "得分", "位次", "比上年"],
            "rows": [
                ["创新能力和创业活跃度", "20", "55.1", "96", "＋12"],
                ["结构优化和产业价值链", "20", "52.3", "110", "＋5"],
                ["绿色发展和宜居包容性", "15", "58.0", "88", "＋2"],
                ["开放创新和国际竞争力", "15", "31.4", "150", "－3"],
                ["综合质效和持续创新力", "30", "54.6", "105", "＋10"],
            ],
        },
        "strengths": {
            "title": "表2　优势与短板指标",
            "heads": ["类别", "指标", "本区", "同类中位数", "位次"],
            "rows": [
                ["优势", "研发经费内部支出占营业收入比例（%）", "2.22", "1.61", "41"],
                ["短板", "从业人员中外籍常驻和留学归国人员占比（%）", "0.30", "1.20", "151"],
            ],
        },
        "gap": {
            "title": "表3　与前一位的差距分解",
            "heads": ["指标", "本区", "前一位", "差距（分）"],
            "rows": [
                ["出口总额中技术服务出口占比（%）", "0.8", "2.6", "0.51"],
                ["企业利润率（%）", "7.9", "7.1", "－0.14"],
            ],
        },
        "path": {
            "title": "表4　提升路径",
            "heads": ["指标", "现值", "目标值", "预计加分"],
            "rows": [["研发经费内部支出占营业收入比例（%）", "2.22", "2.80", "0.92"]],
        },
        "tasks": {
            "title": "表5　部门任务",
            "heads": ["部门", "指标", "目标值", "期限", "状态"],
            "rows": [
                ["科技创新局", "研发经费投入强度（%）", "2.80", "2023-12-31", "进行中"],
                ["经济发展局", "净增高新技术企业（家）", "8", "2023-12-31", "进行中"],
            ],
        },
    },
    "charts": {
        "ranks": {
            "title": "历年位次",
            "kind": "line",
            "reverse": True,
            "categories": ["2019", "2020", "2021", "2022"],
            "series": [{"name": "位次", "values": [143, None, 127, 118]}],
            "unit": "位",
        },
        "groups": {
            "title": "一级指标得分与同类中位数",
            "kind": "bar",
            "categories": ["创新能力", "结构优化", "绿色宜居", "开放竞争", "综合质效"],
            "series": [
                {"name": "本区", "values": [55.1, 52.3, 58.0, 31.4, 54.6]},
                {"name": "同类中位数", "values": [53.0, 54.2, 55.5, 42.8, 55.1]},
            ],
            "unit": "分",
        },
        "gap": {
            "title": "与前一位的差距",
            "kind": "bar",
            "categories": ["创新能力", "结构优化", "绿色宜居", "开放竞争", "综合质效"],
            "series": [{"name": "差距", "values": [-0.21, 0.08, -0.11, 0.65, -0.04]}],
            "unit": "分",
        },
    },
}
KIND = Kind(
    "evaluation",
    _("综合评价分析报告"),
    _("位次与区间、变化原因、优势短板、与前一位的差距、提升路径、部门任务"),
    WORDS,
    SAMPLE,
)


def template() -> bytes:
    """The template as it comes with gaoxin."""
    made = Official()
    made.mark("{{ issuer }}")
    made.number("〔{{ year }}〕　　号")
    made.title("{{ zone }}{{ evaluated }}\n综合评价分析报告")
    made.head("一、位次")
    made.line(
        "按照{{ edition }}测算，{{ zone }}{{ evaluated }}综合得分{{ place.score }}"
        "{% if simulated %}（模拟分：{{ simulated_why }}）{% endif %}，在{{ place.out_of }}高新区中居{{ place.rank }}，"
        "位次区间为{{ place.interval }}。{{ place.top }}{{ place.published }}{{ change.sentence }}"
    )
    made.chart("charts.ranks")
    made.table("tables.groups", (4, 1.5, 1.3, 1.2, 1.3), (1, 2, 3, 4), note=False)
    made.chart("charts.groups")
    made.head("二、变化原因")
    made.each("change.reasons")
    made.head("三、优势与短板")
    made.subhead("（一）优势")
    made.each("strengths")
    made.subhead("（二）短板")
    made.each("weaknesses")
    made.table("tables.strengths", (1, 5, 1.2, 1.8, 1.1), (2, 3, 4), note=False)
    made.head("四、与前一位的差距")
    made.line("{{ above.sentence }}")
    made.table("tables.gap", (5, 1.3, 1.5, 1.8), (1, 2, 3), note=False)
    made.chart("charts.gap")
    made.head("五、提升路径")
    made.line("{{ path.sentence }}")
    made.each("path.steps")
    made.table("tables.path", (5, 1.3, 1.5, 1.8), (1, 2, 3), note=False)
    made.head("六、部门任务")
    made.each("bureaus", "{{ one.name }}：{{ one.tasks }}")
    made.table("tables.tasks", (2, 4, 1.4, 1.9, 1.4), note=False)
    made.head("七、依据")
    made.each("basis")
    made.signed("{{ issuer }}", "{{ date }}")
    made.colophon("抄送：管委会领导，各部门。", "{{ issuer }}", "{{ date }}印发")
    return made.saved("综合评价分析报告模板")
