"""Words of an import's pages: what a row was taken for, where a unit comes from, what kind of doubt a code is."""

from __future__ import annotations

import re

from django import template
from django.utils.translation import gettext_lazy as _

from gaoxin_web.enterprises.imports.wording import period_words

register = template.Library()
MOBILE = re.compile(r"(?<!\d)(1\d{2})\d{4}(\d{4})(?!\d)")
ROWS = {
    "title": (_("标题"), "secondary"),
    "unit": (_("单位行"), "secondary"),
    "header": (_("表头"), "azure"),
    "group": (_("分组"), "secondary"),
    "data": (_("数据"), "green"),
    "subtotal": (_("小计"), "orange"),
    "total": (_("合计"), "orange"),
    "note": (_("注释"), "secondary"),
    "duplicate": (_("重复"), "yellow"),
    "blank": (_("空行"), "secondary"),
    "skipped": (_("不要"), "red"),
    "unread": (_("未读"), "yellow"),
}
UNITS = {"heading": _("表头所写"), "unit line": _("单位行所写"), "default": _("没有写明，按万元")}
DOUBTS = {
    "GX300": _("不是表格"),
    "GX301": _("文件损坏"),
    "GX302": _("有打开密码"),
    "GX303": _("疑为压缩炸弹"),
    "GX304": _("文件带有宏"),
    "GX305": _("内容是网页"),
    "GX306": _("超出可读范围"),
    "GX307": _("隐藏的工作表"),
    "GX308": _("没有内容"),
    "GX309": _("分隔或引号不规则"),
    "GX311": _("没有找到表头"),
    "GX313": _("疑有并排的两张表"),
    "GX320": _("不是数字"),
    "GX321": _("没有写明单位"),
    "GX322": _("外币未折算"),
    "GX323": _("没有百分号"),
    "GX324": _("超出合理范围"),
    "GX325": _("不是日期"),
    "GX326": _("日期有歧义"),
    "GX327": _("约数或范围"),
    "GX328": _("只有一个日期"),
    "GX329": _("公式错误"),
    "GX330": _("看不出是或否"),
    "GX331": _("电话末几位丢失"),
    "GX332": _("单位与本列不同"),
    "GX350": _("没有信用代码"),
    "GX351": _("信用代码有误"),
    "GX352": _("信用代码成了科学计数"),
    "GX353": _("信用代码是全角"),
    "GX354": _("信用代码是小写"),
    "GX355": _("信用代码带撇号"),
    "GX356": _("信用代码有空格"),
    "GX357": _("写有曾用名"),
    "GX358": _("名称与代码不符"),
    "GX359": _("按简称对上企业"),
    "GX360": _("不能确定是哪家企业"),
    "GX361": _("名册中没有这家企业"),
    "GX370": _("合计与各行之和不符"),
    "GX371": _("小计与各行之和不符"),
    "GX372": _("增速与两期数值不符"),
    "GX373": _("累计数变小"),
    "GX374": _("疑为单位有误"),
    "GX375": _("重复的行"),
    "GX376": _("同一企业两行不一致"),
    "GX377": _("上年同期为 0"),
    "GX378": _("证书已过期"),
    "GX379": _("年份与资质对不上"),
    "GX380": _("没有名称和代码"),
}


@register.filter
def row_class(kind: str) -> object:
    return ROWS.get(kind, (kind, ""))[0]


@register.filter
def row_tone(kind: str) -> str:
    return ROWS.get(kind, ("", "secondary"))[1]


@register.filter
def unit_from(where: str) -> object:
    return UNITS.get(where, "")


@register.filter
def issue_kind(code: str) -> object:
    """What kind of doubt a code is; docs/reference/issues.md says more."""
    return DOUBTS.get(code, _("其他疑点"))


@register.filter
def period(text: str) -> str:
    return period_words(text)


@register.filter
def unphoned(text: str) -> str:
    """A text with mobile numbers masked."""
    return MOBILE.sub(r"\1****\2", text)
