"""Which of a zone's enterprises a user's ladder is about."""

from __future__ import annotations

import polars as pl
from django.db.models import QuerySet

from gaoxin_web.accounts.access import Access
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.ladders.queries.facts import keys_of


def firms_of(access: Access, permission: str = "ladder.view") -> QuerySet[Enterprise]:
    return access.limit(Enterprise.objects.all(), permission)


def sees_all(access: Access, permission: str = "ladder.view") -> bool:
    """Whether a permission is over every enterprise of the zone, so that the zone's own totals are theirs to see
    (or, where it is a permission to write, what is the zone's theirs to write)."""
    return access.over_zone(permission)


def keys_for(access: Access, permission: str = "ladder.view") -> pl.DataFrame | None:
    """The enterprises a user sees, as the run's tables name them; None is all of them."""
    return None if sees_all(access, permission) else keys_of(firms_of(access, permission))
