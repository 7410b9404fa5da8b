"""The plans that entrants sent along (商业计划书): a page each, without a name, for the review is blind."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

import typst
from django.core.files.base import ContentFile

from gaoxin_web.briefs.fonts import NoFontError, font_folders, official_fonts
from gaoxin_web.contests.models import Entry, EntryFile, Question

SOURCE = b"""
#let said = json("data.json")
#set page(paper: "a4", margin: 2.5cm)
#set text(font: said.fonts.body, size: 12pt, lang: "zh")
#set par(justify: true, leading: 1em, first-line-indent: (amount: 2em, all: true))
#align(center, text(font: said.fonts.head, size: 18pt, said.title))
#v(1em)
#for (head, body) in said.parts {
  block(above: 1.6em, below: 1em, text(font: said.fonts.head, size: 14pt, head))
  par(body)
}
"""
PARTS = (
    ("二、市场", "客户为本地制造企业与园区，首年计划签约八家，三年内服务四十家（示例）。"),
    ("三、团队", "核心成员六人，研发人员占三分之二，平均从业九年（示例）。"),
    ("四、计划", "一年内完成中试，两年内量产，需要资金用于设备与认证（示例）。"),
)


def send_plans(entries: Iterable[Entry], question: Question) -> None:
    """A plan with every entry, at the time it was handed in; none where no font has Chinese."""
    try:
        fonts = official_fonts()
    except NoFontError:
        return
    for entry in entries:
        pdf = _plan(entry, fonts)
        about = {"name": "商业计划书.pdf", "size": len(pdf), "sha256": sha256(pdf).hexdigest()}
        EntryFile.objects.create(
            entry=entry, question=question, file=ContentFile(pdf, "plan.pdf"), at=entry.submitted_at, **about
        )


def _plan(entry: Entry, fonts: Mapping[str, Sequence[str]]) -> bytes:
    parts = (("一、项目", entry.answers["summary"]), *PARTS)
    said = {"title": entry.title, "parts": parts, "fonts": fonts}
    files = {"main": SOURCE, "data.json": json.dumps(said, ensure_ascii=False).encode()}
    return bytes(typst.compile(files, font_paths=font_folders()))
