"""Judges kept (评委库), invited to a round, and what they declare before they begin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from gaoxin.register.identity import read_code
from gaoxin_web.accounts.models import User, Zone
from gaoxin_web.contests.models import Assignment, Ballot, Conflict, Entry, Judge, Panelist, Round
from gaoxin_web.contests.queries.duties import GONE
from gaoxin_web.contests.services.tables import Row, read_rows

SIGNER = Signer(salt="gaoxin.contests.seat", sep=".")
HEADINGS: Mapping[str, Sequence[str]] = {
    "name": ("姓名", "评委", "评委姓名", "name"),
    "organisation": ("单位", "工作单位", "所在单位", "organisation"),
    "uscc": ("统一社会信用代码", "单位统一社会信用代码", "uscc"),
    "title": ("职务职称", "职务", "职称", "title"),
    "city": ("城市", "所在城市", "city"),
    "phone": ("电话", "手机", "手机号", "联系电话", "phone"),
    "email": ("邮箱", "电子邮箱", "email"),
    "fields": ("专业领域", "领域", "擅长领域", "fields"),
    "note": ("备注", "note"),
}
SHORTEST_NAME = 2  # characters of an organisation that is looked for in others


# the pool


@dataclass
class Reading:
    """A table of judges as it was read: whom it adds, whom it changes, and what was not taken."""

    new: list[dict[str, object]] = field(default_factory=list)
    changed: list[tuple[int, str, dict[str, object]]] = field(default_factory=list)  # key, name, what differs
    same: int = 0
    doubts: list[tuple[str, str]] = field(default_factory=list)


def read_judges(zone: Zone, name: str, content: bytes) -> Reading:
    """Judges of a table; one with a known telephone, or else with a known name and organisation, is changed.

    Raises:
        ValidationError: nothing in it can be read.
    """
    known = list(Judge.objects.filter(zone=zone))
    by_phone = {_digits(judge.phone): judge for judge in known if judge.phone}
    by_name = {(judge.name, judge.organisation): judge for judge in known}
    reading, seen = Reading(), set()
    for row in read_rows(name, content, HEADINGS, ["name"]):
        values, problem = _judge_of(row)
        key = _digits(str(values.get("phone", ""))) or (values.get("name"), values.get("organisation"))
        if problem or key in seen:
            reading.doubts.append((row.place, problem or _("与前面的行是同一位评委，只取前一行。")))
            continue
        seen.add(key)
        there = by_phone.get(_digits(str(values.get("phone", "")))) or by_name.get(
            (str(values["name"]), str(values.get("organisation", "")))
        )
        if there is None:
            reading.new.append(values)
        elif differing := {name: value for name, value in values.items() if value and getattr(there, name) != value}:
            reading.changed.append((there.pk, there.name, differing))
        else:
            reading.same += 1
    return reading


def _judge_of(row: Row) -> tuple[dict[str, object], str]:
    values: dict[str, object] = {name: row[name] for name in HEADINGS if name != "fields" and row[name]}
    if fields := split_words(row["fields"]):
        values["fields"] = fields
    if not row["name"]:
        return values, _("缺少姓名。")
    code = read_code(row["uscc"] or None)
    if row["uscc"] and code.value is None:
        doubt = code.doubts[-1]
        return values, f"“{row['uscc']}”{doubt.problem}。{doubt.hint}"
    if code.value:
        values["uscc"] = code.value
    for name, text in values.items():
        most = getattr(Judge._meta.get_field(name), "max_length", None)
        if most and isinstance(text, str) and len(text) > most:
            return values, _("“%(column)s”太长，最多 %(most)s 字。") % {"column": HEADINGS[name][0], "most": most}
    return values, ""


@transaction.atomic
def keep_judges(zone: Zone, reading: Reading) -> None:
    Judge.objects.bulk_create(Judge(zone=zone, **values) for values in reading.new)
    for key, _name, values in reading.changed:
        Judge.objects.filter(zone=zone, pk=key).update(**values)


def split_words(text: str) -> list[str]:
    """「人工智能、生物医药」 as a list."""
    for mark in "，,;；/\n":
        text = text.replace(mark, "、")
    return list(dict.fromkeys(word.strip() for word in text.split("、") if word.strip()))


def _digits(phone: str) -> str:
    return "".join(one for one in phone if one.isdigit())


# the panel


@transaction.atomic
def invite(round_: Round, judges: Iterable[Judge], *, state: str = Panelist.State.INVITED) -> list[Panelist]:
    """Judges get a seat; one who was taken off or declined gets the seat back as invited."""
    seats = []
    for judge in judges:
        seat, made = Panelist.objects.get_or_create(round=round_, judge=judge, defaults={"state": state})
        if not made and seat.state in GONE:
            seat.state = state
            seat.save(update_fields=["state"])
            made = True
        if made:
            seats.append(seat)
    return seats


def token_of(seat: Panelist) -> str:
    return SIGNER.sign(str(seat.pk))


def link_of(seat: Panelist, request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("judge_invitation", args=[token_of(seat)]))


def seat_by(token: str) -> Panelist | None:
    """The seat a link opens; None for one that is forged, or whose judge was taken off."""
    try:
        pk = SIGNER.unsign(token)
    except BadSignature:
        return None
    rows = Panelist.objects.select_related("judge", "round__contest__zone", "round__scheme")
    return rows.filter(pk=pk, judge__active=True).exclude(state=Panelist.State.REMOVED).first()


@transaction.atomic
def accept(seat: Panelist, entries: Iterable[int], organisations: Iterable[str], reason: str, by: User | None) -> int:
    """A judge accepts, having declared the entries and organisations they keep away from.

    Returns:
        How many entries of the round the declaration covers.
    """
    names = [name.strip() for name in organisations if len(name.strip()) >= SHORTEST_NAME]
    wanted = set(entries)
    found = [
        entry
        for entry in Entry.objects.filter(places__round=seat.round).select_related("enterprise").distinct()
        if entry.pk in wanted or any(_is_of(entry, name) for name in names)
    ]
    for entry in found:
        declare(seat.judge, entry, reason or _("评委申报"), by)
    seat.state = Panelist.State.ACCEPTED
    seat.save(update_fields=["state"])
    return len(found)


def _is_of(entry: Entry, name: str) -> bool:
    names = (entry.organisation, entry.enterprise.name if entry.enterprise else "")
    return any(own and (name in own or own in name) for own in names)


@transaction.atomic
def decline(seat: Panelist) -> None:
    """A judge declines; what they were given and did not begin is free again."""
    seat.state = Panelist.State.DECLINED
    seat.save(update_fields=["state"])
    _free(seat, _("评委谢绝"))


@transaction.atomic
def take_off(seat: Panelist, reason: str) -> None:
    """A judge is taken off a round; ballots that were handed in stay and count.

    Raises:
        ValidationError: the judge has begun, so that marks would hang in the air.
    """
    if Ballot.objects.filter(place__round=seat.round, judge=seat.judge, state=Ballot.State.DRAFT).exists():
        raise ValidationError(_("该评委有未提交的草稿，请先请其提交或弃权。"))
    seat.state = Panelist.State.REMOVED
    seat.save(update_fields=["state"])
    _free(seat, reason)


def _free(seat: Panelist, reason: str) -> None:
    begun = Ballot.objects.filter(place__round=seat.round, judge=seat.judge).values("place")
    given = Assignment.objects.filter(place__round=seat.round, judge=seat.judge, state=Assignment.State.ASSIGNED)
    given.exclude(place__in=begun).update(state=Assignment.State.REMOVED, reason=reason[:200])


def declare(
    judge: Judge, entry: Entry, reason: str, by: User | None, source: str = Conflict.Source.DECLARED
) -> Conflict:
    """A conflict is stated; an entry of theirs that was not begun is taken off the judge in every round."""
    conflict, _made = Conflict.objects.get_or_create(
        judge=judge, entry=entry, defaults={"source": source, "reason": reason[:200], "by": by}
    )
    begun = Ballot.objects.filter(place__entry=entry, judge=judge).values("place")
    given = Assignment.objects.filter(place__entry=entry, judge=judge, state=Assignment.State.ASSIGNED)
    given.exclude(place__in=begun).update(state=Assignment.State.RECUSED, reason=reason[:200])
    return conflict
