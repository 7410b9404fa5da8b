"""Contests of others at which the zone's teams won (自治区创新创业大赛): kept by hand from what was published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random

from gaoxin_web.accounts.models import Zone
from gaoxin_web.contests.models import Award, Contest, Entry
from gaoxin_web.demo.contests import words
from gaoxin_web.demo.contests.entrants import Entrants, own_titles
from gaoxin_web.demo.contests.ground import moment, officer_of
from gaoxin_web.enterprises.models import Enterprise

NAMES = {"first": "一等奖", "second": "二等奖", "third": "三等奖", "merit": "优秀奖"}
ENGLISH = {"first": "First prize", "second": "Second prize", "third": "Third prize", "merit": "Merit award"}
WON: Mapping[int, Sequence[str]] = {  # tiers won by the zone's teams; four in 2022, as printed
    2021: ("third", "merit"),
    2022: ("second", "third", "third", "merit"),
    2023: ("second", "third", "merit"),
    2024: ("first", "third", "third", "merit", "merit"),
    2025: ("second", "second", "third", "merit"),
}
ENTERED = 9  # in a year
SOURCE = "自治区科技厅公布的获奖名单（示例）"


def keep(zone: Zone, firms: Sequence[Enterprise], today: date) -> None:
    rng, officer = Random("szs:teams"), officer_of(zone)
    for year, tiers in WON.items():
        if year >= today.year:
            continue
        opened, closed = moment(date(year, 4, 1)), moment(date(year, 6, 15))
        contest = Contest.objects.create(
            zone=zone,
            organisation=officer.organisation,
            created_by=officer,
            created_at=closed,
            standing=Contest.Standing.REGIONAL,
            state=Contest.State.FINISHED,
            name=f"宁夏创新创业大赛（{year}）",
            name_en=f"Ningxia Innovation and Start-up Contest {year}",
            code=f"szs-region-{year}",
            year=year,
            organiser="自治区科技厅（示例）",
            summary=f"外部赛事，只登记本区团队和获奖情况。{words.NOTE}",
            opens_at=opened,
            closes_at=closed,
        )
        entries = _teams(contest, rng, list(firms), officer)
        Award.objects.bulk_create(
            Award(
                contest=contest,
                entry=entry,
                tier=tier,
                name=NAMES[tier],
                name_en=ENGLISH[tier],
                source=SOURCE,
                given_on=date(year, 10, 20),
            )
            for entry, tier in zip(entries, tiers, strict=False)
        )


def _teams(contest: Contest, rng: Random, firms: list[Enterprise], officer: object) -> list[Entry]:
    """Teams of the zone; two in three are of an enterprise of its register."""
    entrants = Entrants(contest, rng)
    for firm in rng.sample(firms, ENTERED):
        kind = rng.choice(list(words.OWN_FIELDS))
        entry = entrants.firm("石嘴山", kind, own_titles(kind), answers={})
        if rng.random() < 2 / 3:
            entry.enterprise, entry.organisation, entry.uscc = firm, firm.name, firm.uscc or ""
    return entrants.hand_in(contest.opens_at, contest.closes_at, officer)
