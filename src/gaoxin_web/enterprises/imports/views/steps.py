"""The steps between upload and writing: sheets, columns, doubts, enterprises, changes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.enterprises.imports import queries
from gaoxin_web.enterprises.imports.forms import SheetForm, period_error
from gaoxin_web.enterprises.imports.reading import EVERY
from gaoxin_web.enterprises.imports.services.batches import RefusalError, choose_columns, correct_sheet
from gaoxin_web.enterprises.imports.views.base import BatchPage, StepPage, refused
from gaoxin_web.enterprises.imports.wording import change_lines, column_options
from gaoxin_web.enterprises.models import BatchRow, Enterprise

MONEY_UNITS = ("元", "千元", "万元", "百万元", "亿元")
Change = BatchRow.Change


def chosen_sheet(page: BatchPage) -> tuple[int, dict[str, Any] | None]:
    """The sheet asked for, else the first."""
    asked, tables = page.request.GET.get("sheet", "0"), page.batch.tables
    at = int(asked) if asked.isdecimal() and int(asked) < len(tables) else 0
    return at, tables[at] if tables else None


class SheetsView(StepPage):
    """What each row of a sheet was taken for; where the headings are."""

    template, step = "imports/sheets.html", "batch_sheets"

    def get(self, request: HttpRequest, pk: int, form: SheetForm | None = None) -> HttpResponse:
        at, sheet = chosen_sheet(self)
        said = self.batch.choices.get("sheets", {}).get(sheet["sheet"], {}) if sheet else {}
        first, last = said.get("header") or (None, None)
        form = form or SheetForm(initial={"first": first, "last": last})
        return self.page({"at": at, "sheet": sheet, "form": form}, status=422 if form.errors else 200)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        _at, sheet = chosen_sheet(self)
        form = SheetForm(request.POST)
        if sheet is None or not form.is_valid():
            return self.get(request, pk, form)
        said: dict[str, Any] = {}
        if form.cleaned_data["first"]:
            said["header"] = [form.cleaned_data["first"], form.cleaned_data["last"]]
        for name in ("skip", "keep"):
            rows = sorted(row["row"] for row in sheet["rows"] if request.POST.get(f"row-{row['row']}") == name)
            if rows:
                said[name] = rows
        try:
            correct_sheet(pk, sheet["sheet"], said or None)
        except RefusalError as why:
            return refused(self, why)
        audit.record("register.import.correct", request=request, target=self.batch, detail={"sheet": sheet["sheet"]})
        return redirect("batch", pk=pk)


class ColumnsView(StepPage):
    """Which field, unit and period each column is."""

    template, step = "imports/columns.html", "batch_columns"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        at, sheet = chosen_sheet(self)
        options = column_options(get_language() or "zh-hans")
        return self.page({"at": at, "sheet": sheet, "options": options, "units": MONEY_UNITS})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        _at, sheet = chosen_sheet(self)
        table = next((one for one in (sheet or {"tables": []})["tables"] if self._is_meant(one)), None)
        if table is None:
            return redirect("batch_columns", pk=pk)
        periods = {EVERY: request.POST.get("period", "").strip()}
        periods |= {c["key"]: request.POST.get(f"period-{c['letter']}", "").strip() for c in table["columns"]}
        wrong = [error for text in periods.values() if (error := period_error(text))]
        if wrong:
            for error in dict.fromkeys(wrong):
                messages.warning(request, error)
            return self.get(request, pk)
        columns = {c["key"]: said for c in table["columns"] if (said := self._said(c))}
        try:
            choose_columns(pk, table["fingerprint"], columns, periods)
        except RefusalError as why:
            return refused(self, why)
        audit.record("register.import.columns", request=request, target=self.batch, detail={"columns": columns})
        return redirect("batch", pk=pk)

    def _is_meant(self, table: dict[str, Any]) -> bool:
        return table["fingerprint"] == self.request.POST.get("fingerprint")

    def _said(self, column: dict[str, Any]) -> dict[str, str]:
        """What was chosen for a column, where it differs from what is shown."""
        known = {key for _group, entries in column_options(get_language() or "zh-hans") for key, _label in entries}
        field = self.request.POST.get(f"field-{column['letter']}", column["choice"])
        unit = self.request.POST.get(f"unit-{column['letter']}", column["unit"])
        found = {}
        if field != column["choice"] and (field in known or not field):
            found["field"] = field
        if unit != column["unit"] and unit in MONEY_UNITS:
            found["unit"] = unit
        return found


class IssuesView(StepPage):
    """The doubts by kind; a warning is let stand with a reason."""

    template, step = "imports/issues.html", "batch_issues"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        code = request.GET.get("code", "")
        if code:
            rows = Paginator(queries.issues_of(self.batch, code), 100).get_page(request.GET.get("page"))
            return self.page({"code": code, "page": rows})
        return self.page({"groups": queries.issue_groups(self.batch), "first": queries.FIRST})


class FirmsView(StepPage):
    """Rows whose enterprise is not certain: who may be meant, and why."""

    template, step = "imports/firms.html", "batch_firms"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = Paginator(queries.unsure_rows(self.batch), 50).get_page(request.GET.get("page"))
        alone = self.batch.rows.filter(change=Change.REVIEW, candidates=[]).exclude(name="").count()
        return self.page({"rows": rows, "alone": alone})


class ChangesView(StepPage):
    """What would change, row by row: old → new."""

    template, step = "imports/changes.html", "batch_changes"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        change = request.GET.get("change", "")
        if change not in Change.values:
            change = next((one for one in ("changed", "new", "review") if self.batch.counts.get(one)), "same")
        rows = Paginator(queries.rows_of(self.batch, change), 50).get_page(request.GET.get("page"))
        kinds = [(value, label, self.batch.counts.get(value, 0)) for value, label in Change.choices]
        return self.page(
            {"change": change, "kinds": kinds, "page": rows, "lines": [(r, change_lines(r)) for r in rows]}
        )


class SearchView(BatchPage):
    """Enterprises by name, code or pinyin initials, for choosing one."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        words = request.GET.get("q", "").strip()
        rows = queries.found(self.visible(Enterprise.objects.all()), words) if self.batch and words else []
        found = [{"value": row.pk, "text": f"{row.name}　{row.uscc or _('无代码')}"} for row in rows]
        return JsonResponse({"found": found})
