"""The steps in which an officer decides: doubts, enterprises, changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from gaoxin_web.enterprises.imports import queries
from gaoxin_web.enterprises.imports.doubts import issue_kind, told
from gaoxin_web.enterprises.imports.masking import masked
from gaoxin_web.enterprises.imports.views.asked import words
from gaoxin_web.enterprises.imports.views.base import BatchPage, StepPage
from gaoxin_web.enterprises.imports.views.exporting import exported, is_asked
from gaoxin_web.enterprises.imports.wording import change_lines
from gaoxin_web.enterprises.imports.words import unnamed
from gaoxin_web.enterprises.models import BatchIssue, BatchRow, Enterprise

Change = BatchRow.Change


class IssuesView(StepPage):
    """The doubts by kind; a warning is let stand with a reason."""

    template, step = "imports/issues.html", "batch_issues"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        code = words(request.GET.get("code"))
        rows = queries.issues_of(self.batch, code) if code else self.batch.issues.order_by("severity", "code", "pk")
        if is_asked(self):
            return self._exported(rows)
        if code:
            return self.page({"code": code, "page": Paginator(rows, 100).get_page(request.GET.get("page"))})
        return self.page({"groups": queries.issue_groups(self.batch), "first": queries.FIRST})

    def _exported(self, rows: QuerySet[BatchIssue]) -> HttpResponse:
        heads = [_("级别"), _("代码"), _("类别"), _("工作表"), _("单元格"), _("情况"), _("建议"), _("说明")]
        levels = {"error": _("错误"), "warning": _("警告")}
        lines = (
            [
                levels.get(one.severity, ""),
                one.code,
                str(issue_kind(one.code)),
                one.sheet,
                one.cell,
                masked(one.message),
                one.hint,
                one.reason,
            ]
            for one in rows.iterator(2000)
        )
        return exported(self, _("疑点"), heads, lines, rows.count())


class RowsPage(StepPage):
    """A page about rows; those of enterprises out of the user's scope are counted, not shown."""

    def within(self, rows: QuerySet[BatchRow]) -> QuerySet[BatchRow]:
        reach = self.visible(Enterprise.objects.all()).values("pk")
        return self._searched(rows.filter(Q(enterprise=None) | Q(enterprise__in=reach)))

    def _searched(self, rows: QuerySet[BatchRow]) -> QuerySet[BatchRow]:
        if not self.words:
            return rows
        wanted = Q(name__icontains=self.words) | Q(uscc__startswith=self.words.upper())
        return rows.filter(wanted | Q(enterprise__name__icontains=self.words))

    @property
    def words(self) -> str:
        return words(self.request.GET.get("q"))


class FirmsView(RowsPage):
    """Rows whose enterprise is not certain: who may be meant, and why."""

    template, step = "imports/firms.html", "batch_firms"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        unsure = queries.unsure_rows(self.batch)
        rows = self.within(unsure)
        if is_asked(self):
            return self._exported(rows)
        page = Paginator(rows, 50).get_page(request.GET.get("page"))
        open_ = self.batch.rows.filter(change=Change.REVIEW)
        return self.page(
            {
                "rows": page,
                "lines": list(self._lines(page)),
                "alone": open_.filter(candidates=[]).exclude(name="").count(),
                "namesakes": len(queries.namesakes(self.batch)),
                "open": open_.count(),
                "unsure": unsure.count(),
                "q": self.words,
            }
        )

    def _lines(self, rows: Any) -> Iterator[tuple[BatchRow, list[dict[str, Any]], int, str]]:
        """Each row with the candidates within the user's scope, how many are beyond it, and why it is not certain."""
        rows = list(rows)
        asked = {one["pk"] for row in rows for one in row.candidates}
        reach = set(self.visible(Enterprise.objects.filter(pk__in=asked)).values_list("pk", flat=True))
        for row in rows:
            within = [one for one in row.candidates if one["pk"] in reach]
            beyond = {one["name"] for one in row.candidates if one["pk"] not in reach}
            yield row, within, len(beyond), told(unnamed(row.why, beyond))

    def _exported(self, rows: QuerySet[BatchRow]) -> HttpResponse:
        heads = [
            _("工作表"),
            _("行"),
            _("台账名称"),
            _("统一社会信用代码"),
            _("状态"),
            _("企业"),
            _("原因"),
            _("相近企业"),
        ]
        lines = (
            [
                row.sheet,
                row.row,
                row.name,
                row.uscc,
                row.get_change_display(),
                row.enterprise.name if row.enterprise else "",
                why,
                "；".join(one["name"] for one in within),
            ]
            for row, within, _beyond, why in self._lines(rows)
        )
        return exported(self, _("企业核对"), heads, lines, rows.count())


class ChangesView(RowsPage):
    """What would change, row by row: old → new."""

    template, step = "imports/changes.html", "batch_changes"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        change = request.GET.get("change", "")
        if change not in Change.values:
            usual = ("changed", "new", "review", "kept")
            change = next((one for one in usual if self.batch.counts.get(one)), "same")
        all_ = queries.rows_of(self.batch, change)
        rows = self.within(all_)
        if is_asked(self):
            return self._exported(rows, change)
        page = Paginator(rows, 50).get_page(request.GET.get("page"))
        kinds = [(value, label, self.batch.counts.get(value, 0)) for value, label in Change.choices]
        beyond = 0 if self.words else all_.count() - page.paginator.count
        lines = [(row, change_lines(row), told(row.why)) for row in page]
        context = {"change": change, "kinds": kinds, "page": page, "lines": lines, "beyond": beyond, "q": self.words}
        return self.page(context)

    def _exported(self, rows: QuerySet[BatchRow], change: str) -> HttpResponse:
        heads = [
            _("工作表"),
            _("行"),
            _("企业"),
            _("统一社会信用代码"),
            _("变化"),
            _("项目"),
            _("年份"),
            _("原值"),
            _("新值"),
        ]
        kind = str(Change(change).label)
        return exported(self, f"{_('变化')}_{kind}", heads, self._changed(rows, kind), rows.count())

    def _changed(self, rows: QuerySet[BatchRow], kind: str) -> Iterator[list[Any]]:
        for row in rows.iterator(500):
            name = row.enterprise.name if row.enterprise else row.name
            place = [row.sheet, row.row, name, row.uscc, kind]
            lines = change_lines(row, whole=True)
            yield from ([*place, one["label"], one["year"], one["old"], one["new"]] for one in lines)
            if not lines:
                yield [*place, told(row.why), "", "", ""]


class SearchView(BatchPage):
    """Enterprises by name, code or pinyin initials, for choosing one."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        asked = words(request.GET.get("q"))
        rows = queries.found(self.visible(Enterprise.objects.all()), asked) if self.batch and asked else []
        found = [{"value": row.pk, "text": f"{row.name}　{row.uscc or _('无代码')}"} for row in rows]
        return JsonResponse({"found": found})
