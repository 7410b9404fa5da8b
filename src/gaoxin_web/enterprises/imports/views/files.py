"""The file an officer gets back: his own ledger, its doubtful cells marked."""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePath

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from gaoxin.register.error_book import write_error_workbook
from gaoxin_web.accounts import audit
from gaoxin_web.enterprises.imports.queries import as_issues
from gaoxin_web.enterprises.imports.services.staging import as_named
from gaoxin_web.enterprises.imports.views.base import BUSY, BatchPage, State, may_take_file
from gaoxin_web.ui.sheets import XLSX, attachment


class ErrorsView(BatchPage):
    """The error workbook (问题工作簿)."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.batch.state == State.REFUSED:
            return redirect("batch", pk=pk)
        if not may_take_file(self) or self.batch.state in BUSY:
            audit.record("register.import.errors", request=request, target=self.batch, result="refused")
            raise PermissionDenied
        if not (self.batch.file and self.batch.file.storage.exists(self.batch.file.name)):
            raise Http404
        with tempfile.TemporaryDirectory() as folder, as_named(self.batch) as source:
            out = Path(folder) / "errors.xlsx"
            write_error_workbook(source, as_issues(self.batch), out)
            content = out.read_bytes()
        audit.record("register.import.errors", request=request, target=self.batch)
        name = _("%(name)s_问题.xlsx") % {"name": PurePath(self.batch.title).stem}
        return attachment(name, content, XLSX)
