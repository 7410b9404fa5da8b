"""A contest with a round, entries, judges and ballots, for the tests of judging."""

from __future__ import annotations

import itertools
import uuid

from gaoxin.panel import read_scheme

SCHEME = {
    "key": "pitch",
    "mode": "live",
    "criteria": [
        {"key": "tech", "label": "技术", "label_en": "Technology", "weight": "60", "minimum": "0", "maximum": "100"},
        {"key": "market", "label": "市场", "label_en": "Market", "weight": "40", "minimum": "0", "maximum": "100"},
    ],
    "dispute_range": "25",
}

COUNT = itertools.count(1)


class Judging:
    """One contest of a zone; each method adds to it."""

    def __init__(self, make, *, per_entry=None, state="open", blind=False, setting="online", zone=None):
        from gaoxin_web.contests.models import Contest, Round, SchemeVersion  # noqa: PLC0415 - after the settings

        self.make, self.numbers = make, itertools.count(1)
        self.zone = zone or make.zone()
        self.contest = Contest.objects.create(zone=self.zone, name=f"创业大赛{next(COUNT)}", year=2026, state="review")
        scheme = read_scheme(SCHEME)
        self.scheme = SchemeVersion.objects.create(
            zone=self.zone, key=f"pitch{self.contest.pk}", title="路演评分", document=SCHEME, digest=scheme.digest
        )
        self.round = Round.objects.create(
            contest=self.contest, name="初赛", scheme=self.scheme, per_entry=per_entry, state=state, blind=blind,
            setting=setting,
        )  # fmt: skip

    def judge(self, name=None, *, seat="judge", user=False, state="accepted", marks=True, **fields):
        """A judge on the round; ``seat`` None for one in the pool only, ``user`` for one with an account."""
        from gaoxin_web.contests.models import Judge, Panelist  # noqa: PLC0415 - likewise

        number = next(self.numbers)
        account = self.make.user(self.zone, "judge", username=f"judge{number}x{self.contest.pk}") if user else None
        judge = Judge.objects.create(zone=self.zone, name=name or f"评委{number}", user=account, **fields)
        if seat:
            Panelist.objects.create(round=self.round, judge=judge, role=seat, state=state, marks=marks)
        return judge

    def place(self, title=None, *, given=(), **fields):
        """An entry in the round, given to some judges."""
        from gaoxin_web.contests.models import Assignment, Entry, RoundEntry  # noqa: PLC0415 - likewise

        number = next(self.numbers)
        entry = Entry.objects.create(
            contest=self.contest, title=title or f"项目{number}", number=f"E{number:03}", state="accepted", **fields
        )
        place = RoundEntry.objects.create(round=self.round, entry=entry, code=f"X{number:03}", order=number)
        for judge in given:
            Assignment.objects.create(place=place, judge=judge)
        return place

    def cast(self, place, judge, tech=80, market=80, *, lock=True, comment=""):
        from gaoxin_web.contests.services.ballots import cast  # noqa: PLC0415 - likewise

        marks = {"tech": str(tech), "market": str(market)}
        return cast(place, judge, uuid.uuid4(), marks, comment=comment, lock=lock).ballot

    def now(self, state):
        self.round.state = state
        self.round.save()

    def officer(self, **fields):
        return self.make.user(self.zone, "officer", **fields)
