"""What a user may do and see: the one place that decides it (数据权限).

A model says by its ``reach`` how it hangs on zone, organisation, person and enterprise
account; :meth:`Access.limit` turns grants into a filter on any such model. No grant,
no row; another zone's rows are never reached.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Model, Q, QuerySet, prefetch_related_objects

from gaoxin_web.accounts.roles import EVERYBODY, PERMISSIONS, PUBLIC, Role, Scope

if TYPE_CHECKING:
    from gaoxin_web.accounts.models import Grant, User

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Reach:
    """Lookups from a model to what a scope is about; None where the model has no such side.

    ``whole``: its rows belong to the zone as a whole and to no bureau (an assessment, an application window), so
    that any grant of the permission reaches them. What they say of enterprises is limited where it is shown.
    """

    zone: str
    organisation: str | None = None
    person: str | None = None
    member: str | None = None
    whole: bool = False

    def through(self, path: str) -> Reach:
        """The same, for a model that hangs on one with this reach by the foreign key ``path``."""
        return Reach(*(f"{path}__{lookup}" if lookup else None for lookup in self._lookups), whole=self.whole)

    @property
    def _lookups(self) -> tuple[str | None, ...]:
        return self.zone, self.organisation, self.person, self.member


@dataclass(frozen=True)
class Access:
    """A user's grants that count now."""

    user: User | None
    grants: tuple[Grant, ...] = ()

    @classmethod
    def of(cls, user: User | None) -> Access:
        """The access of a signed-in user; of anybody else, none."""
        if user is None or not user.is_authenticated or not user.is_active:
            return cls(None)
        grants = tuple(user.grants.effective())
        prefetch_related_objects([grant for grant in grants if grant.scope == Scope.CHOSEN], "organisations")
        return cls(user, grants)

    @cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role(grant.role) for grant in self.grants)

    @cached_property
    def permissions(self) -> frozenset[str]:
        if self.user is None:
            return frozenset()
        return EVERYBODY.union(*(PERMISSIONS[role] for role in self.roles))

    def may(self, permission: str) -> bool:
        return permission == PUBLIC or permission in self.permissions

    def limit(self, rows: QuerySet[M], permission: str) -> QuerySet[M]:
        """The rows that the grants with a permission reach."""
        if self.user is None:
            return rows.none()
        reach: Reach = rows.model.reach  # type: ignore[attr-defined]
        counting = [grant for grant in self.grants if permission in PERMISSIONS[Role(grant.role)]]
        if any(_reaches_all(grant, reach) for grant in counting):
            return rows.filter(**{reach.zone: self.user.zone_id})
        parts = [self._part(grant, reach) for grant in counting]
        found = [part for part in parts if part is not None]
        if not found:
            return rows.none()
        widest = Q()
        for part in found:
            widest |= part
        return rows.filter(Q(**{reach.zone: self.user.zone_id}) & widest)

    def reaches(self, row: Model, permission: str) -> bool:
        """Whether a permission reaches a row that is shown by another: what may be seen is not always changed."""
        if not self.may(permission) or self.user is None:
            return False
        rows = type(row)._default_manager.filter(pk=row.pk)
        return self.limit(rows, permission).exists()

    def over_zone(self, permission: str) -> bool:
        """Whether a permission is over every enterprise of the zone: then the zone's own totals are theirs to see,
        or, where it is a permission to write, what is the zone's theirs to write."""
        return any(grant.scope == Scope.ZONE and permission in PERMISSIONS[Role(grant.role)] for grant in self.grants)

    def _part(self, grant: Grant, reach: Reach) -> Q | None:
        """What a grant over less than the zone reaches inside it; None is nothing."""
        user, own = self.user, self.user.organisation_id if self.user else None
        if grant.role == Role.ENTERPRISE:
            return Q(**{reach.member: user}) if reach.member else None
        match Scope(grant.scope):
            case Scope.SELF:
                return Q(**{reach.person: user}) if reach.person else None
            case Scope.CHOSEN if reach.organisation:
                return Q(**{f"{reach.organisation}__in": [chosen.pk for chosen in grant.organisations.all()]})
            case Scope.OWN if reach.organisation and own:
                return Q(**{reach.organisation: own})
            case Scope.BELOW if reach.organisation and user and user.organisation and user.organisation.path:
                return Q(**{f"{reach.organisation}__path__startswith": user.organisation.path})
        return None


def _reaches_all(grant: Grant, reach: Reach) -> bool:
    """Whether a grant reaches every row of the zone; an enterprise's account reaches its own and no more."""
    return grant.role != Role.ENTERPRISE and (reach.whole or grant.scope == Scope.ZONE)
