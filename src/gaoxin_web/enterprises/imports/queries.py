"""What the pages of an import read; every function takes a batch the user may see."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from gaoxin.errors import Issue, Place
from gaoxin.register.identity import normal
from gaoxin_web.enterprises.models import Batch, BatchIssue, BatchRow, Enterprise

FIRST = 10  # doubts of a kind shown at once
Change = BatchRow.Change
UNSURE = Q(change=Change.REVIEW) | Q(matched_by__in=("core", "person"))


def issue_groups(batch: Batch) -> list[dict[str, Any]]:
    """The doubts by kind, errors first: how many, how many without reason, and the first of them."""
    groups = {
        (one["severity"], one["code"]): {**one, "first": []}
        for one in batch.issues.order_by("severity", "code")
        .values("severity", "code")
        .annotate(count=Count("pk"), unsaid=Count("pk", filter=Q(reason="")))
    }
    numbered = batch.issues.annotate(
        place=Window(RowNumber(), partition_by=[F("severity"), F("code")], order_by=F("pk").asc())
    ).filter(place__lte=FIRST)
    for issue in numbered.order_by("pk"):
        groups[issue.severity, issue.code]["first"].append(issue)
    return list(groups.values())


def issue_counts(batch: Batch) -> dict[str, int]:
    return batch.issues.aggregate(
        errors=Count("pk", filter=Q(severity="error")),
        warnings=Count("pk", filter=Q(severity="warning")),
        unsaid=Count("pk", filter=Q(severity="warning", reason="")),
    )


def issues_of(batch: Batch, code: str) -> QuerySet[BatchIssue]:
    return batch.issues.filter(code=code).order_by("pk")


def as_issues(batch: Batch) -> list[Issue]:
    """The doubts as the engine has them, for the error workbook."""
    return [
        Issue(
            one.code,
            one.message + (f"（说明：{one.reason}）" if one.reason else ""),
            Place(batch.title, sheet=one.sheet or None, cell=one.cell or None),
            one.hint,
            "error" if one.severity == "error" else "warning",
        )
        for one in batch.issues.order_by("pk")
    ]


def unsure_rows(batch: Batch) -> QuerySet[BatchRow]:
    """Rows whose enterprise a person must choose, or chose, or may want to look at again; the open ones first."""
    return batch.rows.filter(UNSURE).select_related("enterprise").order_by(F("matched_by").asc(), "pk")


def namesakes(batch: Batch) -> dict[int, int]:
    """Open rows that are called just as the one enterprise they may mean: row → enterprise."""
    open_ = batch.rows.filter(change=Change.REVIEW).exclude(candidates=[]).values_list("pk", "name", "candidates")
    return {
        pk: candidates[0]["pk"]
        for pk, name, candidates in open_
        if len(candidates) == 1 and normal(candidates[0]["name"]) == normal(name)
    }


def rows_of(batch: Batch, change: str) -> QuerySet[BatchRow]:
    rows = batch.rows.select_related("enterprise").order_by("pk")
    return rows.filter(change=change) if change in Change.values else rows


def years_missing(batch: Batch) -> int:
    """Columns that have a value each year while nothing says which."""
    return sum(
        column["lacks_year"]
        for sheet in batch.tables
        for table in sheet["tables"]
        for column in table["columns"]
        if not table["kept"]
    )


def sheets_unread(batch: Batch) -> int:
    """Sheets in which no table was found, and of which nobody said to leave them out."""
    return sum(not (sheet["tables"] or sheet["hidden"] or sheet["off"]) for sheet in batch.tables)


def found(enterprises: QuerySet[Enterprise], words: str) -> QuerySet[Enterprise]:
    """Enterprises a few words find, for the choice of one."""
    wanted = Q(name__icontains=words) | Q(uscc__startswith=words.upper()) | Q(initials__contains=words.lower())
    return enterprises.filter(wanted).order_by("name")[:20]
