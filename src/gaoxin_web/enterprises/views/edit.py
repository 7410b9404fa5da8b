"""Forms: an enterprise, what hangs on it, one figure."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gaoxin.fields import Field
from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import Page
from gaoxin_web.enterprises import figures
from gaoxin_web.enterprises.forms import KINDS, EnterpriseForm, FactForm, Kind
from gaoxin_web.enterprises.models import Enterprise, FactSheet
from gaoxin_web.enterprises.queries.profile import earlier_filings
from gaoxin_web.enterprises.services.register import correct_fact, remove
from gaoxin_web.enterprises.views.profile import EnterprisePage, frame
from gaoxin_web.enterprises.views.register import chains_of
from gaoxin_web.rulebook import rulebook

FIRST_YEAR, LAST_YEAR = 1990, 2100
PERSONAL = ("contact", "phone", "leader")


class NewPage(Page):
    """Put an enterprise on the register by hand."""

    permission = "register.change"

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("name", "")
        form = EnterpriseForm(user=request.user, access=self.access, initial={"name": asked, **self._own()})
        return self._page(form)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = EnterpriseForm(
            request.POST, user=request.user, access=self.access, instance=Enterprise(zone_id=request.user.zone_id)
        )
        if not form.is_valid():
            return self._page(form)
        enterprise = form.save()
        audit.record("register.create", request=request, target=enterprise)
        messages.success(request, _("已登记“%(name)s”。") % {"name": enterprise.name})
        reached = self.visible(Enterprise.objects.all()).filter(pk=enterprise.pk).exists()
        return redirect("enterprise", enterprise.pk) if reached else redirect("enterprises")

    def _own(self) -> dict[str, Any]:
        return {"organisation": self.request.user.organisation_id, "steward": self.request.user.pk}

    def _page(self, form: EnterpriseForm) -> HttpResponse:
        context = {"form": form, "title": _("新建企业"), "chains": chains_of(self.request.user.zone_id)}
        return render(self.request, "enterprises/edit.html", context, status=422 if form.errors else 200)


class EditPage(EnterprisePage):
    permission = "register.change"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        enterprise = self.enterprise(pk)
        return self._page(enterprise, EnterpriseForm(user=request.user, access=self.access, instance=enterprise))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        enterprise = self.enterprise(pk)
        form = EnterpriseForm(request.POST, user=request.user, access=self.access, instance=self.enterprise(pk))
        if not form.is_valid():
            return self._page(enterprise, form)
        saved = form.save()
        audit.record("register.change", request=request, target=saved, detail={"changed": changed(form, enterprise)})
        messages.success(request, _("已保存。"))
        return redirect("enterprise", pk)

    def _page(self, enterprise: Enterprise, form: EnterpriseForm) -> HttpResponse:
        context = {
            **frame(self.request, enterprise, "overview"),
            "form": form,
            "title": _("编辑企业资料"),
            "chains": chains_of(self.request.user.zone_id),
        }
        return render(self.request, "enterprises/edit.html", context, status=422 if form.errors else 200)


def changed(form: Any, before: Model) -> dict[str, Any]:
    """What a form changed, before and after; personal data only by name."""
    found: dict[str, Any] = {}
    for name in form.changed_data:
        if name in PERSONAL:
            found[name] = "•••"
        elif hasattr(before, name):
            found[name] = [str(getattr(before, name) or ""), str(getattr(form.instance, name) or "")]
    return found


class HoldingPage(EnterprisePage):
    """Add something to an enterprise, or change it."""

    permission = "register.change"

    def get(self, request: HttpRequest, pk: int, kind: str, thing: int | None = None) -> HttpResponse:
        enterprise, meant = self.enterprise(pk), kind_of(kind)
        instance = self._instance(enterprise, meant, thing)
        form = meant.form(instance=instance, user=request.user, access=self.access, enterprise=enterprise)
        return self._page(enterprise, meant, form)

    def post(self, request: HttpRequest, pk: int, kind: str, thing: int | None = None) -> HttpResponse:
        enterprise, meant = self.enterprise(pk), kind_of(kind)
        before = self._instance(enterprise, meant, thing)
        form = meant.form(
            request.POST,
            request.FILES,
            instance=self._instance(enterprise, meant, thing),
            user=request.user,
            access=self.access,
            enterprise=enterprise,
        )
        if not form.is_valid():
            return self._page(enterprise, meant, form)
        saved = form.save()
        detail = {"enterprise": enterprise.pk, "changed": changed(form, before or meant.model())}
        audit.record(f"{kind}.{'change' if thing else 'create'}", request=request, target=saved, detail=detail)
        messages.success(request, _("已保存。"))
        return redirect(tab_url(enterprise, meant))

    def _instance(self, enterprise: Enterprise, kind: Kind, thing: int | None) -> Any:
        return get_object_or_404(of_enterprise(enterprise, kind), pk=thing) if thing else None

    def _page(self, enterprise: Enterprise, kind: Kind, form: Any) -> HttpResponse:
        context = {
            **frame(self.request, enterprise, kind.tab),
            "form": form,
            "kind": kind,
            "is_new": form.instance.pk is None,
            "back": tab_url(enterprise, kind),
        }
        return render(self.request, "enterprises/holding.html", context, status=422 if form.errors else 200)


class RemovePage(EnterprisePage):
    """Take something off an enterprise; its history stays."""

    permission = "register.change"

    def post(self, request: HttpRequest, pk: int, kind: str, thing: int) -> HttpResponse:
        enterprise, meant = self.enterprise(pk), kind_of(kind)
        found = get_object_or_404(of_enterprise(enterprise, meant), pk=thing)
        audit.record(f"{kind}.delete", request=request, target=found, detail={"enterprise": enterprise.pk})
        remove(found)
        messages.success(request, _("已删除；历史记录仍在“历史”页。"))
        return redirect(tab_url(enterprise, meant))


def kind_of(key: str) -> Kind:
    if key not in KINDS:
        raise Http404
    return KINDS[key]


def of_enterprise(enterprise: Enterprise, kind: Kind) -> QuerySet[Any]:
    """The things of a kind that hang on an enterprise; a relation hangs on both its ends."""
    if kind.key == "relation":
        return enterprise.subsidiaries.all() | enterprise.parents.all()
    return kind.model._default_manager.filter(enterprise=enterprise)


def tab_url(enterprise: Enterprise, kind: Kind) -> str:
    return reverse(f"enterprise_{kind.tab}", args=[enterprise.pk])


class SourcePage(EnterprisePage):
    """Where one figure comes from: batch, sheet, cell and the text that stood there."""

    def get(self, request: HttpRequest, pk: int, year: int, field: str) -> HttpResponse:
        enterprise, item = self.enterprise(pk), item_of(field, year)
        return render(request, "enterprises/source.html", figure_context(request, enterprise, item, year))


class FactPage(EnterprisePage):
    """Correct one figure by hand."""

    permission = "register.change"

    def get(self, request: HttpRequest, pk: int, year: int, field: str) -> HttpResponse:
        enterprise, item = self.enterprise(pk), item_of(field, year)
        context = figure_context(request, enterprise, item, year)
        form = FactForm(item, initial={"value": figures.written(item, context["value"])})
        return render(request, "enterprises/fact.html", {**context, "form": form})

    def post(self, request: HttpRequest, pk: int, year: int, field: str) -> HttpResponse:
        enterprise, item = self.enterprise(pk), item_of(field, year)
        form, context = FactForm(item, request.POST), figure_context(request, enterprise, item, year)
        if not form.is_valid():
            return render(request, "enterprises/fact.html", {**context, "form": form}, status=422)
        said = form.cleaned_data
        correct_fact(enterprise, year, field, said["read"], said["raw"], said["reason"], request.user, rulebook())
        detail = {
            "field": field,
            "year": year,
            "before": context["text"],
            "after": figures.shown(item, said["read"]),
            "reason": said["reason"],
        }
        audit.record("fact.change", request=request, target=enterprise, detail=detail)
        messages.success(request, _("已改，原来的数还在“出处”里。培育阶梯下次测算时按新数计。"))
        return redirect("enterprise_facts", pk)


class AddFactPage(EnterprisePage):
    """Choose which figure of which year to fill in."""

    permission = "register.change"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        enterprise = self.enterprise(pk)
        year, field = request.GET.get("year", ""), request.GET.get("field", "")
        known = rulebook().fields.get(field)
        if known and not known.derived and (known.period == "static" or year.isdecimal()):
            wanted = 0 if known.period == "static" else int(year)
            if wanted == 0 or FIRST_YEAR <= wanted <= LAST_YEAR:
                return redirect("enterprise_fact", pk, wanted, field)
        items = [item for item in rulebook().fields.values() if not item.derived and item.period != "month"]
        context = {
            **frame(request, enterprise, "facts"),
            "yearly": [(item.name, figures.label_of(item)) for item in items if item.period == "year"],
            "standing": [(item.name, figures.label_of(item)) for item in items if item.period == "static"],
            "field": field,
            "year": year,
        }
        return render(request, "enterprises/fact_new.html", context)


def item_of(name: str, year: int) -> Field:
    """A field a figure can be given for in a year (0: one that belongs to no year)."""
    item = rulebook().fields.get(name)
    if item is None or item.derived or (item.period == "static") != (year == 0):
        raise Http404
    if year and not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    return item


def figure_context(request: HttpRequest, enterprise: Enterprise, item: Field, year: int) -> dict[str, Any]:
    sheet = FactSheet.objects.filter(enterprise=enterprise, year=year).first()
    value = sheet.values.get(item.name) if sheet else None
    stands = sheet.sources.get(item.name) if sheet else None
    filings = [
        {"filing": filing, "said": said, "text": figures.shown(item, said["value"]), "stands": filing.pk == stands}
        for filing, said in earlier_filings(enterprise, item.name, year)
    ]
    return {
        **frame(request, enterprise, "facts"),
        "item": item,
        "label": figures.label_of(item),
        "unit": figures.unit_words(item),
        "year": year,
        "value": value,
        "text": figures.shown(item, value),
        "filings": filings,
    }
