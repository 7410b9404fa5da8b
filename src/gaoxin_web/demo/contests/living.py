"""What runs today: calls that are open, a round under review, a room that is ready to be led."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.utils import timezone

from gaoxin_web.accounts.models import User, Zone
from gaoxin_web.contests.models import (
    Assignment,
    Ballot,
    Conflict,
    Contest,
    Entry,
    EntryStep,
    Judge,
    Round,
    RoundEntry,
    Sitting,
)
from gaoxin_web.contests.services.eligibility import check
from gaoxin_web.contests.services.templates import version_of
from gaoxin_web.demo.contests import words
from gaoxin_web.demo.contests.entrants import Entrants, five_g_titles, own_titles, qualities
from gaoxin_web.demo.contests.ground import Ground, give_out, moment, open_round, place, seat, sit
from gaoxin_web.demo.contests.marks import Panel, hand_in
from gaoxin_web.demo.contests.persons import judges_of
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.live.models import Room
from gaoxin_web.live.services.frames import room_of

FIELDS = {  # tracks of the national contest, and what its entries are about
    "新一代信息技术": "电子信息", "生物医药": "大健康", "高端装备制造": "高端装备", "新材料": "新材料",
    "新能源及节能环保": "清洁能源",
}  # fmt: skip
REVIEWED, JUDGES = 56, 16
HEARD, IN_THE_ROOM = 9, 7
ROOM_CONTEST = "szs-roadshow"
STATES = (  # of the entries of an open call, and how many of each
    (Entry.State.SUBMITTED, 17), (Entry.State.ACCEPTED, 9), (Entry.State.RETURNED, 3), (Entry.State.REFUSED, 1),
    (Entry.State.WITHDRAWN, 1), (Entry.State.DRAFT, 6),
)  # fmt: skip
RETURNED = "项目简介没有写明现场试用单位和时间，请补充后重新提交。"
REFUSED = "项目与 5G 应用无关，不属于征集范围。"
DONE = 0.55  # of the ballots under review that are in


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
        _of(entry, firm)
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
        _of(entrants.firm("石嘴山", kind, own_titles(kind), answers={}), firm)
    _handed_in(ground, entrants.made, rng)


def _of(entry: Entry, firm: Enterprise) -> None:
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


@dataclass
class Review:
    """A round whose judges are at it: half of the ballots are in, one judge is odd, some keep away."""

    zone: Zone
    firms: Sequence[Enterprise]
    judges: Sequence[Judge]
    today: date

    def hold(self) -> None:
        self.rng = rng = Random("szs:review")
        ground = self._set_up()
        entries = self._entries(ground)
        round_ = ground.rounds[0]
        began, ended = moment(self.today - timedelta(days=6)), moment(self.today + timedelta(days=5), 18)
        open_round(
            round_,
            began,
            ended,
            state=Round.State.OPEN,
            per_entry=5,
            blind=True,
            scheme=self._levelled(round_),
            rules={"own_organisation": True, "one_per_organisation": False},
        )
        seat(round_, self.judges, self.judges[1])
        there = place(round_, entries, rng)
        pairs = give_out(round_, there, self.judges, self.today.year, moment(self.today - timedelta(days=7), 15))
        self._ballots(round_, pairs, entries, began)

    def _set_up(self) -> Ground:
        year = self.today.year
        return Ground.lay(
            self.zone,
            "national_division",
            name=f"石嘴山高新区创新创业大赛（{year}）",
            name_en=f"Shizuishan Innovation and Start-up Contest {year}",
            code=f"szs-startup-{year}",
            year=year,
            state=Contest.State.REVIEW,
            blind=True,
            organiser=f"{self.zone.name}管委会（示例）",
            organiser_en=f"{self.zone.name_en} (sample)",
            summary=f"面向区内企业，成长组、初创组分别评审。{words.NOTE}",
            summary_en=f"For enterprises of the zone; growth and start-up groups apart. {words.NOTE_EN}",
            contact="科技创新局 0952-0000000（示例）",
            opens_at=moment(self.today - timedelta(days=60)),
            closes_at=moment(self.today - timedelta(days=14), 18),
        )

    def _levelled(self, round_: Round) -> object:
        """The template's scheme with strict and lenient judges levelled, for not everyone reads everything."""
        document = round_.scheme.document
        changed = {"mode": "adjusted", "min_ballots": 3, "label": "初赛评分办法（评委校正）"}
        changed |= {"label_en": "Preliminary scheme, judges levelled"}
        return version_of(self.zone, round_.scheme.key, {**document, **changed}, None)

    def _entries(self, ground: Ground) -> list[Entry]:
        entrants = Entrants(ground.contest, self.rng)
        for firm in self.rng.sample(list(self.firms), REVIEWED):
            track = self.rng.choice(list(FIELDS))
            young = firm.established_on is not None and firm.established_on.year > self.today.year - 7
            entry = entrants.firm(
                "石嘴山",
                FIELDS[track],
                own_titles(FIELDS[track]),
                track=ground.tracks[track],
                division=ground.divisions["初创组" if young else "成长组"],
                answers={"established_on": str(firm.established_on or ""), "revenue": str(self.rng.randint(300, 9000))},
            )
            _of(entry, firm)
        assert ground.contest.opens_at
        assert ground.contest.closes_at
        entries = entrants.hand_in(ground.contest.opens_at, ground.contest.closes_at, ground.officer)
        check(ground.contest, entries)
        Entry.objects.bulk_update(entries, ["checks"])
        return entries

    def _ballots(
        self, round_: Round, pairs: list[tuple[RoundEntry, Judge]], entries: Sequence[Entry], began: datetime
    ) -> None:
        odd = self.judges[4]
        panel = Panel(round_, self.rng, qualities(entries, self.rng), words.COMMENTS, odd=frozenset({odd.pk}))
        chosen = [pair for pair in pairs if pair[1] == odd or self.rng.random() < DONE]
        ballots = panel.ballots(chosen, began, timezone.now() - timedelta(hours=1))
        for ballot in ballots:
            if ballot.judge != odd and self.rng.random() < 0.06:  # begun, and not handed in yet
                ballot.state, ballot.locked_at = Ballot.State.DRAFT, None
        locked = [one for one in ballots if one.state == Ballot.State.LOCKED and one.judge not in (odd, self.judges[0])]
        for ballot in self.rng.sample(locked, 4):
            ballot.state, ballot.marks, ballot.comment, ballot.locked_at = Ballot.State.RECUSED, {}, "", None
        hand_in(round_, ballots)
        self._keep_away([one for one in ballots if one.state == Ballot.State.RECUSED])

    def _keep_away(self, ballots: Sequence[Ballot]) -> None:
        """Judges who recused have declared why; one conflict an officer knew of."""
        reasons = ("曾为该企业技术顾问", "亲属在该企业任职", "与该企业有合作项目", "持有该企业股份")
        for ballot, reason in zip(ballots, reasons, strict=True):
            Conflict.objects.create(
                judge=ballot.judge, entry=ballot.place.entry, reason=reason, by=ballot.judge.user, at=ballot.changed_at
            )
            there = Assignment.objects.filter(place=ballot.place, judge=ballot.judge)
            there.update(state=Assignment.State.RECUSED, reason=reason)


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


def judges_of_szs(zone: Zone) -> list[Judge]:
    """The zone's judges; the first has the demonstration's account."""
    account = User.objects.filter(zone=zone, grants__role="judge").order_by("pk")
    return judges_of(zone, Random("szs:judges"), JUDGES, list(FIELDS), ("银川", "西安", "兰州", "北京"), account)
