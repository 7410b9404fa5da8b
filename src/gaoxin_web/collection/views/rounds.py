"""Rounds: the list, a new one for chosen enterprises, and the completeness board (填报进度)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any, ClassVar

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import Page
from gaoxin_web.collection.filters import FormFilter, RoundFilter
from gaoxin_web.collection.forms import CloseOnForm, RoundForm, WhomForm
from gaoxin_web.collection.models import Assignment, DataSet, HandOut, Round
from gaoxin_web.collection.queries import FILED, candidates, completeness, filed, rounds_seen
from gaoxin_web.collection.services import RefusedError, handing_out, rounds
from gaoxin_web.ui.listing import Bulk, Column, ListPage

ROUND_TONES = {"draft": "secondary", "open": "azure", "closed": "yellow", "locked": "green"}
FORM_TONES = {
    "not_opened": "red",
    "opened": "orange",
    "draft": "yellow",
    "submitted": "azure",
    "returned": "orange",
    "approved": "green",
}
DAYS = 14  # a round runs so long unless the officer says otherwise
SHOWN = 8  # names shown of those a round would ask


class RoundList(ListPage):
    permission = "collection.view"
    template = "collection/rounds.html"
    title = _("数据填报")
    file_name = "collection"
    filters = RoundFilter
    search = ("data_set__title__icontains",)
    empty_title = _("还没有填报任务")
    empty_hint = _("先建数据集（要填哪些字段），再选择期间和企业发出任务。")
    order = ("-created_at",)
    columns: ClassVar = (
        Column(
            "data_set",
            pgettext_lazy("column", "数据集"),
            "data_set__title",
            first=True,
            link=lambda row: reverse("round", args=[row.pk]),
        ),
        Column("period", _("期间"), order="year"),
        Column(
            "state",
            _("状态"),
            lambda row: standing(row)[0],
            order="state",
            kind="badge",
            tone=lambda row: standing(row)[1],
        ),
        Column("closes_on", _("截止日期"), order="closes_on", kind="date"),
        Column("total", _("应报"), order="total", kind="number"),
        Column("filed", _("已报"), order="filed", kind="number"),
        Column("share", _("报送率"), lambda row: share(row.filed, row.total)),
        Column("opens_on", _("开始日期"), order="opens_on", kind="date", shown=False),
    )

    def rows(self) -> QuerySet[Round]:
        forms = self.visible(Assignment.objects.filter(round=OuterRef("pk"))).order_by().values("round")
        total = Subquery(forms.annotate(n=Count("pk")).values("n"))
        done = Subquery(forms.filter(state__in=FILED).annotate(n=Count("pk")).values("n"))
        return Round.objects.select_related("data_set").annotate(total=Coalesce(total, 0), filed=Coalesce(done, 0))

    def visible(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        if rows.model is not Round:
            return super().visible(rows)
        return rows.filter(pk__in=rounds_seen(self.access, self.permission).order_by().values("pk"))


def standing(round_: Round) -> tuple[Any, str]:
    """How a round stands, in words and tone: one that is open takes nothing before its first day or after its last."""
    today = timezone.localdate()
    if round_.state == Round.State.OPEN and today < round_.opens_on:
        return _("未到开始日期"), "secondary"
    if round_.state == Round.State.OPEN and today > round_.closes_on:
        return _("已过截止日期"), "yellow"
    return round_.get_state_display(), ROUND_TONES[round_.state]


def share(part: int, whole: int) -> str:
    """Never rounded up: 100.0% is said when nobody is missing."""
    return f"{1000 * part // whole / 10:.1f}%" if whole else "—"


class RoundNew(Page):
    """Choose a period and enterprises, see how many they are, and send."""

    permission = "collection.manage"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        today = timezone.localdate()
        first = {"year": today.year - 1, "opens_on": today, "closes_on": today + timedelta(days=DAYS)}
        data_set = self._data_set(pk)
        if data_set.kind == DataSet.Kind.MONTH:
            last = today.replace(day=1) - timedelta(days=1)  # the month that is over; January is asked with February
            if last.month == 1:
                last = last.replace(day=1) - timedelta(days=1)
            first |= {"year": last.year, "month": last.month}
        return self._page(RoundForm(initial=first, access=self.access, data_set=data_set), data_set)

    @transaction.atomic  # what is done and the note of it, or neither
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        data_set = self._data_set(pk)
        form = RoundForm(request.POST, access=self.access, data_set=data_set)
        if not form.is_valid() or request.POST.get("action") == "count":
            return self._page(form, data_set)
        data = form.cleaned_data
        state = Round.State.DRAFT if request.POST.get("action") == "draft" else Round.State.OPEN
        about = {"year": data["year"], "month": data.get("month") or 0, "opens_on": data["opens_on"]}
        about |= {"closes_on": data["closes_on"], "by": self.access.user, "state": state}
        asked = candidates(self.access, data)
        count = asked.count()
        try:
            made = self._send(data_set, asked, count, data, about)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
            return self._page(form, data_set)
        audit.record("collection.open", request=request, target=made, detail={"enterprises": count})
        messages.success(request, gettext("任务已建好，共 %(n)s 家企业。") % {"n": count})
        return redirect("round", pk=made.pk)

    @transaction.atomic
    def _send(self, data_set: DataSet, asked: Any, count: int, data: dict[str, Any], about: dict[str, Any]) -> Round:
        """The round, its forms at once where they are few, by the worker where they are many."""
        if count <= handing_out.AT_ONCE:
            return rounds.start(data_set, asked, **about)
        made = rounds.found(data_set, **about)
        handing_out.hand_out(made, self.access.user, data)
        return made

    def _data_set(self, pk: int) -> DataSet:
        return get_object_or_404(self.visible(DataSet.objects.all()), pk=pk)

    def _page(self, form: RoundForm, data_set: DataSet) -> HttpResponse:
        context = {"form": form, "data_set": data_set, **chosen(self, form)}
        return render(self.request, "collection/round_form.html", context)


class RoundCount(Page):
    """How many enterprises a choice comes to, shown beside the form while it is made."""

    permission = "collection.manage"

    def post(self, request: HttpRequest) -> HttpResponse:
        form = WhomForm(request.POST, access=self.access)
        return render(request, "collection/count.html", chosen(self, form))


def chosen(page: Page, form: WhomForm) -> dict[str, Any]:
    """The count and the first names; of a form not yet sent, all enterprises."""
    if form.is_bound:
        form.is_valid()
    found = candidates(page.access, getattr(form, "cleaned_data", {}))
    names = list(found.order_by("name", "pk").values_list("name", flat=True)[:SHOWN])
    missed: list[str] = []
    if wanted := getattr(form, "cleaned_data", {}).get("names"):
        have = {word for pair in found.values_list("name", "uscc") for word in pair}
        missed = [name for name in wanted if name not in have]
    return {"count": found.count(), "names": names, "missed": missed}


class Board(ListPage):
    """Who has filed and who has not, by bureau; the list is filtered to 缺报 with one click."""

    permission = "collection.view"
    template = "collection/board.html"
    file_name = "collection"
    filters = FormFilter
    search = ("enterprise__name__icontains", "enterprise__uscc__istartswith", "enterprise__initials__istartswith")
    empty_title = _("没有符合条件的填报单")
    empty_hint = _("请放宽上面的条件，或增加企业。")
    order = ("pk",)  # by name would sort all forms of a round to show twenty
    columns: ClassVar = (
        Column(
            "enterprise",
            _("企业"),
            "enterprise__name",
            order="enterprise__name",
            first=True,
            link=lambda row: reverse("form_review", args=[row.pk]),
        ),
        Column("bureau", _("责任部门"), "enterprise__organisation__name", order="enterprise__organisation__name"),
        Column("state", _("状态"), order="state", kind="badge", tone=lambda row: FORM_TONES[row.state]),
        Column("due_on", _("截止日期"), order="due_on", kind="date"),
        Column("overdue", _("逾期"), lambda row: gettext("逾期") if row.is_overdue else None),
        Column("submitted_at", _("提交时间"), order="submitted_at", kind="date"),
        Column("warnings", _("提醒"), order="warnings", kind="number"),
        Column("reminded", _("已催"), order="reminded", kind="number"),
        Column("uscc", _("统一社会信用代码"), "enterprise__uscc", order="enterprise__uscc", shown=False),
        Column("saved_at", _("最近保存"), order="saved_at", kind="date", shown=False),
        Column("reviewed_at", _("审核时间"), order="reviewed_at", kind="date", shown=False),
    )

    def dispatch(self, request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        self.round = get_object_or_404(rounds_seen(self.access, self.permission), pk=pk)
        self.title = str(self.round)
        return super().dispatch(request, **kwargs)

    def rows(self) -> QuerySet[Assignment]:
        return Assignment.objects.filter(round=self.round).select_related("enterprise__organisation", "round__data_set")

    def bulk_actions(self) -> list[Bulk]:
        open_to_review = self.access.may("collection.manage") and self.round.state != Round.State.LOCKED
        return [Bulk("approve_forms", _("通过所选（无提醒的待审核单）"), "check")] if open_to_review else []

    def extra(self) -> dict[str, Any]:
        forms = self.visible(Assignment.objects.filter(round=self.round))
        lines = completeness(forms)
        counts = Counter({state: sum(line.counts[at] for line in lines) for at, state in enumerate(Assignment.State)})
        return {
            "round": self.round,
            "board_rows": lines,
            "states": [(state, words, counts[state], FORM_TONES[state]) for state, words in Assignment.State.choices],
            "total": counts.total(),
            "filed": filed(counts),
            "missing": counts.total() - filed(counts),
            "share": share(filed(counts), counts.total()),
            "may_manage": may_manage(self, self.round),
            "standing": standing(self.round),
            "hand_out": on_its_way(self.round),
        }


def on_its_way(round_: Round) -> HandOut | None:
    """Forms that are still being handed out, or the last that were not all."""
    handing_out.resume(round_)
    last = round_.hand_outs.first()
    return last if last and last.state != HandOut.State.DONE else None


class HandOutProgress(Page):
    """How far the worker is, asked for every other second; once it is done the whole board is shown anew."""

    permission = "collection.view"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        round_ = get_object_or_404(rounds_seen(self.access, self.permission), pk=pk)
        found = on_its_way(round_)
        response = render(request, "collection/hand_out.html", {"hand_out": found, "round": round_})
        if found is None or found.state not in HandOut.ON_ITS_WAY:
            response["HX-Refresh"] = "true"
        return response


def may_manage(page: Page, round_: Round) -> bool:
    return page.access.limit(Round.objects.filter(pk=round_.pk), "collection.manage").exists()


class RoundMove(Page):
    """Open, close, lock, unlock a round, or move its last day."""

    permission = "collection.manage"

    @transaction.atomic  # what is done and the note of it, or neither
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        round_ = get_object_or_404(self.visible(Round.objects.select_related("data_set")), pk=pk)
        what, reason = request.POST.get("what", ""), request.POST.get("reason", "")
        try:
            if what == "reschedule":
                self._reschedule(round_)
            elif what in rounds.MOVES:
                rounds.move(pk, what, reason)
                detail = {"from": round_.state, "reason": reason}
                audit.record(f"collection.{what}", request=request, target=round_, detail=detail)
                messages.success(request, gettext("任务状态已更新。"))
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        return redirect("round", pk=pk)

    def _reschedule(self, round_: Round) -> None:
        form = CloseOnForm(self.request.POST)
        if not form.is_valid():
            raise RefusedError(gettext("请填写截止日期，如 2026-03-31。"))
        before, day = round_.closes_on, form.cleaned_data["closes_on"]
        rounds.reschedule(round_.pk, day)
        detail = {"before": before.isoformat(), "after": day.isoformat()}
        audit.record("collection.reschedule", request=self.request, target=round_, detail=detail)
        messages.success(self.request, gettext("截止日期已改。"))


class RoundAdd(Page):
    """More enterprises for a round that runs."""

    permission = "collection.manage"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(WhomForm(access=self.access), self._round(pk))

    @transaction.atomic  # what is done and the note of it, or neither
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        round_, form = self._round(pk), WhomForm(request.POST, access=self.access)
        if not form.is_valid() or request.POST.get("action") == "count":
            return self._page(form, round_)
        asked = candidates(self.access, form.cleaned_data)
        if asked.count() > handing_out.AT_ONCE and round_.state != Round.State.LOCKED:
            handing_out.hand_out(round_, self.access.user, form.cleaned_data)
            audit.record("collection.add", request=request, target=round_, detail={"enterprises": asked.count()})
            messages.success(request, gettext("正在后台增加企业；已在任务中的不重复发。"))
            return redirect("round", pk=pk)
        try:
            added = rounds.ask(round_, asked)
        except RefusedError as refusal:
            messages.error(request, str(refusal))
            return redirect("round", pk=pk)
        audit.record("collection.add", request=request, target=round_, detail={"enterprises": added})
        messages.success(request, gettext("增加了 %(n)s 家企业；已在任务中的不重复发。") % {"n": added})
        return redirect("round", pk=pk)

    def _round(self, pk: int) -> Round:
        return get_object_or_404(self.visible(Round.objects.select_related("data_set")), pk=pk)

    def _page(self, form: WhomForm, round_: Round) -> HttpResponse:
        context = {"form": form, "data_set": round_.data_set, "round": round_, **chosen(self, form)}
        return render(self.request, "collection/round_form.html", context)
