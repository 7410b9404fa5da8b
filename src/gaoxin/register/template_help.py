"""What a template says to whoever fills it in: the sheet of instructions, and how each column is filled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from gaoxin.fields import Field
from gaoxin.register.cells import NONE
from gaoxin.register.template import Asked, Template
from gaoxin.register.write import LABELS, LISTING, page_unit
from gaoxin.rules.plan import Plan
from gaoxin.units import UNITS

FIRST_DAY, LAST_DAY = date(1900, 3, 1), date(2100, 12, 31)
WEAK = {"recalled": "条文凭记忆整理", "doubtful": "条文有疑问"}
YES_NO = ("是", "否")
EXAMPLES = {"money": "1234.56", "count": "12", "number": "3.5", "ratio": "12.5", "bool": "是", "date": "2018-06-15"}


def instructions(template: Template) -> Iterator[str]:
    """Lines of the sheet 填报说明; the first is its title, an empty one a gap."""
    if template.lines:
        yield from template.lines
        return
    yield f"{'、'.join(plan.policy.label for plan in template.plans)} 填报表"
    yield f"本表只问评估下列政策要用的数据；评估日期 {template.on}。"
    yield from (_basis(plan) for plan in template.plans)
    yield ""
    yield "怎样填"
    yield from (f"{number}. {line}" for number, line in enumerate(_rules(template), 1))
    yield ""
    yield "填好后：gaoxin assess 本表 --on 日期 评估；每一处疑问都会指明工作表和单元格。"


def _basis(plan: Plan) -> str:
    document = plan.edition.document
    number = f"（{document.number}）" if document.number else ""
    end = f"至 {document.end}" if document.end else "起施行"
    weak = f"；{WEAK[document.evidence]}，请对照原文" if document.evidence in WEAK else ""
    edition = f"{plan.policy.label}（{plan.id}），{plan.edition.id} 版"
    return f"· {edition}：{document.title}{number}，{document.start} {end}{weak}"


def _rules(template: Template) -> Iterator[str]:
    key, name, year = LABELS.values()
    yield f"{key}、{name}每行都填；代码 18 位，格式为文本。"
    if years := template.years:
        yield f"每家企业每个{year}一行：{'、'.join(map(str, years))} 年。灰格该年不用填，浅黄格待填。"
    if any(not asked.years for asked in template.asked):
        yield "不随年度变化的列（如成立日期）任填一行即可，几行都填时以最近一年为准。"
    if now := template.current_year:
        yield f"{now} 年有新发生的事故、违法等，加填一行 {now} 年，只填是否类；没有就不加。"
    yield "不知道的留空，按“待核”处理；空格不是 0。确知为零填 0，确知没有填“否”。"
    if any(asked.field and asked.field.none_rank for asked in template.asked):
        yield f"名次：确知没有排名填“{NONE}”，不清楚留空。"
    yield "数字按表头括号里的单位填，不要在格内再写单位。"
    if template.titles:
        yield f"工作表“{LISTING}”：逐条写企业持有的资质和有效期；列出的才算持有，留空即没有。不清楚请删去这张表。"
    if any(asked.by_expert for asked in template.asked):
        yield "蓝色表头由评审人员填写，企业不填：编号开头的列填是或否，评分列填分数。"
    yield "每列的含义、依据、示例见工作表“字段说明”；点选单元格也会出现提示。"


def how(asked: Asked) -> str:
    """How a column is filled: choices, kind and bounds in the unit of its heading."""
    item = asked.field
    if item is None or item.kind == "bool":
        return "选“是”或“否”"
    if item.kind == "date":
        return "写到日，如 2018-06-15"
    if item.kind == "text":
        return "从下拉表中选" + ("，表中没有的照实写" if item.other else "") if item.values else "照实填写"
    low, high = limits(item)
    none = f"；确知没有填“{NONE}”" if item.none_rank else ""
    wide = high > 10**6  # a bound that nobody reaches is not worth telling
    span = ("可为负数" if low < 0 else f"不小于 {low:,.0f}") if wide else f"{low:,.0f} 至 {high:,.0f}"
    return f"{'整数' if item.kind == 'count' else '数值'}，{span}{none}"


def unit_line(asked: Asked) -> str:
    """The unit of a column, said so that a reader of ledgers takes the line for no heading."""
    return f"单位：{(page_unit(asked.field) if asked.field else '') or '无'}"


def limits(item: Field) -> tuple[float, float]:
    """The field's bounds in the unit of its heading."""
    low, high = (float(Fraction(bound, item.step) / UNITS[page_unit(item)][1]) for bound in item.bounds)
    return low, high


def example(asked: Asked) -> str:
    """What a filled cell may look like; of no enterprise."""
    item = asked.field
    if item is None:
        return YES_NO[0]
    return item.choices[0] if item.choices else EXAMPLES.get(item.kind, "某某")


def meaning(asked: Asked) -> str:
    """The field's definition, the years it is asked for."""
    item = asked.field
    years = f"{'、'.join(map(str, asked.years))} 年" if asked.years else ""
    note = item.note if item else "由评审人员判断"
    return "；".join(part for part in (note, years) if part) or "不分年度"


def prompt(asked: Asked) -> str:
    """The hint that appears when a cell is chosen."""
    why = "、".join(reason.id for reason in asked.reasons)
    note = f"{asked.field.note}。" if asked.field and asked.field.note else ""
    return f"{note}{how(asked)}。用于 {why}。"


def title_of(asked: Asked) -> str:
    """What the hint and the refusal are headed by."""
    return asked.field.label if asked.field else asked.key
