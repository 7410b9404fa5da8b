"""Speakers invited (邀请函), and what they answered."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from gaoxin_web.accounts.models import User
from gaoxin_web.lectures.models import Invitation, Talk


@transaction.atomic
def invite(talks: Iterable[Talk], by: User, *, again: bool = False) -> int:
    """Make an invitation for whoever has none; with ``again`` a further one for all, their old links void."""
    made = 0
    for talk in talks:
        last = talk.invitations.order_by("-version").first()
        if last and not again:
            continue
        Invitation.objects.create(talk=talk, version=last.version + 1 if last else 1, sent_by=by)
        made += 1
    return made


@transaction.atomic
def answer(invitation: Invitation, *, accepts: bool, unavailable: list[str], message: str) -> Invitation:
    """What a speaker says by the link; said again, the later counts. Days they cannot come go to the timetable.

    What an officer entered of other days stays.
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    talk = Talk.objects.select_for_update().get(pk=invitation.talk_id)
    before = set(invitation.unavailable)
    kept = [one for one in talk.unavailable if one not in before]
    talk.unavailable = list(dict.fromkeys([*kept, *unavailable]))
    talk.save(update_fields=["unavailable"])
    invitation.state = Invitation.State.ACCEPTED if accepts else Invitation.State.DECLINED
    invitation.unavailable, invitation.message = unavailable, message
    invitation.answered_at = timezone.now()
    invitation.save()
    return invitation
