"""Accounts: made, disabled, unlocked, given a new password, signed out."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.dispatch import Signal
from django.http import HttpRequest
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit, lockout, passwords, sessions
from gaoxin_web.accounts.models import Grant, User, Zone
from gaoxin_web.accounts.roles import Role

password_reset = Signal()  # somebody else gave the account a new password: whatever else opens it is to close
SHOWN = ("username", "name", "email", "organisation_id", "is_active")


@transaction.atomic
def add_user(request: HttpRequest, zone: Zone, **fields: Any) -> tuple[User, str]:
    """An account and the password to tell its owner, once; it must be changed at the first sign-in."""
    password = passwords.one_time()
    user = User.objects.create_user(fields.pop("username"), password, zone=zone, must_change_password=True, **fields)
    audit.record("account.add", request=request, target=user, detail={"after": _shown(user)})
    return user, password


@transaction.atomic
def change_user(request: HttpRequest, user: User, **fields: Any) -> User:
    before = _shown(User.objects.get(pk=user.pk))
    for name, value in fields.items():
        setattr(user, name, value)
    user.save()
    audit.record("account.change", request=request, target=user, detail={"before": before, "after": _shown(user)})
    return user


@transaction.atomic
def disable(request: HttpRequest, user: User) -> int:
    """Close an account; it is signed out everywhere. How many sessions ended."""
    _not_oneself(request, user, _("不能停用自己的账号。"))
    _not_a_check(user)
    keep_an_administrator(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    ended = sessions.end_all(user)
    audit.record("account.disable", request=request, target=user, detail={"sessions_ended": ended})
    return ended


@transaction.atomic
def enable(request: HttpRequest, user: User) -> None:
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.record("account.enable", request=request, target=user)


@transaction.atomic
def unlock(request: HttpRequest, user: User) -> None:
    """Let an account try again that was locked after failed sign-ins."""
    places = lockout.unlock(user.username)
    audit.record("account.unlock", request=request, target=user, detail={"places": places})


@transaction.atomic
def reset_password(request: HttpRequest, user: User) -> str:
    """A one-time password in place of a forgotten one; who was signed in with the old one is out."""
    _not_oneself(request, user, _("自己的密码请在“修改密码”中修改。"))
    _not_a_check(user)
    password = passwords.one_time()
    user.set_password(password)
    user.must_change_password = True
    user.save()
    lockout.unlock(user.username)
    ended = sessions.end_all(user)
    password_reset.send(User, request=request, user=user)
    audit.record("account.reset", request=request, target=user, detail={"sessions_ended": ended})
    return password


@transaction.atomic
def drop_second_factor(request: HttpRequest, user: User) -> int:
    """Take away a lost second factor (解除两步验证), recovery codes and all; whoever is signed in with it is out."""
    _not_oneself(request, user, _("自己的两步验证请在“两步验证”中停用。"))
    _not_a_check(user)
    gone = sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    if not gone:
        raise ValidationError(_("这个账号没有启用两步验证。"))
    Authenticator.objects.filter(user=user).delete()
    ended = sessions.end_all(user)
    audit.record("mfa.reset", request=request, target=user, detail={"types": gone, "sessions_ended": ended})
    return ended


@transaction.atomic
def sign_out(request: HttpRequest, user: User) -> int:
    """End a user's sessions (强退)."""
    ended = sessions.end_all(user)
    audit.record("account.sign_out", request=request, target=user, detail={"sessions_ended": ended})
    return ended


def keep_an_administrator(user: User) -> None:
    """Refuse what would leave a zone without a system administrator, also when two take each other out at once."""
    Zone.objects.select_for_update().get(pk=user.zone_id)
    administrators = Grant.objects.effective().filter(
        role=Role.SYSTEM_ADMIN, user__is_active=True, user__zone=user.zone_id
    )
    held = administrators.filter(user=user).exists()
    if held and user.is_active and not administrators.exclude(user=user).exists():
        raise ValidationError(_("这是本区最后一个系统管理员，请先另设一个。"))


def _not_a_check(user: User) -> None:
    """With three administrators none takes over an account that checks on them: that is for the command line."""
    checks = (Role.SECURITY_ADMIN, Role.AUDITOR)
    if settings.THREE_ADMINISTRATORS and user.grants.effective().filter(role__in=checks).exists():
        raise ValidationError(
            _(
                "三员分立：安全管理员和审计员的账号不能由系统管理员重置、停用或解除验证，"
                "请在服务器上用 reset_account 命令办理。"
            )
        )


def _not_oneself(request: HttpRequest, user: User, words: str) -> None:
    if user.pk == request.user.pk:
        raise ValidationError(words)


def _shown(user: User) -> dict[str, Any]:
    return {name: getattr(user, name) for name in SHOWN}
