"""The industrial chains (产业链) a zone's enterprises are on."""

from __future__ import annotations

from django.db import connection

from gaoxin_web.enterprises.models import Enterprise

NEXT = 'SELECT MIN(chain) FROM "{table}" WHERE zone_id = %s AND chain > '


def chains_of(zone: int) -> list[str]:
    """Chains in use, in order: one step along the index for each, however many enterprises are on it."""
    after = NEXT.format(table=Enterprise._meta.db_table)
    walk = (
        f"WITH RECURSIVE used(chain) AS ({after}'' UNION ALL SELECT ({after}used.chain) FROM used "
        "WHERE used.chain IS NOT NULL) SELECT chain FROM used WHERE chain IS NOT NULL"
    )
    with connection.cursor() as cursor:
        cursor.execute(walk, [zone, zone])
        return [chain for (chain,) in cursor.fetchall()]
