"""Handing out files: only to who may see the enterprise, under a name that says what it is."""

from __future__ import annotations

from pathlib import PurePath

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import Page
from gaoxin_web.enterprises.models import Document, Enterprise, Recognition
from gaoxin_web.enterprises.queries.recognitions import title_of
from gaoxin_web.rulebook import rulebook


class DocumentFilePage(Page):
    permission = "register.view"

    def get(self, request: HttpRequest, pk: int, thing: int) -> FileResponse:
        document = get_object_or_404(self.visible(Document.objects.filter(enterprise=pk)), pk=thing)
        audit.record("document.download", request=request, target=document)
        return handed(document.file, document.enterprise, document.title)


class CertificatePage(Page):
    permission = "register.view"

    def get(self, request: HttpRequest, pk: int, thing: int) -> FileResponse:
        recognition = get_object_or_404(self.visible(Recognition.objects.filter(enterprise=pk)), pk=thing)
        audit.record("recognition.download", request=request, target=recognition)
        return handed(recognition.file, recognition.enterprise, title_of(recognition.kind, rulebook()))


def handed(file: FieldFile, enterprise: Enterprise, title: str) -> FileResponse:
    """Always to save, never to show: a browser must not run what somebody sent."""
    if not file or not file.storage.exists(file.name):
        raise Http404
    ending = PurePath(file.name).suffix
    name = f"{enterprise.name}_{title}".replace("/", "_").replace("\\", "_")
    return FileResponse(
        file.open("rb"), as_attachment=True, filename=f"{name}{ending}", content_type="application/octet-stream"
    )
