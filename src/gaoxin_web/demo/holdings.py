"""What the demonstration's enterprises hold besides recognitions: platforms, teams, awards, patents, premises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from simple_history.utils import bulk_create_with_history

from gaoxin_web.accounts.models import Zone
from gaoxin_web.enterprises.models import Award, Enterprise, Facility, Patent, Platform, Team

SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫", ("若川", "云舟", "知微", "怀瑾", "听澜", "予安")
SUBJECTS = (
    "稀有金属提纯",
    "高温合金精铸",
    "碳基复合材料",
    "煤机智能控制",
    "光伏硅片切割",
    "污水深度处理",
    "特种陶瓷烧结",
)
IDEAS = (
    "一种高纯材料的制备方法",
    "一种耐磨部件及其加工工艺",
    "一种在线检测装置",
    "一种节能加热系统",
    "一种粉体分级设备",
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Things of one kind and level: so many by the day, so many later, and some that had ended before it."""

    kind: str
    level: str
    held: int
    later: int = 0
    ended: int = 0


class Holdings:
    """Writes what a zone's enterprises hold; days are drawn on the wanted side of the day."""

    def __init__(self, firms: Sequence[Enterprise], on: date, today: date, rng: Random) -> None:
        self.firms, self.on, self.today, self.rng = firms, on, today, rng

    def platforms(self, shelves: Sequence[Shelf]) -> None:
        made = [
            Platform(
                enterprise=firm,
                kind=shelf.kind,
                level=shelf.level,
                name=f"{firm.short_name}{shelf.kind}",
                recognised_on=begins,
                ended_on=ends,
            )
            for shelf in shelves
            for firm, begins, ends in self._lives(shelf)
        ]
        bulk_create_with_history(made, Platform)

    def teams(self, shelf: Shelf) -> None:
        made = [
            Team(
                enterprise=firm,
                name=f"{self.rng.choice(SUBJECTS)}创业团队（{number}）",
                leader=self._person(),
                people=self.rng.randint(4, 15),
                recognised_on=begins,
                ended_on=ends,
            )
            for number, (firm, begins, ends) in enumerate(self._lives(shelf), 1)
        ]
        bulk_create_with_history(made, Team)

    def awards(self, shelves: Sequence[Shelf]) -> None:
        made = [
            Award(
                enterprise=firm,
                prize=shelf.kind,
                level=shelf.level,
                grade=self.rng.choice(("一等奖", "二等奖", "三等奖")),
                achievement=f"{self.rng.choice(SUBJECTS)}关键技术及应用",
                awarded_on=day,
            )
            for shelf in shelves
            for firm, day, _ in self._lives(shelf)
        ]
        bulk_create_with_history(made, Award)

    def patents(self, by: date, held: int, later: int, firms: Sequence[Enterprise]) -> None:
        """Invention patents of some firms in force on a day, those granted since, and utility models beside them."""
        days = [self._day(by - timedelta(days=1800), by) for _ in range(held)]
        days += [self._day(by + timedelta(days=1), self.today) for _ in range(later)]
        made = []
        for number, day in enumerate(days):
            for kind, more in ((Patent.Kind.INVENTION, 1), (Patent.Kind.UTILITY, self.rng.randint(0, 2))):
                made += [self._patent(self.rng.choice(firms), kind, day, number * 4 + one) for one in range(more)]
        bulk_create_with_history(made, Patent)

    def _patent(self, firm: Enterprise, kind: str, day: date, number: int) -> Patent:
        applied = day - timedelta(days=self.rng.randint(300, 1000))
        code = 1 if kind == Patent.Kind.INVENTION else 2
        return Patent(
            enterprise=firm,
            kind=kind,
            number=f"示例{applied.year}{code}{number:06d}",
            title=self.rng.choice(IDEAS),
            applied_on=applied,
            granted_on=day,
        )

    def _lives(self, shelf: Shelf) -> list[tuple[Enterprise, date, date | None]]:
        """(enterprise, first day, end) of each: held on the day, later, ended before it."""
        old, all_firms = self._firms(self.on), self._firms(self.today)
        years_back = self.on - timedelta(days=2500)
        held = [(self.rng.choice(old), self._day(years_back, self.on), None) for _ in range(shelf.held)]
        later = [
            (self.rng.choice(all_firms), self._day(self.on + timedelta(days=1), self.today), None)
            for _ in range(shelf.later)
        ]
        ended = [
            (self.rng.choice(old), years_back, self._day(years_back + timedelta(days=700), self.on))
            for _ in range(shelf.ended)
        ]
        return [*held, *later, *ended]

    def _firms(self, day: date) -> list[Enterprise]:
        """Founded two years or more before a day, makers rather than services."""
        old = [firm for firm in self.firms if firm.established_on and firm.established_on < day - timedelta(days=730)]
        return [firm for firm in old if firm.chain != "现代服务业"] or old

    def _day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.rng.randint(0, max((last - first).days, 0)))

    def _person(self) -> str:
        return self.rng.choice(SURNAMES) + self.rng.choice(GIVEN)


@dataclass(frozen=True, slots=True)
class Premises:
    """Facilities of one kind: names, what each amounts to, and how many opened after the day."""

    kind: str
    names: Sequence[str]
    amounts: Sequence[int]
    unit: str
    later: int = 0


def write_facilities(zone: Zone, kinds: Sequence[Premises], on: date, today: date, rng: Random) -> None:
    made = []
    for kind in kinds:
        for place, (name, amount) in enumerate(zip(kind.names, kind.amounts, strict=True)):
            new = place >= len(kind.names) - kind.later
            first, last = (on + timedelta(days=1), today) if new else (on - timedelta(days=1200), on)
            opened = first + timedelta(days=rng.randint(0, (last - first).days))
            made.append(
                Facility(zone=zone, kind=kind.kind, name=name, amount=Decimal(amount), unit=kind.unit, opened_on=opened)
            )
    bulk_create_with_history(made, Facility)
