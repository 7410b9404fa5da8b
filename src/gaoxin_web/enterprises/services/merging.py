"""Two entries of the register joined to one (重复企业合并), and parted again; never without a person.

Everything that hangs on the entry that goes is given to the one that stays, whatever app it is of. What both have
and only one may (a form of the same round, an account of both) is kept of one, and laid aside of the other; so is the
entry itself. Nothing is lost: undoing lays it all back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.contrib.admin.utils import NestedObjects
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.serializers.base import DeserializedObject
from django.db import IntegrityError, models, router, transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from gaoxin.register.identity import normal
from gaoxin_web.accounts.models import User
from gaoxin_web.enterprises.links import is_loop, is_worked_out, links, twin_of
from gaoxin_web.enterprises.models import Alias, Enterprise, FactSheet, Merge
from gaoxin_web.enterprises.services.sheets import restate
from gaoxin_web.rulebook import rulebook

SEVERAL = 500
CHOSEN = (  # what of an entry is chosen: of the one that stays, or of the one that goes
    "name", "uscc", "short_name", "status", "left_on", "left_reason", "established_on", "industry", "industry_code",
    "chain", "park", "address", "above_designated_size", "organisation", "steward", "contact", "phone",
)  # fmt: skip
PERSONS = ("contact", "phone")  # how a person is reached: kept as long as a merge may need it to be undone


class NotMergedError(Exception):
    """Why two entries cannot be joined, or parted again."""


@transaction.atomic
def merge(kept: Enterprise, gone: Enterprise, taken: Mapping[str, Any], reason: str, user: User) -> Merge:
    """Join ``gone`` to ``kept``, which takes some of its fields.

    Args:
        taken: field → value, of those fields the entry that goes is right about.

    Raises:
        NotMergedError: they are one, of two zones, or something still hangs on the entry that goes.
    """
    if kept.pk == gone.pk or kept.zone_id != gone.zone_id:
        raise NotMergedError("same" if kept.pk == gone.pk else "zones")
    locked = Enterprise.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk]).order_by("pk")
    found = {one.pk: one for one in locked}
    if len(found) != 2:
        raise NotMergedError("missing")
    kept, gone = found[kept.pk], found[gone.pk]
    done = Merge(zone_id=kept.zone_id, kept=kept, gone=gone.pk, name=gone.name, reason=reason, by=user)
    names = [kept.name, gone.name, kept.short_name, gone.short_name]
    codes = {kept.uscc, gone.uscc}
    done.moved, done.aside = _move(kept, gone, user)
    done.aside += _laid_aside([gone])
    done.fields = _take(kept, taken, user, gone.name)
    done.uscc = next(iter(codes - {kept.uscc, None}), None)
    done.names = _keep_names(kept, names, user)
    restate([kept.pk], rulebook())
    done.save()
    return done


def _move(kept: Enterprise, gone: Enterprise, user: User) -> tuple[list[list[Any]], list[Any]]:
    """Give what hangs on one to the other: what was moved, and what was laid aside."""
    moved, aside = [], []
    FactSheet.objects.filter(enterprise=gone).delete()
    for model, field in links():
        rows = list(model._base_manager.filter(**{field.name: gone.pk}).order_by("pk"))
        if not rows:
            continue
        stay = []
        for row in rows:
            twin = twin_of(model, field, row, kept)
            if twin is not None and _weight(row) > _weight(twin):
                aside += _laid_aside([twin])
                twin = None
            if twin is None and not is_loop(model, field, row, kept) and not is_worked_out(model):
                stay.append(row)
            else:
                aside += _laid_aside([row])
        _give(model, field, stay, kept.pk, user, gone.name)
        moved.append([model._meta.label, field.name, [row.pk for row in stay]])
    return moved, aside


def _weight(row: models.Model) -> int:
    """Of two records of which one is kept, the weightier; by what the model says of itself."""
    return int(getattr(row, "weight", 0))


def _give(model: type[models.Model], field: Any, rows: list[Any], pk: int, user: User, name: str) -> None:
    """Hang records on another enterprise, with their history where they have one."""
    for row in rows:
        setattr(row, field.attname, pk)
    if hasattr(model, "history"):
        why = f"合并企业：{name}"[:100]
        bulk_update_with_history(
            rows,
            model,
            [field.name],
            SEVERAL,
            default_user=user,
            default_change_reason=why,
            manager=model._base_manager,
        )
    else:
        model._base_manager.bulk_update(rows, [field.name], batch_size=SEVERAL)


def _laid_aside(rows: list[Any]) -> list[Any]:
    """Take records out with all that hangs on them, as they may be laid back: what others rest on first."""
    using = router.db_for_write(type(rows[0]))
    found = NestedObjects(using=using, origin=rows)
    found.collect(rows)
    objects = [one for model in found.data for one in found.data[model]]
    foreign = [one for one in objects if isinstance(one, Enterprise) and one not in rows]
    if found.protected or foreign:
        raise NotMergedError("protected")
    if isinstance(rows[0], Enterprise) and len(objects) > len(rows):
        raise NotMergedError("left")
    written = json.loads(serializers.serialize("json", objects))
    for row in rows:
        row.__class__._base_manager.get(pk=row.pk).delete()
    return written


def _take(kept: Enterprise, taken: Mapping[str, Any], user: User, name: str) -> dict[str, list[Any]]:
    """Put the other's values in place of the kept entry's own: what stood there, and what stands now."""
    before = _values(kept)
    for field, value in taken.items():
        if field not in CHOSEN:
            raise NotMergedError("field")
        setattr(kept, Enterprise._meta.get_field(field).attname, value)
    kept._history_user = user
    kept._change_reason = f"合并企业：{name}"[:100]
    kept.save()
    after = _values(kept)
    return {field: [before[field], after[field]] for field in CHOSEN if before[field] != after[field]}


def _values(enterprise: Enterprise) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(serializers.serialize("json", [enterprise]))[0]["fields"]
    return values


def _keep_names(kept: Enterprise, names: list[str], user: User) -> list[int]:
    """The names either went by find the enterprise as before."""
    known = {normal(kept.name), *(normal(name) for name in kept.aliases.values_list("name", flat=True))}
    if kept.short_name:
        known.add(normal(kept.short_name))
    made = []
    for name in names:
        if name and normal(name) not in known:
            known.add(normal(name))
            made.append(Alias(enterprise=kept, name=name, kind=Alias.Kind.ALIAS, source="合并重复企业"))
    made = bulk_create_with_history(made, Alias, default_user=user, default_change_reason="合并重复企业")
    return [alias.pk for alias in made]


@transaction.atomic
def part(done: Merge, user: User) -> int:
    """Undo a merge: what had been moved goes back where it still is; returns how many records could not.

    Raises:
        NotMergedError: it was undone before, or somebody else has the code by now.
    """
    done = Merge.objects.select_for_update().select_related("kept").get(pk=done.pk)
    if done.undone_at is not None:
        raise NotMergedError("undone")
    kept = Enterprise.objects.select_for_update().get(pk=done.kept_id)
    Alias.objects.filter(pk__in=done.names, enterprise=kept).delete()
    _put_back(kept, done, user)
    entries = [one for one in done.aside if one["model"] == Enterprise._meta.label_lower]
    others = [one for one in done.aside if one["model"] != Enterprise._meta.label_lower]
    if len(entries) != 1 or _lay_back(entries):
        raise NotMergedError("taken")
    gone = Enterprise.objects.get(pk=done.gone)
    Enterprise.history.bulk_history_create([gone], default_user=user, default_change_reason="撤销合并")
    left = _move_back(done, kept, user) + _lay_back(others)
    restate([kept.pk, gone.pk], rulebook())
    done.undone_at, done.undone_by = timezone.now(), user
    _forget(done)
    done.save(update_fields=["undone_at", "undone_by", "aside", "fields"])
    return left


@transaction.atomic
def forget_persons(enterprise: Enterprise) -> None:
    """Who was to be reached at the entries that were joined to an enterprise is kept no more, as was asked of it.

    Undoing the merge then lays the entry back without them.
    """
    for done in Merge.objects.select_for_update().filter(kept=enterprise):
        _forget(done)
        done.save(update_fields=["aside", "fields"])


def _forget(done: Merge) -> None:
    """Take the persons out of what was laid aside, and out of what was put in place of what."""
    for one in done.aside:
        one["fields"] |= {name: "" for name in PERSONS if name in one["fields"]}
    done.fields = {name: change for name, change in done.fields.items() if name not in PERSONS}


def _put_back(kept: Enterprise, done: Merge, user: User) -> None:
    """Fields the merge filled go back to what they were; those changed since stay."""
    now = _values(kept)
    for name, (before, after) in done.fields.items():
        if now[name] == after:
            field = Enterprise._meta.get_field(name)
            setattr(kept, field.attname, before if isinstance(field, models.ForeignKey) else field.to_python(before))
    kept._history_user, kept._change_reason = user, "撤销合并"
    kept.save()


def _move_back(done: Merge, kept: Enterprise, user: User) -> int:
    """Hang on the entry again what was moved from it; what has gone elsewhere since is let be, and counted."""
    known, left = {(model._meta.label, field.name): (model, field) for model, field in links()}, 0
    for label, name, keys in done.moved:
        if (label, name) not in known:
            left += len(keys)
            continue
        model, field = known[label, name]
        rows = list(model._base_manager.filter(pk__in=keys, **{name: kept.pk}))
        _give(model, field, rows, done.gone, user, done.name)
        left += len(keys) - len(rows)
    return left


def _lay_back(written: list[Any]) -> int:
    """Lay back records as they were taken out; returns how many have no place any more.

    Some rest on others of the list: those wait for the next round.
    """
    waiting = list(serializers.deserialize("json", json.dumps(written), ignorenonexistent=True))
    left, before = 0, -1
    while waiting and len(waiting) != before:
        before, later = len(waiting), []
        for one in waiting:
            if not _hangs(one.object):
                later.append(one)
            elif not _laid_back(one):
                left += 1
        waiting = later
    return left + len(waiting)


def _laid_back(one: DeserializedObject) -> bool:
    try:
        with transaction.atomic():
            one.object.validate_constraints()
            one.save(force_insert=True)
    except (IntegrityError, ValidationError):
        return False
    return True


def _hangs(row: models.Model) -> bool:
    """Whether what a record hangs on is there; where that was joined to another since, it hangs on the other."""
    for field in row._meta.concrete_fields:
        key = getattr(row, field.attname)
        if not isinstance(field, models.ForeignKey) or key is None:
            continue
        if field.related_model is Enterprise:
            key = _now(key)
            setattr(row, field.attname, key)
        if not field.related_model._base_manager.filter(pk=key).exists():
            if not field.null:
                return False
            setattr(row, field.attname, None)
    return True


def _now(pk: int) -> int:
    """The enterprise an entry was joined to, however often; itself where it was not."""
    joined = Merge.objects.filter(gone=pk, undone_at=None).values_list("kept", flat=True).first()
    return _now(joined) if joined and not Enterprise.objects.filter(pk=pk).exists() else pk
