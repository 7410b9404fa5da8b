"""A case of a timetable from JSON; every mistake at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, time

from gaoxin.schedule.reading import CaseError, Reading, Record, known, nearest, unique
from gaoxin.schedule.slots import MIDNIGHT, Window, starts, zone_of
from gaoxin.schedule.timetable.case import SECONDS, Case, Hours, Item, Mix, Pin, Session, Slot, even_mix

EVEN = "even"


def read_case(document: str | Mapping[str, object], file: str = "") -> Case:
    """A case from a JSON text or from what was read of one.

    Raises:
        CaseError: with every mistake.
    """
    reading = Reading(document, file)
    top = Record(reading, reading.value, (), "日程数据")
    sessions = _sessions(top)
    items = _items(top, sessions)
    mix = _mix(top, items, sessions)
    kinds = {one.kind for one in items.values()}
    rows = top.texts("never_in_a_row")
    for kind in rows:
        known(top, "never_in_a_row", kind, kinds, "类别")
    one_per_unit, topic_most = top.flag("one_per_unit", False), top.whole("topic_most", 0)
    pins = _places(top, "pins", "固定", items, sessions)
    keep = _places(top, "keep", "原日程的一项", items, sessions, passed=True)
    apart, hours = _apart(top, items), _hours(top)
    seed, seconds = top.whole("seed", 0, 2**63 - 1), top.number("seconds", SECONDS, 0.1, 86_400)
    top.done()
    reading.done()
    return Case(
        tuple(items.values()),
        tuple(sessions.values()),
        mix,
        rows,
        one_per_unit,
        topic_most,
        tuple(pins),
        tuple(apart),
        hours,
        tuple(Slot(pin.item, pin.session, pin.seat or 1) for pin in keep),
        1 if seed is None else seed,
        seconds,
    )


def _sessions(top: Record) -> dict[str, Session]:
    records = top.some("sessions", "场次")
    found = {}
    for name, one in unique(((one, one.text("id")) for one in records), "场次").items():
        day, seats = _day(one, "day"), one.whole("seats", 0, 1000)
        begins = _starts(one, day)
        if begins and seats not in (None, len(begins)):
            one.tell("GX706", "seats", f"场次「{name}」有 {seats} 个席位，开始时间却有 {len(begins)} 个")
        elif "starts" not in one.map and "seats" not in one.map:
            one.tell("GX704", "seats", f"场次「{name}」缺少席位数（seats）或开始时间（starts）")
        found[name] = Session(name, len(begins) or seats or 0, day, begins, one.text("name", ""))
        one.done()
    return found


def _starts(one: Record, day: date | None) -> tuple[datetime, ...]:
    """Starting times: listed, or made from a window of the session's day."""
    given = one.get("starts")
    if isinstance(given, Mapping):
        return _window(Record(one.reading, given, (*one.path, "starts"), "时段"), day)
    found = []
    for at, value in enumerate(one.list("starts")):
        moment = _moment(value)
        if moment is None:
            message = "开始时间应写作带时区的日期时间"
            one.reading.tell("GX709", (*one.path, "starts", at), message, "如 2026-12-01T19:00+08:00")
        else:
            found.append(moment)
    return tuple(found)


def _window(one: Record, day: date | None) -> tuple[datetime, ...]:
    if day is None:
        one.tell("GX704", "", "按时段排开始时间，场次要写明日期（day）")
    begins, ends, zone = _clock(one, "from"), _clock(one, "to"), _zone(one, "zone", "Asia/Shanghai")
    breaks = []
    for at, value in enumerate(one.list("breaks")):
        pair = [_time(part) for part in value] if isinstance(value, list) and len(value) == 2 else [None]
        if None in pair:
            one.reading.tell("GX709", (*one.path, "breaks", at), "休息应写作 [开始, 结束]", '如 ["10:30", "10:45"]')
        else:
            breaks.append((pair[0], pair[1]))
    minutes, questions, gap = one.whole("minutes", 1, 1440), one.whole("questions", 0, 1440), one.whole("gap", 0, 1440)
    if minutes is None and "minutes" not in one.map:
        one.tell("GX704", "minutes", "时段缺少「minutes」（每项分钟数）")
    one.done()
    if day is None or begins is None or ends is None or minutes is None:
        return ()
    try:
        window = Window(day, begins, ends, zone, tuple(breaks))  # type: ignore[arg-type]
        return tuple(slot.begins for slot in starts([window], minutes, questions or 0, gap or 0))
    except ValueError:
        if MIDNIGHT < ends <= begins:
            one.tell("GX709", "to", f"时段的结束 {ends:%H:%M} 应晚于开始 {begins:%H:%M}")
        else:  # the only other thing it refuses
            one.tell("GX709", "from", f"{zone} 在 {day} 没有这一时刻：时钟拨快（夏令时）", "换一个开始、结束或休息时刻")
        return ()


def _items(top: Record, sessions: Mapping[str, Session]) -> dict[str, Item]:
    records = top.some("items", "报告")
    names = {*sessions, *(one.day.isoformat() for one in sessions.values() if one.day)}
    found = {}
    for name, one in unique(((one, one.text("id")) for one in records), "报告").items():
        wishes = {key: one.texts(key) for key in ("unavailable", "preferred")}
        for key, wanted in wishes.items():
            for session in wanted:
                if not _is_day(session):  # a day on which there is no session asks for nothing
                    known(one, key, session, names, "场次")
        zone = _zone(one, "zone", "")
        found[name] = Item(
            name,
            one.text("unit", ""),
            one.text("kind", ""),
            one.texts("topics"),
            wishes["unavailable"],
            wishes["preferred"],
            zone,
            one.text("name", ""),
        )
        one.done()
    return found


def _mix(top: Record, items: Mapping[str, Item], sessions: Mapping[str, Session]) -> tuple[Mix, ...]:
    given = top.get("mix")
    if given == EVEN:
        return even_mix(items.values(), sessions.values())
    if isinstance(given, str):
        top.tell("GX705", "mix", f"「mix」没有「{given}」这一选项", f"可用：{EVEN}，或写成列表")
        return ()
    kinds, found = {one.kind for one in items.values()}, []
    for one in top.records("mix", "搭配"):
        kind, least, most = one.text("kind"), one.whole("least", 0), one.whole("most", 0)
        where = one.texts("sessions")
        known(one, "kind", kind, kinds, "类别")
        for session in where:
            known(one, "sessions", session, sessions, "场次")
        if least is not None and most is not None and least > most:
            one.tell("GX706", "least", f"每场「{kind}」至少 {least} 个，多于至多的 {most} 个")
        one.done()
        found.append(Mix(kind, least or 0, 10**6 if most is None else most, where))
    return tuple(found)


def _places(
    top: Record, key: str, what: str, items: Collection[str], sessions: Mapping[str, Session], *, passed: bool = False
) -> list[Pin]:
    """Items at sessions; ``passed``: of what no longer exists nothing is said."""
    found = []
    for one in top.records(key, what):
        item, session, seat = one.text("item"), one.text("session"), one.whole("seat", 1, 1000)
        one.done()
        if passed or (known(one, "item", item, items, "报告") & known(one, "session", session, sessions, "场次")):
            found.append(Pin(item, session, seat))
    return found


def _apart(top: Record, items: Collection[str]) -> list[tuple[str, str]]:
    found = []
    for at, value in enumerate(top.list("apart")):
        if not (isinstance(value, list) and len(value) == 2 and all(isinstance(one, str) for one in value)):
            top.reading.tell("GX702", ("apart", at), '不同场的两项应写作 ["…", "…"]')
            continue
        strange = [place for place, name in enumerate(value) if name not in items]
        for place in strange:
            message, hint = f"没有报告「{value[place]}」", nearest(value[place], items)
            top.reading.tell("GX708", ("apart", at, place), message, hint)
        if not strange:
            found.append((value[0], value[1]))
    return found


def _hours(top: Record) -> Hours | None:
    given = top.get("hours")
    if given is None:
        return None
    one = Record(top.reading, given, ("hours",), "可用时段")
    begins, ends, minutes = _clock(one, "from"), _clock(one, "to"), one.whole("minutes", 0, 1440)
    one.done()
    return None if begins is None or ends is None else Hours(begins, ends, minutes or 0)


def _day(one: Record, key: str) -> date | None:
    value = one.text(key, "")
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        one.tell("GX709", key, f"「{value}」不是日期", "写作 2026-03-05")
        return None


def _clock(one: Record, key: str) -> time | None:
    value = one.text(key)
    found = _time(value)
    if found is None and value:
        one.tell("GX709", key, f"「{value}」不是时刻", "写作 08:00")
    return found


def _time(value: object) -> time | None:
    try:
        return time() if value == "24:00" else time.fromisoformat(str(value))
    except ValueError:
        return None


def _moment(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _zone(one: Record, key: str, default: str) -> str:
    value = one.text(key, default)
    try:
        if value:
            zone_of(value)
    except ValueError:
        one.tell("GX709", key, f"没有时区「{value}」", "写作 Asia/Shanghai、Europe/London")
        return default
    return value


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


__all__ = ["CaseError", "read_case"]
