"""The brief of a lecture series (讲堂简报): its words, a sample of what they say, and its template.

The content is :func:`gaoxin_web.lectures.report.context`.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from gaoxin_web.briefs.kinds import Kind
from gaoxin_web.briefs.official import Official

WORDS: dict[str, Any] = {
    "title": _("报告名称，也用作文件名"),
    "name": _("讲堂名称"),
    "period": _("起止日期，如 2022年3月4日至5月27日；没有日期时为空"),
    "ranked": _("有没有可以公开的得分和排名"),
    "final": _("排名是否已公布；没有公布的是实时排名"),
    "words.sessions": _("期数"),
    "words.talks": _("授课人数"),
    "words.heard": _("已授课人数"),
    "sentences.overview": _("概况一句话"),
    "sentences.kinds": _("各类授课人一句话"),
    "sentences.scores": _("得分情况一句话；没有得分时为空，下同"),
    "sentences.best": _("排名靠前的授课一句话"),
    "notes": _("数据说明，每条一段"),
    "comments": _("精彩点评，每条一段"),
    "tables.sessions": _("各期情况表"),
    "tables.ranking": _("授课排名表"),
}
_RANKING = ["名次", "授课人", "单位", "题目", "期次", "得分"]
SAMPLE: dict[str, Any] = {
    "title": "2022年高新讲堂情况简报",
    "name": "高新讲堂",
    "period": "2022年3月4日至5月27日",
    "ranked": True,
    "final": True,
    "words": {"sessions": "7", "talks": "63", "heard": "63"},
    "sentences": {
        "overview": "2022年3月4日至5月27日，高新讲堂共安排7期、63讲，已授课63讲。",
        "kinds": "授课人中，街道（乡镇）22人，区属部门41人。",
        "scores": "63讲有得分，最高96.20分，最低81.35分。",
        "best": "排名前三的是：张示例（示例街道）《社区治理的三件小事》、李示例（示例科技局）《企业梯度培育怎么做》。",
    },
    "notes": ["得分按“讲堂评分办法”计算：有效选票满5张时去掉一个最高分和一个最低分。"],
    "comments": ["张示例《社区治理的三件小事》：案例来自一线，听了就能用。（王示例）"],
    "tables": {
        "sessions": {
            "title": "各期情况",
            "heads": ["期次", "时间", "地点", "授课人数", "已讲"],
            "rows": [
                ["第一期", "2022年3月4日", "会议中心", "9", "9"],
                ["第二期", "2022年3月18日", "会议中心", "9", "9"],
            ],
            "note": "",
        },
        "ranking": {
            "title": "授课排名",
            "heads": _RANKING,
            "rows": [
                ["1", "张示例", "示例街道", "社区治理的三件小事", "第一期", "96.20"],
                ["2", "李示例", "示例科技局", "企业梯度培育怎么做", "第三期", "95.85"],
            ],
            "note": "",
        },
    },
}
KIND = Kind("lectures", _("讲堂简报"), _("期数和授课人、各期情况、一讲一评排名、精彩点评"), WORDS, SAMPLE)


def template() -> bytes:
    """The template as it comes with gaoxin."""
    made = Official()
    made.mark("{{ issuer }}工作简报")
    made.number("〔{{ year }}〕　　号")
    made.title("{{ title }}")
    made.head("一、基本情况")
    made.line("{{ sentences.overview }}{{ sentences.kinds }}")
    made.table("tables.sessions", (1.3, 3, 3, 1.6, 1.1), (3, 4), "表1　")
    made.head("二、一讲一评")
    made.tag("{%p if ranked %}")
    made.line("{{ sentences.scores }}{{ sentences.best }}")
    made.tag("{%p if not final %}")
    made.line("以下为实时排名，以公布的结果为准。")
    made.tag("{%p endif %}")
    made.table("tables.ranking", (0.9, 1.5, 2.8, 3.6, 1.4, 1.3), (5,), "表2　")
    made.tag("{%p else %}")
    made.line("得分和排名尚未公布。")
    made.tag("{%p endif %}")
    made.tag("{%p if comments %}")
    made.head("三、精彩点评")
    made.tag("{%p endif %}")
    made.each("comments")
    made.tag("{%p if notes %}")
    made.subhead("数据说明")
    made.tag("{%p endif %}")
    made.each("notes")
    made.signed("{{ issuer }}", "{{ date }}")
    made.colophon("抄送：管委会领导，各街道、各部门。", "{{ issuer }}", "{{ date }}印发")
    return made.saved("讲堂简报模板")
