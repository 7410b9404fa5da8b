"""Awards won in somebody else's contest: kept with the entry and the source, and linked to the register."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from gaoxin_web.contests.models import Award, Contest, Entry
from gaoxin_web.contests.services.refusal import RefusedError
from gaoxin_web.enterprises.queries.register import same_code, same_name


@transaction.atomic
def keep(
    contest: Contest,
    title: str,
    organisation: str,
    name: str,
    source: str,
    uscc: str = "",
    given_on: date | None = None,
) -> tuple[Award, bool]:
    """An award; the same once more is not kept twice. Whether it is new.

    The enterprise is found by its code, else by its name where only one goes by it.
    """
    zone = contest.zone_id
    firm = same_code(zone, uscc) if uscc else None
    if firm is None and not uscc:
        named = same_name(zone, organisation)
        firm = named[0] if len(named) == 1 else None
    about = {"organisation": organisation, "uscc": uscc, "enterprise": firm, "state": Entry.State.ACCEPTED}
    entry, _new = Entry.objects.get_or_create(contest=contest, title=title, organisation=organisation, defaults=about)
    return Award.objects.get_or_create(
        contest=contest, entry=entry, name=name, defaults={"tier": name[:40], "source": source, "given_on": given_on}
    )


@transaction.atomic
def remove(award: Award) -> None:
    """An award entered wrongly goes, and its entry with it where nothing else hangs on that.

    Raises:
        RefusedError: a certificate was issued for it.
    """
    if award.certificates.exists() or award.result_id:
        raise RefusedError("")
    entry = award.entry
    award.delete()
    if not entry.awards.exists() and not entry.outcomes.exists() and not entry.places.exists():
        entry.delete()
