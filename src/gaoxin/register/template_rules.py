"""What each cell of a template may hold: the data validations of a workbook, with their hints and messages."""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from gaoxin.fields import NONE_RANK
from gaoxin.register.cells import NONE
from gaoxin.register.headings import KEY, YEAR
from gaoxin.register.template import Asked, Template
from gaoxin.register.template_help import FIRST_DAY, LAST_DAY, YES_NO, how, limits, prompt, title_of
from gaoxin.register.write import LABELS

INLINE = 255  # characters of a message, or of a list that may stand in the rule itself
Rule = dict[str, Any]


def rule(asked: Asked, column: int, choices: dict[str, str]) -> Rule:
    """What a cell may hold, with the hint that appears beside it and the message when it holds something else."""
    said = {"input_title": title_of(asked)[:32], "input_message": prompt(asked)[:INLINE]}
    refused = refusal(title_of(asked), f"{how(asked)}。不知道请留空。")
    return _allowed(asked, column, choices) | said | refused


def _allowed(asked: Asked, column: int, choices: dict[str, str]) -> Rule:
    item = asked.field
    if item is None or item.kind == "bool":
        return {"validate": "list", "source": list(YES_NO)}
    if item.kind == "date":
        return {"validate": "date", "criteria": "between", "minimum": FIRST_DAY, "maximum": LAST_DAY}
    if item.values:
        source = choices.get(item.label) or list(item.choices)
        return {"validate": "list", "source": source, "error_type": "information" if item.other else "stop"}
    if not item.is_numeric:
        return {"validate": "any"}
    low, high = limits(item)
    if item.none_rank:
        cell = f"{xl_col_to_name(column)}2"
        number = f"AND(ISNUMBER({cell}),{cell}>={low:.0f},{cell}<{NONE_RANK},{cell}=INT({cell}))"
        return {"validate": "custom", "value": f'=IF(ISNUMBER({cell}),{number},{cell}="{NONE}")'}
    kind = "integer" if item.kind == "count" else "decimal"
    return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high}


def key_rules(sheet: Worksheet, template: Template, last: int) -> None:
    """The rules of the code's and the year's columns, down to row ``last``."""
    code = {"validate": "length", "criteria": "==", "value": 18, "error_type": "warning"}
    code |= {"input_title": LABELS[KEY], "input_message": "18 位，见营业执照。长代码请按文本填写。"}
    sheet.data_validation(1, 0, last, 0, code | refusal(LABELS[KEY], "应为 18 位，请对照营业执照核对。"))
    if template.years:
        years = [*([template.current_year] if template.current_year else []), *template.years]
        said = {"input_title": LABELS[YEAR], "input_message": f"本表要 {'、'.join(map(str, template.years))} 年。"}
        refused = refusal(LABELS[YEAR], f"请填 {'、'.join(map(str, years))} 之一。")
        sheet.data_validation(1, 2, last, 2, {"validate": "list", "source": years} | said | refused)


def refusal(title: str, message: str) -> Rule:
    """What is said when a cell holds something else."""
    return {"error_title": title[:32], "error_message": message[:INLINE]}
