"""A person's judgement of what no fact decides (专家判断), filed like any other fact."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from gaoxin_web.accounts.models import User
from gaoxin_web.enterprises.models import Enterprise, Filing
from gaoxin_web.enterprises.services.register import correct_fact
from gaoxin_web.enterprises.services.sheets import restate
from gaoxin_web.rulebook import rulebook


def judge(enterprise: Enterprise, criterion: str, met: bool, reason: str, user: User) -> Filing:
    """File that a criterion is met, or is not."""
    raw = _("达标") if met else _("不达标")
    return correct_fact(enterprise, 0, criterion, met, raw, reason, user, rulebook())


@transaction.atomic
def withdraw(enterprise: Enterprise, criterion: str) -> int:
    """Take back what was judged by hand; returns how many judgements were taken back."""
    mine = Filing.objects.filter(enterprise=enterprise, withdrawn=False, batch__choices__manual=True)
    found = [filing.pk for filing in mine if list(filing.values) == [criterion]]
    Filing.objects.filter(pk__in=found).update(withdrawn=True)
    restate([enterprise.pk], rulebook())
    return len(found)
