"""What a zone's counts rest on: a mark that is another one as soon as enterprises or what they hold changed."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from django.db.models import Count, Max, Model
from django.utils import timezone

from gaoxin_web.enterprises.models import Enterprise, Recognition

BACK = timedelta(days=2)  # no change takes so long from its first row to its end


def mark_of(*models: type[Model]) -> str:
    """A mark of all that was ever written of some models (enterprises and recognitions by default).

    Every change, by a page, an import, a merge or its undoing, leaves a row in the history. The newest row alone
    would not do: of two at once, the one that began first may end last, and its rows have the smaller numbers. So
    the late ones are counted too.
    """
    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) - BACK
    found: list[object] = [since.date()]
    for model in models or (Enterprise, Recognition):
        history = model.history.model.objects  # type: ignore[attr-defined]
        found += history.order_by().aggregate(last=Max("history_id")).values()
        found += history.filter(history_date__gte=since).order_by().aggregate(rows=Count("history_id")).values()
        found += model._default_manager.order_by().aggregate(last=Max("pk")).values()
    return sha256(repr(found).encode()).hexdigest()
