"""The tree of organisations (部门): every path is the chain of ids from the top, so it moves with its branch."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, ProtectedError, Value
from django.db.models.functions import Concat, Substr
from django.http import HttpRequest
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.models import Organisation, Zone

DEEPEST = 8  # levels; a path of ids must fit its column


@transaction.atomic
def add_organisation(request: HttpRequest | None, zone: Zone, name: str, parent: Organisation | None) -> Organisation:
    name = _free_name(zone, name, parent)
    if parent and parent.path.count("/") >= DEEPEST:
        raise ValidationError(_("部门层级不能超过 %(most)d 级。") % {"most": DEEPEST})
    made = Organisation.objects.create(zone=zone, name=name, parent=parent)
    made.path = f"{parent.path if parent else ''}{made.pk}/"
    made.save(update_fields=["path"])
    audit.record("organisation.add", request=request, zone=zone, target=made, detail={"path": made.path})
    return made


@transaction.atomic
def change_organisation(
    request: HttpRequest, organisation: Organisation, name: str, parent: Organisation | None
) -> Organisation:
    """Rename it, and move it with all below it."""
    before = {"name": organisation.name, "path": organisation.path}
    if parent and parent.path.startswith(organisation.path):
        raise ValidationError(_("不能移到自己或自己的下级部门之下。"))
    organisation.name = _free_name(organisation.zone, name, parent, but=organisation)
    organisation.parent = parent
    organisation.save(update_fields=["name", "parent"])
    _move(organisation, f"{parent.path if parent else ''}{organisation.pk}/")
    detail = {"before": before, "after": {"name": organisation.name, "path": organisation.path}}
    audit.record("organisation.change", request=request, target=organisation, detail=detail)
    return organisation


@transaction.atomic
def remove_organisation(request: HttpRequest, organisation: Organisation) -> None:
    """Take out one that nothing hangs on."""
    audit.record("organisation.remove", request=request, target=organisation, detail={"path": organisation.path})
    try:
        organisation.delete()
    except ProtectedError as error:
        raise ValidationError(_("“%(name)s”下还有部门、人员或企业，请先移走。") % {"name": organisation}) from error


def _free_name(zone: Zone, name: str, parent: Organisation | None, but: Organisation | None = None) -> str:
    name = name.strip()
    same = Organisation.objects.filter(zone=zone, parent=parent, name=name)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise ValidationError(_("同一上级下已有“%(name)s”。") % {"name": name})
    return name


def _move(organisation: Organisation, path: str) -> None:
    old = organisation.path
    if old == path:
        return
    below = Organisation.objects.filter(path__startswith=old)
    deepest = max(found.count("/") for found in below.values_list("path", flat=True))
    if deepest - old.count("/") + path.count("/") > DEEPEST:
        raise ValidationError(_("部门层级不能超过 %(most)d 级。") % {"most": DEEPEST})
    below.update(path=Concat(Value(path), Substr(F("path"), len(old) + 1)))
    organisation.path = path
