"""Templates as files: the built-in one to start from, one's own, one with its faults marked, and previews."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.briefs.answering import file_name, handed
from gaoxin_web.briefs.checking import TemplateFaultError
from gaoxin_web.briefs.marking import marked
from gaoxin_web.briefs.queries import content_of, in_use
from gaoxin_web.briefs.render import KIND
from gaoxin_web.briefs.views.base import BriefPage
from gaoxin_web.ui.sheets import attachment


class BuiltInView(BriefPage):
    """The template that comes with gaoxin, to start from."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        asked = self.kind(kind)
        audit.record("brief.download", request=request, target=kind, detail={"template": "built-in"})
        return attachment(f"{file_name(_('%(kind)s模板') % {'kind': asked.label})}.docx", content_of(None, asked), KIND)


class FileView(BriefPage):
    """One of the zone's own templates, as it was sent; ``marked`` with its faults as comments."""

    marked = False

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        template, kind = self.template(pk)
        try:
            content = content_of(template, kind)
        except TemplateFaultError as error:
            said = {"kind": kind, "faults": error.faults, "template": template, "title": template.title}
            return render(request, "briefs/faults.html", said, status=409)
        audit.record("brief.download", request=request, target=template, detail={"sha256": template.sha256})
        name = file_name(template.title)
        if self.marked and template.faults:
            return attachment(f"{name}_{_('批注')}.docx", marked(content, template.faults), KIND)
        return attachment(f"{name}.docx", content, KIND)


class PreviewView(BriefPage):
    """The template in use with the kind's sample content."""

    def get(self, request: HttpRequest, kind: str, form: str) -> HttpResponse:
        asked = self.kind(kind)
        template = None if request.GET.get("built_in") else in_use(self.zone, asked)
        return handed(
            request, asked, self.zone, asked.sampled() | {"title": _sample_title(asked.label)}, form, template
        )


class OwnPreviewView(BriefPage):
    """One of the zone's own templates with the kind's sample content."""

    def get(self, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        template, kind = self.template(pk)
        return handed(request, kind, self.zone, kind.sampled() | {"title": _sample_title(kind.label)}, form, template)


def _sample_title(label: object) -> str:
    return _("%(kind)s（示例内容）") % {"kind": label}
