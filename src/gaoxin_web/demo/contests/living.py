"""What runs today: calls that are open, a room that is ready to be led."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from django.utils import timezone

from gaoxin_web.accounts.models import User, Zone
from gaoxin_web.contests.models import (
    Contest,
    Entry,
    EntryStep,
    Judge,
    Sitting,
)
from gaoxin_web.contests.services.eligibility import check
from gaoxin_web.demo.contests import words
from gaoxin_web.demo.contests.entrants import Entrants, five_g_titles, own_titles
from gaoxin_web.demo.contests.ground import Ground, moment, open_round, place, seat, sit
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.live.models import Room
from gaoxin_web.live.services.frames import room_of

HEARD, IN_THE_ROOM = 9, 7
ROOM_CONTEST = "szs-roadshow"
STATES = (  # of the entries of an open call, and how many of each
    (Entry.State.SUBMITTED, 17), (Entry.State.ACCEPTED, 9), (Entry.State.RETURNED, 3), (Entry.State.REFUSED, 1),
    (Entry.State.WITHDRAWN, 1), (Entry.State.DRAFT, 6),
)  # fmt: skip
RETURNED = "项目简介没有写明现场试用单位和时间，请补充后重新提交。"
REFUSED = "项目与 5G 应用无关，不属于征集范围。"


def open_call_of_cities(zone: Zone, firms: Sequence[Enterprise], today: date) -> None:
    """This year's 5G contest: its call is open."""
    rng, year = Random(f"{zone.code}:open"), today.year
    ground = Ground.lay(
        zone,
        "regional_5g",
        name=f"第{'五六七八九十'[min(year - 2022, 5)]}届5G应用征集大赛（广东赛区）",
        name_en=f"5G Application Contest (Guangdong) {year}",
        code=f"{zone.code}-5g-{year}",
        year=year,
        edition=year - 2017,
        state=Contest.State.OPEN,
        organiser="大赛组委会（示例）；广州高新区管委会承办",
        organiser_en="Organising committee (sample); hosted by Guangzhou High-tech Zone",
        summary=f"面向全省 21 个地市征集 5G 应用项目，欢迎企业、高校和团队报名。{words.NOTE}",
        summary_en=f"A call for 5G applications from the 21 cities of the province. {words.NOTE_EN}",
        contact="大赛办公室 020-00000000（示例）",
        opens_at=moment(today - timedelta(days=24)),
        closes_at=moment(today + timedelta(days=19), 18),
    )
    entrants, cities = Entrants(ground.contest, rng), list(words.CITIES)
    for _ in range(sum(count for _, count in STATES)):
        kind, city = rng.choice(list(words.SCENES)), rng.choice(cities)
        answers = {"scene": kind, "stage": rng.choice(("idea", "pilot", "scale"))}
        entrants.firm(city, kind, five_g_titles(kind), division=ground.divisions[city], answers=answers)
    for entry, firm in zip(entrants.made[:8], firms, strict=False):
        hand_over(entry, firm)
    _handed_in(ground, entrants.made, rng)


def open_call_of_the_zone(zone: Zone, firms: Sequence[Enterprise], today: date, own: Enterprise) -> None:
    """A small contest of the zone's enterprises: its call is open, and ``own`` has begun an entry."""
    rng = Random(f"{zone.code}:challenge")
    ground = Ground.lay(
        zone,
        "small_local",
        {"first": 100_000, "second": 50_000, "third": 20_000},
        name=f"绿色制造创新挑战赛（{today.year}）",
        name_en=f"Green Manufacturing Challenge {today.year}",
        code=f"{zone.code}-challenge-{today.year}",
        year=today.year,
        state=Contest.State.OPEN,
        organiser=f"{zone.name}管委会（示例）",
        organiser_en=f"{zone.name_en} (sample)",
        summary=f"面向区内企业征集节能、降碳、循环利用的新做法。{words.NOTE}",
        summary_en=f"New ways to save energy and carbon, from enterprises of the zone. {words.NOTE_EN}",
        contact="科技创新局 0952-0000000（示例）",
        opens_at=moment(today - timedelta(days=12)),
        closes_at=moment(today + timedelta(days=9), 18),
    )
    entrants, chosen = Entrants(ground.contest, rng), rng.sample([firm for firm in firms if firm != own], 36)
    for firm in (*chosen, own):
        kind = rng.choice(list(words.OWN_FIELDS))
        hand_over(entrants.firm("石嘴山", kind, own_titles(kind), answers={}), firm)
    _handed_in(ground, entrants.made, rng)


def hand_over(entry: Entry, firm: Enterprise) -> None:
    """The entry is an enterprise's of the register."""
    entry.enterprise, entry.organisation, entry.uscc = firm, firm.name, firm.uscc or ""


def _handed_in(ground: Ground, entries: list[Entry], rng: Random) -> None:
    """Entries of an open call in every state; the last ones are drafts, some hardly begun."""
    now = timezone.now()
    assert ground.contest.opens_at is not None
    *handed_in, (draft, drafts) = STATES
    states = [state for state, count in handed_in for _ in range(count)]
    rng.shuffle(states)
    states += [draft] * drafts
    span = (now - ground.contest.opens_at).total_seconds() - 3600
    moments = sorted(ground.contest.opens_at + timedelta(seconds=rng.uniform(0, span)) for _ in entries)
    number, steps = 0, []
    for entry, state, at in zip(entries, states, moments, strict=True):
        entry.state, entry.created_at, entry.saved_at, entry.version = state, at - timedelta(hours=2), at, 2
        if state == Entry.State.DRAFT:
            entry.answers = {} if rng.random() < 0.5 else entry.answers
            continue
        number += 1
        entry.number, entry.submitted_at = f"{ground.contest.year}-{number:04d}", at
        steps += _steps(entry, at, ground.officer, now)
    Entry.objects.bulk_create(entries)
    Entry.objects.bulk_update(check(ground.contest, [entry for entry in entries if entry.number]), ["checks"])
    EntryStep.objects.bulk_create(steps)


def _steps(entry: Entry, at: datetime, officer: User, now: datetime) -> list[EntryStep]:
    found = [EntryStep(entry=entry, action="submitted", at=at)]
    answer = {"accepted": "", "returned": RETURNED, "refused": REFUSED, "withdrawn": ""}
    if entry.state in answer:
        by = None if entry.state == Entry.State.WITHDRAWN else officer
        later = min(at + timedelta(days=2), now - timedelta(minutes=30))
        found.append(EntryStep(entry=entry, action=entry.state, at=later, by=by, comment=answer[entry.state]))
    return found


def next_room(zone: Zone, now: datetime) -> Room:
    """The room that is ready or was left in the midst; a fresh one where all are over."""
    rooms = Room.objects.filter(
        sitting__round__contest__code__startswith=ROOM_CONTEST, sitting__round__contest__zone=zone
    )
    found = rooms.exclude(state=Room.State.ENDED).select_related("sitting__round__scheme").order_by("pk").first()
    if found is None:
        judges = list(Judge.objects.filter(zone=zone).order_by("pk"))
        return ready_room(zone, judges, now, rooms.count() + 1)
    if found.state == Room.State.READY:
        Sitting.objects.filter(pk=found.sitting_id).update(starts_at=now)
    return found


def ready_room(zone: Zone, judges: Sequence[Judge], now: datetime, number: int = 1) -> Room:
    """A sitting of today, of nine entries before seven judges, that only needs its chair to begin."""
    rng, day = Random(f"{zone.code}:room:{number}"), timezone.localtime(now).date()
    which, which_en = (f"（第 {number} 场）", f" {number}") if number > 1 else ("", "")
    ground = Ground.lay(
        zone,
        "small_local",
        {"first": 100_000, "second": 50_000, "third": 20_000},
        name=f"创业路演日{which}",
        name_en=f"Start-up Pitch Day{which_en}",
        code=f"{ROOM_CONTEST}-{number}" if number > 1 else ROOM_CONTEST,
        year=day.year,
        state=Contest.State.REVIEW,
        organiser=f"{zone.name}管委会（示例）",
        organiser_en=f"{zone.name_en} (sample)",
        summary=f"九个项目现场路演，当场打分。{words.NOTE}",
        summary_en=f"Nine entries pitch and are marked on the spot. {words.NOTE_EN}",
        contact="企业服务中心 0952-0000000（示例）",
        opens_at=moment(day - timedelta(days=40)),
        closes_at=moment(day - timedelta(days=10), 18),
    )
    entrants = Entrants(ground.contest, rng)
    for _ in range(HEARD):
        kind = rng.choice(list(words.OWN_FIELDS))
        entrants.firm("石嘴山", kind, own_titles(kind), answers={})
    entries = entrants.hand_in(ground.contest.opens_at, ground.contest.closes_at, ground.officer)
    round_ = ground.rounds[0]
    starts = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    open_round(round_, starts, starts + timedelta(hours=3))
    seat(round_, judges[:IN_THE_ROOM], judges[1])
    sitting = Sitting.objects.create(
        round=round_,
        order=1,
        name="路演厅",
        name_en="Pitch hall",
        starts_at=starts,
        minutes=15,
        venue="创业园一楼路演厅（示例）",
    )
    sit(sitting, place(round_, entries, rng))
    return room_of(sitting)
