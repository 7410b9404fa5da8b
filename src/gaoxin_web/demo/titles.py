"""Recognitions with their certificates over the years: as many in force on the day as the zone said in print."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from simple_history.utils import bulk_create_with_history

from gaoxin.demo.titles import Held
from gaoxin.periods import add_years
from gaoxin_web.enterprises.models import Enterprise, Recognition
from gaoxin_web.rulebook import rulebook

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Count:
    """How many enterprises held a recognition on the day, and how many came to it afterwards.

    ``years`` is the certificate's term, None for one without an end; ``age`` the years a firm has before its first;
    ``level`` and ``items`` are written on the certificate; ``renewed`` is the chance of a further term.
    """

    kind: str
    held: int
    later: int = 0
    years: int | None = 3
    age: int = 2
    level: str = ""
    items: Sequence[str] = ()
    renewed: float = 0.8
    chain: str = ""


@dataclass
class Book:
    """Certificates as they are written down, by kind and enterprise."""

    firms: Sequence[Enterprise]
    on: date
    today: date
    rng: Random
    rows: dict[str, dict[int, list[Recognition]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def carry(self, titles: Iterable[Held], names: Mapping[str, str]) -> None:
        """What the generator says is held around today."""
        firms = {firm.uscc: firm for firm in self.firms}
        for held in titles:
            firm, count = firms[held.uscc], Count(names[held.label], 0)
            self._add(firm, count, held.valid_from, held.valid_to)
            self._earlier(firm, count, held)

    def _earlier(self, firm: Enterprise, count: Count, held: Held) -> None:
        """The terms before, as far back as the day that is counted."""
        years = held.valid_to.year - held.valid_from.year
        start = add_years(held.valid_from, -years)
        while start > max(self.on, _founded(firm)) and self.rng.random() < count.renewed:
            self._add(firm, count, start, _end(start, years))
            start = add_years(start, -years)

    def settle(self, count: Count) -> None:
        """Earlier certificates, until as many are in force on the day as were counted; then later ones."""
        held = self.rows[count.kind]
        holding = [pk for pk in held if any(_runs(one, self.on) for one in held[pk])]
        for pk in holding[count.held :]:
            del held[pk]
        wanted = count.held - len(holding[: count.held])
        for firm in self._eligible(count, self.on):
            if wanted and self._before(firm, count):
                wanted -= 1
        if wanted:
            raise ValueError(f"{count.kind}: {wanted} too few enterprises")
        fresh = [firm for firm in self._eligible(count, self.today) if firm.pk not in held]
        for firm in fresh[: count.later]:
            since = max(self.on + ONE_DAY, add_years(_founded(firm), count.age))
            if since < self.today:
                self._terms(firm, count, self._between(since, self.today))

    def lasting(self) -> list[Recognition]:
        return [one for kind in self.rows.values() for held in kind.values() for one in held]

    def _eligible(self, count: Count, day: date) -> list[Enterprise]:
        """Firms old enough on a day, those that already hold something first: titles gather on the same firms."""
        old = [firm for firm in self.firms if add_years(_founded(firm), count.age) <= day]
        if count.chain:
            old = [firm for firm in old if firm.chain == count.chain]
        several = {firm.pk: sum(firm.pk in held for held in self.rows.values()) for firm in old}
        return sorted(old, key=lambda firm: -several[firm.pk] + self.rng.uniform(0, 3))

    def _before(self, firm: Enterprise, count: Count) -> bool:
        """A certificate that runs on the day and ends before the next of the same firm; whether there is room."""
        own = self.rows[count.kind].get(firm.pk, [])
        if any(_runs(one, self.on) for one in own):
            return False
        first = min((one.valid_from for one in own), default=None)
        founded = add_years(_founded(firm), min(count.age, 1))
        if count.years is None:
            self._add(firm, count, self._between(max(founded, self.on - timedelta(days=2200)), self.on), None)
            return True
        low = max(add_years(self.on, -count.years) + ONE_DAY, founded)
        high = self.on if first is None else min(self.on, add_years(first, -count.years))
        if low > high:
            return False
        start = self._between(low, high)
        if first is None:
            self._terms(firm, count, start)
        else:
            self._add(firm, count, start, _end(start, count.years))
        return True

    def _terms(self, firm: Enterprise, count: Count, start: date) -> None:
        """A certificate and those that renewed it, until today or until one was not renewed."""
        if count.years is None:
            self._add(firm, count, start, None)
            return
        while start <= self.today:
            self._add(firm, count, start, _end(start, count.years))
            start = add_years(start, count.years)
            if self.rng.random() > count.renewed:
                break

    def _add(self, firm: Enterprise, count: Count, start: date, end: date | None) -> None:
        own = self.rows[count.kind][firm.pk]
        number = sum(len(one) for one in self.rows[count.kind].values()) + 1
        own.append(
            Recognition(
                enterprise=firm,
                kind=count.kind,
                level=count.level or LEVELS.get(count.kind, "national"),
                certificate=f"示例{start.year}{number:04d}",
                recognised_on=start,
                valid_from=start,
                valid_to=end,
                item=self.rng.choice(count.items) if count.items else "",
                note="示例数据",
            )
        )

    def _between(self, first: date, last: date) -> date:
        return first + timedelta(days=self.rng.randint(0, max((last - first).days, 0)))


LEVELS = dict.fromkeys(
    ("nx_tech_sme", "nx_little_giant", "nx_agri_hnte", "innovative_sme", "srdi", "smart_factory"), "provincial"
) | {"integration_management_pilot": "provincial", "industry_leading_demonstration": "provincial"}


def write_titles(book: Book, titles: Iterable[Held], counts: Sequence[Count]) -> list[Recognition]:
    """All certificates of a zone, with their history."""
    book.carry(titles, rulebook().title_names())
    for count in counts:
        book.settle(count)
    made: list[Recognition] = bulk_create_with_history(book.lasting(), Recognition)
    return made


def _founded(firm: Enterprise) -> date:
    assert firm.established_on is not None  # the demonstration's firms all say
    return firm.established_on


def _end(start: date, years: int) -> date:
    return add_years(start, years) - ONE_DAY


def _runs(one: Recognition, day: date) -> bool:
    return one.valid_from <= day and (one.valid_to is None or one.valid_to >= day)
