"""Roles given, taken and approved (授权)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from gaoxin_web.accounts.models import Grant, User
from gaoxin_web.accounts.roles import Role
from gaoxin_web.accounts.services import grants as services
from gaoxin_web.accounts.views import FreshPassword, Page
from gaoxin_web.enterprises.models import Enterprise, Membership, Merge
from gaoxin_web.system.forms import GrantForm, ReasonForm
from gaoxin_web.system.views.common import filled, tried


class GrantAdd(FreshPassword):
    """Give a user a role."""

    permission = "accounts.manage"

    def get(self, request: HttpRequest, user: int) -> HttpResponse:
        person = get_object_or_404(self.visible(User.objects.all()), pk=user)
        return self._page(GrantForm(zone=person.zone), person)

    def post(self, request: HttpRequest, user: int) -> HttpResponse:
        person = get_object_or_404(self.visible(User.objects.all()), pk=user)
        form = GrantForm(request.POST, zone=person.zone)
        if form.is_valid() and filled(form, request, _give, person, form.cleaned_data):
            waits = settings.THREE_ADMINISTRATORS
            messages.success(request, _("已提交，待安全管理员批准后生效。") if waits else _("角色已授予，立即生效。"))
            return redirect("user", person.pk)
        return self._page(form, person)

    def _page(self, form: GrantForm, person: User) -> HttpResponse:
        context = {"form": form, "person": person, "three": settings.THREE_ADMINISTRATORS}
        return render(self.request, "system/grant_form.html", context)


@transaction.atomic
def _give(request: HttpRequest, person: User, chosen: dict[str, Any]) -> Grant:
    """The role, and for an enterprise's account the enterprise it acts for."""
    enterprise = chosen.pop("enterprise")
    detail = {"enterprise": str(enterprise)} if enterprise else None
    number = enterprise.pk if enterprise else None
    grant = services.give_role(request, person, **chosen, enterprise=number, detail=detail)
    if grant.role == Role.ENTERPRISE and not grant.asked:
        Membership.objects.get_or_create(user=person, enterprise=enterprise)
    return grant


class GrantTake(FreshPassword):
    permission = "accounts.manage"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, grant: int) -> HttpResponse:
        given = get_object_or_404(self.visible(Grant.objects.select_related("user")), pk=grant)
        person = given.user_id
        try_take = tried(request, _take, given)
        if try_take:
            messages.success(request, _("角色已撤销。"))
        return redirect("user", person)


def _take(request: HttpRequest, grant: Grant) -> bool:
    """The role; with an enterprise's role go the enterprises acted for."""
    with transaction.atomic():
        if grant.role == Role.ENTERPRISE:
            Membership.objects.filter(user=grant.user).delete()
        services.take_role(request, grant)
    return True


class Approvals(Page):
    """What waits for the security administrator."""

    permission = "accounts.view"

    def get(self, request: HttpRequest) -> HttpResponse:
        waiting = self.visible(services.waiting()).select_related("user", "user__organisation", "granted_by")
        context = {
            "tab": "approvals",
            "grants": [
                (services.as_asked(grant), services.stamp(grant), _acting_for(grant))
                for grant in waiting.prefetch_related("organisations").order_by("granted_at")
            ],
            "three": settings.THREE_ADMINISTRATORS,
            "authorise": self.access.may("accounts.authorise"),
        }
        return render(request, "system/approvals.html", context)


def _acting_for(grant: Grant) -> list[str]:
    """The enterprises an enterprise's account is to act for: that is what is approved."""
    if grant.role != Role.ENTERPRISE:
        return []
    return [str(each) for each in _asked_for(grant)]


def _asked_for(grant: Grant) -> list[Enterprise]:
    """The enterprises that wait; of one that was joined to another meanwhile, the other."""
    numbers = grant.asked.get("enterprises", [])
    joined = dict(Merge.objects.filter(gone__in=numbers, undone_at=None).values_list("gone", "kept"))
    found = Enterprise.objects.filter(zone=grant.user.zone_id, pk__in=[joined.get(pk, pk) for pk in numbers])
    return list(found.order_by("pk"))


class GrantApprove(FreshPassword):
    permission = "accounts.authorise"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, grant: int) -> HttpResponse:
        waiting = get_object_or_404(self.visible(Grant.objects.all()), pk=grant)
        if tried(request, _approve, waiting, request.POST.get("seen", "")):
            messages.success(request, _("已批准，立即生效。"))
        return redirect("approvals")


def _approve(request: HttpRequest, grant: Grant, seen: str) -> bool:
    with transaction.atomic():
        firms = _asked_for(grant)
        services.approve(request, grant, seen)
        for firm in firms:
            Membership.objects.get_or_create(user=grant.user, enterprise=firm)
    return True


class GrantReject(Page):
    permission = "accounts.authorise"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, grant: int) -> HttpResponse:
        waiting = get_object_or_404(self.visible(Grant.objects.all()), pk=grant)
        form = ReasonForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("请写明不批准的理由。"))
        elif tried(request, _reject, waiting, form.cleaned_data["reason"]):
            messages.success(request, _("已退回。"))
        return redirect("approvals")


def _reject(request: HttpRequest, grant: Grant, reason: str) -> bool:
    """What was asked for goes; an account acts for no enterprise before that was approved."""
    services.reject(request, grant, reason)
    return True
