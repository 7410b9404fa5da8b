"""Writes docs/reference/fields.md from the rulebook's fields.yaml: ``python scripts/fields_page.py``."""

from __future__ import annotations

from pathlib import Path

from gaoxin.fields import Field, Fields
from gaoxin.rules.load import load_rulebook

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "fields.md"
HEAD = """\
# Fields

*Generated from `src/gaoxin_rulebook/fields.yaml` by `python scripts/fields_page.py`; `gaoxin fields` prints the list.*

A column of a [facts table](facts.md) is headed by the name or the Chinese label. **Bounds** are in the unit of the row
(money in 元, ratios 0–1); a value outside them is refused with GX132. Where the note says 无, the cell takes 无 for
*known to have none*.
"""
PARTS = {
    "static": ("## Of the enterprise (固定)", "One value per enterprise; the newest row that has one counts."),
    "year": ("## Of a year (年度)", "One value per enterprise and year."),
    "census": (
        "## Of the enterprise census (火炬统计年报)",
        "One value per enterprise and year. No policy asks for them; the [indicators of a zone](index.md) are worked "
        "out from them.",
    ),
    "month": ("## Of a month (月度)", "In the dictionary for later use; no policy asks for one."),
    "derived": (
        "## Derived (推算)",
        "From 成立日期 and the day; a column headed so is not read (GX116).",
    ),
}
COLUMNS = "| Field | 名称 | Meaning | Type | Unit | Bounds | Note |\n|---|---|---|---|---|---|---|\n"


def page(fields: Fields) -> str:
    """Every field, by period."""
    parts = [HEAD]
    for part, (title, note) in PARTS.items():
        rows = "".join(_row(item) for item in fields.values() if _part(item) == part)
        parts.append(f"\n{title}\n\n{note}\n\n{COLUMNS}{rows}")
    parts.append("\n## Listed texts (可选项)\n\nOther spellings in brackets are read as the text before them.\n")
    parts += [_texts(item) for item in fields.values() if item.values]
    return "".join(parts)


def _part(item: Field) -> str:
    return "derived" if item.derived else "census" if item.census else item.period


def _row(item: Field) -> str:
    lasting = "one value per enterprise" if item.census and item.period == "static" else ""
    notes = [
        lasting,
        item.note_en or item.note,
        "listed texts, below" if item.values else "",
        "无" if item.none_rank else "",
    ]
    note = "; ".join(filter(None, notes))
    return (
        f"| `{item.name}` | {item.label} | {item.label_en} | {item.kind} | {item.unit} | {_bounds(item)} | {note} |\n"
    )


def _bounds(item: Field) -> str:
    if not item.is_numeric or item.derived:
        return ""
    low, high = (f"{bound / item.step:,.0f}".replace(",", " ") for bound in item.bounds)
    return f"{low} … {high}"


def _texts(item: Field) -> str:
    others = "; a text outside the list is known to be none of them (GX137)" if item.other else ""
    lines = [f"\n`{item.name}` {item.label}{others}:\n\n"]
    for text in item.choices:
        aliases = [alias for alias, meant in item.values.items() if meant == text and alias != text]
        lines.append(f"- {text}{_bracket(aliases)}\n")
    return "".join(lines)


def _bracket(texts: list[str]) -> str:
    return f"（{'、'.join(texts)}）" if texts else ""


if __name__ == "__main__":
    PAGE.write_text(page(load_rulebook().fields), "utf-8")
