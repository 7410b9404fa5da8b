"""Tailored plans (一企一策): the list, one plan with its measures, its states, its print."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import Page
from gaoxin_web.briefs.fonts import NoFontError, chinese_fonts, font_folder
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.enterprises.views.profile import EnterprisePage, frame
from gaoxin_web.ladders.filters import PlanFilter
from gaoxin_web.ladders.forms import MeasureFormSet, PlanForm
from gaoxin_web.ladders.models import Plan
from gaoxin_web.ladders.printing.content import printed, verdict_words
from gaoxin_web.ladders.printing.docx import KIND, as_docx
from gaoxin_web.ladders.printing.pdf import as_pdf
from gaoxin_web.ladders.queries.runs import last_run
from gaoxin_web.ladders.services.plans import NEXT, NotInForceError, draw_up, move_to
from gaoxin_web.ladders.words import policy_words
from gaoxin_web.rulebook import rulebook
from gaoxin_web.ui.listing import Column, ListPage
from gaoxin_web.ui.sheets import attachment

TONES = {"draft": "secondary", "agreed": "blue", "done": "green", "dropped": "yellow"}


def progress(row: Any) -> str:
    return f"{row.done} / {row.all}" if row.all else "—"


class PlansView(ListPage):
    permission = "plan.view"
    export_permission = "register.export"
    template = "ladders/plans.html"
    title = gettext_lazy("一企一策")
    filters = PlanFilter
    search = ("enterprise__name__icontains", "enterprise__initials__startswith", "enterprise__uscc__startswith")
    search_hint = gettext_lazy("企业名称、拼音首字母或信用代码")
    file_name = "plan"
    empty_title = gettext_lazy("还没有一企一策")
    empty_hint = gettext_lazy("打开企业的“培育阶梯”，在“怎样才能达标”下面点“制定一企一策”。")
    columns = (
        Column(
            "name",
            gettext_lazy("企业"),
            "enterprise__name",
            "enterprise__name",
            first=True,
            link=lambda row: reverse("plan", args=[row.pk]),
        ),
        Column("policy", gettext_lazy("目标"), lambda row: policy_words(row.policy), "policy"),
        Column("state", gettext_lazy("状态"), "state", "state", kind="badge", tone=lambda row: TONES[row.state]),
        Column("progress", gettext_lazy("措施完成"), progress),
        Column(
            "overdue",
            gettext_lazy("逾期"),
            lambda row: _("%(count)s 项逾期") % {"count": row.late} if row.late and row.is_open else None,
            kind="badge",
            tone=lambda row: "red",
        ),
        Column("due", gettext_lazy("下一期限"), "next_due", "next_due", kind="date"),
        Column("apply_by", gettext_lazy("拟申报日期"), order="apply_by", kind="date"),
        Column(
            "cost",
            gettext_lazy("预计投入（万元）"),
            lambda row: None if row.cost is None else row.cost / 10_000,
            "cost",
            kind="number",
        ),
        Column("owner", gettext_lazy("责任人"), "owner", "owner__name"),
        Column("organisation", gettext_lazy("责任部门"), "enterprise__organisation", shown=False),
        Column(
            "created",
            gettext_lazy("制定日期"),
            lambda row: timezone.localdate(row.created_at),
            "created_at",
            kind="date",
        ),
    )

    def rows(self) -> QuerySet[Plan]:
        undone = Q(measures__done_on=None)
        late = undone & Q(measures__due_on__lt=timezone.localdate())
        return Plan.objects.annotate(
            all=Count("measures"),
            done=Count("measures", filter=~undone & Q(measures__isnull=False)),
            late=Count("measures", filter=late & Q(measures__isnull=False)),
            next_due=Min("measures__due_on", filter=undone),
            cost=Sum("measures__cost"),
        )

    def prepare(self, rows: QuerySet[Plan]) -> QuerySet[Plan]:
        return rows.select_related("enterprise__organisation", "owner")


class _OnePlan(Page):
    permission = "plan.view"

    def plan(self, pk: int) -> Plan:
        rows = Plan.objects.select_related("enterprise__zone", "enterprise__organisation", "owner", "created_by")
        return get_object_or_404(self.visible(rows), pk=pk)


class PlanView(_OnePlan):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        plan = self.plan(pk)
        return self._page(plan, *self._forms(plan))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        plan = self.plan(pk)
        if not self.access.reaches(plan, "plan.change"):
            audit.record("plan.change", request=request, target=f"plan:{pk} {plan.enterprise}", result="refused")
            raise PermissionDenied
        if not plan.is_open:
            messages.error(request, _("方案已结束，不能再改；请先把状态改回来。"), "danger")
            return redirect("plan", pk)
        form, measures = self._forms(plan, request.POST)
        if not (form.is_valid() and measures.is_valid()):
            return self._page(plan, form, measures, status=422)
        with transaction.atomic():
            Plan.objects.select_for_update().get(pk=pk)
            form.save()
            _save(measures)
            audit.record(
                "plan.change", request=request, target=f"plan:{pk} {plan.enterprise}", detail=_said(form, measures)
            )
        messages.success(request, _("已保存。"))
        return redirect("plan", pk)

    def _forms(self, plan: Plan, data: Any = None) -> tuple[Any, Any]:
        form = PlanForm(data, instance=plan, zone=plan.enterprise.zone)
        return form, MeasureFormSet(data, instance=plan, prefix="m")

    def _page(self, plan: Plan, form: Any, measures: Any, status: int = 200) -> HttpResponse:
        may_change = self.access.reaches(plan, "plan.change")
        today = timezone.localdate()
        context = {
            "plan": plan,
            "form": form,
            "measures": measures,
            "can_edit": may_change and plan.is_open,
            "moves": [(state, Plan.State(state).label) for state in NEXT[plan.state]] if may_change else [],
            "verdict_words": verdict_words(plan.verdict),
            "tone": TONES[plan.state],
            "today": today,
            "total": plan.measures.aggregate(total=Sum("cost"))["total"],
            "fonts": chinese_fonts(),
            "font_folder": font_folder(),
        }
        return render(self.request, "ladders/plan.html", context, status=status)


def _said(form: Any, measures: Any) -> dict[str, Any]:
    """What was changed, for the log."""
    return {
        "fields": form.changed_data,
        "added": len(measures.new_objects),
        "changed": len(measures.changed_objects),
        "deleted": len(measures.deleted_objects),
    }


def _save(measures: Any) -> None:
    """New measures go to the end."""
    last = measures.instance.measures.aggregate(last=Max("place"))["last"] or 0
    for measure in measures.save(commit=False):
        if measure.pk is None:
            last += 1
            measure.place = last
        measure.save()
    for measure in measures.deleted_objects:
        measure.delete()


class PlanStateView(_OnePlan):
    permission = "plan.change"

    @transaction.atomic
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        plan, state = self.plan(pk), request.POST.get("state", "")
        before = move_to(plan, state)
        if before:
            detail = {"from": before, "to": state}
            audit.record("plan.state", request=request, target=f"plan:{pk} {plan.enterprise}", detail=detail)
            messages.success(request, _("状态已改为“%(state)s”。") % {"state": plan.get_state_display()})
        else:
            messages.error(request, _("不能这样改状态，请刷新后再看。"), "danger")
        return redirect("plan", pk)


class NewPlanView(Page):
    permission = "plan.change"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        enterprise, policy = self._enterprise(pk), request.GET.get("policy", "")
        if policy not in rulebook().policies:
            raise Http404
        before = self.visible(Plan.objects.filter(enterprise=enterprise, policy=policy)).filter(
            state__in=(Plan.State.DRAFT, Plan.State.AGREED)
        )
        context = {"enterprise": enterprise, "policy": policy, "label": policy_words(policy), "before": before}
        return render(request, "ladders/plan_new.html", context)

    @transaction.atomic
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        enterprise, policy = self._enterprise(pk), request.POST.get("policy", "")
        if policy not in rulebook().policies:
            messages.error(request, _("规则库里没有这项政策了，请重新选一个目标。"), "danger")
            return redirect("enterprise_ladder", pk)
        run = last_run(self.access, "plan.change")
        on = run.on if run else timezone.localdate()
        try:
            plan = draw_up(enterprise, policy, on, request.user)
        except NotInForceError:
            messages.error(request, _("这项政策在 %(on)s 没有有效版本，不能制定方案。") % {"on": on}, "danger")
            return redirect("enterprise_ladder", pk)
        audit.record("plan.create", request=request, target=enterprise, detail={"policy": policy, "plan": plan.pk})
        messages.success(request, _("已按测算结果列出措施，请补上责任人和期限。"))
        return redirect("plan", plan.pk)

    def _enterprise(self, pk: int) -> Enterprise:
        return get_object_or_404(self.visible(Enterprise.objects.select_related("zone", "organisation")), pk=pk)


class PlanPrintView(_OnePlan):
    def get(self, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        plan = self.plan(pk)
        with translation.override("zh-hans"):
            content = printed(plan, request.user)
            name = f"{_('一企一策')}_{plan.enterprise.name}_{policy_words(plan.policy)}"
        if form == "docx":
            response = attachment(f"{name}.docx", as_docx(content), KIND)
        elif form == "pdf":
            try:
                response = attachment(f"{name}.pdf", as_pdf(content), "application/pdf")
            except NoFontError:
                return render(request, "ladders/no_font.html", {"plan": plan, "folder": font_folder()}, status=503)
        else:
            raise Http404
        audit.record("plan.print", request=request, target=f"plan:{pk} {plan.enterprise}", detail={"form": form})
        return response


class EnterprisePlansView(EnterprisePage):
    """The tab of an enterprise's page."""

    permission = "plan.view"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        enterprise = self.enterprise(pk)
        plans = PlansView.rows(PlansView()).filter(enterprise=enterprise).select_related("owner").order_by("-pk")
        shown = [(plan, progress(plan), TONES[plan.state]) for plan in self.visible(plans)]
        context = {**frame(request, enterprise, "plans"), "plans": shown}
        return render(request, "ladders/enterprise_plans.html", context)
