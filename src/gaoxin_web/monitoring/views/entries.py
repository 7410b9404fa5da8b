"""发布数、年度目标: entered with their source, every version kept, taken out and put back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import Page
from gaoxin_web.monitoring.forms import UNITS_OFFERED, FigureForm, TargetForm
from gaoxin_web.monitoring.models import Target, ZoneFigure
from gaoxin_web.monitoring.queries.entries import earlier, growth_of, name_of, removed, value_of, versions, when_of
from gaoxin_web.monitoring.queries.published import series_names
from gaoxin_web.monitoring.services.entries import TakenError, remove, restore, write
from gaoxin_web.monitoring.views.base import TABS
from gaoxin_web.ui.listing import Column, ListPage

VIEW, CHANGE = "monitoring.view", "monitoring.change"


class EntryList(ListPage):
    """A list of what was entered, what was taken out below it."""

    permission = VIEW
    export_permission = "register.export"
    template = "monitoring/entries.html"
    model: ClassVar[type[Model]]
    tab: ClassVar[str] = ""
    new_view: ClassVar[str] = ""
    new_words: ClassVar[Any] = ""
    restore_view: ClassVar[str] = ""

    def rows(self) -> QuerySet[Any]:
        return self.model._default_manager.all()

    def extra(self) -> dict[str, Any]:
        may = self.access.over_zone(CHANGE)
        return {
            "tab": self.tab,
            "tabs": [(key, label, reverse(view)) for key, label, view in TABS],
            "can_change": may,
            "new_url": reverse(self.new_view) if may else "",
            "new_words": self.new_words,
            "removed": removed(self.model, self.request.user.zone) if may else [],  # type: ignore[union-attr]
            "restore_view": self.restore_view,
        }


class FiguresView(EntryList):
    model, tab, file_name = ZoneFigure, "figures", "zone_figures"
    title = gettext_lazy("发布数")
    new_view, restore_view, new_words = "monitoring_figure_new", "monitoring_figure_restore", gettext_lazy("录入发布数")
    search = ("series__icontains", "source__icontains", "period__startswith", "note__icontains")
    search_hint = gettext_lazy("专项指标、出处、年份")
    order = ("field", "series", "-period")
    empty_title = gettext_lazy("还没有发布数")
    empty_hint = gettext_lazy("统计部门发布的产值、增速等在这里录入；发布增速优先于系统按企业数计算的增速。")
    columns = (
        Column(
            "name",
            gettext_lazy("指标"),
            name_of,
            order="field",
            kind="link",
            first=True,
            link=lambda row: reverse("monitoring_figure", args=[row.pk]),
        ),
        Column("period", gettext_lazy("期间"), when_of, order="period"),
        Column("value", gettext_lazy("数值"), value_of),
        Column("growth", gettext_lazy("发布增速"), growth_of, order="growth"),
        Column("before", gettext_lazy("修订前"), lambda row: row.earlier),
        Column("scope", gettext_lazy("统计口径"), "scope"),
        Column(
            "preliminary",
            gettext_lazy("状态"),
            lambda row: _("初步数") if row.preliminary else _("正式数"),
            kind="badge",
            tone=lambda row: "yellow" if row.preliminary else "green",
        ),
        Column("source", gettext_lazy("出处"), "source"),
        Column("released_on", gettext_lazy("发布日期"), "released_on", order="released_on", kind="date"),
        Column("base", gettext_lazy("可比基数"), "base", kind="number", shown=False),
        Column("note", gettext_lazy("备注"), "note", shown=False),
    )

    def look_up(self, rows: Sequence[Any]) -> None:
        found = earlier(rows)
        for row in rows:
            row.earlier = found.get(row.pk, "")


class TargetsView(EntryList):
    model, tab, file_name = Target, "targets", "targets"
    title = gettext_lazy("年度目标")
    new_view, restore_view, new_words = "monitoring_target_new", "monitoring_target_restore", gettext_lazy("登记目标")
    search = ("paper__icontains",)
    search_hint = gettext_lazy("依据文件")
    order = ("-year", "field")
    empty_title = gettext_lazy("还没有年度目标")
    empty_hint = gettext_lazy("登记产值等指标的全年目标后，月度运行页按月显示完成进度和时间进度。")
    columns = (
        Column(
            "name",
            gettext_lazy("指标"),
            name_of,
            order="field",
            kind="link",
            first=True,
            link=lambda row: reverse("monitoring_target", args=[row.pk]),
        ),
        Column("year", gettext_lazy("年度"), lambda row: str(row.year), order="year"),
        Column("amount", gettext_lazy("目标值"), value_of, order="amount"),
        Column("paper", gettext_lazy("依据文件"), "paper"),
        Column("by", gettext_lazy("登记人"), "by"),
    )

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("by")


class EntryPage(Page):
    """One entry: whoever may see it sees it with its versions; whoever has the right over the zone may write."""

    permission = VIEW
    model: ClassVar[type[Model]]
    form: ClassVar[type[ModelForm]]
    list_view: ClassVar[str] = ""
    kind: ClassVar[str] = ""  # as the audit log has it
    one_words: ClassVar[Any] = ""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        entry = self.entry(pk)
        return self._page(entry, self.form(instance=entry, zone=request.user.zone))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        entry = self.entry(pk)
        must_change(self, self.kind)
        form = self.form(request.POST, instance=entry, zone=request.user.zone)
        return saved(self, form) or self._page(self.entry(pk), form)

    def entry(self, pk: int) -> Any:
        return get_object_or_404(self.visible(self.model._default_manager.all()), pk=pk)

    def _page(self, entry: Any, form: ModelForm) -> HttpResponse:
        return render(self.request, "monitoring/entry.html", entry_context(self, entry, form), status=status_of(form))


class NewEntryPage(Page):
    permission = CHANGE
    model: ClassVar[type[Model]]
    form: ClassVar[type[ModelForm]]
    list_view: ClassVar[str] = ""
    kind: ClassVar[str] = ""
    one_words: ClassVar[Any] = ""

    def get(self, request: HttpRequest) -> HttpResponse:
        must_change(self, self.kind)
        asked = {name: request.GET[name] for name in ("field", "series", "year") if name in request.GET}
        return self._page(self.form(zone=request.user.zone, initial=asked))

    def post(self, request: HttpRequest) -> HttpResponse:
        must_change(self, self.kind)
        form = self.form(request.POST, instance=self.model(zone=request.user.zone), zone=request.user.zone)
        return saved(self, form) or self._page(form)

    def _page(self, form: ModelForm) -> HttpResponse:
        return render(self.request, "monitoring/entry.html", entry_context(self, None, form), status=status_of(form))


def must_change(page: Page, kind: str) -> None:
    """What is the zone's is written by who has the right over all of it."""
    if not page.access.over_zone(CHANGE):
        audit.record(f"{kind}.change", request=page.request, target=page.request.path, result="refused")
        raise PermissionDenied


def saved(page: Any, form: ModelForm) -> HttpResponse | None:
    """The way back once it is written; None where the form must be shown again with what is wrong."""
    if not form.is_valid():
        return None
    is_new = form.instance.pk is None
    try:
        entry = write(form.save(commit=False), page.request.user)
    except TakenError:
        form.add_error(None, _("这个指标在这个期间已有一条记录，请直接修改那一条。"))
        return None
    act = "create" if is_new else "change"
    detail = {"value": value_of(entry), "growth": growth_of(entry)}
    audit.record(f"{page.kind}.{act}", request=page.request, target=entry, detail=detail)
    messages.success(page.request, _("已保存。"))
    return redirect(page.list_view)


def entry_context(page: Any, entry: Any, form: ModelForm) -> dict[str, Any]:
    zone = page.request.user.zone
    return {
        "form": form,
        "entry": entry,
        "title": f"{name_of(entry)} {when_of(entry)}" if entry else page.one_words,
        "list_url": reverse(page.list_view),
        "list_words": FiguresView.title if page.model is ZoneFigure else TargetsView.title,
        "tab": "figures" if page.model is ZoneFigure else "targets",
        "versions": versions(entry) if entry else [],
        "can_change": page.access.over_zone(CHANGE),
        "delete_view": f"{page.list_view.removesuffix('s')}_delete",
        "restore_view": f"{page.list_view.removesuffix('s')}_restore",
        "units": UNITS_OFFERED,
        "series": series_names(zone) if page.model is ZoneFigure else [],
    }


def status_of(form: ModelForm) -> int:
    return 422 if form.errors else 200


class DeletePage(Page):
    permission = CHANGE
    model: ClassVar[type[Model]]
    list_view: ClassVar[str] = ""
    kind: ClassVar[str] = ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        entry = get_object_or_404(self.visible(self.model._default_manager.all()), pk=pk)
        must_change(self, self.kind)
        remove(entry)
        detail = {"value": value_of(entry), "growth": growth_of(entry)}
        audit.record(f"{self.kind}.delete", request=request, target=entry, detail=detail)
        messages.success(request, _("已删除；可在本页下方“已删除”里恢复。"))
        return redirect(self.list_view)


class RestorePage(Page):
    """Put an entry back as one of its versions has it."""

    permission = CHANGE
    model: ClassVar[type[Model]]
    list_view: ClassVar[str] = ""
    kind: ClassVar[str] = ""

    def post(self, request: HttpRequest, record: int) -> HttpResponse:
        history = self.model.history.filter(zone=request.user.zone)  # type: ignore[attr-defined]
        found = get_object_or_404(history, history_id=record)
        must_change(self, self.kind)
        try:
            entry = restore(found, request.user)
        except TakenError:
            messages.error(request, _("没有恢复：同一指标、同一期间已经另有一条记录。"), "danger")
            return redirect(self.list_view)
        audit.record(f"{self.kind}.restore", request=request, target=entry, detail={"record": record})
        messages.success(request, _("已恢复为 %(when)s 的内容。") % {"when": f"{found.history_date:%Y-%m-%d %H:%M}"})
        return redirect(self.list_view)


class FigureView(EntryPage):
    model, form, list_view, kind = ZoneFigure, FigureForm, "monitoring_figures", "zone_figure"


class FigureNewView(NewEntryPage):
    model, form, list_view, kind = ZoneFigure, FigureForm, "monitoring_figures", "zone_figure"
    one_words = gettext_lazy("录入发布数")


class FigureDeleteView(DeletePage):
    model, list_view, kind = ZoneFigure, "monitoring_figures", "zone_figure"


class FigureRestoreView(RestorePage):
    model, list_view, kind = ZoneFigure, "monitoring_figures", "zone_figure"


class TargetView(EntryPage):
    model, form, list_view, kind = Target, TargetForm, "monitoring_targets", "target"


class TargetNewView(NewEntryPage):
    model, form, list_view, kind = Target, TargetForm, "monitoring_targets", "target"
    one_words = gettext_lazy("登记目标")


class TargetDeleteView(DeletePage):
    model, list_view, kind = Target, "monitoring_targets", "target"


class TargetRestoreView(RestorePage):
    model, list_view, kind = Target, "monitoring_targets", "target"
