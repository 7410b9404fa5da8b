"""The policy library (政策库): what each policy asks, on what evidence, and what if a number were another."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin import GaoxinError
from gaoxin.rules.model import Policy
from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import Page
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.ladders.queries.policies import (
    Change,
    changes_of,
    criteria_rows,
    edition_rows,
    level_words,
    mark_of,
    numbers_of,
    policy_rows,
    requires_words,
)
from gaoxin_web.ladders.queries.runs import last_run
from gaoxin_web.ladders.queries.tables import moved_tables, policy_tables
from gaoxin_web.ladders.queries.whatif import SHOWN, try_change
from gaoxin_web.ladders.words import policy_words
from gaoxin_web.rulebook import rulebook

LONGEST = 40  # characters of a number


class PoliciesView(Page):
    permission = "ladder.view"

    def get(self, request: HttpRequest) -> HttpResponse:
        on = timezone.localdate()
        rows = policy_rows(request.user.zone, on)
        if wants_export(request):
            return export(request, _("政策库"), policy_tables(rows), "ladder.export")
        context = {
            "on": on,
            "ladder": [row for row in rows if row.on_ladder],
            "others": [row for row in rows if not row.on_ladder],
            "digest": rulebook().digest,
            "can_export": self.access.may("register.export"),
        }
        return render(request, "ladders/policies.html", context)


class PolicyView(Page):
    permission = "ladder.view"

    def get(self, request: HttpRequest, policy: str) -> HttpResponse:
        found = rulebook().policies.get(policy)
        if found is None:
            raise Http404
        run = last_run(self.access)
        today = timezone.localdate()
        changes = changes_of(found, run.on if run else today)
        context = {
            "policy": found,
            "label": policy_words(policy),
            "level": level_words(found),
            "run": run,
            "on": today,
            "changes": [(change, request.GET.get(f"p.{change.key}", change.value)) for change in changes],
            **_read(found, today),
            **self._tried(found, changes, run),
        }
        if context.get("outcome") and wants_export(request):
            title = f"{context['label']}_{_('假如数字改了')}"
            return export(request, title, moved_tables(context["outcome"]), "ladder.whatif.export", f"policy:{policy}")
        return render(request, "ladders/policy.html", context)

    def _tried(self, policy: Policy, changes: list[Change], run: Any) -> dict[str, Any]:
        """The what-if asked for in the address, if any number of it differs from today's."""
        asked = self.request.GET
        new = {change.key: asked.get(f"p.{change.key}", change.value).strip()[:LONGEST] for change in changes}
        changed = {change.key: new[change.key] for change in changes if new[change.key] != change.value}
        tried = {"tried": "whatif" in asked, "changed": [(c, new[c.key]) for c in changes if c.key in changed]}
        if "whatif" not in asked or not changed:
            return tried
        if run is None:
            return {**tried, "error": _("还没有测算，无从比较；请先在“培育阶梯”页测算。")}
        try:
            outcome = try_change(self.access, run, policy.id, changed)
        except GaoxinError as error:
            return {**tried, "error": str(error)}
        if outcome is None:
            return {**tried, "error": _("这次测算的数据文件已不在，或您的范围内没有企业；请重新测算后再试。")}
        audit.record("ladder.whatif", request=self.request, target=f"policy:{policy.id}", detail={"set": changed})
        may = self.access.may("register.export")
        return {**tried, "outcome": outcome, "shown": SHOWN, "can_export": may}


def _read(policy: Policy, on: date) -> dict[str, Any]:
    edition = policy.edition_on(on)
    return {
        "edition": edition,
        "requires": requires_words(edition.requires) if edition else "",
        "mark": mark_of(edition.document.evidence) if edition else None,
        "criteria": criteria_rows(policy, on),
        "numbers": numbers_of(policy, on),
        "editions": [(one, one is edition, mark_of(one.document.evidence)) for one in edition_rows(policy)],
        "documents": [(document, mark_of(document.evidence)) for document in policy.documents.values()],
    }
