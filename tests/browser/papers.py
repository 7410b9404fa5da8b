"""What a printed paper says."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import docx

STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
SAYS = re.compile(rb"<[0-9a-fA-F]+>\s*<([0-9a-fA-F]+)>")  # of a font's table: a glyph, and the letter it is


def words_of_docx(path: Path) -> str:
    """All paragraphs and cells, a line each."""
    paper = docx.Document(str(path))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def letters_of_pdf(path: Path) -> set[str]:
    """Every letter that the fonts set in a PDF can say; the order of letters is the typesetter's affair."""
    found: set[str] = set()
    for packed in STREAM.findall(path.read_bytes()):
        try:
            content = zlib.decompress(packed)
        except zlib.error:
            continue
        if b"beginbfchar" in content or b"beginbfrange" in content:
            for letters in SAYS.findall(content):
                found |= set(bytes.fromhex(letters.decode()).decode("utf-16-be", "ignore"))
    return found
