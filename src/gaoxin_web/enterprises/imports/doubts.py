"""What kind of doubt a code is, and what was noted in Chinese while nobody looked, in the language of the page."""

from __future__ import annotations

import re

from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

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
NOTED = (  # kept with batches and rows as they were written; see tasks, services.fresh, services.staging
    gettext_noop("读取或写入时几次中断，没有再试。文件可能太大，请拆成几个文件；仍不成功请联系系统管理员。"),
    gettext_noop("写入时出错，名册没有任何改动。请重试；仍不成功请联系系统管理员。"),
    gettext_noop("读取时出错。请检查文件后重新上传；仍不成功请联系系统管理员。"),
    gettext_noop("撤销时出错，名册没有任何改动。请重试；仍不成功请联系系统管理员。"),
    gettext_noop("核对之后名册又有改动，已按现在的名册重新比对。请再看一遍“变化”，然后写入。"),
    gettext_noop("投资项目台账的一行，留存在本批次，不写入企业名册"),
    gettext_noop("这张表没有企业名称列，留存在本批次，不写入企业名册"),
    gettext_noop("没有企业名称，不能新建"),
    gettext_noop("不能确定是哪家企业：名册中不止一家用这个名称"),
    gettext_noop("不能确定是哪家企业：名册中不止一家用这个代码"),
    gettext_noop("名册中没有这家企业"),
)
REPEATS = re.compile(r"与第 (\d+) 行重复")


def issue_kind(code: str) -> object:
    """What kind of doubt a code is; docs/reference/issues.md says more."""
    return DOUBTS.get(code, _("其他疑点"))


def told(text: str) -> str:
    """A note in the language of the page, where it is one of ours."""
    if found := REPEATS.fullmatch(text):
        return translated("与第 %(row)s 行重复") % {"row": found[1]}
    return translated(text) if text in NOTED else text
