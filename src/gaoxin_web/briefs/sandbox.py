"""What a template may do: say words of its context, ask truths, go through lists; nothing else whatever.

The tags of a template are jinja's, but of its language only the nodes of :data:`ALLOWED` are left, so that a
template calls nothing, works nothing out, reads no file and reaches no attribute of a Python object.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.runtime import LoopContext, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const),
    *(nodes.For, nodes.If, nodes.CondExpr, nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand),
    *(nodes.Filter, nodes.Test, nodes.List, nodes.Tuple, nodes.ContextReference),
)
FILTERS = ("default", "join", "length", "first", "last", "trim")
TESTS = ("defined", "undefined", "none", "in")
DEEPEST = 2  # a row, and what is in it: more would only be there to keep the server busy
NAMES = {  # what is refused, in the words of whoever writes templates
    nodes.Call: gettext_lazy("调用"),
    nodes.Macro: gettext_lazy("宏"),
    nodes.Include: gettext_lazy("引用文件"),
    nodes.Import: gettext_lazy("引用文件"),
    nodes.FromImport: gettext_lazy("引用文件"),
    nodes.Extends: gettext_lazy("引用文件"),
    nodes.Assign: gettext_lazy("赋值"),
    nodes.AssignBlock: gettext_lazy("赋值"),
    nodes.BinExpr: gettext_lazy("运算"),
    nodes.UnaryExpr: gettext_lazy("运算"),
    nodes.Concat: gettext_lazy("运算"),
    nodes.Slice: gettext_lazy("截取"),
}


class Unknown(StrictUndefined):
    """A word that is not there; it knows by which path it was asked for."""

    __slots__ = ()

    @property
    def asked(self) -> str:
        return str(self._undefined_name)


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment that templates are rendered in."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=Unknown, finalize=sayable, keep_trailing_newline=True)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}
        self.tests = {name: self.tests[name] for name in TESTS}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        check_tree(tree)
        return tree

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A word of a dictionary, never an attribute of an object; of a loop, where it stands."""
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, LoopContext) and attribute in ("index", "index0", "first", "last", "length"):
            return super().getattr(obj, attribute)
        if isinstance(obj, Undefined):
            return obj
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """A place in a list."""
        if isinstance(obj, list) and isinstance(argument, int) and not isinstance(argument, bool):
            return obj[argument] if -len(obj) <= argument < len(obj) else self.undefined(obj=obj, name=f"[{argument}]")
        return self.getattr(obj, str(argument))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return isinstance(obj, LoopContext) and not attr.startswith("_")

    def is_safe_callable(self, obj: Any) -> bool:
        return False


def check_tree(tree: nodes.Template) -> None:
    """Refuse what is not allowed.

    Raises:
        TemplateSyntaxError: with the line it stands in.
    """
    for node in _all(tree):
        if not isinstance(node, ALLOWED):
            what = next((words for kind, words in NAMES.items() if isinstance(node, kind)), _("这种标签"))
            raise TemplateSyntaxError(_("不能使用%(what)s") % {"what": what}, node.lineno)
        if isinstance(node, nodes.For) and (node.recursive or _depth(node) > DEEPEST):
            raise TemplateSyntaxError(_("循环套循环不能超过 %(most)s 层") % {"most": DEEPEST}, node.lineno)
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            said = _("不能使用过滤器「%(name)s」，可用：%(usable)s")
            raise TemplateSyntaxError(said % {"name": node.name, "usable": "、".join(FILTERS)}, node.lineno)
        if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
            raise TemplateSyntaxError(_("没有「%(word)s」这样的词") % {"word": node.attr}, node.lineno)


def sayable(value: Any) -> Any:
    """What a tag puts into the document: a text; a table or a list is gone through, not put."""
    if isinstance(value, Mapping | list | tuple):
        raise SecurityError(_("表格、列表和词组不能直接写进句子，请写到具体的词，或用循环逐项写出"))
    return "—" if value is None else value


def path_of(node: nodes.Node) -> str:
    """``a.b[0].c`` as it was written."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{path_of(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return f"{path_of(node.node)}[{node.arg.value}]"
    return ""


def line_of(error: Exception) -> int | None:
    """The line of a template that an error came from; lines are paragraphs (:mod:`.checking`)."""
    if isinstance(error, TemplateSyntaxError):
        return error.lineno
    trace, found = error.__traceback__ or sys.exc_info()[2], None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            found = trace.tb_lineno
        trace = trace.tb_next
    return found


def in_words(error: TemplateError) -> str:
    """An error of jinja in the words of whoever writes templates."""
    text = str(error.message or error)
    if isinstance(error, UndefinedError):
        return _("用了没有的词（%(said)s）") % {"said": text}
    if isinstance(error, SecurityError) or not text.isascii():
        return text
    if "end of template" in text or "unexpected 'end" in text.lower():
        return _("标签没有写完，或少了对应的 endfor、endif")
    if match := re.search(r"unknown tag '([^']*)'", text):
        return _("不认识的标签「%(tag)s」，或 for、if 没有成对") % {"tag": match[1]}
    return _("标签写法不对（%(said)s）") % {"said": text}


def _all(node: nodes.Node) -> Any:
    yield node
    for child in node.iter_child_nodes():
        yield from _all(child)


def _depth(loop: nodes.For) -> int:
    return 1 + max((_depth(inner) for inner in loop.find_all(nodes.For)), default=0)
