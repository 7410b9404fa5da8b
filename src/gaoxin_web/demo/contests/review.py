"""A round under review today: half of its ballots are in, one judge is odd, some keep away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.utils import timezone

from gaoxin_web.accounts.models import User, Zone
from gaoxin_web.contests.models import Assignment, Ballot, Conflict, Contest, Entry, Judge, Round, RoundEntry
from gaoxin_web.contests.services.eligibility import check
from gaoxin_web.contests.services.templates import version_of
from gaoxin_web.demo.contests import words
from gaoxin_web.demo.contests.entrants import Entrants, own_titles, qualities
from gaoxin_web.demo.contests.ground import Ground, give_out, moment, open_round, place, seat
from gaoxin_web.demo.contests.living import hand_over
from gaoxin_web.demo.contests.marks import Panel, hand_in
from gaoxin_web.demo.contests.persons import judges_of
from gaoxin_web.demo.contests.plans import send_plans
from gaoxin_web.enterprises.models import Enterprise

FIELDS = {  # tracks of the national contest, and what its entries are about
    "新一代信息技术": "电子信息", "生物医药": "大健康", "高端装备制造": "高端装备", "新材料": "新材料",
    "新能源及节能环保": "清洁能源",
}  # fmt: skip
REVIEWED, JUDGES = 56, 16
DONE = 0.55  # of the ballots under review that are in


def judges_of_szs(zone: Zone) -> list[Judge]:
    """The zone's judges; the first has the demonstration's account."""
    account = User.objects.filter(zone=zone, grants__role="judge").order_by("pk")
    return judges_of(zone, Random("szs:judges"), JUDGES, list(FIELDS), ("银川", "西安", "兰州", "北京"), account)


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
            hand_over(entry, firm)
        assert ground.contest.opens_at
        assert ground.contest.closes_at
        entries = entrants.hand_in(ground.contest.opens_at, ground.contest.closes_at, ground.officer)
        check(ground.contest, entries)
        Entry.objects.bulk_update(entries, ["checks"])
        send_plans(entries, ground.contest.questions.get(key="plan"))
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
