"""Forms for many enterprises (发放): a worker hands them out part by part, and takes up what another left.

Every part is a transaction of its own and gives a form only to who has none, so that a worker killed in the middle
leaves whole parts behind it, and doing it again, or by two at once, changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.access import Access
from gaoxin_web.accounts.models import User
from gaoxin_web.collection.models import HandOut, Round
from gaoxin_web.collection.queries import candidates
from gaoxin_web.collection.services import RefusedError, rounds

AT_ONCE = 1000  # so many are handed out while the officer waits; more by the worker
PART = 2000
SILENT = timedelta(minutes=1)  # without a word for so long, its worker is taken for dead
LOG = logging.getLogger(__name__)
State = HandOut.State


def hand_out(round_: Round, by: User, whom: Mapping[str, Any]) -> HandOut:
    """Have the worker give a form to everybody that a choice comes to and ``by`` may ask."""
    kept = {name: whom.get(name) or [] for name in ("chain", "recognition", "names")}
    kept |= {"above": whom.get("above") or "", "organisation": [one.pk for one in whom.get("organisation") or ()]}
    made = HandOut.objects.create(round=round_, by=by, whom=kept)
    transaction.on_commit(lambda: _enqueue(made.pk))
    return made


def resume(round_: Round) -> None:
    """Queue again what has stood still: its worker was killed, or none was there."""
    still = HandOut.objects.filter(round=round_, state__in=HandOut.ON_ITS_WAY, touched_at__lt=timezone.now() - SILENT)
    for pk in still.values_list("pk", flat=True):
        if HandOut.objects.filter(pk=pk, touched_at__lt=timezone.now() - SILENT).update(touched_at=timezone.now()):
            _enqueue(pk)


def carry_out(pk: int) -> None:
    """Hand out everything; what goes wrong is noted, and what was handed out stays."""
    made = HandOut.objects.select_related("round__data_set__zone", "by").get(pk=pk)
    if made.state not in HandOut.ON_ITS_WAY:
        return
    try:
        _hand_out(made)
    except RefusedError:
        _note(pk, state=State.LOCKED)
    except Exception:
        LOG.exception("hand-out %s", pk)
        _note(pk, state=State.FAILED)


def _hand_out(made: HandOut) -> None:
    found = candidates(Access.of(made.by), made.whom)
    pks = list(found.order_by("pk").values_list("pk", flat=True).distinct())
    _note(made.pk, state=State.RUNNING, total=len(pks))
    for start in range(0, len(pks), PART):
        part = pks[start : start + PART]
        with transaction.atomic():
            added = rounds.hand_to(made.round_id, part)
            _note(made.pk, done=start + len(part), added=F("added") + added)
    _note(made.pk, state=State.DONE)
    made.refresh_from_db(fields=["added"])
    zone, detail = made.round.data_set.zone, {"enterprises": made.added}
    audit.record("collection.hand_out", user=made.by, zone=zone, target=made.round, detail=detail)


def _note(pk: int, **fields: Any) -> None:
    HandOut.objects.filter(pk=pk).update(touched_at=timezone.now(), **fields)


def _enqueue(pk: int) -> None:
    from gaoxin_web.collection.tasks import hand_out_forms  # noqa: PLC0415 - the task names this module

    hand_out_forms.enqueue(pk)
