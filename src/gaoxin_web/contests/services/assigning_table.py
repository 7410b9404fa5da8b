"""Entries given to judges by a table (导入分配): read and shown first, then kept by the one door of what is by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from gaoxin_web.contests.models import Assignment, Ballot, Judge, Round, RoundEntry
from gaoxin_web.contests.queries.conflicts import conflicts_among, words_of
from gaoxin_web.contests.services.assigning import WORDS, AssignError, marking, places_in
from gaoxin_web.contests.services.assigning_hand import Bulk, give_many, take
from gaoxin_web.contests.services.tables import Row, read_rows

HEADINGS = {"entry": ("项目编号", "编号", "评审代号", "entry"), "judge": ("评委", "评委姓名", "姓名", "judge")}


@dataclass
class Reading:
    """A table of assignments as it was read: pairs to give, pairs it would take away, and what was not taken."""

    replace: bool
    pairs: list[tuple[int, int, str, str]] = field(default_factory=list)  # place, judge, and their names
    gone: list[tuple[int, int, str, str]] = field(default_factory=list)
    same: int = 0
    doubts: list[tuple[str, str]] = field(default_factory=list)


def read_table(round_: Round, name: str, content: bytes, *, replace: bool) -> Reading:
    """Pairs of a table; ``replace`` also takes away whatever is not in it and has not begun.

    Raises:
        ValidationError: nothing in it can be read.
    """
    places = places_in(round_)
    by_code = {key: place for place in places for key in (place.entry.number, place.code) if key}
    judges: dict[str, list[Judge]] = {}
    for judge in marking(round_):
        judges.setdefault(judge.name, []).append(judge)
    given = Assignment.objects.filter(place__round=round_, state=Assignment.State.ASSIGNED)
    held = {(row.place_id, row.judge_id): row for row in given.select_related("place__entry", "judge")}
    away = conflicts_among([one for many in judges.values() for one in many], [place.entry for place in places], round_)
    reading, wanted = Reading(replace), set()
    for row in read_rows(name, content, HEADINGS, ["entry", "judge"]):
        place, judge, problem = _named(row, by_code, judges)
        if place is None or judge is None:
            reading.doubts.append((row.place, problem))
            continue
        pair = (place.pk, judge.pk)
        if pair in held:
            reading.same += pair not in wanted
        elif sources := away.get((judge.pk, place.entry_id)):
            about = {"judge": judge, "entry": place, "about": words_of(sources)}
            reading.doubts.append((row.place, str(WORDS["conflict"]) % about))
            continue
        elif pair not in wanted:
            reading.pairs.append((*pair, str(place), judge.name))
        wanted.add(pair)
    if replace:
        begun = set(Ballot.objects.filter(place__round=round_).values_list("place", "judge"))
        reading.gone = [
            (*pair, str(row.place), row.judge.name) for pair, row in held.items() if pair not in wanted | begun
        ]
    return reading


def _named(
    row: Row, places: Mapping[str, RoundEntry], judges: Mapping[str, list[Judge]]
) -> tuple[RoundEntry | None, Judge | None, str]:
    place, found = places.get(row["entry"]), judges.get(row["judge"], [])
    if place is None:
        return None, None, _("没有项目“%(entry)s”。") % {"entry": row["entry"]}
    if len(found) != 1:
        said = (
            _("有 %(count)s 位评委叫“%(judge)s”，请在页面上逐个分配。") if found else _("本轮没有打分评委“%(judge)s”。")
        )
        return place, None, said % {"judge": row["judge"], "count": len(found)}
    return place, found[0], ""


@transaction.atomic
def keep_table(round_: Round, reading: Reading) -> Bulk:
    """Give and take what a table says; every pair passes by the one door."""
    done = give_many(round_, [(place, judge) for place, judge, *_names in reading.pairs], str(_("导入")))
    for place, judge, *_names in reading.gone:
        try:
            take(RoundEntry.objects.select_related("round", "entry").get(round=round_, pk=place),
                 Judge.objects.get(pk=judge), str(_("导入")))  # fmt: skip
        except AssignError as error:
            done.left.append(error)
    return done
