"""A tailored plan (一企一策): drawn up from the engine's advice, then an officer's to write."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone, translation

from gaoxin_web.accounts.models import User
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.ladders.models import Measure, Plan, Window
from gaoxin_web.ladders.queries.advice import Counsel, counsel_of
from gaoxin_web.ladders.queries.enterprise import Case, case_of
from gaoxin_web.ladders.words import criterion_words, policy_words

NEXT: dict[str, tuple[str, ...]] = {  # what a plan may become
    Plan.State.DRAFT: (Plan.State.AGREED, Plan.State.DROPPED),
    Plan.State.AGREED: (Plan.State.DONE, Plan.State.DRAFT, Plan.State.DROPPED),
    Plan.State.DONE: (Plan.State.AGREED,),
    Plan.State.DROPPED: (Plan.State.DRAFT,),
}
LONGEST = 200  # characters of a measure


class NotInForceError(Exception):
    """No edition of the policy is in force on the day."""


@transaction.atomic
def draw_up(enterprise: Enterprise, policy: str, on: date, user: User) -> Plan:
    """A draft with a measure for every move, every fact to supply and every judgement still open.

    A plan is a Chinese document whatever the language of the page.
    """
    with translation.override("zh-hans"):
        case, counsel = case_of(enterprise, policy, on), counsel_of(enterprise, policy, on)
        if case is None or counsel is None:
            raise NotInForceError(policy)
        plan = _plan(enterprise, policy, on, user, case, counsel)
        measures = _measures(plan, counsel)
    for place, measure in enumerate(measures):
        measure.place = place
        measure.save()
    return plan


def _plan(enterprise: Enterprise, policy: str, on: date, user: User, case: Case, counsel: Counsel) -> Plan:
    window = (
        Window.objects.filter(zone=enterprise.zone, policy=policy, closes_on__gte=timezone.localdate())
        .order_by("closes_on")
        .first()
    )
    return Plan.objects.create(
        enterprise=enterprise,
        policy=policy,
        on=on,
        apply_by=window.closes_on if window else None,
        owner=user,
        created_by=user,
        edition=case.edition,
        verdict=case.verdict,
        found=counsel.advice.status,
        criteria=[_kept(line) for line in case.lines],
        rulebook=counsel.result.rulebook.digest,
        input=counsel.result.input_digest,
        note=f"本年度改变不了：{'、'.join(counsel.blocking)}" if counsel.blocking else "",
    )


def _kept(line: object) -> dict[str, str]:
    names = ("id", "label", "clause", "verdict", "value", "bar", "lack", "evidence_words")
    return {name: getattr(line, name) for name in names}


def _measures(plan: Plan, counsel: Counsel) -> list[Measure]:
    due = plan.apply_by
    found = []
    if counsel.missing or counsel.asks:
        found.append(Measure(plan=plan, text=_short(f"补齐数据：{counsel.missing or counsel.asks}"), due_on=due))
    for one in counsel.measures:
        move = one.move
        found.append(
            Measure(
                plan=plan,
                field=move.field,
                text=_short(one.text),
                unit=move.unit,
                value_from=move.before,
                value_to=move.after,
                cost=round(move.cost),
                due_on=due,
            )
        )
    for name in counsel.advice.open:
        text = f"取得专家评定：{criterion_words(plan.policy, name)}"
        found.append(Measure(plan=plan, criterion=name, text=_short(text), due_on=due))
    if counsel.advice.status in ("met", "possible"):
        found.append(Measure(plan=plan, text=_short(f"准备并提交{policy_words(plan.policy)}申报材料"), due_on=due))
    return found


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


@transaction.atomic
def move_to(plan: Plan, state: str) -> str:
    """Give a plan another state: the one it had, or nothing where it may not take it."""
    before = Plan.objects.select_for_update().get(pk=plan.pk).state
    if state not in NEXT[before]:
        return ""
    plan.state = state
    plan.save(update_fields=["state"])
    return before
