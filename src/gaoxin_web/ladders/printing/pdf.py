"""A plan as PDF, set by typst; nothing is fetched, and a font with Chinese must be there."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import typst
from django.conf import settings

from gaoxin_web.ladders.printing.content import Printed

TEMPLATE = Path(__file__).with_name("plan.typ")
FONTS = (  # best first; any one will do
    "Source Han Serif SC",
    "Noto Serif CJK SC",
    "SimSun",
    "FandolSong",
    "Source Han Sans SC",
    "Noto Sans CJK SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
)


class NoFontError(Exception):
    """No installed font has Chinese."""


def font_folder() -> Path:
    """Where an installation may put fonts of its own."""
    return Path(settings.DATA) / "fonts"


@cache
def chinese_fonts() -> tuple[str, ...]:
    """The known fonts that are installed or lie in the installation's own folder, best first."""
    found = set(typst.Fonts(font_paths=_folders()).families())
    return tuple(name for name in FONTS if name in found)


def as_pdf(content: Printed) -> bytes:
    """The document's bytes.

    Raises:
        NoFontError: without a Chinese font every character would be a box.
    """
    fonts = chinese_fonts()
    if not fonts:
        raise NoFontError
    data = json.dumps(content.as_dict() | {"fonts": ["Libertinus Serif", *fonts]}, ensure_ascii=False)
    return bytes(typst.compile(TEMPLATE, font_paths=_folders(), sys_inputs={"data": data}))


def _folders() -> list[str]:
    return [str(font_folder())] if font_folder().is_dir() else []
