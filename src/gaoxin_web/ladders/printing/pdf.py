"""A plan as PDF, set by typst; nothing is fetched, and a font with Chinese must be there."""

from __future__ import annotations

import json
from pathlib import Path

import typst

from gaoxin_web.briefs.fonts import NoFontError, chinese_fonts, font_folders
from gaoxin_web.ladders.printing.content import Printed

TEMPLATE = Path(__file__).with_name("plan.typ")


def as_pdf(content: Printed) -> bytes:
    """The document's bytes.

    Raises:
        NoFontError: without a Chinese font every character would be a box.
    """
    fonts = chinese_fonts()
    if not fonts:
        raise NoFontError
    data = json.dumps(content.as_dict() | {"fonts": ["Libertinus Serif", *fonts]}, ensure_ascii=False)
    return bytes(typst.compile(TEMPLATE, font_paths=font_folders(), sys_inputs={"data": data}))
