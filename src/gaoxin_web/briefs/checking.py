"""A template looked at before it is used: every fault at once, each with the paragraph it stands in.

The document's paragraphs are laid out as a plain text, one a line, and that text is rendered as a template: the line
of an error is then the paragraph that whoever edits the document sees.
"""

from __future__ import annotations

import difflib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.oxml.ns import qn
from jinja2 import TemplateError, nodes

from gaoxin_web.briefs.kinds import shape_of
from gaoxin_web.briefs.sandbox import Sandbox, in_words, line_of, path_of

TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
OPENING = re.compile(r"(\{\{|\{%)(p|tr|tc|r)\s")
WIDE = re.compile(r"｛｛|｛%|\{％|\{ \{|％\}|\} \}|｝｝")
SHOWN = 30  # characters of a paragraph that an error quotes
MOST_FAULTS = 30


@dataclass(frozen=True)
class Line:
    """A paragraph of a template: which it is, of the text or of the header or footer, and what it says."""

    part: str  # body, header, footer; empty where the template as a whole is meant
    number: int
    text: str

    def __str__(self) -> str:
        if not self.part:
            return _("模板")
        where = {"body": _("模板第 %(n)s 段"), "header": _("页眉第 %(n)s 段"), "footer": _("页脚第 %(n)s 段")}
        text = self.text.strip()
        quote = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
        return where[self.part] % {"n": self.number} + (f"（“{quote}”）" if quote else "")


WHOLE = Line("", 0, "")


@dataclass(frozen=True)
class Fault:
    """What is wrong in a template, and where."""

    line: Line
    message: str

    def __str__(self) -> str:
        return f"{self.line}：{self.message}"

    @property
    def paragraph(self) -> int | None:
        """The paragraph of the document's text it stands in."""
        return self.line.number if self.line.part == "body" else None


class TemplateFaultError(Exception):
    """A template that cannot be used; ``faults`` says all that is wrong."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("；".join(str(fault) for fault in self.faults))


def faults_of(content: bytes, context: Mapping[str, Any], *, every: bool = True) -> list[Fault]:
    """All that is wrong with a template for a context.

    Args:
        every: look at every word the template has; else only at what is reached with this very context, whose lists
            may be empty.
    """
    lines = lines_of(content)
    found = [Fault(line, _wide(line.text)) for line in lines if WIDE.search(line.text)]
    if not any("{{" in line.text or "{%" in line.text for line in lines):
        return [*found, Fault(WHOLE, _("里面没有任何标签，生成的报告不会有数据。请从内置模板改起。"))]
    source = "\n".join(plain(line.text) for line in lines)
    sandbox = Sandbox()
    try:
        tree = sandbox.parse(source)
    except TemplateError as error:
        return [*found, _fault(error, lines)]
    walk = Walk(lines, context)
    if every:
        walk.through(tree.body, {})
    found += walk.faults
    if not found:
        try:
            sandbox.from_string(source).render(_undrawn(context))
        except (TemplateError, TypeError, ValueError) as error:
            found.append(_fault(error, lines))
    return found[:MOST_FAULTS]


def lines_of(content: bytes) -> list[Line]:
    """Every paragraph: of the body with the cells of its tables, then of headers and footers."""
    document = Document(io.BytesIO(content))
    found = [Line("body", number, text) for number, text in enumerate(_texts(document.element.body), 1)]
    for part in document.part.package.iter_parts():
        name = str(part.partname)
        kind = next((key for key in ("header", "footer") if name.startswith(f"/word/{key}")), None)
        if kind and hasattr(part, "element"):
            found += [Line(kind, number, text) for number, text in enumerate(_texts(part.element), 1)]
    return found


def plain(text: str) -> str:
    """A paragraph's text as jinja takes it: docxtpl's letters and Word's curly quotes put straight inside tags."""
    text = OPENING.sub(r"\1 ", text)
    return TAG.sub(lambda tag: tag[0].translate(QUOTES), text)


QUOTES = str.maketrans("“”‘’", "\"\"''")


class Walk:
    """Goes through a template's tree with the shape of the context at hand, and notes every word that is not there."""

    def __init__(self, lines: list[Line], context: Mapping[str, Any]) -> None:
        self.lines, self.context, self.faults = lines, context, list[Fault]()
        self.words = list(_paths(context))

    def through(self, body: Iterable[nodes.Node], scope: dict[str, Any]) -> None:
        for node in body:
            if isinstance(node, nodes.For):
                listed = self.value(node.iter, scope)
                if listed is not MISSING and not isinstance(listed, list):
                    self._note(
                        node.lineno, _("「%(word)s」不是列表，不能用 for 逐项写出") % {"word": path_of(node.iter)}
                    )
                one = listed[0] if isinstance(listed, list) and listed else MISSING
                inner = {**scope, **({node.target.name: one} if isinstance(node.target, nodes.Name) else {})}
                inner["loop"] = MISSING
                self.through([*node.body, *node.else_], inner)
            elif isinstance(node, nodes.If):
                self.value(node.test, scope)
                self.through([*node.body, *node.elif_, *node.else_], scope)
            elif isinstance(node, nodes.Output):
                for part in node.nodes:
                    self._output(part, scope)

    def value(self, node: nodes.Node, scope: dict[str, Any]) -> Any:
        """What an expression has in the context; MISSING where that is not to be said."""
        if isinstance(node, nodes.Name):
            found = scope.get(node.name, self.context.get(node.name, NONE))
            return self._unknown(node, node.name) if found is NONE else found
        if isinstance(node, nodes.Getattr | nodes.Getitem):
            return self._part(node, scope)
        if isinstance(node, nodes.Filter) and node.name == "default":
            return MISSING  # what has a default need not be there
        if isinstance(node, nodes.Test) and node.name in ("defined", "undefined"):
            return MISSING
        for child in node.iter_child_nodes():
            self.value(child, scope)
        return MISSING

    def _part(self, node: nodes.Getattr | nodes.Getitem, scope: dict[str, Any]) -> Any:
        of = self.value(node.node, scope)
        key = node.attr if isinstance(node, nodes.Getattr) else getattr(node.arg, "value", None)
        if of is MISSING:
            return MISSING
        if isinstance(of, Mapping) and key in of:
            return of[key]
        if isinstance(of, list) and isinstance(key, int):
            return of[key] if key < len(of) else self._unknown(node, path_of(node))
        return self._unknown(node, path_of(node))

    def _output(self, part: nodes.Node, scope: dict[str, Any]) -> None:
        if isinstance(part, nodes.TemplateData):
            return
        value, path = self.value(part, scope), path_of(part)
        shape = "text" if value is MISSING else shape_of(value)
        alone = bool(re.search(r"\{\{p\s", self._text(part.lineno)))
        if shape == "chart" and not alone:
            self._note(part.lineno, _("图「%(word)s」要单独成段，写作 {{p %(word)s }}") % {"word": path})
        elif shape != "chart" and alone:
            self._note(part.lineno, _("「%(word)s」不是图，请写作 {{ %(word)s }}") % {"word": path})
        elif shape in ("table", "texts", "items", "group"):
            said = _("「%(word)s」是表格、列表或词组，不能直接写进句子；写法见“可用的词”")
            self._note(part.lineno, said % {"word": path})

    def _unknown(self, node: nodes.Node, path: str) -> Any:
        near = difflib.get_close_matches(path, self.words, 3, 0.65)
        hint = _("您是否指%(words)s？") % {"words": "、".join(f"「{word}」" for word in near)} if near else ""
        usable = "、".join(dict.fromkeys(word.partition(".")[0] for word in self.words))
        said = _("用了没有的词「%(word)s」。%(hint)s可用：%(usable)s；全部见“可用的词”")
        self._note(node.lineno, said % {"word": path, "hint": hint, "usable": usable})
        return MISSING

    def _note(self, line: int, message: str) -> None:
        fault = Fault(self.lines[line - 1], message)
        if fault not in self.faults:
            self.faults.append(fault)

    def _text(self, line: int) -> str:
        return self.lines[line - 1].text


MISSING, NONE = object(), object()


def _undrawn(value: Any) -> Any:
    """A context whose charts are nothing yet."""
    if not isinstance(value, Mapping):
        return value
    return "" if shape_of(value) == "chart" else {name: _undrawn(inner) for name, inner in value.items()}


def _fault(error: Exception, lines: list[Line]) -> Fault:
    number = line_of(error)
    line = lines[number - 1] if number and number <= len(lines) else WHOLE
    if isinstance(error, TemplateError):
        return Fault(line, in_words(error))
    return Fault(line, _("这里的比较或循环写得不对"))


def _texts(root: Any) -> Iterator[str]:
    for paragraph in root.iter(qn("w:p")):
        own = (text for text in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br")) if _owner(text) is paragraph)
        yield "".join((text.text or "") if text.tag == qn("w:t") else " " for text in own).replace("\n", " ")


def _owner(element: Any) -> Any:
    """The paragraph an element stands in: one in a text box is within another."""
    while element.tag != qn("w:p"):
        element = element.getparent()
    return element


def _paths(context: Mapping[str, Any], before: str = "") -> Iterator[str]:
    """The words of a context by their paths."""
    for name, value in context.items():
        path = f"{before}{name}"
        yield path
        if isinstance(value, Mapping) and shape_of(value) == "group":
            yield from _paths(value, f"{path}.")


def _wide(text: str) -> str:
    found = WIDE.search(text)
    return _("标签要用半角的 {{ }} 和 {% %}，这里写成了“%(tag)s”").replace("%(tag)s", found[0] if found else "")


def words_in(content: bytes) -> list[str]:
    """The words a template uses, by their paths."""
    tree = Sandbox().parse("\n".join(plain(line.text) for line in lines_of(content)))
    paths = {path_of(node) for node in tree.find_all((nodes.Name, nodes.Getattr, nodes.Getitem))}
    return sorted(path for path in paths if path and not path.startswith(("loop", "one", "row")))
