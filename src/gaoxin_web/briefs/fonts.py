"""Which fonts a page can be set in; nothing is fetched, and a font with Chinese must be there."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import typst
from django.conf import settings

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
ROLES = {  # the fonts of an official document, under every name they are installed by
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "方正小标宋_GBK"),
    "body": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "STFangsong", "FandolFang"),
    "head": ("SimHei", "STHeiti", "FandolHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei"),
    "subhead": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "STKaiti", "FandolKai"),
    "song": ("SimSun", "STSong", "FandolSong"),
}
LATIN = ("Times New Roman", "Liberation Serif", "Libertinus Serif")  # the last is typst's own, always at hand


class NoFontError(Exception):
    """No installed font has Chinese."""


def font_folder() -> Path:
    """Where an installation may put fonts of its own."""
    return Path(settings.DATA) / "fonts"


def font_folders() -> list[str]:
    return [str(font_folder())] if font_folder().is_dir() else []


@cache
def families() -> frozenset[str]:
    """Every font that is installed or lies in the installation's own folder."""
    return frozenset(typst.Fonts(font_paths=font_folders()).families())


@cache
def chinese_fonts() -> tuple[str, ...]:
    """The known fonts with Chinese that are there, best first."""
    return tuple(name for name in FONTS if name in families())


def official_fonts() -> dict[str, list[str]]:
    """For each part of an official document the fonts to set it in, best first.

    Raises:
        NoFontError: without a Chinese font every character would be a box.
    """
    found = {role: [name for name in names if name in families()] for role, names in ROLES.items()}
    if not chinese_fonts() and not any(found.values()):
        raise NoFontError
    others = [*chinese_fonts(), *found["song"], *found["body"], *found["head"]]
    latin = [name for name in LATIN if name in families()]
    return {role: [*latin, *dict.fromkeys([*names, *others])] for role, names in found.items()}
