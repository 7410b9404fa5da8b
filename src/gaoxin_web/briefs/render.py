"""A report as a Word document: a template, and what it has to say."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from docx import Document
from docxtpl import DocxTemplate
from jinja2 import TemplateError
from lxml import etree
from markupsafe import Markup

from gaoxin_web.accounts.models import User, Zone
from gaoxin_web.briefs import charts
from gaoxin_web.briefs.checking import WHOLE, Fault, TemplateFaultError, faults_of
from gaoxin_web.briefs.kinds import Context, Kind, shape_of
from gaoxin_web.briefs.package import check_package
from gaoxin_web.briefs.sandbox import Sandbox, in_words

KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
STAMP = "printed"


def render_docx(
    kind: Kind, zone: Zone, context: Context, *, by: User | None = None, template: bytes | None = None
) -> bytes:
    """The document's bytes.

    Args:
        context: what there is to say (:mod:`gaoxin_web.briefs.kinds`).
        by: who takes it out; the foot of each page says so.
        template: a Word document; by default the one that comes with gaoxin.

    Raises:
        TemplateFaultError: the template asks for a word that the context has not, or is no template.
    """
    content = kind.built_in.read_bytes() if template is None else template
    check_package(content)
    words = complete(zone, context, by)
    faults = faults_of(content, words, every=False)
    if faults:
        raise TemplateFaultError(faults)
    return _filled(content, words)


def complete(zone: Zone, context: Context, by: User | None) -> dict[str, Any]:
    """A context with the words every report has, clean of what Word cannot hold."""
    now = timezone.localtime()
    common = {
        "zone": zone.name,
        "issuer": zone.name,
        "year": f"{now:%Y}",
        "date": f"{now.year}年{now.month}月{now.day}日",
        STAMP: f"{by or ''} 打印于 {now:%Y-%m-%d %H:%M}".strip(),
    }
    return {**common, **{name: _clean(value) for name, value in context.items()}}


class Strict(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """A template whose tags must leave a document that hangs together."""

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:
        made: str = super().render_xml_part(src_xml, part, context, jinja_env)
        try:
            etree.fromstring(made.encode(), etree.XMLParser(resolve_entities=False, huge_tree=True))
        except etree.XMLSyntaxError as error:
            said = _("循环和条件的标签放错了地方：{%p %} 要单独成段，{%tr %} 要独占表格的一行，并且成对")
            raise TemplateFaultError([Fault(WHOLE, said)]) from error
        return made


def _filled(content: bytes, words: dict[str, Any]) -> bytes:
    template = Strict(io.BytesIO(content))
    template.init_docx()
    _stamp(template.docx)
    sayable = _drawable(words, template, "")
    try:
        template.render(sayable, Sandbox())
    except TemplateError as error:
        raise TemplateFaultError([Fault(WHOLE, in_words(error))]) from error
    said = template.docx.core_properties
    said.author, said.title = words["issuer"], str(words.get("title", words["zone"]))
    said.comments = said.last_modified_by = words[STAMP]
    said.created = said.modified = timezone.now().replace(tzinfo=None)
    file = io.BytesIO()
    template.docx.save(file)
    return file.getvalue()


def _stamp(document: Any) -> None:
    """Who took it out and when stands at the foot of every page, whatever the template says (D6)."""
    different = document.settings.odd_and_even_pages_header_footer
    for place, section in enumerate(document.sections):
        footers = [section.footer]
        footers += [section.even_page_footer] if different else []
        footers += [section.first_page_footer] if section.different_first_page_header_footer else []
        for footer in footers:
            if footer.is_linked_to_previous and place:
                continue  # the section before has it
            if not any(STAMP in paragraph.text for paragraph in footer.paragraphs):
                footer.is_linked_to_previous = False
                footer.add_paragraph("{{ " + STAMP + " }}")


class Drawing:
    """A chart in a context: drawn into the document when its tag is reached."""

    def __init__(self, chart: Mapping[str, Any], template: Any, path: str) -> None:
        self.chart, self.template, self.path = chart, template, path

    def __html__(self) -> str:
        return Markup(charts.embed(self.template.docx.part, self.chart, self.path))


def _drawable(value: Any, template: Any, path: str) -> Any:
    """A context with its charts ready to be drawn."""
    if not isinstance(value, Mapping):
        return value
    if shape_of(value) == "chart":
        return Drawing(value, template, path)
    return {name: _drawable(inner, template, f"{path}.{name}".lstrip(".")) for name, inner in value.items()}


def _clean(value: Any) -> Any:
    """Texts without the control characters that neither Word nor XML can hold."""
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\f", "\n")
        kept = "".join(one for one in text if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cs"))
        return kept.replace("\ufffe", "").replace("\uffff", "")
    if isinstance(value, Mapping):
        return {name: _clean(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(inner) for inner in value]
    return value


def reopened(content: bytes) -> Any:
    """A document as Word would open it."""
    return Document(io.BytesIO(content))
