"""Judges from a workbook: read, looked at, and kept when confirmed."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import Page
from gaoxin_web.contests.forms.judges import TableForm
from gaoxin_web.contests.services.judges import HEADINGS, Reading, keep_judges, read_judges
from gaoxin_web.ui.sheets import Sheet, as_book
from gaoxin_web.ui.templatetags.ui import masked_phone

LAID_ASIDE = 2 * 3600  # seconds a table read waits to be confirmed
SHOWN = 200  # rows a preview lists


class JudgesImportView(Page):
    permission = "contests.change"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(TableForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = TableForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form)
        file = form.cleaned_data["file"]
        try:
            reading = read_judges(request.user.zone, file.name, file.read())
        except ValidationError as error:
            form.add_error("file", error)
            return self._page(form)
        token = uuid.uuid4().hex
        cache.set(key(request, token), (file.name, reading), LAID_ASIDE)
        return redirect("judges_check", token)

    def _page(self, form: TableForm) -> HttpResponse:
        context = {"form": form, "columns": [names[0] for names in HEADINGS.values()]}
        return render(self.request, "contests/judges_import.html", context, status=422 if form.errors else 200)


def key(request: HttpRequest, token: str) -> str:
    return f"contests-judges-{request.user.pk}-{token}"


class JudgesCheckView(Page):
    """What a table of judges says, before it counts."""

    permission = "contests.change"

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        kept = cache.get(key(request, token))
        if kept is None:
            return self._gone()
        name, reading = kept
        new = [
            {**row, "phone": masked_phone(str(row.get("phone", ""))), "fields": "、".join(row.get("fields", []))}
            for row in reading.new[:SHOWN]
        ]
        words = {name: names[0] for name, names in HEADINGS.items()}
        changed = [
            (who, [(words[field], _shown(field, value)) for field, value in values.items()])
            for _pk, who, values in reading.changed[:SHOWN]
        ]
        context = {"name": name, "reading": reading, "new": new, "changed": changed, "token": token}
        return render(request, "contests/judges_check.html", context)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        kept = cache.get(key(request, token))
        if kept is None:
            return self._gone()
        cache.delete(key(request, token))
        reading: Reading = kept[1]
        if "drop" in request.POST:
            messages.info(request, _("没有导入。"))
            return redirect("judges")
        keep_judges(request.user.zone, reading)
        detail = {"new": len(reading.new), "changed": len(reading.changed), "left_out": len(reading.doubts)}
        audit.record("judge.import", request=request, target=kept[0], detail=detail)
        said = _("已导入：新增 %(new)s 位，更新 %(changed)s 位。")
        messages.success(request, said % detail)
        return redirect("judges")

    def _gone(self) -> HttpResponse:
        messages.warning(self.request, _("这份文件的核对已过期（2 小时）或已确认，请重新上传。"))
        return redirect("judges_import")


def _shown(field: str, value: Any) -> str:
    if field == "phone":
        return masked_phone(value)
    return "、".join(value) if isinstance(value, list) else str(value)


class JudgesTemplateView(Page):
    """An empty table to fill in."""

    permission = "contests.change"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        heads = [names[0] for names in HEADINGS.values()]
        return as_book(_("评委库模板.xlsx"), [Sheet(_("评委"), heads, [])])
