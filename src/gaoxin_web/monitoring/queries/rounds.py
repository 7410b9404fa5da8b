"""The collection rounds (填报任务) that asked for a field in a month: where enterprises are reminded."""

from __future__ import annotations

from dataclasses import dataclass

from gaoxin.periods import Period
from gaoxin_web.accounts.access import Access
from gaoxin_web.enterprises.models import Batch

PERMISSION = "collection.view"
TO_DATE = "_ytd"


@dataclass(frozen=True, slots=True)
class Round:
    pk: int
    title: str
    state: str


def rounds_for(access: Access, field: str, period: Period) -> list[Round]:
    """Those this user may open. A round is found by the batch it files to: collections are not known here."""
    if not access.may(PERMISSION):
        return []
    rows = Batch.objects.filter(collection_round__year=period.year, collection_round__month=period.stop)
    rows = access.limit(rows, PERMISSION).order_by("-collection_round__pk")
    names = ("pk", "data_set__title", "state", "data_set__items")
    found = rows.values_list(*(f"collection_round__{name}" for name in names))
    return [
        Round(pk, title, state)
        for pk, title, state, items in found
        if {field, field + TO_DATE} & {item.get("field") for item in items}
    ]
