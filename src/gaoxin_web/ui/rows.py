"""Rows of a list counted as they are found, and lines of its export as they go by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import QuerySet


class Counted:
    """Rows made ready for a page, counted as they are found.

    The page's keys are looked up first and its rows by them, so that a page far down joins nothing it skips.
    """

    def __init__(self, found: QuerySet[Any], by_keys: Callable[[list[Any]], QuerySet[Any]]) -> None:
        self.found, self.by_keys, self.ordered = found, by_keys, True
        self.count = found.order_by().count

    def __getitem__(self, part: slice) -> list[Any]:
        keys = list(self.found.values_list("pk", flat=True)[part])
        rows = {row.pk: row for row in self.by_keys(keys)} if keys else {}
        return [rows[key] for key in keys if key in rows]  # one may have gone meanwhile

    def __len__(self) -> int:
        return int(self.count())


class Lines:
    """Lines counted as they go by."""

    def __init__(self, lines: Iterable[list[Any]]) -> None:
        self.lines, self.count = lines, 0

    def __iter__(self) -> Iterator[list[Any]]:
        for line in self.lines:
            self.count += 1
            yield line
