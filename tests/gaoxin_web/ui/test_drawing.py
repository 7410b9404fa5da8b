"""What is drawn without templates is to the letter what Django's own templates draw, but for empty lines."""

from __future__ import annotations

import datetime as dt

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from gaoxin_web.ui.drawing import Renderer

ODD = "<b>\"甲\" & '乙'</b>"
GROUPED = [("", "全部"), ("一", [("a", ODD), (2, 1000)]), (None, gettext_lazy("状态")), ("x", mark_safe("<i>x</i>"))]
ATTRIBUTES = {"class": "form-control", "required": True, "disabled": False, "data-odd": ODD, "maxlength": 10}
WIDGETS = [
    (forms.Select(choices=GROUPED), "a"),
    (forms.Select(choices=GROUPED), None),
    (forms.Select(choices=[]), "2"),
    (forms.NullBooleanSelect(), True),
    (forms.SelectMultiple(choices=GROUPED), ["a", "x"]),
    (forms.TextInput(), ODD),
    (forms.TextInput(), None),
    (forms.TextInput(), ""),
    (forms.NumberInput(), 12345.5),
    (forms.DateInput(attrs={"type": "date"}), dt.date(2026, 5, 15)),
    (forms.HiddenInput(), 7),
    (forms.PasswordInput(), "secret"),
    (forms.CheckboxInput(), True),
    (forms.CheckboxInput(), False),
    (forms.Textarea(), ODD),
    (forms.RadioSelect(choices=GROUPED), "a"),
]


def lines(drawn):
    return [line for line in drawn.splitlines() if line]


@pytest.mark.parametrize(("widget", "value"), WIDGETS)
def test_a_widget_looks_as_django_draws_it(widget, value):
    drawn, own = (widget.render("字段", value, ATTRIBUTES, renderer()) for renderer in (Renderer, DjangoTemplates))
    assert lines(drawn) == lines(own)


def test_an_option_with_a_template_of_its_own_is_left_to_it():
    class Own(forms.Select):
        option_template_name = "django/forms/widgets/checkbox_option.html"

    widget = Own(choices=[("a", "甲")])
    assert widget.render("x", "a", {}, Renderer()) == widget.render("x", "a", {}, DjangoTemplates())
