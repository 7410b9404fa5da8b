"""Forms: an enterprise, what hangs on it, one figure."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from gaoxin.fields import Field
from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import Page
from gaoxin_web.enterprises import figures
from gaoxin_web.enterprises.forms import KINDS, EnterpriseForm, FactForm, Kind
from gaoxin_web.enterprises.forms.shared import whole
from gaoxin_web.enterprises.models import Enterprise, FactSheet, Filing
from gaoxin_web.enterprises.queries.profile import earlier_filings
from gaoxin_web.enterprises.services.merging import PERSONS, forget_persons
from gaoxin_web.enterprises.services.register import correct_fact, remove, restore, withdraw
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

    @transaction.atomic
    def post(self, request: HttpRequest) -> HttpResponse:
        form = EnterpriseForm(
            request.POST, user=request.user, access=self.access, instance=Enterprise(zone_id=request.user.zone_id)
        )
        if not form.is_valid():
            return self._page(form)
        enterprise = saved(form)
        if enterprise is None:
            return self._page(form)
        audit.record("register.create", request=request, target=enterprise)
        messages.success(request, _("已登记“%(name)s”。") % {"name": enterprise.name})
        return to_enterprise(self, enterprise)

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
        found = saved(form)
        if found is None:
            return self._page(enterprise, form)
        if any(getattr(enterprise, name) and not getattr(found, name) for name in PERSONS):
            forget_persons(found)
        audit.record("register.change", request=request, target=found, detail={"changed": changed(form, enterprise)})
        messages.success(request, _("已保存。"))
        return to_enterprise(self, found)

    def _page(self, enterprise: Enterprise, form: EnterpriseForm) -> HttpResponse:
        context = {
            **frame(self.request, enterprise, "overview"),
            "form": form,
            "title": _("编辑企业资料"),
            "chains": chains_of(self.request.user.zone_id),
        }
        return render(self.request, "enterprises/edit.html", context, status=422 if form.errors else 200)


def saved(form: Any) -> Any:
    """What a form says, written; None where somebody else wrote the same in the meantime: the form says so."""
    try:
        with transaction.atomic():
            return form.save()
    except IntegrityError:
        form.add_error(None, _("刚刚有人登记了同样的内容，没有重复保存。请核对后再试。"))
        return None


def to_enterprise(page: Page, enterprise: Enterprise) -> HttpResponse:
    """Its page; the list, where what was saved put it beyond this user's reach."""
    if page.visible(Enterprise.objects.filter(pk=enterprise.pk)).exists():
        return redirect("enterprise", enterprise.pk)
    messages.info(page.request, _("“%(name)s”现在不在您的数据范围内。") % {"name": enterprise.name})
    return redirect("enterprises")


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
        found = saved(form)
        if found is None:
            return self._page(enterprise, meant, form)
        detail = {"enterprise": enterprise.pk, "changed": changed(form, before or meant.model())}
        audit.record(f"{kind}.{'change' if thing else 'create'}", request=request, target=found, detail=detail)
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
    """Take something off an enterprise; its history stays, and by it the thing can be put back."""

    permission = "register.change"

    def post(self, request: HttpRequest, pk: int, kind: str, thing: int) -> HttpResponse:
        enterprise, meant = self.enterprise(pk), kind_of(kind)
        found = get_object_or_404(of_enterprise(enterprise, meant), pk=thing)
        target = f"{kind}:{thing} {found}"
        remove(found)
        audit.record(f"{kind}.delete", request=request, target=target, detail={"enterprise": enterprise.pk})
        if meant.key == "document":
            messages.success(request, _("已删除；谁在何时删除，仍记在“历史”页。"))
        else:
            url = reverse("holding_restore", args=[pk, kind, thing])
            said = _("已删除；历史记录仍在“历史”页。")
            messages.success(request, format_html('{} <a class="alert-link" href="{}">{}</a>', said, url, _("撤销")))
        return redirect(tab_url(enterprise, meant))


class RestorePage(EnterprisePage):
    """Put back what was taken off an enterprise, as its last record has it."""

    permission = "register.change"

    def get(self, request: HttpRequest, pk: int, kind: str, thing: int) -> HttpResponse:
        enterprise, meant = self.enterprise(pk), kind_of(kind)
        record = removed(enterprise, meant, thing)
        context = {**frame(request, enterprise, meant.tab), "kind": meant, "thing": record and record.instance}
        context["back"] = tab_url(enterprise, meant)
        return render(request, "enterprises/restore.html", context, status=200 if record else 404)

    def post(self, request: HttpRequest, pk: int, kind: str, thing: int) -> HttpResponse:
        enterprise, meant = self.enterprise(pk), kind_of(kind)
        record = removed(enterprise, meant, thing)
        if record is None:
            raise Http404
        try:
            with transaction.atomic():
                found = restore(record)
        except IntegrityError:
            messages.warning(request, _("没有恢复：同样的内容后来又登记过。"))
            return redirect(tab_url(enterprise, meant))
        audit.record(f"{kind}.restore", request=request, target=found, detail={"enterprise": enterprise.pk})
        messages.success(request, _("已恢复。"))
        return redirect(tab_url(enterprise, meant))


def removed(enterprise: Enterprise, kind: Kind, thing: int) -> Any:
    """The last record of something of an enterprise that is there no more; None where there is no such thing."""
    if kind.key == "document" or kind.model._default_manager.filter(pk=thing).exists():
        return None
    last = kind.model.history.filter(id=thing, history_type="-").order_by("-history_id").first()  # type: ignore[attr-defined]
    if last is None:
        return None
    ends = (last.parent_id, last.child_id) if kind.key == "relation" else (last.enterprise_id,)
    return last if enterprise.pk in ends else None


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


class WithdrawPage(EnterprisePage):
    """Take back a figure corrected by hand: what stood before stands again, and the correction stays on record."""

    permission = "register.change"

    def post(self, request: HttpRequest, pk: int, filing: int) -> HttpResponse:
        enterprise = self.enterprise(pk)
        rows = Filing.objects.filter(enterprise=enterprise, withdrawn=False, batch__choices__manual=True)
        found = get_object_or_404(rows.select_related("batch"), pk=filing)
        withdraw(found, rulebook())
        detail = {"filing": filing, "fields": list(found.values), "year": found.year}
        audit.record("fact.undo", request=request, target=enterprise, detail=detail)
        messages.success(request, _("已撤回这次修改，恢复原来的数。"))
        [name, *_more] = [*found.values, ""]
        item = rulebook().fields.get(name)
        if item is None:
            return redirect("enterprise_facts", pk)
        return redirect("enterprise_source", pk, 0 if item.period == "static" else found.year or 0, name)


class AddFactPage(EnterprisePage):
    """Choose which figure of which year to fill in."""

    permission = "register.change"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        enterprise = self.enterprise(pk)
        year, field = request.GET.get("year", ""), request.GET.get("field", "")
        known = rulebook().fields.get(field)
        wanted = 0 if known and known.period == "static" else whole(year, LAST_YEAR)
        if known and not known.derived and wanted is not None and _has_year(known, wanted):
            return redirect("enterprise_fact", pk, wanted, field)
        items = [item for item in rulebook().fields.values() if not item.derived and item.period != "month"]
        context = {
            **frame(request, enterprise, "facts"),
            "yearly": [(item.name, figures.label_of(item)) for item in items if item.period == "year"],
            "standing": [(item.name, figures.label_of(item)) for item in items if item.period == "static"],
            "field": field,
            "year": year,
            "wrong": "field" in request.GET and "year" in request.GET,
            "first": FIRST_YEAR,
            "last": LAST_YEAR,
        }
        return render(request, "enterprises/fact_new.html", context, status=422 if context["wrong"] else 200)


def _has_year(item: Field, year: int) -> bool:
    """Whether a field has a value of a year; 0 is for what belongs to none."""
    return year == 0 if item.period == "static" else FIRST_YEAR <= year <= LAST_YEAR


def item_of(name: str, year: int) -> Field:
    """A field a figure can be given for in a year (0: one that belongs to no year)."""
    item = rulebook().fields.get(name)
    if item is None or item.derived or not _has_year(item, year):
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
