"""From a series to what ``gaoxin.schedule`` solves and checks, and its sentences back to people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from gaoxin.schedule.timetable import Case, Item, Mix, Pin, Session, Slot, even_mix
from gaoxin.schedule.words import Words
from gaoxin_web.contests.models import Sitting
from gaoxin_web.lectures.models import Talk

CHINESE = "zh-hans"
SECONDS = 10.0  # a request waits so long and no longer


@dataclass(frozen=True)
class Placed:
    """Where a talk stands in a timetable; ``sitting`` is None where it stands nowhere."""

    entry: int
    sitting: int | None
    seat: int
    pinned: bool = False

    def as_list(self) -> list[Any]:
        return [self.entry, self.sitting, self.seat, self.pinned]


def read_slots(stored: Iterable[Sequence[Any]]) -> dict[int, Placed]:
    """The slots of a step by entry; one that stands nowhere is left out."""
    placed = [Placed(int(entry), sitting, int(seat), bool(pinned)) for entry, sitting, seat, pinned in stored]
    return {one.entry: one for one in placed if one.sitting is not None}


def kind_names() -> dict[str, str]:
    """Kinds as the engine's sentences name them: always in Chinese, so that no page's language changes a digest."""
    with override(CHINESE):
        return {key: str(label) for key, label in Talk.Kind.choices}


def case_of(
    talks: Iterable[Talk],
    sittings: Sequence[Sitting],
    rules: Mapping[str, Any],
    seats: int,
    slots: Mapping[int, Placed],
    *,
    keep: bool = False,
    seed: int = 1,
) -> Case:
    """What a timetable of a series starts from: pinned talks are pins; with ``keep`` the others stay where they can."""
    names = kind_names()
    items = [_item(talk, names) for talk in talks]
    sessions = tuple(Session(str(one.pk), seats=seats, day=_day(one), name=one.name) for one in sittings)
    known_items, known_sessions = {one.id for one in items}, {one.id for one in sessions}
    standing = [
        (Slot(str(one.entry), str(one.sitting), one.seat), one.pinned)
        for one in slots.values()
        if str(one.entry) in known_items and str(one.sitting) in known_sessions
    ]
    return Case(
        items=tuple(items),
        sessions=sessions,
        mix=_mix(rules, items, sessions, names),
        never_in_a_row=tuple(names[kind] for kind in rules.get("never_in_a_row", ()) if kind in names),
        one_per_unit=bool(rules.get("one_per_unit")),
        topic_most=rules.get("topic_most") or None,
        pins=tuple(Pin(*slot) for slot, pinned in standing if pinned),
        keep=tuple(slot for slot, _pinned in standing) if keep else (),
        seed=seed,
        seconds=SECONDS,
    )


def said(words: Words | Mapping[str, str]) -> str:
    """A sentence of the engine in the language of the page, the kinds' names too."""
    both = words.as_dict() if isinstance(words, Words) else words
    if not (get_language() or "").startswith("en"):
        return both["zh"]
    text = both["en"]
    for key, chinese in kind_names().items():
        text = text.replace(chinese, str(dict(Talk.Kind.choices)[key]))
    return text


RULES = {  # where each rule is mended: words, and which page of the series
    "seats": ("seats", "settings"),
    "mix": ("mix", "settings"),
    "row": ("row", "settings"),
    "unit": ("unit", "settings"),
    "topic": ("topic", "settings"),
    "unavailable": ("unavailable", "talk"),
    "placed": ("placed", "talk"),
    "pin": ("pin", "card"),
    "hours": ("hours", "settings"),
    "apart": ("apart", "settings"),
}


def rule_words(rule: str) -> str:
    return {
        "seats": _("席位"),
        "placed": _("都要排入"),
        "unavailable": _("不可用场次"),
        "hours": _("当地时段"),
        "mix": _("类别搭配"),
        "row": _("同类不相连"),
        "unit": _("单位不重复"),
        "topic": _("主题分散"),
        "pin": _("固定"),
        "apart": _("不同场"),
    }.get(rule, rule)


def _item(talk: Talk, names: Mapping[str, str]) -> Item:
    entry = talk.entry
    who = f"{entry.contact}（{entry.organisation}）" if entry.organisation else entry.contact or entry.title
    return Item(
        str(entry.pk),
        unit=entry.organisation,
        kind=names[talk.kind],
        topics=(talk.topic,) if talk.topic else (),
        unavailable=tuple(map(str, talk.unavailable)),
        preferred=tuple(map(str, talk.preferred)),
        name=who,
    )


def _mix(
    rules: Mapping[str, Any], items: Sequence[Item], sessions: Sequence[Session], names: Mapping[str, str]
) -> tuple[Mix, ...]:
    if rules.get("even"):
        return even_mix(items, sessions) if sessions else ()
    return tuple(
        Mix(names[one["kind"]], int(one["least"]), int(one["most"]))
        for one in rules.get("mix", ())
        if one.get("kind") in names
    )


def _day(sitting: Sitting) -> Any:
    return timezone.localtime(sitting.starts_at).date() if sitting.starts_at else None
