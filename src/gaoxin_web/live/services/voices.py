"""Comments on talks, and votes of the audience."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from gaoxin_web.accounts.models import User
from gaoxin_web.contests.models import Judge, RoundEntry
from gaoxin_web.live.models import AudienceVote, Listener, Remark, Room


@transaction.atomic
def remark(
    place: RoundEntry, text: str, *, judge: Judge | None = None, author: str = "", by: User | None = None
) -> Remark | None:
    """Keep the comment of a judge, or of somebody an officer names, on a talk; an empty one is taken away."""
    who = {"judge": judge} if judge else {"judge": None, "author": author}
    rows = Remark.objects.filter(place=place, **who)
    if not text:
        rows.delete()
        return None
    found, _made = Remark.objects.update_or_create(
        place=place, **who, defaults={"text": text, "by": by, "at": timezone.now()}
    )
    return found


@transaction.atomic
def vote(place: RoundEntry, device: str, stars: int, comment: str) -> AudienceVote:
    """A device's vote on an entry; a later one takes its place."""
    found, _made = AudienceVote.objects.update_or_create(
        place=place, device=device, defaults={"stars": stars, "comment": comment, "at": timezone.now()}
    )
    return found


def listen(room: Room, device: str) -> None:
    """A device of the audience opened the page."""
    Listener.objects.get_or_create(room=room, device=device)
