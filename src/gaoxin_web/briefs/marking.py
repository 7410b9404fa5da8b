"""A template with its faults written beside the paragraphs they stand in, as Word's comments."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph


def marked(content: bytes, faults: Sequence[Mapping[str, Any]]) -> bytes:
    """The document with a comment for each fault; one that stands in no paragraph of the text is at the first."""
    document = Document(io.BytesIO(content))
    paragraphs = [Paragraph(element, document._body) for element in document.element.body.iter(qn("w:p"))]
    for fault in faults:
        paragraph = paragraphs[min(fault["paragraph"] or 1, len(paragraphs)) - 1]
        document.add_comment(paragraph.runs or [paragraph.add_run()], fault["text"], "gaoxin", "gx")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
