"""Organisations (部门): the tree, and what is added, renamed and moved in it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from gaoxin_web.accounts.models import Organisation
from gaoxin_web.accounts.services import organisations as services
from gaoxin_web.system.forms import OrganisationForm
from gaoxin_web.system.views.common import SystemPage, filled, tried


class OrganisationTree(SystemPage):
    permission = "accounts.view"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = self.visible(Organisation.objects.annotate(people=Count("users"))).order_by("path")
        context = {
            "branches": branches(list(rows)),
            "manage": self.access.may("accounts.manage"),
        }
        return render(request, "system/organisations.html", context)


def branches(rows: list[Organisation]) -> list[dict[str, Any]]:
    """Top down, every parent before its children and siblings by name: ids in a path do not sort as numbers."""
    below: dict[int | None, list[Organisation]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)
    found: list[dict[str, Any]] = []

    def walk(parent: int | None, depth: int) -> None:
        for row in sorted(below.get(parent, []), key=lambda each: each.pk):
            found.append({"organisation": row, "depth": min(depth, 8)})
            walk(row.pk, depth + 1)

    walk(None, 0)
    return found


class OrganisationAdd(SystemPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        form = OrganisationForm(
            rows=self.visible(Organisation.objects.all()), initial={"parent": request.GET.get("parent")}
        )
        return self._page(form)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = OrganisationForm(request.POST, rows=self.visible(Organisation.objects.all()))
        if form.is_valid() and filled(form, request, services.add_organisation, self.zone, **form.cleaned_data):
            messages.success(request, _("部门已建立。"))
            return redirect("organisations")
        return self._page(form)

    def _page(self, form: OrganisationForm) -> HttpResponse:
        return render(self.request, "system/organisation_form.html", {"form": form})


class OrganisationChange(SystemPage):
    def get(self, request: HttpRequest, organisation: int) -> HttpResponse:
        found = self._found(organisation)
        initial = {"name": found.name, "parent": found.parent_id}
        return self._page(OrganisationForm(rows=self._others(found), initial=initial), found)

    def post(self, request: HttpRequest, organisation: int) -> HttpResponse:
        found = self._found(organisation)
        form = OrganisationForm(request.POST, rows=self._others(found))
        if form.is_valid() and filled(form, request, services.change_organisation, found, **form.cleaned_data):
            messages.success(request, _("已保存。"))
            return redirect("organisations")
        return self._page(form, self._found(organisation))

    def _found(self, pk: int) -> Organisation:
        return get_object_or_404(self.visible(Organisation.objects.all()), pk=pk)

    def _others(self, found: Organisation) -> Any:
        """Where it can be moved: anywhere but below itself."""
        return self.visible(Organisation.objects.all()).exclude(path__startswith=found.path)

    def _page(self, form: OrganisationForm, found: Organisation) -> HttpResponse:
        return render(self.request, "system/organisation_form.html", {"form": form, "organisation": found})


class OrganisationRemove(SystemPage):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, organisation: int) -> HttpResponse:
        found = get_object_or_404(self.visible(Organisation.objects.all()), pk=organisation)
        if tried(request, _remove, found):
            messages.success(request, _("部门已删除。"))
        return redirect("organisations")


def _remove(request: HttpRequest, found: Organisation) -> bool:
    services.remove_organisation(request, found)
    return True
