"""The regional 5G contest (第五届，2022): 21 cities, over a thousand entries of five judges each, a final in a hall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random

from gaoxin_web.accounts.models import Zone
from gaoxin_web.contests.models import Ballot, Contest, Entry, Judge, Result, Round, RoundEntry, Sitting
from gaoxin_web.contests.services.advancing import advance
from gaoxin_web.demo.contests import words
from gaoxin_web.demo.contests.entrants import Entrants, five_g_titles, qualities
from gaoxin_web.demo.contests.ground import Ground, give_out, moment, open_round, place, seat, sit
from gaoxin_web.demo.contests.marks import Panel, hand_in, stood_aside
from gaoxin_web.demo.contests.persons import judges_of
from gaoxin_web.demo.contests.prizes import give_awards, link_winners, objected, result_of
from gaoxin_web.enterprises.models import Enterprise

Quality = Mapping[int, float]
YEAR, EDITION = 2022, 5
OWN_CITY = "广州"  # the zone's
STRONG = {"深圳": 2.5, OWN_CITY: 4.0, "佛山": 1.0, "东莞": 1.0}
JUDGES, IN_THE_HALL = 96, 9
HALLS = (("上午场", date(2022, 8, 30), 9), ("下午场", date(2022, 8, 30), 14), ("次日上午场", date(2022, 8, 31), 9),
         ("次日下午场", date(2022, 8, 31), 14))  # fmt: skip
PRIZES = {"first": 200_000, "second": 100_000, "third": 50_000, "merit": 10_000}
OWN = {"second": 3, "third": 5}  # prizes of the zone's enterprises, as printed
ALSO = 12  # of its enterprises that won nothing


def hold(zone: Zone, firms: Sequence[Enterprise]) -> None:
    rng = Random("gz:5g")
    ground = Ground.lay(
        zone,
        "regional_5g",
        PRIZES,
        name="第五届5G应用征集大赛（广东赛区）",
        name_en="Fifth 5G Application Contest (Guangdong)",
        code="gz-5g-2022",
        year=YEAR,
        edition=EDITION,
        organiser="大赛组委会（示例）；广州高新区管委会承办",
        organiser_en="Organising committee (sample); hosted by Guangzhou High-tech Zone",
        summary=f"面向全省 21 个地市征集 5G 应用项目。{words.NOTE}",
        summary_en=f"A call for 5G applications from the 21 cities of the province. {words.NOTE_EN}",
        contact="大赛办公室 020-0000000（示例）",
        opens_at=moment(date(2022, 4, 11)),
        closes_at=moment(date(2022, 6, 30), 18),
    )
    judges = judges_of(zone, rng, JUDGES, list(words.FIELD_OF.values()), list(words.CITIES))
    entries = _entries(ground, rng)
    quality = qualities(entries, rng, STRONG)
    _preliminary(ground, entries, judges, quality, rng)
    _final(ground, judges[:IN_THE_HALL], quality, rng)
    final = result_of(ground.rounds[1], ground.officer, moment(date(2022, 9, 1), 10), shows_scores=True)
    link_winners(final, [firm for firm in firms if firm.uscc], OWN, OWN_CITY, ALSO)
    _notice(final, ground)
    give_awards(final, date(2022, 9, 9), ground.officer)
    Contest.objects.filter(pk=ground.contest.pk).update(state=Contest.State.FINISHED)


def _entries(ground: Ground, rng: Random) -> list[Entry]:
    entrants = Entrants(ground.contest, rng)
    for city, count in words.CITIES.items():
        for _ in range(count):
            kind = rng.choice(list(words.SCENES))
            answers = {"scene": kind, "stage": rng.choice(("idea", "pilot", "pilot", "scale"))}
            entrants.firm(city, kind, five_g_titles(kind), division=ground.divisions[city], answers=answers)
    return entrants.hand_in(ground.contest.opens_at, ground.contest.closes_at, ground.officer)


def _preliminary(
    ground: Ground, entries: Sequence[Entry], judges: Sequence[Judge], quality: Quality, rng: Random
) -> None:
    """Online, blind, five judges of other cities each; levelled by the engine."""
    round_ = ground.rounds[0]
    began, ended = moment(date(2022, 7, 11)), moment(date(2022, 8, 5), 18)
    open_round(round_, began, ended, state=Round.State.OPEN, rules={"own_city": True, "own_organisation": True})
    seat(round_, judges)
    pairs = give_out(round_, place(round_, entries, rng), judges, 2022, moment(date(2022, 7, 8), 15))
    panel = Panel(round_, rng, quality, words.COMMENTS)
    ballots = panel.ballots(pairs, began, ended)
    stood_aside(ballots, rng, Ballot.State.RECUSED, 6)
    stood_aside([one for one in ballots if one.state == Ballot.State.LOCKED], rng, Ballot.State.ABSENT, 14)
    hand_in(round_, ballots)
    advance(result_of(round_, ground.officer, moment(date(2022, 8, 8), 10)), extend=False)


def _final(ground: Ground, judges: Sequence[Judge], quality: Quality, rng: Random) -> None:
    """In a hall, in four sittings; everybody there marks everything."""
    round_ = ground.rounds[1]
    began, ended = moment(date(2022, 8, 30)), moment(date(2022, 8, 31), 18)
    open_round(round_, began, ended, state=Round.State.OPEN)
    seat(round_, judges, judges[0])
    places = list(RoundEntry.objects.filter(round=round_).select_related("entry", "round").order_by("entry__number"))
    rng.shuffle(places)
    share = -(-len(places) // len(HALLS))
    for at, (name, day, hour) in enumerate(HALLS):
        sitting = Sitting.objects.create(
            round=round_,
            order=at + 1,
            name=name,
            starts_at=moment(day, hour),
            minutes=10,
            venue="科学城会议中心（示例）",
        )
        sit(sitting, places[at * share : (at + 1) * share])
    panel = Panel(round_, rng, quality, words.COMMENTS)
    hand_in(round_, panel.ballots([(there, judge) for there in places for judge in judges], began, ended))
    RoundEntry.objects.filter(round=round_).update(scoring=RoundEntry.Scoring.CLOSED)


def _notice(final: Result, ground: Ground) -> None:
    """Somebody who won nothing objected to the winner."""
    winner = Entry.objects.get(contest=ground.contest, number=final.outcome["order"][0])
    objected(
        final,
        winner,
        "认为一等奖项目与往届获奖项目内容重复，请核查。",
        "经评审组调阅两届申报材料核对，技术路线、应用场景和实施单位均不相同，不构成重复申报。异议不成立，维持原结果。",
        ground.officer,
    )
