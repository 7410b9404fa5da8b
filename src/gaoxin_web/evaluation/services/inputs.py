"""Values with their papers and weights, written; what is not said stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model

from gaoxin.index.official import Edition
from gaoxin_web.accounts.models import User, Zone
from gaoxin_web.evaluation.models import Entry, NodeWeight, Paper, PeerTable
from gaoxin_web.evaluation.services.peers import Reading
from gaoxin_web.evaluation.services.undoing import new_token, reason

Changes = dict[str, list[str | None]]  # what → before and after


@dataclass(frozen=True)
class Written:
    """What was changed, and the token it is taken back by."""

    token: str
    changes: Changes


@transaction.atomic
def enter(
    zone: Zone,
    edition: Edition,
    year: int,
    values: Mapping[str, Decimal],
    paper: Paper,
    user: User,
    places: Mapping[str, str] | None = None,
    note: str = "",
) -> Written:
    """Enter values of some indicators from one paper; what stands there from the same place is not written again."""
    one_at_a_time(zone)
    places, token, changes = places or {}, new_token(), Changes()
    there = {one.indicator: one for one in Entry.objects.filter(zone=zone, edition=edition.id, year=year)}
    for indicator, value in values.items():
        entry = there.get(indicator) or Entry(zone=zone, edition=edition.id, year=year, indicator=indicator)
        said = {"value": value, "paper": paper, "place": places.get(indicator, ""), "note": note}
        if entry.pk and all(getattr(entry, name) == wanted for name, wanted in said.items()):
            continue
        changes[indicator] = [text(entry.value) if entry.pk else None, text(value)]
        for name, wanted in said.items():
            setattr(entry, name, wanted)
        _save(entry, user, token)
    return Written(token, changes)


@transaction.atomic
def clear_entry(entry: Entry, user: User) -> Written:
    """Take a value back: what the register comes to stands again, or nothing is known."""
    token = new_token()
    entry.by, entry._change_reason = user, reason(token)  # type: ignore[attr-defined]
    entry.delete()
    return Written(token, {entry.indicator: [text(entry.value), None]})


@transaction.atomic
def weigh(
    zone: Zone, edition: Edition, weights: Mapping[str, Decimal | None], paper: Paper | None, note: str, user: User
) -> Written:
    """Give weights to nodes; None makes one unknown again. One that stays the same keeps its paper."""
    one_at_a_time(zone)
    token, changes = new_token(), Changes()
    there = {one.node: one for one in NodeWeight.objects.filter(zone=zone, edition=edition.id)}
    for node, value in weights.items():
        known = there.get(node)
        if value == (known.value if known else None):
            continue
        changes[node] = [text(known.value) if known else None, None if value is None else text(value)]
        if value is None and known:
            known.by, known._change_reason = user, reason(token)  # type: ignore[attr-defined]
            known.delete()
            continue
        found = known or NodeWeight(zone=zone, edition=edition.id, node=node)
        found.value, found.paper, found.note = value, paper, note  # type: ignore[assignment]
        _save(found, user, token)
    return Written(token, changes)


@transaction.atomic
def keep_table(
    zone: Zone,
    edition: Edition,
    year: int,
    title: str,
    simulated: bool,
    reading: Reading,
    file: ContentFile,
    user: User,
) -> PeerTable:
    """A table that counts from now on; those before it stay, and count again when it is taken back."""
    return PeerTable.objects.create(
        zone=zone,
        edition=edition.id,
        year=year,
        title=title,
        simulated=simulated,
        values=reading.values,
        cells=reading.cells,
        file=file,
        by=user,
    )


@transaction.atomic
def take_back(table: PeerTable) -> None:
    """The table is gone with its file; the one before it counts again."""
    file = table.file
    if file:
        transaction.on_commit(lambda: file.delete(save=False))
    table.delete()


def one_at_a_time(zone: Zone) -> None:
    """Two who write a zone's figures wait for each other: both would write the same for the first time."""
    Zone.objects.select_for_update(no_key=True).get(pk=zone.pk)


def text(value: Decimal) -> str:
    """A number without idle zeros: 12.5."""
    found = f"{value:f}"
    return found.rstrip("0").rstrip(".") if "." in found else found


def _save(one: Model, user: User, token: str) -> None:
    one.by, one._change_reason = user, reason(token)  # type: ignore[attr-defined]
    one.save()
