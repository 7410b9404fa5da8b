"""A report handed out: for the pages of the apps that make its content."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.models import Zone
from gaoxin_web.accounts.views import access_of
from gaoxin_web.briefs.checking import TemplateFaultError
from gaoxin_web.briefs.fonts import NoFontError, font_folder
from gaoxin_web.briefs.kinds import Context, Kind
from gaoxin_web.briefs.models import Template
from gaoxin_web.briefs.pdf import render_pdf
from gaoxin_web.briefs.queries import content_of, in_use
from gaoxin_web.briefs.render import KIND, render_docx
from gaoxin_web.ui.sheets import attachment

FORMS = {"docx": (render_docx, KIND), "pdf": (render_pdf, "application/pdf")}
UNNAMED = re.compile(r'[\\/:*?"<>|\x00-\x1f]')  # what no file may be called by
LONGEST = 80


def answer(request: HttpRequest, kind: Kind, zone: Zone, context: Context, form: str) -> HttpResponse:
    """The report as a file, named by its title (石嘴山高新区2022年1—11月经济运行月报.docx).

    It is written from the zone's own template, or with ``?built_in=1`` from the one that comes with gaoxin. Where
    the template cannot be used or no font is there for a PDF, a page says so and what to do.
    """
    template = None if request.GET.get("built_in") else in_use(zone, kind)
    return handed(request, kind, zone, context, form, template)


def handed(
    request: HttpRequest, kind: Kind, zone: Zone, context: Context, form: str, template: Template | None
) -> HttpResponse:
    """The same, from a given template."""
    if form not in FORMS:
        raise Http404
    write, mime = FORMS[form]
    by, title = access_of(request).user, str(context.get("title") or kind.label)
    try:
        content = write(kind, zone, context, by=by, template=content_of(template, kind))
    except NoFontError:
        return render(request, "briefs/no_font.html", {"folder": font_folder(), "title": title}, status=503)
    except TemplateFaultError as error:
        said = {"kind": kind, "faults": error.faults, "template": template, "title": title}
        return render(request, "briefs/faults.html", said, status=409)
    detail = {"kind": kind.key, "form": form, "template": template.sha256 if template else "built-in"}
    audit.record("brief.print", request=request, target=title, detail=detail)
    return attachment(f"{file_name(title)}.{form}", content, mime)


def file_name(title: str) -> str:
    """A title as a file may be called."""
    return UNNAMED.sub("_", title).strip(" .")[:LONGEST] or "report"
