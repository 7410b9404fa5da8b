"""The first steps of an import: sheets and rows, columns."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.enterprises.imports.forms import SheetForm, period_error
from gaoxin_web.enterprises.imports.reading import EVERY
from gaoxin_web.enterprises.imports.services.batches import RefusalError, choose_columns, correct_sheet
from gaoxin_web.enterprises.imports.views.asked import number
from gaoxin_web.enterprises.imports.views.base import BatchPage, StepPage, refused
from gaoxin_web.enterprises.imports.views.exporting import exported, is_asked
from gaoxin_web.enterprises.imports.wording import column_options, period_words

MONEY_UNITS = ("元", "千元", "万元", "百万元", "亿元")
CLASSES = ("blank", "data", "group", "subtotal", "total", "note")
READ = {"off": False, "show": True, "on": None}  # what a button says of a sheet


def chosen_sheet(page: BatchPage) -> tuple[int, dict[str, Any] | None]:
    """The sheet asked for, else the first."""
    asked, tables = number(page.request.GET.get("sheet")) or 0, page.batch.tables
    at = asked if asked < len(tables) else 0
    return at, tables[at] if tables else None


class SheetsView(StepPage):
    """What each row of a sheet was taken for; where the headings are; whether it is read at all."""

    template, step = "imports/sheets.html", "batch_sheets"

    def get(self, request: HttpRequest, pk: int, form: SheetForm | None = None) -> HttpResponse:
        at, sheet = chosen_sheet(self)
        first, last = self._before(sheet).get("header") or (None, None)
        form = form or SheetForm(initial={"first": first, "last": last})
        context = {"at": at, "sheet": sheet, "form": form, "row_choices": form.fields["kind"].choices}
        return self.page(context, status=422 if form.errors else 200)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        _at, sheet = chosen_sheet(self)
        form = SheetForm(request.POST)
        if sheet is None or not form.is_valid():
            return self.get(request, pk, form)
        said = self._said(sheet, form)
        try:
            correct_sheet(pk, sheet["sheet"], said or None)
        except RefusalError as why:
            return refused(self, why)
        detail = {"sheet": sheet["sheet"], "said": said}
        audit.record("register.import.correct", request=request, target=self.batch, detail=detail)
        return redirect("batch", pk=pk)

    def _before(self, sheet: dict[str, Any] | None) -> dict[str, Any]:
        return dict(self.batch.choices.get("sheets", {}).get(sheet["sheet"], {})) if sheet else {}

    def _said(self, sheet: dict[str, Any], form: SheetForm) -> dict[str, Any]:
        """What was said of the sheet before, with what is said now."""
        before, do = self._before(sheet), self.request.POST.get("do", "")
        read = READ[do] if do in READ else before.get("read")
        of = do if do in ("projects", "enterprises") else before.get("of")
        data = form.cleaned_data
        header = [data["first"], data["last"]] if data["first"] else None
        found = {"read": read, "of": of, "header": header, "rows": self._rows(sheet, before, data)}
        return {key: value for key, value in found.items() if value not in (None, {})}

    def _rows(self, sheet: dict[str, Any], before: dict[str, Any], data: dict[str, Any]) -> dict[str, str]:
        listed = {str(row["row"]) for row in sheet["rows"]}
        rows = {row: kind for row, kind in before.get("rows", {}).items() if row not in listed}
        asked = {row: self.request.POST.get(f"row-{row}", "") for row in sorted(listed, key=int)}
        rows |= {row: kind for row, kind in asked.items() if kind in CLASSES}
        if data["since"]:
            rows |= {str(row): data["kind"] for row in range(data["since"], (data["until"] or data["since"]) + 1)}
        return rows


class ColumnsView(StepPage):
    """Which field, unit and period each column is."""

    template, step = "imports/columns.html", "batch_columns"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        at, sheet = chosen_sheet(self)
        if sheet and is_asked(self):
            return self._exported(sheet)
        options = column_options(get_language() or "zh-hans")
        return self.page({"at": at, "sheet": sheet, "options": options, "units": MONEY_UNITS})

    def _exported(self, sheet: dict[str, Any]) -> HttpResponse:
        labels = {
            key: label for _group, entries in column_options(get_language() or "zh-hans") for key, label in entries
        }
        heads = [_("列"), _("表头"), _("对应"), _("单位"), _("期间"), _("示例")]
        lines = [
            [
                c["letter"],
                c["path"],
                labels.get(c["choice"], ""),
                c["unit"],
                period_words(c["period"]),
                "；".join(c["samples"]),
            ]
            for table in sheet["tables"]
            for c in table["columns"]
        ]
        return exported(self, f"{_('列对应')}_{sheet['sheet']}", heads, lines, len(lines))

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
