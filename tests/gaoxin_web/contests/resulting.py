"""A contest whose round is closed and may be scored, for the tests of results."""

from __future__ import annotations

from datetime import timedelta

from gaoxin.panel import read_scheme

from .judging import SCHEME, Judging

TIERS = [
    {"name": "first", "label": "一等奖", "label_en": "First Prize", "count": 1},
    {"name": "second", "label": "二等奖", "label_en": "Second Prize", "count": 1},
]


class Resulting(Judging):
    """Three judges; entries with one total each, for every judge gives the same."""

    def __init__(self, make, *totals, tiers=TIERS, policy="hold", **fields):
        super().__init__(make, **fields)
        document = SCHEME | {"tiers": list(tiers), "tier_policy": policy}
        self.scheme.document, self.scheme.digest = document, read_scheme(document).digest
        self.scheme.save()
        self.contest.code = f"contest{self.contest.pk}"
        self.contest.save()
        self.judges = [self.judge() for _one in range(3)]
        self.places = [self.marked(total) for total in totals]
        self.user = self.officer()

    def marked(self, total, **fields):
        """An entry to which each judge gives a total."""
        place = self.place(**fields)
        for judge in self.judges:
            self.cast(place, judge, total, total)
        return place

    @property
    def entries(self):
        return [place.entry for place in self.places]

    def frozen(self, reason=""):
        from gaoxin_web.contests.services.results import freeze  # noqa: PLC0415 - models load after the settings

        if self.round.state == "open":
            self.now("closed")
        return freeze(self.round, self.user, reason)

    def released(self, days=5, shows_scores=True, reason=""):
        from django.utils import timezone  # noqa: PLC0415 - likewise

        from gaoxin_web.contests.services.results import release  # noqa: PLC0415 - likewise

        until = timezone.localdate() + timedelta(days=days)
        found = release(self.frozen(reason), until=until, shows_scores=shows_scores)
        self.round.refresh_from_db()
        return found

    def after_notice(self, result):
        """The notice is over."""
        from django.utils import timezone  # noqa: PLC0415 - likewise

        type(result).objects.filter(pk=result.pk).update(notice_until=timezone.now() - timedelta(seconds=1))
        result.refresh_from_db()
        return result

    def awarded(self):
        from gaoxin_web.contests.services.awards import give  # noqa: PLC0415 - likewise

        result = self.after_notice(self.released())
        give(result)
        return result

    def layout(self, **fields):
        from gaoxin_web.contests.services.certificates import default_layout  # noqa: PLC0415 - likewise

        made = default_layout(self.contest)
        made.prefix = "GX2026-5G"
        for name, value in fields.items():
            setattr(made, name, value)
        made.save()
        return made

    def next_round(self, count, **fields):
        """A round after this one, and the quota that leads to it."""
        from gaoxin_web.contests.models import Quota, Round  # noqa: PLC0415 - likewise

        made = Round.objects.create(contest=self.contest, name="决赛", order=1, scheme=self.scheme)
        Quota.objects.create(round=self.round, count=count, **fields)
        return made
