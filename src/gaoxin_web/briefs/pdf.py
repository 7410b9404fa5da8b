"""A report as PDF: what its Word document says, set by typst in the official layout."""

from __future__ import annotations

import json
from pathlib import Path

import typst

from gaoxin_web.accounts.models import User, Zone
from gaoxin_web.briefs.fonts import font_folders, official_fonts
from gaoxin_web.briefs.kinds import Context, Kind
from gaoxin_web.briefs.reading import blocks_of
from gaoxin_web.briefs.render import STAMP, complete, render_docx

PAGES = Path(__file__).with_name("pages")


def render_pdf(
    kind: Kind, zone: Zone, context: Context, *, by: User | None = None, template: bytes | None = None
) -> bytes:
    """The document's bytes; arguments as for :func:`~gaoxin_web.briefs.render.render_docx`.

    Raises:
        NoFontError: no font with Chinese is installed.
        TemplateFaultError: the template cannot be used.
    """
    fonts = official_fonts()
    words = complete(zone, context, by)
    content = render_docx(kind, zone, context, by=by, template=template)
    data = {
        "title": str(words.get("title", zone.name)),
        "author": words["issuer"],
        "printed": words[STAMP],
        "blocks": blocks_of(content, words),
        "fonts": fonts,
    }
    said = {"data": json.dumps(data, ensure_ascii=False)}
    return bytes(typst.compile(PAGES / "brief.typ", root=PAGES, font_paths=font_folders(), sys_inputs=said))
