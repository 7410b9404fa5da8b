"""What the overview counts over the whole register, kept for as long as nothing it rests on changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from gaoxin_web.accounts.access import Access
from gaoxin_web.accounts.models import Organisation
from gaoxin_web.cockpit.queries.todo import GONE, expiring_soon
from gaoxin_web.enterprises.models import Enterprise, Recognition, here
from gaoxin_web.enterprises.queries.marks import mark_of
from gaoxin_web.enterprises.queries.recognitions import in_force
from gaoxin_web.ladders.queries.scope import sees_all
from gaoxin_web.rulebook import rulebook

YEARS = 4  # year ends looked back at
DAY = 24 * 3600  # seconds
PERMISSION = "ladder.view"


@dataclass(frozen=True, slots=True)
class Counts:
    """Enterprises that are in the zone today, and certificates; without words, which are of a language."""

    enterprises: int
    above: int  # of designated size (规上)
    chains: tuple[tuple[str, int], ...]  # largest first
    kinds: tuple[tuple[str, tuple[int, ...]], ...]  # certificates in force at each of the days looked at
    expiring: int


def counts_for(access: Access, today: date) -> Counts:
    """What a user's scope comes to today: counted once, for all who see the same, until something changes."""
    key = _key(access, today)
    found: Counts | None = cache.get(key)
    if found is None:
        found = _counted(access, today)
        cache.set(key, found, DAY)
    return found


def _key(access: Access, today: date) -> str:
    """The day, the rules, all that was written of enterprises and certificates, and which of them are seen."""
    zone = access.user.zone_id if access.user else None
    seen = "all" if sees_all(access, PERMISSION) else _part_seen(access)
    return "overview:" + sha256(repr((today, rulebook().digest, mark_of(), zone, seen)).encode()).hexdigest()


def _part_seen(access: Access) -> list[object]:
    """What says which part of a zone a user sees: the grants, the user, and how the bureaus hang together."""
    if access.user is None:
        return []
    grants = sorted(
        (grant.role, grant.scope, sorted(chosen.pk for chosen in grant.organisations.all())) for grant in access.grants
    )
    bureaus = Organisation.objects.filter(zone=access.user.zone_id).order_by("pk").values_list("pk", "path")
    return [grants, access.user.pk, access.user.organisation_id, *bureaus]


def _counted(access: Access, today: date) -> Counts:
    chains = _chains(access)
    return Counts(
        sum(count for _chain, count, _above in chains),
        sum(above for _chain, _count, above in chains),
        tuple((chain, count) for chain, count, _above in chains),
        _kinds(access, today),
        access.limit(expiring_soon(today), PERMISSION).count(),
    )


def _chains(access: Access) -> list[tuple[str, int, int]]:
    """Chains with their enterprises, and those of designated size among them; the register is read once."""
    rows: QuerySet[Enterprise] = access.limit(Enterprise.objects.exclude(status__in=GONE), PERMISSION)
    above = Count("pk", filter=Q(above_designated_size=True))
    found = rows.order_by().values_list("chain").annotate(count=Count("pk"), above=above)
    return sorted(found, key=lambda row: (-row[1], row[0]))


def days_looked_at(today: date) -> list[date]:
    return [date(today.year - back, 12, 31) for back in range(YEARS, 0, -1)] + [today]


def _kinds(access: Access, today: date) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Certificates in force by kind and day; one query, whatever the number of kinds."""
    columns = {
        f"day{place}": Count("pk", filter=in_force(day, rulebook()) & here(day, "enterprise__"))
        for place, day in enumerate(days_looked_at(today))
    }
    certificates = Recognition.objects.annotate(starts=Coalesce("valid_from", "recognised_on"))
    rows = access.limit(certificates, PERMISSION).order_by().values("kind").annotate(**columns)
    return tuple((row["kind"], tuple(row[name] for name in columns)) for row in rows)
