"""What a password must be (口令策略): two profiles, for two schools that contradict each other.

``dengbao`` follows the customary reading of GB/T 22239 (three of four classes, a change every 90 days, the last
five not again); ``asvs`` follows OWASP ASVS 5.0 chapter V6 (length and a list of common passwords; neither
classes nor rotation).
"""

from __future__ import annotations

import secrets
import string
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from gaoxin_web.accounts.models import User

LONGEST = 128
SHORTEST_WORD = 3  # characters of a name that may not stand in a password
HERE_COMMON = frozenset(
    [
        "admin@123",
        "admin123456",
        "aa123456",
        "aa123456.",
        "a123456789",
        "abc123456",
        "abcd1234",
        "qwer1234",
        "1qaz2wsx",
        "1q2w3e4r5t",
        "woaini1314",
        "woaini520",
        "wang123456",
        "zhang123456",
        "li123456",
        "p@ssw0rd",
        "passw0rd",
        "changeme",
        "letmein123",
        "huawei@123",
        "gaoxin123",
        "gaoxinqu123",
        "zhongguo123",
        "beijing2008",
    ]
)
LEET = str.maketrans("@013457$", "aoieasts")


@dataclass(frozen=True)
class Profile:
    """A set of rules; ``days`` is the greatest age, 0 for none; ``kept`` how many earlier ones are not taken again."""

    length: int
    classes: int
    days: int
    kept: int


def profile() -> Profile:
    """The rules this installation chose."""
    if settings.PASSWORD_PROFILE == "asvs":
        return Profile(length=12, classes=0, days=0, kept=0)
    return Profile(length=10, classes=3, days=settings.PASSWORD_DAYS, kept=5)


class ProfileValidator:
    """What Django asks about a new password, and tells when one was taken."""

    def validate(self, password: str, user: User | None = None) -> None:
        faults = list(_faults(password, user, profile()))
        if faults:
            raise ValidationError(faults)

    def password_changed(self, password: str, user: User | None = None) -> None:
        """Keep a digest of it, and when it was set."""
        from gaoxin_web.accounts.models import UsedPassword  # noqa: PLC0415 - models load after the settings

        if user is None or user.pk is None or not user.has_usable_password():
            return
        user.password_changed_at = timezone.now()
        type(user).objects.filter(pk=user.pk).update(password_changed_at=user.password_changed_at)
        UsedPassword.objects.create(user=user, password=user.password)
        old = user.used_passwords.order_by("-pk").values_list("pk", flat=True)[max(profile().kept, 1) :]
        UsedPassword.objects.filter(pk__in=list(old)).delete()

    def get_help_text(self) -> str:
        chosen = profile()
        words = [_("至少 %(length)d 位") % {"length": chosen.length}]
        if chosen.classes:
            words.append(_("含大写字母、小写字母、数字、符号中的至少 %(classes)d 类") % {"classes": chosen.classes})
        words.append(_("不含用户名、园区名或企业名，也不是常见密码"))
        if chosen.kept:
            words.append(_("不与最近 %(kept)d 次相同") % {"kept": chosen.kept})
        if chosen.days:
            words.append(_("每 %(days)d 天更换一次") % {"days": chosen.days})
        return _("；").join(words) + _("。")


def expired(user: User) -> bool:
    """Whether the password is older than the profile allows."""
    days = profile().days
    return bool(days) and timezone.now() - user.password_changed_at > timedelta(days=days)


def one_time() -> str:
    """A password to be told once and changed at the first sign-in: no letter or digit that looks like another."""
    classes = ("abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "-+=?")
    drawn = [secrets.choice(letters) for letters in classes]
    drawn += [secrets.choice("".join(classes[:3])) for _each in range(12)]
    secrets.SystemRandom().shuffle(drawn)
    return "".join(drawn)


def _faults(password: str, user: User | None, rules: Profile) -> Iterator[ValidationError]:
    """Every rule a password does not keep, each saying what to do."""
    if len(password) < rules.length:
        yield _fault(_("密码太短：至少 %(most)d 位，现在 %(now)d 位。"), most=rules.length, now=len(password))
    if len(password) > LONGEST:
        yield _fault(_("密码太长：至多 %(most)d 位。"), most=LONGEST)
    if _classes(password) < rules.classes:
        yield _fault(_("请使用大写字母、小写字母、数字、符号中的至少 %(most)d 类。"), most=rules.classes)
    if _common(password):
        yield _fault(_("这是常见密码，容易被猜中，请换一个。"))
    if user is not None:
        word = next((word for word in _words(user) if word in password.casefold()), None)
        if word:
            yield _fault(_("密码里不能有您的用户名、园区名或企业名（“%(word)s”）。"), word=word)
        if rules.kept and user.pk and _used(password, user, rules.kept):
            yield _fault(_("不能与最近 %(most)d 次的密码相同。"), most=rules.kept)


def _fault(message: str, **params: Any) -> ValidationError:
    return ValidationError(message, params=params)


def _classes(password: str) -> int:
    kinds = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
    other = any(character not in string.ascii_letters + string.digits for character in password)
    return sum(any(character in kind for character in password) for kind in kinds) + other


@lru_cache(maxsize=1)
def _listed() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords) | HERE_COMMON


def _common(password: str) -> bool:
    """On the list, as it is or as a listed word with a short tail: ``Welcome@2026``."""
    plain = password.casefold().strip()
    root = plain.strip(string.digits + string.punctuation)
    tail = len(plain) - len(root)
    roots = {root, plain.rstrip(string.digits + string.punctuation).translate(LEET)}
    return plain in _listed() or (tail <= 6 and any(len(each) >= 5 and each in _listed() for each in roots))


def _words(user: User) -> Iterator[str]:
    """Names of the person, the zone and the enterprises acted for, in characters and in pinyin."""
    names = [user.username, user.email.partition("@")[0], user.phone, user.name]
    zone = user.zone if user.zone_id else None
    if zone:
        names += [zone.code, zone.name_en, zone.name, zone.name.removesuffix("高新区").strip()]
    if user.pk and hasattr(user, "enterprises"):
        for name, short, uscc in user.enterprises.values_list("name", "short_name", "uscc"):
            names += [name, short, uscc or ""]
    for name in names:
        for form in {name, _pinyin(name)}:
            if len(form) >= SHORTEST_WORD:
                yield form.casefold()


def _pinyin(name: str) -> str:
    if name.isascii():
        return name
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionaries are wanted only here

    return "".join(lazy_pinyin(name))


def _used(password: str, user: User, kept: int) -> bool:
    latest = user.used_passwords.order_by("-pk").values_list("password", flat=True)[:kept]
    return any(check_password(password, digest) for digest in {user.password, *latest})
