"""Form widgets drawn without templates: Django's own markup but for empty lines, at a tenth of what it took.

A list of stewards is a hundred options, and each would be a template within a template.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.safestring import SafeString
from django.utils.timezone import template_localtime

FOLDER = "django/forms/widgets/"
OPTION = f"{FOLDER}select_option.html"
INPUTS = (
    "text",
    "number",
    "email",
    "url",
    "password",
    "hidden",
    "date",
    "datetime",
    "time",
    "search",
    "tel",
    "checkbox",
)
Widget = Mapping[str, Any]


class Renderer(DjangoTemplates):
    """What every form is drawn by (``FORM_RENDERER``); what is not drawn here goes by its template."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        draw = DRAWN.get(template_name)
        drawn = draw(context["widget"]) if draw else None
        return super().render(template_name, context, request) if drawn is None else drawn


def select(widget: Widget) -> str | None:
    """A list to choose from; None where an option has a template of its own."""
    lines = [f'<select name="{text(widget["name"])}"{attributes(widget["attrs"])}>']
    for group, options, _place in widget["optgroups"]:
        if any(option["template_name"] != OPTION for option in options):
            return None
        if group:
            lines.append(f'  <optgroup label="{text(group)}">')
        lines += [
            f'  <option value="{plain(option["value"])}"{attributes(option["attrs"])}>{text(option["label"])}</option>'
            for option in options
        ]
        if group:
            lines.append("  </optgroup>")
    return "\n".join([*lines, "</select>"])


def field(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{plain(widget["value"])}"'
    return f'<input type="{text(widget["type"])}" name="{text(widget["name"])}"{value}{attributes(widget["attrs"])}>'


def attributes(pairs: Mapping[str, Any]) -> str:
    """Attributes with their values; True stands alone, False is left out."""
    shown = [(name, value) for name, value in pairs.items() if value is not False]
    return "".join(f" {text(name)}" if value is True else f' {text(name)}="{plain(value)}"' for name, value in shown)


def plain(value: Any) -> str:
    """As it is in code, markup escaped."""
    return value if isinstance(value, SafeString) else html.escape(str(value))


def text(value: Any) -> str:
    """As a template shows it: a number by the language's habit, a moment by its zone, markup escaped."""
    if isinstance(value, SafeString):
        return value
    return html.escape(value if isinstance(value, str) else str(localize(template_localtime(value))))


DRAWN: dict[str, Callable[[Widget], str | None]] = {
    f"{FOLDER}select.html": select,
    **{f"{FOLDER}{name}.html": field for name in INPUTS},
}
