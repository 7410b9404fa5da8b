"""An order drawn by lot: the seed's digest is published first, the seed afterwards; anybody draws it again."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from gaoxin.schedule import draw as lot
from gaoxin_web.accounts.models import User
from gaoxin_web.contests.models import Entry, Round, RoundEntry
from gaoxin_web.lectures.models import OrderDraw


class DrawError(Exception):
    """A draw that cannot be made or opened now; ``code`` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@transaction.atomic
def commit(round_: Round, places: Iterable[RoundEntry], by: User, public_source: str = "") -> OrderDraw:
    """Fix who takes part and publish the digest of a seed that nobody is shown.

    Raises:
        DrawError: fewer than two take part, or an earlier draw is still closed.
    """
    ids = [{"id": id_of(place.entry), "entry": place.entry_id} for place in places]
    if len(ids) < 2:
        raise DrawError("few")
    if OrderDraw.objects.filter(round=round_, opened_at__isnull=True).exists():
        raise DrawError("open")
    seed = lot.new_seed()
    return OrderDraw.objects.create(
        round=round_, ids=ids, seed=seed, commitment=lot.commitment(seed), public_source=public_source, committed_by=by
    )


@transaction.atomic
def reveal(draw: OrderDraw, by: User, public_number: str = "") -> OrderDraw:
    """Publish the seed and the order it gives; once, and never anew.

    Raises:
        DrawError: it is open already, or the public number that was announced is missing.
    """
    draw = OrderDraw.objects.select_for_update().get(pk=draw.pk)
    if draw.opened_at:
        raise DrawError("opened")
    if draw.public_source and not public_number:
        raise DrawError("number")
    draw.public_number = public_number if draw.public_source else ""
    draw.order = list(lot.order([one["id"] for one in draw.ids], mixed(draw)))
    draw.opened_at, draw.opened_by = timezone.now(), by
    draw.save()
    return draw


def mixed(draw: OrderDraw) -> str:
    """What the ids are drawn with: the seed, and the public number where one was announced."""
    return f"{draw.seed}:{draw.public_number}" if draw.public_number else draw.seed


def holds(draw: OrderDraw) -> bool:
    """Whether the seed is the one committed to, and the order the one it gives."""
    ids = [one["id"] for one in draw.ids]
    return lot.commitment(draw.seed) == draw.commitment and list(lot.order(ids, mixed(draw))) == draw.order


def id_of(entry: Entry) -> str:
    """What an entry is called in a draw: its number, else its key."""
    return entry.number or f"E{entry.pk}"
