"""Form fields dressed alike everywhere, whatever the form says of its widgets."""

from __future__ import annotations

from django import forms, template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def widget(field: BoundField, extra: str = "") -> SafeString:
    """The field's own widget in the shared look; a wrong one says so to a screen reader too."""
    inner = field.field.widget
    classes = [inner.attrs.get("class", ""), look(inner), "is-invalid" if field.errors else "", extra]
    attributes = {"class": " ".join(part for part in classes if part)}
    if field.errors:
        attributes |= {"aria-invalid": "true", "aria-describedby": f"{field.auto_id}_error"}
    if extra:  # in a table, where the head of its column is its label
        attributes["aria-label"] = str(field.label)
    return field.as_widget(attrs=attributes)


@register.filter
def is_tick(field: BoundField) -> bool:
    return isinstance(field.field.widget, forms.CheckboxInput)


def look(inner: forms.Widget) -> str:
    if isinstance(inner, forms.CheckboxInput | forms.CheckboxSelectMultiple | forms.RadioSelect):
        return "form-check-input"
    return "form-select" if isinstance(inner, forms.Select) else "form-control"
