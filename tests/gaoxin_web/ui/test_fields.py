"""Form fields look alike, and say what is wrong with them to eyes and screen readers."""

from __future__ import annotations

from django import forms
from django.template import Context, Template


class Asked(forms.Form):
    name = forms.CharField(label="名称")
    kind = forms.ChoiceField(label="类别", choices=[("a", "甲")])
    sure = forms.BooleanField(label="确定", required=False)


def shown(form):
    return Template('{% include "ui/form.html" %}').render(Context({"form": form}))


def test_each_kind_of_field_has_its_look():
    page = shown(Asked())
    assert [
        page.count(look) for look in ('class="form-control"', 'class="form-select"', 'class="form-check-input"')
    ] == [
        1,
        1,
        1,
    ]


def test_a_mistake_is_marked_and_tied_to_its_words():
    page = shown(Asked({"kind": "a"}))
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_name_error"' in page
    assert '<div class="invalid-feedback d-block" id="id_name_error">' in page
    assert "有填写不对的地方" in page


def test_a_class_of_the_widget_itself_is_kept():
    form = Asked()
    form.fields["name"].widget.attrs["class"] = "wide"
    assert 'class="wide form-control"' in shown(form)
