"""The kinds of report there are (报告种类): each is registered by the app that makes its content.

In an app's ``AppConfig.ready``::

    from gaoxin_web.briefs import kinds
    from gaoxin_web.briefs.builtin import monthly
    kinds.register(monthly.KIND)

What a report says is a *context*: a plain dictionary that its app works out, all in words that are ready to print.
Nothing is computed here. A context holds, at any depth of dictionaries:

* a text, or a truth that a template asks (``{% if simulated %}``);
* a list of texts (paragraphs), or of dictionaries of texts;
* a table: ``{"title", "heads": [text], "rows": [[text]]}`` under ``tables``;
* a chart: ``{"title", "kind": "bar" | "line" | "bar_line", "categories": [text], "series": [{"name",
  "values": [number or None]}], "unit", "unit2"}`` under ``charts``. In ``bar_line`` the last series is the line, on
  an axis of its own in ``unit2``. ``reverse`` puts the smallest at the top, as places are drawn.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

Context = Mapping[str, Any]
BUILT_IN = Path(__file__).with_name("builtin")
COMMON: Mapping[str, Any] = {  # what every kind's template may say, whoever made the content
    "zone": _("高新区名称"),
    "issuer": _("发文机关：默认为高新区名称，可在模板里直接改写"),
    "year": _("成文年份，如 2022"),
    "date": _("成文日期，如 2022年12月10日"),
    "printed": _("谁在什么时候下载，默认印在页脚"),
}


@dataclass(frozen=True)
class Kind:
    """A kind of report: what it is called, what its template may say, and a context to try a template with.

    ``words`` names every word by its path (``total.amount``) and says what it means; its example is what ``sample``
    has there. A list's own words are written ``bureaus[].name``.
    """

    key: str
    label: Any
    summary: Any
    words: Mapping[str, Any]
    sample: Context

    @property
    def built_in(self) -> Path:
        """The template that comes with gaoxin."""
        return BUILT_IN / f"{self.key}.docx"

    def sampled(self) -> dict[str, Any]:
        """The sample context, one's own to change."""
        return copy.deepcopy(dict(self.sample))


@dataclass(frozen=True)
class Word:
    """A word a template may use: what it means, what it looks like, and how it is written in the template."""

    path: str
    meaning: Any
    shape: str  # text, truth, texts, items, table or chart
    example: str
    written: str


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind; the same key again takes the place of the first."""
    _kinds[kind.key] = kind


def kinds() -> list[Kind]:
    """All kinds, in the order they were registered."""
    return list(_kinds.values())


def kind_of(key: str) -> Kind | None:
    return _kinds.get(key)


def words_of(kind: Kind) -> Iterator[Word]:
    """Every word a template of this kind may use, the common ones last."""
    for path, meaning in kind.words.items():
        if "[]" not in path:
            yield _word(path, meaning, at(kind.sample, path))
            continue
        of, _dot, part = path.partition("[].")
        yield Word(path, meaning, "text", str(at(kind.sample, of)[0][part]), "{{ one." + part + " }}")
    examples = {"zone": "石嘴山高新区", "issuer": "石嘴山高新区", "year": "2022", "date": "2022年12月10日"}
    for path, meaning in COMMON.items():
        yield _word(path, meaning, examples.get(path, "张科员 打印于 2022-12-10 09:30"))


def at(context: Any, path: str) -> Any:
    """What a context has under a path.

    Raises:
        KeyError: it has nothing there.
    """
    for name in path.split("."):
        if not isinstance(context, Mapping):
            raise KeyError(path)
        context = context[name]
    return context


def shape_of(value: Any) -> str:
    """Which of the things a context may hold a value is."""
    if isinstance(value, bool):
        return "truth"
    if isinstance(value, Mapping):
        return "table" if "rows" in value else "chart" if "series" in value else "group"
    if isinstance(value, list):
        return "items" if value and isinstance(value[0], Mapping) else "texts"
    return "text"


def _word(path: str, meaning: Any, value: Any) -> Word:
    shape = shape_of(value)
    example, written = {
        "text": lambda: (str(value), "{{ " + path + " }}"),
        "truth": lambda: ("", "{%p if " + path + " %} … {%p endif %}"),
        "texts": lambda: (str(value[0]) if value else "", "{%p for one in " + path + " %} {{ one }} {%p endfor %}"),
        "items": lambda: ("", "{%p for one in " + path + " %} … {%p endfor %}"),
        "table": lambda: (str(value["title"]), "{%tr for row in " + path + ".rows %} … {%tr endfor %}"),
        "chart": lambda: (str(value["title"]), "{{p " + path + " }}"),
    }[shape]()
    return Word(path, meaning, shape, example, written)
