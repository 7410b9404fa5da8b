"""How the command line prints: tables for people, one JSON document for machines."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date

from gaoxin.errors import Issue


def print_json(document: object) -> None:
    """One JSON document on standard output and nothing else there."""
    json.dump(document, sys.stdout, ensure_ascii=False, indent=1, default=_plain, allow_nan=False)
    sys.stdout.write("\n")


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")


def print_issues(issues: Iterable[Issue], limit: int | None = None) -> None:
    """Issues on standard error, one a line."""
    listed = list(issues)
    for issue in listed[:limit]:
        print(issue, file=sys.stderr)
    if limit is not None and len(listed) > limit:
        print(f"……另有 {len(listed) - limit} 个问题，用 --json 查看全部", file=sys.stderr)


def print_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table whose columns line up though Chinese characters are two cells wide."""
    texts = [[str(cell) if cell is not None else "" for cell in row] for row in [head, *rows]]
    widths = [max(map(width, column)) for column in zip(*texts, strict=True)]
    for number, row in enumerate(texts):
        cells = [cell + " " * (room - width(cell)) for cell, room in zip(row, widths, strict=True)]
        print("  ".join(cells).rstrip())
        if number == 0:
            print("  ".join("─" * room for room in widths))


def width(text: str) -> int:
    """Terminal cells a text takes."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
