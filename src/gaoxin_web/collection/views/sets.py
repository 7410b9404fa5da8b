"""Data sets: what is asked together."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import Page
from gaoxin_web.collection.forms import DataSetForm, DataSetWordsForm
from gaoxin_web.collection.items import askable, label_of
from gaoxin_web.collection.models import DataSet
from gaoxin_web.rulebook import rulebook
from gaoxin_web.ui.listing import Column, ListPage

GROUPS = {"money": _("经济指标"), "static": _("基本情况"), "month": _("月度指标")}


class DataSetList(ListPage):
    permission = "collection.view"
    template = "collection/sets.html"
    title = _("数据集")
    file_name = "collection"
    search = ("title__icontains",)
    empty_title = _("还没有数据集")
    empty_hint = _("数据集写明要企业填哪些字段；建好后按年或按月向企业发任务。")
    columns: ClassVar = (
        Column("title", _("名称"), order="title", first=True, link=lambda row: reverse("data_set", args=[row.pk])),
        Column("kind", _("周期"), order="kind"),
        Column("asked", _("字段数"), lambda row: len({one["field"] for one in row.items}), kind="number"),
        Column("sent", _("任务数"), order="sent", kind="number"),
        Column("organisation", _("部门"), "organisation__name"),
        Column("created_at", _("创建时间"), order="created_at", kind="date"),
    )

    def rows(self) -> Any:
        return DataSet.objects.select_related("organisation").annotate(sent=Count("rounds"))


class DataSetNew(Page):
    permission = "collection.manage"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(DataSetForm())

    @transaction.atomic  # what is done and the note of it, or neither
    def post(self, request: HttpRequest) -> HttpResponse:
        user = self.access.user
        made = DataSet(zone=user.zone, organisation=user.organisation, created_by=user)
        form = DataSetForm(request.POST, instance=made)
        if not form.is_valid() or _title_taken(form) or not _saved(form):
            return self._page(form)
        audit.record("collection.create", request=request, target=made, detail={"items": len(made.items)})
        messages.success(request, gettext("数据集已建好，可以发任务了。"))
        return redirect("round_new", pk=made.pk)

    def _page(self, form: DataSetForm) -> HttpResponse:
        return render(self.request, "collection/set_form.html", {"form": form, **_choices(form)})


class DataSetEdit(Page):
    """What a data set asks; once it has been sent out, only its words may change."""

    permission = "collection.view"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(self._form(get_object_or_404(self.visible(DataSet.objects.all()), pk=pk)))

    @transaction.atomic
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = self.access.limit(DataSet.objects.all(), "collection.manage").values("pk")
        held = DataSet.objects.select_for_update().filter(pk__in=rows)  # nobody sends it out meanwhile
        form = self._form(get_object_or_404(held, pk=pk), request.POST)
        if not form.is_valid() or _title_taken(form) or not _saved(form):
            return self._page(form)
        audit.record("collection.change", request=request, target=form.instance, detail={"fields": form.changed_data})
        messages.success(request, gettext("已保存。"))
        return redirect("data_set", pk=pk)

    def _form(self, data_set: DataSet, data: Any = None) -> Any:
        sent = data_set.rounds.exists()
        return (DataSetWordsForm if sent else DataSetForm)(data, instance=data_set)

    def _page(self, form: Any) -> HttpResponse:
        data_set = DataSet.objects.get(pk=form.instance.pk)
        rounds = data_set.rounds.select_related("data_set")
        context = {"form": form, "data_set": data_set, "rounds": rounds, "asked": _asked(data_set), **_choices(form)}
        context["may_manage"] = (
            self.access.limit(DataSet.objects.all(), "collection.manage").filter(pk=data_set.pk).exists()
        )
        return render(self.request, "collection/set_form.html", context)


def _title_taken(form: Any) -> bool:
    """Zone and title stand once; the form cannot see the zone, so it is asked here."""
    same = DataSet.objects.filter(zone=form.instance.zone, title=form.cleaned_data["title"])
    if same.exclude(pk=form.instance.pk).exists():
        form.add_error("title", gettext("已有同名的数据集。"))
        return True
    return False


def _saved(form: Any) -> bool:
    """Saved; two who send the same title at one moment are told as one after the other would be."""
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError:
        form.add_error("title", gettext("已有同名的数据集。"))
        return False
    return True


def _choices(form: Any) -> dict[str, Any]:
    """The fields to tick, by what they are about."""
    if "fields_chosen" not in form.fields:
        return {}
    boxes = {box.data["value"]: box for box in form["fields_chosen"]}
    groups: dict[str, list[Any]] = {}
    for field in [*askable(DataSet.Kind.YEAR), *askable(DataSet.Kind.MONTH)]:
        kind = "month" if field.period == "month" else "static" if field.period == "static" else field.kind
        title = str(GROUPS.get(kind, _("数量与其他")))
        if boxes[field.name] not in groups.setdefault(title, []):
            groups[title].append(boxes[field.name])
    order = [str(GROUPS["money"]), gettext("数量与其他"), str(GROUPS["static"]), str(GROUPS["month"])]
    return {"groups": [(title, groups[title]) for title in order if title in groups]}


def _asked(data_set: DataSet) -> list[tuple[str, str]]:
    """Field and the years it is asked for, in words."""
    backs: dict[str, list[int]] = {}
    for one in data_set.items:
        backs.setdefault(one["field"], []).append(one["back"])
    fields = rulebook().fields
    return [(label_of(fields[name]), _years(fields[name].period, sorted(found))) for name, found in backs.items()]


def _years(period: str, backs: list[int]) -> str:
    if period == "static":
        return gettext("不分年度")
    words = {-1: gettext("下一年至今"), 0: gettext("本期")}
    return gettext("、").join(words.get(back) or gettext("前 %(n)s 年") % {"n": back} for back in backs)
