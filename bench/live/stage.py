"""A live room in the installation's database: a zone, a final with entries and judges, a pass for every judge."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from gaoxin.panel import read_scheme
from gaoxin_web.accounts.models import Zone
from gaoxin_web.contests.models import Contest, Entry, Judge, Panelist, Round, RoundEntry, SchemeVersion, Sitting
from gaoxin_web.live.models import Room
from gaoxin_web.live.services import frames, leading, passes

SCHEME = {
    "key": "bench",
    "criteria": [
        {"key": "innovation", "label": "创新性", "label_en": "Innovation", "weight": 40, "minimum": 0, "maximum": 100},
        {"key": "market", "label": "市场前景", "label_en": "Market", "weight": 30, "minimum": 0, "maximum": 100},
        {"key": "team", "label": "团队", "label_en": "Team", "weight": 30, "minimum": 0, "maximum": 100},
    ],
}


@dataclass(frozen=True)
class Stage:
    """A room that has begun; ``codes`` are the judges' passes, by judge."""

    room: Room
    places: list[int]
    codes: dict[int, str]

    @property
    def screen(self) -> str:
        return f"/live/s/{self.room.screen_token}/"


@transaction.atomic
def lay_out(judges: int, entries: int) -> Stage:
    zone = Zone.objects.create(code=f"live{Zone.objects.count()}", name="现场高新区")
    scheme = SchemeVersion.objects.create(
        zone=zone, key="bench", title="决赛评分办法", document=SCHEME, digest=read_scheme(SCHEME).digest
    )
    contest = Contest.objects.create(zone=zone, name="创新创业大赛", year=2026, state=Contest.State.REVIEW)
    round_ = Round.objects.create(contest=contest, name="决赛", setting=Round.Setting.LIVE, scheme=scheme)
    sitting = Sitting.objects.create(round=round_, name="第一场", order=1)
    places = [_place(contest, round_, sitting, number) for number in range(1, entries + 1)]
    panel = [Judge.objects.create(zone=zone, name=f"评委{number}") for number in range(1, judges + 1)]
    for judge in panel:
        Panelist.objects.create(round=round_, judge=judge, state=Panelist.State.ACCEPTED)
    room = leading.begin(frames.room_of(sitting))
    codes = {judge.pk: passes.issue(room, judge, None)[1] for judge in panel}
    return Stage(room, places, codes)


def _place(contest: Contest, round_: Round, sitting: Sitting, number: int) -> int:
    entry = Entry.objects.create(
        contest=contest, number=f"A{number:02}", title=f"第{number}号项目：固态电池材料", state=Entry.State.ACCEPTED
    )
    return RoundEntry.objects.create(round=round_, entry=entry, sitting=sitting, order=number).pk
