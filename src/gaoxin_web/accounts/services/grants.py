"""Roles given and taken, and, with three administrators (三员分立), approved by the security administrator."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.models import Grant, Organisation, User
from gaoxin_web.accounts.roles import ADMINISTRATORS, Role, Scope
from gaoxin_web.accounts.services.users import keep_an_administrator


@transaction.atomic
def give_role(
    request: HttpRequest,
    user: User,
    role: str,
    scope: str,
    *,
    organisations: Iterable[Organisation] = (),
    until: date | None = None,
    enterprise: int | None = None,
    detail: dict[str, Any] | None = None,
) -> Grant:
    """Give a role, or change the one given; with three administrators it waits for approval, changed or new.

    What an account acts for already stays as it was approved while a further enterprise waits.

    Args:
        enterprise: the one an enterprise's account is to act for; it waits in ``asked`` where approval is needed.

    Raises:
        ValidationError: to oneself; or the three administrators' roles would meet in one account.
    """
    if user.pk == request.user.pk:
        raise ValidationError(_("不能给自己授予角色，请由另一位系统管理员办理。"))
    refuse_conflict(user, role)
    scope = _scope_of(role, scope)
    now = timezone.now()
    waits = settings.THREE_ADMINISTRATORS and enterprise is not None
    held = user.grants.select_for_update().filter(role=role, scope=scope).first() if waits else None
    asked = _asked(held, enterprise, until) if waits else {}
    if held and held.approved_at:
        held.asked, held.granted_by, held.granted_at = asked, request.user, now
        held.save(update_fields=["asked", "granted_by", "granted_at"])
        audit.record("grant.give", request=request, target=user, detail=_shown(held) | (detail or {}))
        return held
    grant, _made = Grant.objects.update_or_create(
        user=user,
        role=role,
        scope=scope,
        defaults={
            "until": until,
            "granted_by": request.user,
            "granted_at": now,
            "approved_by": None,
            "approved_at": None if settings.THREE_ADMINISTRATORS else now,
            "asked": asked,
        },
    )
    grant.organisations.set(organisations if scope == Scope.CHOSEN else [])
    audit.record("grant.give", request=request, target=user, detail=_shown(grant) | (detail or {}))
    return grant


@transaction.atomic
def take_role(request: HttpRequest, grant: Grant) -> None:
    """Take a role away, at once in either mode: it only narrows what somebody may."""
    if grant.user_id == request.user.pk:
        raise ValidationError(_("不能撤销自己的角色，请由另一位系统管理员办理。"))
    if grant.role == Role.SYSTEM_ADMIN:
        keep_an_administrator(grant.user)
    audit.record("grant.take", request=request, target=grant.user, detail=_shown(grant))
    grant.delete()


@transaction.atomic
def approve(request: HttpRequest, grant: Grant, seen: str) -> None:
    """Make a waiting grant count; nobody approves what they gave or are given, nor what they have not seen.

    Args:
        seen: ``granted_at`` of the grant as the page showed it, as :func:`stamp` writes it.
    """
    grant = Grant.objects.select_for_update().select_related("user").get(pk=grant.pk)
    if request.user.pk in (grant.user_id, grant.granted_by_id):
        raise ValidationError(_("不能批准自己申请的或给自己的授权。"))
    if grant.approved_at is not None and not grant.asked:
        raise ValidationError(_("这项授权已经批准。"))
    if seen != stamp(grant):
        raise ValidationError(_("这项授权在您查看之后改过，请重新核对后再批准。"))
    refuse_conflict(grant.user, grant.role)
    as_asked(grant)
    grant.approved_by, grant.approved_at, grant.asked = request.user, timezone.now(), {}
    grant.save(update_fields=["approved_by", "approved_at", "until", "asked"])
    audit.record("grant.approve", request=request, target=grant.user, detail=_shown(grant))


def as_asked(grant: Grant) -> Grant:
    """The grant as it will be once what waits is approved."""
    if grant.asked:
        grant.until = date.fromisoformat(grant.asked["until"]) if grant.asked["until"] else None
    return grant


def stamp(grant: Grant) -> str:
    """Which version of a grant somebody looked at."""
    return f"{grant.granted_at.timestamp():.6f}"


@transaction.atomic
def reject(request: HttpRequest, grant: Grant, reason: str) -> None:
    """Refuse a waiting grant, with a reason; it is gone. What was approved before, and only asked more of, stays."""
    grant = Grant.objects.select_for_update().select_related("user").get(pk=grant.pk)
    if grant.approved_at is not None and not grant.asked:
        raise ValidationError(_("这项授权已经批准，请由系统管理员撤销。"))
    detail = _shown(grant) | {"reason": reason}
    audit.record("grant.reject", request=request, target=grant.user, result="refused", detail=detail)
    if grant.approved_at is None:
        grant.delete()
    else:
        grant.asked = {}
        grant.save(update_fields=["asked"])


def refuse_conflict(user: User, role: str) -> None:
    """With three administrators their roles exclude each other and every business role."""
    if not settings.THREE_ADMINISTRATORS:
        return
    counted = Q(until__isnull=True) | Q(until__gte=timezone.localdate())
    others = {Role(held) for held in user.grants.filter(counted).exclude(role=role).values_list("role", flat=True)}
    clash = others if role in ADMINISTRATORS else others & set(ADMINISTRATORS)
    if clash:
        words = _("、").join(sorted(str(each.label) for each in clash))
        raise ValidationError(
            _("三员分立：%(new)s不能与%(held)s由同一账号担任。") % {"new": Role(role).label, "held": words}
        )


def waiting() -> Any:
    """Grants that wait for the security administrator."""
    return Grant.objects.exclude(approved_at__isnull=False, asked={})


def _asked(held: Grant | None, enterprise: int, until: date | None) -> dict[str, Any]:
    """What waits: what was asked for before and not decided, and this."""
    before = held.asked.get("enterprises", []) if held else []
    return {"enterprises": sorted({*before, enterprise}), "until": until.isoformat() if until else None}


def _scope_of(role: str, scope: str) -> str:
    """Administrators look after a whole zone; an enterprise sees what its account acts for."""
    if role in ADMINISTRATORS:
        return Scope.ZONE
    return Scope.SELF if role in (Role.ENTERPRISE, Role.JUDGE) else scope


def _shown(grant: Grant) -> dict[str, Any]:
    chosen = [organisation.name for organisation in grant.organisations.all()]
    return {"role": grant.role, "scope": grant.scope, "organisations": chosen, "until": grant.until}
