"""A published version of the timetable for people: who speaks when, and what it changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin_web.contests.models import Entry
from gaoxin_web.lectures.models import Talk, TimetableVersion
from gaoxin_web.lectures.queries.published import moment
from gaoxin_web.ui.sheets import Sheet


@dataclass
class Difference:
    """A version for people: its sessions with who speaks when, and what changed since the one before."""

    sessions: list[tuple[dict[str, Any], list[dict[str, Any]]]]
    moved: list[dict[str, Any]]
    added: list[Entry]
    removed: list[Entry]
    sheets: list[Sheet]

    @property
    def is_empty(self) -> bool:
        return not (self.moved or self.added or self.removed)


def difference_of(version: TimetableVersion) -> Difference:
    """A version with its entries by name."""
    change = version.difference
    keys = [one["entry"] for one in version.slots]
    keys += [*change.get("added", []), *change.get("removed", []), *(one["entry"] for one in change.get("moved", []))]
    talks = Prefetch("talk", Talk.objects.all())
    entries = {one.pk: one for one in Entry.objects.filter(pk__in=keys).prefetch_related(talks)}
    before = TimetableVersion.objects.filter(round=version.round_id, number=version.number - 1).first()
    names = {one["id"]: one["name"] for one in [*(before.sessions if before else []), *version.sessions]}
    by_session: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for slot in version.slots:
        if slot["entry"] in entries:
            by_session[slot["sitting"]].append(
                {**slot, "starts": moment(slot["starts"]), "entry": entries[slot["entry"]]}
            )
    sessions = [({**one, "starts": moment(one["starts"])}, by_session[one["id"]]) for one in version.sessions]
    return Difference(
        sessions,
        [_moved(one, entries[one["entry"]], names) for one in change.get("moved", []) if one["entry"] in entries],
        [entries[one] for one in change.get("added", []) if one in entries],
        [entries[one] for one in change.get("removed", []) if one in entries],
        [_version_sheet(sessions)],
    )


def _moved(one: Mapping[str, Any], entry: Entry, names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "entry": entry,
        **{
            end: {
                "session": names.get(one[end]["sitting"], ""),
                "seat": one[end]["seat"],
                "starts": moment(one[end]["starts"]),
            }
            for end in ("before", "after")
        },
    }


def _version_sheet(sessions: Sequence[tuple[dict[str, Any], list[dict[str, Any]]]]) -> Sheet:
    heads = [_("场次"), _("开始时间"), _("序号"), _("讲者"), _("单位"), _("题目"), _("地点")]
    lines = [
        [
            session["name"],
            timezone.localtime(slot["starts"]).replace(tzinfo=None) if slot["starts"] else None,
            slot["seat"],
            slot["entry"].contact,
            slot["entry"].organisation,
            slot["entry"].title,
            session["venue"],
        ]
        for session, slots in sessions
        for slot in slots
    ]
    return Sheet(_("日程"), heads, lines)
