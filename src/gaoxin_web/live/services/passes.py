"""Letting judges in: a code shown once as a QR picture, redeemed once, for one device and one sitting."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from gaoxin_web.accounts.models import User
from gaoxin_web.contests.models import Judge, Panelist
from gaoxin_web.contests.queries.duties import seat_of
from gaoxin_web.live.models import Pass, Presence, Room

KEPT_HOURS = 14  # a pass ends so long after the sitting begins, or after it was made where that is later
SEEN_EVERY = timedelta(seconds=15)  # a write for every look of every phone would be most of what they cost


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def issue(room: Room, judge: Judge, by: User | None) -> tuple[Pass, str]:
    """A new pass and its code, which is not kept; the judge's earlier passes are void."""
    revoke(room, judge)
    code = secrets.token_urlsafe(24)
    begins = max(timezone.now(), room.sitting.starts_at or timezone.now())
    made = Pass.objects.create(
        room=room, judge=judge, digest=digest(code), made_by=by, expires_at=begins + timedelta(hours=KEPT_HOURS)
    )
    return made, code


def revoke(room: Room, judge: Judge) -> int:
    """Passes and devices of a judge are void from now on; how many there were."""
    return Pass.objects.filter(room=room, judge=judge, revoked_at=None).update(revoked_at=timezone.now())


def pass_of(code: str) -> Pass | None:
    """The pass a code is of, whatever has become of it."""
    rows = Pass.objects.select_related("room__sitting__round__contest", "judge")
    return rows.filter(digest=digest(code)).first()


@transaction.atomic
def redeem(code: str, agent: str) -> tuple[Pass, str] | None:
    """Bind a device to a pass that was not used yet, and the device's secret; None where it is void or used."""
    found = Pass.objects.select_for_update().filter(digest=digest(code)).first()
    if found is None or found.state != "waiting" or seat(found.room, found.judge) is None:
        return None
    secret = secrets.token_urlsafe(32)
    found.used_at, found.device, found.agent = timezone.now(), digest(secret), agent[:200]
    found.save(update_fields=["used_at", "device", "agent"])
    return found, secret


def judge_of(room: int, secret: str) -> Judge | None:
    """The judge whose device shows this secret, while the pass counts; whether they have a seat is another question."""
    if not secret:
        return None
    rows = Pass.objects.filter(room=room, device=digest(secret), revoked_at=None, expires_at__gt=timezone.now())
    found = rows.select_related("judge__zone").only("room", "judge").order_by("pk").first()
    return found.judge if found else None


def seat(room: Room, judge: Judge) -> Panelist | None:
    """The judge's seat in the sitting; None for one who was taken off, or sits in other sittings only."""
    found = seat_of(room.sitting.round, judge)
    return found if found and found.sits_in(room.sitting_id) else None


def seen(room: Room, judge: Judge) -> None:
    """The judge's phone was heard of."""
    now = timezone.now()
    rows = Presence.objects.filter(room=room, judge=judge)
    last = rows.values_list("seen_at", flat=True).first()
    if last is None:
        Presence.objects.update_or_create(room=room, judge=judge, defaults={"seen_at": now})
    elif now - last > SEEN_EVERY:
        rows.update(seen_at=now)
