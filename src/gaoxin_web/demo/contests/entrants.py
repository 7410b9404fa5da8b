"""Invented entries: what they are called, who hands them in, how good they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import product
from random import Random
from typing import Any, TypeVar

from gaoxin.demo.names import FIRST, SECOND, invented_uscc
from gaoxin_web.contests.models import Contest, Division, Entry, EntryStep, Track
from gaoxin_web.demo.contests import words
from gaoxin_web.demo.contests.persons import chinese_name, foreign_name, phone

T = TypeVar("T")
ROLES = ("负责人", "技术负责人", "市场负责人")
QUALITY, SPREAD = 76.0, 7.0  # of an entry, on a hundred


class Entrants:
    """Entries of one contest, one after another; each with titles and an organisation of its own."""

    def __init__(self, contest: Contest, rng: Random) -> None:
        self.contest, self.rng = contest, rng
        self.made: list[Entry] = []
        self._brands = self._shuffled(first + second for first, second in product(FIRST, SECOND))
        self._stems = self._shuffled(first + last for first, last in product(words.STEMS, words.STEM_ENDS))
        self._titles: dict[str, Iterator[Any]] = {}

    def firm(self, city: str, kind: str, titles: Iterable[str], **about: Any) -> Entry:
        """A Chinese enterprise's entry; its contact is one of three members."""
        title = self._title(kind, titles)
        people = [{"name": chinese_name(self.rng), "phone": phone(self.rng), "role": role} for role in ROLES]
        return self._entry(
            title=title,
            organisation=f"星河市{next(self._brands)}{words.TRADES[kind]}有限公司",
            uscc=invented_uscc(self.rng),
            city=city,
            members=people,
            summary=words.ABSTRACT.format(title=title, number=self.rng.randint(1, 6)),
            **about,
        )

    def team_abroad(self, track: Track, division: Division, country: str, **about: Any) -> Entry:
        """A team or start-up of another country, with an English title."""
        title, english = self._title(track.name, overseas_titles(track.name))
        people = [{"name": foreign_name(self.rng, country), "phone": "", "role": role} for role in ROLES[:2]]
        return self._entry(
            track=track,
            division=division,
            title=title,
            title_en=english,
            organisation=f"{next(self._stems)} {words.FORM_OF[country]}",
            country=country,
            city=self.rng.choice(words.CITY_OF[country]),
            members=people,
            language="en",
            summary=words.ABSTRACT_EN.format(title=english, number=self.rng.randint(1, 4)),
            **about,
        )

    def hand_in(self, opened: datetime, closed: datetime, officer: Any) -> list[Entry]:
        """All that was made, numbered in the order they came, accepted some days later."""
        span = (closed - opened).total_seconds()
        moments = sorted(opened + timedelta(seconds=span * self.rng.triangular(0, 1, 0.9)) for _ in self.made)
        self.rng.shuffle(self.made)
        for place, (entry, at) in enumerate(zip(self.made, moments, strict=True), start=1):
            entry.number, entry.state = f"{self.contest.year}-{place:04d}", Entry.State.ACCEPTED
            entry.created_at = at - timedelta(days=self.rng.randint(1, 9), minutes=self.rng.randint(1, 900))
            entry.saved_at = entry.submitted_at = at
            entry.version = self.rng.randint(1, 5)
        Entry.objects.bulk_create(self.made, batch_size=400)
        steps = []
        for entry in self.made:
            assert entry.submitted_at is not None
            later = entry.submitted_at + timedelta(days=self.rng.randint(1, 4), minutes=self.rng.randint(1, 600))
            steps.append(EntryStep(entry=entry, action="accepted", at=later, by=officer))
        EntryStep.objects.bulk_create(steps, batch_size=1000)
        return self.made

    def _entry(self, *, members: list[dict[str, str]], summary: str, answers: Mapping[str, Any], **about: Any) -> Entry:
        number = len(self.made) + 1
        entry = Entry(
            contest=self.contest,
            contact=members[0]["name"],
            phone=members[0]["phone"],
            email=f"entry{number:04d}@{self.contest.code}.example.org",
            members=members,
            answers={"summary": summary, **answers},
            **about,
        )
        self.made.append(entry)
        return entry

    def _title(self, kind: str, titles: Iterable[T]) -> T:
        if kind not in self._titles:
            self._titles[kind] = self._shuffled(titles)
        found: T = next(self._titles[kind])
        return found

    def _shuffled(self, things: Any) -> Iterator[Any]:
        """Each once, in an order of the seed's; then again, should they run out."""
        order = list(things)
        self.rng.shuffle(order)
        while True:
            yield from order


def qualities(entries: Sequence[Entry], rng: Random, lift: Mapping[str, float] | None = None) -> dict[int, float]:
    """How good each entry is; ``lift`` raises those of a city."""
    return {entry.pk: rng.gauss(QUALITY + (lift or {}).get(entry.city, 0.0), SPREAD) for entry in entries}


@cache
def five_g_titles(kind: str) -> tuple[str, ...]:
    things = product(words.MEANS, words.SCENES[kind], words.FORMS)
    return tuple(f"基于{means}的{scene}{form}" for means, scene, form in things)


@cache
def own_titles(track: str) -> tuple[str, ...]:
    return tuple(f"{thing}{ending}" for thing, ending in product(words.OWN_FIELDS[track], words.ENDINGS))


@cache
def overseas_titles(track: str) -> tuple[tuple[str, str], ...]:
    """Titles with their English."""
    things = product(*words.OVERSEAS[track])
    return tuple((f"面向{use[0]}的{thing[0]}", f"{thing[1]} for {use[1]}") for thing, use in things)
