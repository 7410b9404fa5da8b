"""Whether a password has to be changed."""

from __future__ import annotations

from django import template

from gaoxin_web.accounts.models import User
from gaoxin_web.accounts.passwords import expired

register = template.Library()


@register.filter
def password_expired(user: User) -> bool:
    return expired(user)
