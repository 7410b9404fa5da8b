"""Links that open without an account: a speaker's invitation, a calendar, an entrant's slot.

Each is a number under the installation's own signature, of use for that one thing; nothing secret is stored.
"""

from __future__ import annotations

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.urls import reverse

from gaoxin_web.contests.models import Contest, Entry, RoundEntry, Sitting
from gaoxin_web.lectures.models import Invitation

INVITATION = Signer(salt="gaoxin.lectures.invitation", sep=".")
CALENDAR = Signer(salt="gaoxin.lectures.calendar", sep=".")
SLOT = Signer(salt="gaoxin.lectures.slot", sep=".")


def invitation_token(invitation: Invitation) -> str:
    return INVITATION.sign(f"{invitation.talk_id}-{invitation.version}")


def invitation_link(invitation: Invitation, request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("lecture_answer", args=[invitation_token(invitation)]))


def invitation_of(token: str) -> Invitation | None:
    """The invitation a link opens; None for a link that is forged or replaced, or of a talk that is not given."""
    numbers = _numbers(INVITATION, token, 2)
    if numbers is None:
        return None
    rows = Invitation.objects.select_related("talk__entry__contest__zone").order_by("-version")
    newest = rows.filter(talk=numbers[0]).first()
    if newest is None or newest.version != numbers[1]:
        return None
    return None if newest.talk.entry.state == Entry.State.WITHDRAWN else newest


def calendar_link(contest: Contest, request: HttpRequest, sitting: Sitting | None = None) -> str:
    token = CALENDAR.sign(f"{contest.pk}-{sitting.pk if sitting else 0}")
    return request.build_absolute_uri(reverse("lecture_calendar", args=[token]))


def calendar_of(token: str) -> tuple[Contest, Sitting | None] | None:
    """The series a calendar link is of, and the session if of one."""
    numbers = _numbers(CALENDAR, token, 2)
    contest = Contest.objects.filter(pk=numbers[0]).select_related("zone").first() if numbers else None
    if contest is None or numbers is None:
        return None
    sitting = Sitting.objects.filter(pk=numbers[1], round__contest=contest).first() if numbers[1] else None
    return None if numbers[1] and sitting is None else (contest, sitting)


def slot_token(place: RoundEntry) -> str:
    return SLOT.sign(f"{place.pk}-{place.entry.link_version}")


def slot_link(place: RoundEntry, request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("finals_slot", args=[slot_token(place)]))


def place_of(token: str) -> RoundEntry | None:
    """Whose slot a link shows; None for a link that is forged or replaced, or of an entry that withdrew."""
    numbers = _numbers(SLOT, token, 2)
    if numbers is None:
        return None
    rows = RoundEntry.objects.select_related("entry__division", "round__contest__zone", "sitting")
    found = rows.filter(pk=numbers[0], entry__link_version=numbers[1]).first()
    gone = (Entry.State.WITHDRAWN, Entry.State.REFUSED)
    return found if found and found.state != RoundEntry.State.WITHDRAWN and found.entry.state not in gone else None


def _numbers(signer: Signer, token: str, count: int) -> list[int] | None:
    try:
        parts = signer.unsign(token).split("-")
    except BadSignature:
        return None
    return [int(one) for one in parts] if len(parts) == count and all(one.isdecimal() for one in parts) else None
