"""One enterprise's page (一企一档): each tab a page of its own, so that it works without scripts."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import FreshPassword, Page, access_of
from gaoxin_web.enterprises.exports import export
from gaoxin_web.enterprises.forms import KINDS, ReasonForm
from gaoxin_web.enterprises.models import Enterprise, GroupRelation
from gaoxin_web.enterprises.queries.dossier import dossier
from gaoxin_web.enterprises.queries.duplicates import entries_of, joined_to
from gaoxin_web.enterprises.queries.history import history_of
from gaoxin_web.enterprises.queries.profile import alerts, chart, facts_table, key_facts, ledger_values, sheets_of
from gaoxin_web.enterprises.queries.recognitions import Holding, holdings
from gaoxin_web.enterprises.queries.register import OPEN_STATES
from gaoxin_web.enterprises.services.personal import erase_contact
from gaoxin_web.enterprises.tabs import tabs_for
from gaoxin_web.rulebook import rulebook


def frame(request: HttpRequest, enterprise: Enterprise, active: str) -> dict[str, Any]:
    """What ``enterprises/profile.html`` needs round a tab."""
    access = access_of(request)
    return {
        "enterprise": enterprise,
        "tabs": tabs_for(access, enterprise.pk, active),
        "active": active,
        "can_change": access.reaches(enterprise, "register.change"),
        "can_unmask": access.may("register.unmask"),
        "can_erase": access.reaches(enterprise, "register.unmask"),
        "can_export": access.may("register.export"),
        "today": timezone.localdate(),
    }


class EnterprisePage(Page):
    """A page about one enterprise within reach; that of an entry joined to another is the other's."""

    permission = "register.view"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if request.method != "POST":
                return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]
            with transaction.atomic():  # what is written, and the log of it
                return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]
        except Http404:
            kept = self._joined(kwargs.get("pk", 0)) if request.method in ("GET", "HEAD") else None
            if kept is None or request.resolver_match is None:
                raise
            return redirect(request.resolver_match.view_name, **kwargs | {"pk": kept})

    def _joined(self, pk: int) -> int | None:
        zone = self.request.user.zone_id  # type: ignore[union-attr]
        kept = joined_to(zone, pk)
        return kept if kept and self.visible(Enterprise.objects.filter(pk=kept)).exists() else None

    def enterprise(self, pk: int) -> Enterprise:
        rows = Enterprise.objects.select_related("organisation", "steward", "zone")
        return get_object_or_404(self.visible(rows), pk=pk)


class TabPage(EnterprisePage):
    """A tab; ``content`` gives what its template shows."""

    tab: ClassVar[str]
    template: ClassVar[str]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        enterprise = self.enterprise(pk)
        return render(request, self.template, {**frame(request, enterprise, self.tab), **self.content(enterprise)})

    def content(self, enterprise: Enterprise) -> dict[str, Any]:
        return {}


def recognitions_of(enterprise: Enterprise) -> list[Holding]:
    return holdings(enterprise.recognitions.all(), timezone.localdate(), rulebook())


def overview_of(enterprise: Enterprise) -> dict[str, Any]:
    """The first things one wants to know."""
    today, held, sheets = timezone.localdate(), recognitions_of(enterprise), sheets_of(enterprise)
    asked = [one for one in enterprise.requests.select_related("organisation") if one.state in OPEN_STATES]
    return {
        "key_facts": key_facts(sheets, rulebook()),
        "in_force": [holding for holding in held if holding.state == "in_force"],
        "requests": asked,
        "alerts": alerts(enterprise, held, asked, sheets, today),
        "former": list(enterprise.aliases.all()),
    }


class OverviewPage(TabPage):
    tab, template = "overview", "enterprises/overview.html"

    def content(self, enterprise: Enterprise) -> dict[str, Any]:
        return {**overview_of(enterprise), "reason_form": ReasonForm()}


class UnmaskPage(FreshPassword, EnterprisePage):
    """Show who to call: the password is asked again, and the reason is kept in the audit log."""

    permission = "register.unmask"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Nothing is uncovered by an address: the way back, should the password page lead here."""
        return redirect("enterprise", self.enterprise(pk).pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        enterprise = self.enterprise(pk)
        form = ReasonForm(request.POST)
        shown = form.is_valid()
        if shown:
            detail = {"fields": ["contact", "phone"], "reason": form.cleaned_data["reason"]}
            audit.record("register.unmask", request=request, target=enterprise, detail=detail)
        context = {
            **frame(request, enterprise, "overview"),
            **overview_of(enterprise),
            "reason_form": form,
            "uncovered": shown,
        }
        response = render(request, "enterprises/overview.html", context, status=200 if shown else 422)
        response["Cache-Control"] = "no-store"
        return response


class EraseContactPage(FreshPassword, EnterprisePage):
    """Take the contact's name and telephone out of all that is kept, as they asked: what is gone cannot be put back."""

    permission = "register.unmask"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("enterprise", self.enterprise(pk).pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        enterprise, form = self.enterprise(pk), ReasonForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("没有删除：请写明是谁、何时提出的要求。"), "danger")
            return redirect("enterprise", enterprise.pk)
        files = [batch.title for batch in erase_contact(enterprise)]
        detail = {"fields": ["contact", "phone"], "reason": form.cleaned_data["reason"], "files": files}
        audit.record("register.erase", request=request, target=enterprise, detail=detail)
        messages.success(request, _("联系人姓名和电话已从名册、历史、填报和合并记录中删除。"))
        if files:
            listed = "、".join(files)
            messages.warning(request, _("上传的原文件不改写，仍可能含有这些信息：%(files)s") % {"files": listed})
        return redirect("enterprise", enterprise.pk)


class ExportPage(EnterprisePage):
    """All of one enterprise as a workbook, a sheet per tab."""

    permission = "register.export"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        enterprise = self.enterprise(pk)
        return export(request, enterprise.name, dossier(enterprise), "register.export", enterprise)


class RecognitionsPage(TabPage):
    tab, template = "recognitions", "enterprises/recognitions.html"

    def content(self, enterprise: Enterprise) -> dict[str, Any]:
        return {"held": recognitions_of(enterprise)}


class FactsPage(TabPage):
    tab, template = "facts", "enterprises/facts.html"

    def content(self, enterprise: Enterprise) -> dict[str, Any]:
        return facts_content(enterprise)


def facts_content(enterprise: Enterprise) -> dict[str, Any]:
    sheets = sheets_of(enterprise)
    return {
        "facts": facts_table(sheets, rulebook()),
        "chart": chart(sheets, rulebook()),
        "ledger": ledger_values(sheets, rulebook()),
    }


class HoldingsPage(TabPage):
    tab, template = "holdings", "enterprises/holdings.html"

    def content(self, enterprise: Enterprise) -> dict[str, Any]:
        return {
            "patents": list(enterprise.patents.all()),
            "platforms": list(enterprise.platforms.all()),
            "teams": list(enterprise.teams.all()),
            "awards": list(enterprise.awards.all()),
            "facilities": list(enterprise.facilities.all()),
            "kinds": {kind.key: kind.label for kind in KINDS.values()},
        }


class ContactsPage(TabPage):
    tab, template = "contacts", "enterprises/contacts.html"

    def content(self, enterprise: Enterprise) -> dict[str, Any]:
        return {
            "requests": list(enterprise.requests.select_related("organisation")),
            "visits": list(enterprise.visits.select_related("by")),
            "open_states": OPEN_STATES,
        }


class DocumentsPage(TabPage):
    tab, template = "documents", "enterprises/documents.html"

    def content(self, enterprise: Enterprise) -> dict[str, Any]:
        certified = [holding for holding in recognitions_of(enterprise) if holding.recognition.file]
        return {"documents": list(enterprise.documents.select_related("added_by")), "certificates": certified}


class RelationsPage(TabPage):
    tab, template = "relations", "enterprises/relations.html"

    def content(self, enterprise: Enterprise) -> dict[str, Any]:
        above = GroupRelation.objects.filter(child=enterprise).select_related("parent").order_by("parent__name")
        below = GroupRelation.objects.filter(parent=enterprise).select_related("child").order_by("child__name")
        edges = [(edge, edge.parent, True) for edge in above] + [(edge, edge.child, False) for edge in below]
        others = Enterprise.objects.filter(pk__in=[other.pk for _, other, _ in edges])
        within = set(self.visible(others).values_list("pk", flat=True))
        return {
            "aliases": list(enterprise.aliases.all()),
            "joined": entries_of(enterprise),
            "can_merge": self.access.may("register.merge"),
            "relations": [
                {"edge": edge, "other": other, "above": above, "within": other.pk in within}
                for edge, other, above in edges
            ],
        }


class HistoryPage(TabPage):
    tab, template = "history", "enterprises/history.html"

    def content(self, enterprise: Enterprise) -> dict[str, Any]:
        return {"events": history_of(enterprise)}
