"""An enterprise's ladder (一企一档 · 培育阶梯): its rungs, and why one of them is met or not."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.access import Access
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.enterprises.views.profile import EnterprisePage, frame
from gaoxin_web.ladders.forms import JudgementForm
from gaoxin_web.ladders.models import Plan
from gaoxin_web.ladders.queries.advice import advised
from gaoxin_web.ladders.queries.enterprise import Known, Step, judged, steps_of
from gaoxin_web.ladders.queries.runs import last_run
from gaoxin_web.ladders.queries.tables import case_tables
from gaoxin_web.ladders.rules import rungs_of
from gaoxin_web.ladders.services.judgements import judge, withdraw
from gaoxin_web.ladders.words import policy_words
from gaoxin_web.rulebook import rulebook


class EnterpriseLadderView(EnterprisePage):
    permission = "ladder.view"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        enterprise, run = self.enterprise(pk), last_run(self.access)
        tracks = steps_of(enterprise, run)
        policy = _chosen(request.GET.get("policy", ""), tracks, enterprise)
        on = run.on if run else timezone.localdate()
        about = Known(enterprise, on)
        context = {
            **frame(request, enterprise, "ladder"),
            "run": run,
            "on": on,
            "tracks": tracks,
            "policy": policy,
            "policy_label": policy_words(policy),
            **self._case(about, policy, tracks),
        }
        if "advice" in request.GET:
            context |= advice_of(self.access, about, policy)
        if context["case"] and wants_export(request):
            title = f"{enterprise.name}_{policy_words(policy)}"
            return export(request, title, case_tables(context["case"]), "ladder.export", enterprise)
        return render(request, "ladders/enterprise.html", context)

    def _case(self, about: Known, policy: str, tracks: Any) -> dict[str, Any]:
        may_fill = self.access.reaches(about.enterprise, "register.change")
        case = judged(about, policy, may_fill=may_fill)
        step = next((step for _label, steps in tracks for step in steps if step.policy == policy), None)
        return {
            "case": case,
            "step": step,
            "changed": bool(case and step and _moved(step, case.verdict)),
            "may_judge": may_fill,
            "may_plan": self.access.reaches(about.enterprise, "plan.change"),
            "judgements": JudgementForm.VERDICTS,
        }


class EnterpriseAdviceView(EnterprisePage):
    """What would make it qualify: asked for by the page once it is there, since it takes as long as all the rest."""

    permission = "ladder.view"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        enterprise, run, policy = self.enterprise(pk), last_run(self.access), request.GET.get("policy", "")
        if not request.htmx:
            return redirect(f"{reverse('enterprise_ladder', args=[pk])}?{urlencode({'policy': policy, 'advice': 1})}")
        on = run.on if run else timezone.localdate()
        found = advice_of(self.access, Known(enterprise, on), policy) if policy in rulebook().policies else {}
        if not found.get("counsel"):
            raise Http404
        return render(request, "ladders/advice.html", {"enterprise": enterprise, "policy": policy, **found})


def advice_of(access: Access, about: Known, policy: str) -> dict[str, Any]:
    """What the advice shows."""
    plans = access.limit(Plan.objects.filter(enterprise=about.enterprise, policy=policy), "plan.view")
    return {
        "counsel": advised(about, policy),
        "plans": list(plans.order_by("-pk")[:5]) if access.may("plan.view") else [],
    }


def _chosen(asked: str, tracks: list[tuple[str, list[Step]]], enterprise: Enterprise) -> str:
    """The policy asked for, else the next rung, else the lowest of the ladder."""
    if asked in rulebook().policies:
        return asked
    nearest = [step.policy for _label, steps in tracks for step in steps if step.next]
    return nearest[0] if nearest else rungs_of(enterprise.zone)[0]


def _moved(step: Step, verdict: str) -> bool:
    """Whether the facts of now give another verdict than the run had."""
    said = {"ready": "met", "near": "not_met", "far": "not_met", "needs_data": "unknown"}
    return step.status in said and said[step.status] != verdict


class JudgeView(EnterprisePage):
    """An officer's judgement of a criterion only a person can decide."""

    permission = "register.change"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        enterprise, form = self.enterprise(pk), JudgementForm(request.POST)
        policy = request.POST.get("policy", "")
        back = f"{reverse('enterprise_ladder', args=[pk])}?{urlencode({'policy': policy})}"
        if not form.is_valid():
            messages.error(request, _("没有保存判断：请选择达标或不达标，并写明理由（200 字以内）。"), "danger")
            return redirect(back)
        said = form.cleaned_data
        if said["verdict"] == "withdraw":
            withdraw(enterprise, said["criterion"])
        else:
            judge(enterprise, said["criterion"], said["verdict"] == "met", said["reason"], request.user)
        audit.record("ladder.judge", request=request, target=enterprise, detail=said | {"policy": policy[:40]})
        messages.success(request, _("判断已保存，本页已按它重算；全区名单在下次测算后更新。"))
        return redirect(f"{back}#{said['criterion']}")
