"""Putting a template to use, and putting the built-in one back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.briefs.checking import TemplateFaultError
from gaoxin_web.briefs.queries import content_of, in_use
from gaoxin_web.briefs.services import check, put_back_built_in, put_to_use, said
from gaoxin_web.briefs.views.base import BriefPage


class UseView(BriefPage):
    """An earlier template, or one that was mended by a new edition of gaoxin, is put to use."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        template, kind = self.template(pk)
        before = in_use(self.zone, kind)
        try:
            template.faults = check(kind, self.zone, content_of(template, kind))
        except TemplateFaultError as error:
            template.faults = said(error.faults)
        if template.faults:
            template.save()
            messages.error(
                request, _("这个模板有 %(count)s 处要改，不能启用。") % {"count": len(template.faults)}, "danger"
            )
            return redirect("brief_kind", kind.key)
        put_to_use(template)
        detail = {"kind": kind.key, "before": before.sha256 if before else "built-in", "sha256": template.sha256}
        audit.record("brief.use", request=request, target=template, detail=detail)
        messages.success(request, _("已启用“%(title)s”。") % {"title": template.title})
        return redirect("brief_kind", kind.key)


class PutBackView(BriefPage):
    """The built-in template is in use again; the zone's own stays in the list."""

    def post(self, request: HttpRequest, kind: str) -> HttpResponse:
        asked = self.kind(kind)
        before = put_back_built_in(self.zone, asked.key)
        if before:
            detail = {"kind": kind, "before": before.sha256, "sha256": "built-in"}
            audit.record("brief.use", request=request, target=kind, detail=detail)
        messages.success(request, _("已恢复内置模板；原来的模板还在下面，可随时再启用。"))
        return redirect("brief_kind", kind)
