"""Which of a zone's enterprises a user's ladder is about."""

from __future__ import annotations

from typing import TypeVar

import polars as pl
from django.db.models import Model, QuerySet

from gaoxin_web.accounts.access import Access
from gaoxin_web.accounts.roles import PERMISSIONS, Role, Scope
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.ladders.queries.facts import keys_of

M = TypeVar("M", bound=Model)


def of_zone(access: Access, rows: QuerySet[M], permission: str) -> QuerySet[M]:
    """Rows of the zone as a whole (a run, an application window): for whoever may see anything of the kind.

    They belong to no bureau, so a grant over a bureau reaches them too; what they say of enterprises is
    limited where it is shown.
    """
    if access.user is None or not access.may(permission):
        return rows.none()
    return rows.filter(zone=access.user.zone_id)


def firms_of(access: Access, permission: str = "ladder.view") -> QuerySet[Enterprise]:
    return access.limit(Enterprise.objects.all(), permission)


def sees_all(access: Access, permission: str = "ladder.view") -> bool:
    """Whether a user sees every enterprise of the zone, so that the zone's own totals are theirs."""
    return any(grant.scope == Scope.ZONE and permission in PERMISSIONS[Role(grant.role)] for grant in access.grants)


def keys_for(access: Access, permission: str = "ladder.view") -> pl.DataFrame | None:
    """The enterprises a user sees, as the run's tables name them; None is all of them."""
    return None if sees_all(access, permission) else keys_of(firms_of(access, permission))
