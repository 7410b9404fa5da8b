"""The overseas start-up contest: five editions kept as lists, the UK division of the sixth as it was marked.

Of the earlier editions entries and winners are known and no ballots: their awards stand on lists (存档).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random

from gaoxin_web.accounts.models import Zone
from gaoxin_web.contests.models import Award, Contest, Division, Entry, Judge, Outcome, Round, RoundEntry, Sitting
from gaoxin_web.contests.services.advancing import advance
from gaoxin_web.demo.contests import words
from gaoxin_web.demo.contests.entrants import Entrants, qualities
from gaoxin_web.demo.contests.ground import Ground, give_out, moment, open_round, place, seat, sit
from gaoxin_web.demo.contests.marks import Panel, hand_in
from gaoxin_web.demo.contests.persons import judges_of
from gaoxin_web.demo.contests.prizes import give_awards, result_of
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.lectures.models import Finals, Window
from gaoxin_web.lectures.services.finals import publish

EDITIONS: Mapping[int, Mapping[str, int]] = {  # entries by country; of 2021 and in all as many as was printed
    2017: {"GB": 40, "SG": 22},
    2018: {"GB": 38, "US": 30, "SG": 20},
    2019: {"GB": 42, "US": 36, "SG": 18, "RU": 16},
    2020: {"GB": 34, "US": 30, "SG": 17, "RU": 24, "IN": 16},
    2021: {"GB": 61, "DE": 8, "US": 40, "CA": 12, "SG": 28, "RU": 52, "IN": 34, "BR": 12, "ZA": 8},
    2022: {"GB": 66, "IE": 3, "FR": 3},
}
ORDINALS = "一二三四五六"
DIVISIONS = {  # name, English name, hours
    "英国赛区": ("UK division", "Europe/London", ("GB", "IE", "FR", "DE")),
    "北美赛区": ("North America division", "America/Toronto", ("US", "CA")),
    "新加坡赛区": ("Singapore division", "Asia/Singapore", ("SG",)),
    "俄罗斯赛区": ("Russia division", "Europe/Moscow", ("RU",)),
    "新兴市场赛区": ("Emerging markets division", "Asia/Kolkata", ("IN", "BR", "ZA")),
}
HOME = {country: name for name, (_, _, countries) in DIVISIONS.items() for country in countries}
TRACKS = {"信息技术": 22, "生物医药": 20, "人工智能及智能制造": 30}  # of the UK division of 2022
PRIZES = {"first": 300_000, "second": 150_000, "third": 80_000}
TIERS = (
    ("first", "一等奖", "First prize", 1),
    ("second", "二等奖", "Second prize", 2),
    ("third", "三等奖", "Third prize", 3),
)
JUDGES, IN_THE_FINAL = 24, 9
CITIES = ("厦门", "福州", "泉州", "上海", "深圳", "杭州")

PRINTED_ON = date(2022, 12, 31)
TALENTS, TALENTS_LATER = 35, 9  # landed and in the talent plan by that day, and since
VALUATIONS = (400_000_000, 260_000_000, 180_000_000, 120_000_000, 90_000_000)  # yuan; the highest as printed
FUNDINGS = (40_000_000, 25_000_000, 18_000_000, 12_000_000, 8_000_000, 5_000_000)
LISTED_WHAT = "在新三板挂牌（示例）"
SOURCE, LIST = "企业年度回访（示例）", "第{ordinal}届大赛获奖名单（存档，示例）"


def hold(zone: Zone, firms: Sequence[Enterprise], today: date) -> None:
    rng = Random("xm:overseas")
    winners: list[tuple[Entry, int]] = []
    for year in EDITIONS:
        ground = _set_up(zone, year)
        entries = _entries(ground, rng, year)
        if year < max(EDITIONS):
            winners += _kept_as_a_list(ground, entries, year, rng)
        else:
            winners += _judged(ground, entries, rng)
    follow(winners, firms, today, rng)


def _set_up(zone: Zone, year: int) -> Ground:
    edition = list(EDITIONS).index(year) + 1
    ground = Ground.lay(
        zone,
        "overseas_startup",
        PRIZES,
        name=f"第{ORDINALS[edition - 1]}届海外创业大赛",
        name_en=f"Overseas Start-up Contest, edition {edition}",
        code=f"xm-overseas-{year}",
        year=year,
        edition=edition,
        organiser="厦门火炬高新区管委会（示例）",
        organiser_en="Xiamen Torch High-tech Zone (sample)",
        summary=f"面向海外人才征集创业项目，优胜项目可落户厦门火炬高新区。{words.NOTE}",
        summary_en=f"Start-ups from abroad compete to settle in Xiamen. {words.NOTE_EN}",
        contact="overseas@xm.example.org",
        opens_at=moment(date(year, 3, 1)),
        closes_at=moment(date(year, 5, 31), 18),
    )
    wanted = list(dict.fromkeys(HOME[country] for country in EDITIONS[year]))
    for at, name in enumerate(wanted, start=1):
        if name not in ground.divisions:
            english, hours, _ = DIVISIONS[name]
            made = Division.objects.create(
                contest=ground.contest, order=at, name=name, name_en=english, time_zone=hours
            )
            ground.divisions = {**ground.divisions, name: made}
    return ground


def _entries(ground: Ground, rng: Random, year: int) -> list[Entry]:
    entrants = Entrants(ground.contest, rng)
    tracks = _tracks(rng, year)
    for country, count in EDITIONS[year].items():
        for _ in range(count):
            answers = {
                "degree": rng.choice(("doctor", "doctor", "master", "bachelor")),
                "landing": rng.choice(("firm", "considering", "considering", "none")),
            }
            track, division = ground.tracks[next(tracks)], ground.divisions[HOME[country]]
            entry = entrants.team_abroad(track, division, country, answers=answers)
            entry.answers["founder"] = entry.contact
    return entrants.hand_in(ground.contest.opens_at, ground.contest.closes_at, ground.officer)


def _tracks(rng: Random, year: int) -> Iterator[str]:
    """Which track each entry is of."""
    if year in (max(EDITIONS),):
        names = [name for name, count in TRACKS.items() for _ in range(count)]
        rng.shuffle(names)
        yield from names
    while True:
        yield rng.choice(list(TRACKS))


def _kept_as_a_list(ground: Ground, entries: Sequence[Entry], year: int, rng: Random) -> list[tuple[Entry, int]]:
    """Winners of an edition of which only a list was kept: of every division one, two and three prizes."""
    ground.contest.rounds.all().delete()
    Contest.objects.filter(pk=ground.contest.pk).update(state=Contest.State.FINISHED)
    source = LIST.format(ordinal=ORDINALS[(ground.contest.edition or 1) - 1])
    made: list[Award] = []
    for division in ground.divisions.values():
        lucky = rng.sample([one for one in entries if one.division == division], sum(count for *_, count in TIERS))
        rank = 0
        for tier, name, english, count in TIERS:
            made += [
                Award(
                    contest=ground.contest,
                    entry=entry,
                    tier=tier,
                    name=name,
                    name_en=english,
                    rank=rank + 1,
                    prize=PRIZES[tier],
                    source=source,
                    given_on=date(year, 9, 20),
                )
                for entry in lucky[rank : rank + count]
            ]
            rank += count
    Award.objects.bulk_create(made)
    return [(one.entry, year) for one in made]


def _judged(ground: Ground, entries: Sequence[Entry], rng: Random) -> list[tuple[Entry, int]]:
    """The edition that was marked: five judges an entry, tracks apart; then eighteen by video before all."""
    judges = judges_of(ground.contest.zone, rng, JUDGES, list(TRACKS), CITIES)
    for at, judge in enumerate(judges):
        judge.fields = [(*["信息技术"] * 7, *["生物医药"] * 7, *["人工智能及智能制造"] * 10)[at]]
    Judge.objects.bulk_update(judges, ["fields"])
    quality = qualities(entries, rng)
    _preliminary(ground, entries, judges, quality, rng)
    final = _final(ground, judges[::3] + judges[-1:], quality, rng)
    Contest.objects.filter(pk=ground.contest.pk).update(state=Contest.State.FINISHED)
    return [
        (one.entry, ground.contest.year) for one in Award.objects.filter(result__round=final).select_related("entry")
    ]


def _preliminary(
    ground: Ground, entries: Sequence[Entry], judges: Sequence[Judge], quality: Mapping[int, float], rng: Random
) -> None:
    round_, began, ended = ground.rounds[0], moment(date(2022, 6, 13)), moment(date(2022, 7, 8), 18)
    open_round(round_, began, ended, state=Round.State.OPEN)
    seat(round_, judges)
    pairs = give_out(round_, place(round_, entries, rng), judges, 2022, moment(date(2022, 6, 10), 15))
    panel = Panel(round_, rng, quality, words.COMMENTS_EN)
    hand_in(round_, panel.ballots(pairs, began, ended))
    advance(result_of(round_, ground.officer, moment(date(2022, 7, 11), 10)), extend=False)


def _final(ground: Ground, judges: Sequence[Judge], quality: Mapping[int, float], rng: Random) -> Round:
    """In the evening, which is the afternoon in London."""
    round_ = ground.rounds[1]
    began, ended = moment(date(2022, 9, 15), 16), moment(date(2022, 9, 16), 21)
    open_round(round_, began, ended, state=Round.State.OPEN)
    seat(round_, judges, judges[0])
    there = list(RoundEntry.objects.filter(round=round_).select_related("entry", "round").order_by("entry__number"))
    rng.shuffle(there)
    for at, day in enumerate((date(2022, 9, 15), date(2022, 9, 16))):
        sitting = Sitting.objects.create(
            round=round_,
            order=at + 1,
            name=f"远程决赛第{at + 1}场",
            name_en=f"Remote final, session {at + 1}",
            starts_at=moment(day, 16, 30),
            minutes=20,
            pause=5,
            venue="火炬大厦路演厅（示例）",
            video_link=f"https://meeting.example.org/xm-2022-{at + 1}",
        )
        sit(sitting, there[at * 9 : at * 9 + 9])
        Window.objects.create(sitting=sitting, ends_at=moment(day, 20, 30))
    finals = Finals.objects.create(round=round_, pitch=12, questions=8, pause=5)
    publish(round_, finals, ground.officer, "定稿（示例）")
    panel = Panel(round_, rng, quality, words.COMMENTS_EN)
    hand_in(round_, panel.ballots([(one, judge) for one in there for judge in judges], began, ended))
    RoundEntry.objects.filter(round=round_).update(scoring=RoundEntry.Scoring.CLOSED)
    give_awards(
        result_of(round_, ground.officer, moment(date(2022, 9, 19), 10), shows_scores=True),
        date(2022, 9, 28),
        ground.officer,
    )
    return round_


def follow(winners: Sequence[tuple[Entry, int]], firms: Sequence[Enterprise], today: date, rng: Random) -> None:
    """What became of winners: most landed, many came into the talent plan; some were valued, funded, listed."""
    before = [(entry, year) for entry, year in winners if year < PRINTED_ON.year]
    landed = rng.sample(before, TALENTS + TALENTS_LATER + 4)
    made: list[Outcome] = []

    def became(entry: Entry, kind: str, on: date, text: str, amount: int | None = None) -> None:
        if on <= today:
            made.append(Outcome(entry=entry, kind=kind, on=on, text=text, amount=amount, source=SOURCE))

    for at, (entry, year) in enumerate(landed):
        came = min(date(year, 12, 1) + timedelta(days=rng.randint(0, 150)), date(2022, 6, 30))
        became(entry, "landed", came, "在火炬高新区注册企业")
        if at < TALENTS:
            became(entry, "talent", min(came + timedelta(days=rng.randint(90, 400)), PRINTED_ON), "入选“双百计划”")
        elif at < TALENTS + TALENTS_LATER:
            became(entry, "talent", date(2023 + at % 3, 6, 30), "入选“双百计划”")
    for at, amount in enumerate(VALUATIONS):
        became(landed[at][0], "valuation", date(2022, 3 + at, 20), "A 轮投后估值" if at else "B 轮投后估值", amount)
    for at, amount in enumerate(FUNDINGS):
        became(landed[at][0], "funding", date(2022, 2 + at, 15), "股权融资到位", amount)
    became(landed[0][0], "funding", date(2024, 4, 18), "C 轮融资到位", 120_000_000)
    became(landed[0][0], "valuation", date(2024, 4, 18), "C 轮投后估值", 950_000_000)
    became(landed[1][0], "listed", date(2025, 5, 22), LISTED_WHAT)
    for entry, year in [one for one in winners if one[1] == PRINTED_ON.year][:3]:
        became(entry, "landed", date(year + 1, 5, 10), "在火炬高新区注册企业")
    Outcome.objects.bulk_create(made)
    settled = [entry for entry, _ in landed[: len(firms) // 2]]
    for entry, firm in zip(settled, firms, strict=False):
        entry.enterprise = firm
    Entry.objects.bulk_update(settled, ["enterprise"])
