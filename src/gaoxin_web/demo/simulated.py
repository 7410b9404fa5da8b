"""A room that leads itself (``gaoxin demo --live``): simulated judges and a chair, one sitting after the other.

Everything they do goes by the web. The chair calls entries up and closes them; when the last is done the room ends,
and a little later a fresh one begins. Whoever signs in as ``judge`` has a seat that is nobody else's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import INTERNAL_SERVER_ERROR
from threading import Event, Thread
from typing import TypeVar
from urllib.error import HTTPError
from urllib.parse import urljoin

from gaoxin_web.contests.models import Panelist
from gaoxin_web.live.models import Room
from gaoxin_web.live.services.passes import issue
from gaoxin_web.live.simulate import LOOK_S, Judge, play

T = TypeVar("T")
Say = Callable[[str], None]
SEED = 1
ROOMS = 6  # held in a row; whoever leaves the demonstration running overnight finds no hundred contests


@dataclass(frozen=True)
class Pace:
    """Seconds: a pitch, the answers, how long the chair waits for marks, between entries, between two rooms.

    ``judges`` is 1 where they are as slow as people.
    """

    pitch: float = 8
    answers: float = 5
    patience: float = 40
    pause: float = 4
    between: float = 45
    judges: float = 0.7


class StoppedError(Exception):
    """The show is over: whoever is at something drops it."""


class Chair(Judge, Thread):
    """The chair leads, and marks as the others do; a server that is away is waited for."""

    def __init__(self, address: str, pace: Pace, stop: Event) -> None:
        Judge.__init__(self, address, SEED)
        Thread.__init__(self, daemon=True)
        self.seconds, self.stop = pace, stop

    def run(self) -> None:
        with suppress(StoppedError):
            self.sure(self.enter)
            self.lead("begin")
            self.rest(self.seconds.pause)
            while (place := self.called_up()) is not None:
                self.hear(place)
                self.rest(self.seconds.pause)
            self.lead("end")

    def called_up(self) -> int | None:
        """The next entry, or the one that is open already; None where none is left."""
        self.lead("next")
        return self.opened()

    def opened(self) -> int | None:
        current = self.sure(self.look)["current"]
        return current["place"] if current and current["scoring"] == "open" else None

    def hear(self, place: int) -> None:
        """One entry: pitch, answers, everybody's marks; closed once all who are there have handed in."""
        self.rest(self.seconds.pitch)
        self.lead("phase", phase="answers")
        self.rest(self.seconds.answers)
        self.sure(lambda: self.mark(place))
        for _ in range(int(self.seconds.patience / LOOK_S)):
            self.lead("close")
            if self.opened() != place:
                return
            self.rest(LOOK_S)
        self.lead("close", sure="1")

    def lead(self, what: str, **more: str) -> None:
        self.sure(lambda: self._step({"do": what, **more}))

    def _step(self, form: dict[str, str]) -> None:
        """Done or refused, it was answered: with the last step the chair's own pass ends, and the page is gone."""
        try:
            self.opener.open(self._post(urljoin(self.seat, "lead/do/"), form), timeout=20).read()
        except HTTPError as error:
            if error.code >= INTERNAL_SERVER_ERROR:
                raise

    def sure(self, ask: Callable[[], T]) -> T:
        """What is asked, as soon as there is an answer."""
        while True:
            try:
                return ask()
            except OSError:
                self.rest(LOOK_S)

    def rest(self, seconds: float) -> None:
        if self.stop.wait(seconds):
            raise StoppedError


def sit(room: Room, base: str, stop: Event, pace: Pace) -> None:
    """One sitting from its first entry to its last, or until somebody stops it."""
    panel = Panelist.objects.filter(round=room.sitting.round, judge__user=None).select_related("judge")
    passes = {Panelist.Role(one.role): [] for one in panel}
    for one in panel.order_by("pk"):
        _, code = issue(room, one.judge, None)
        passes[Panelist.Role(one.role)].append(f"{base}/live/j/{code}/")
    over = Event()  # passes end with the room: no phone is told so any more
    judges = play(passes[Panelist.Role.JUDGE], over, seed=SEED + room.pk, pace=pace.judges)
    chair = Chair(*passes[Panelist.Role.CHAIR], pace, stop)
    chair.start()
    chair.join()
    over.set()
    for judge in judges:
        judge.join()


def addresses(room: Room, base: str) -> Sequence[tuple[str, str]]:
    """Where to look: what it is, and its address."""
    return (
        ("大屏幕", f"{base}/live/s/{room.screen_token}/"),
        ("主持页（用 officer 登录）", f"{base}/live/{room.pk}/"),
        ("评委手机（用 judge 登录，可亲自打分）", f"{base}/live/seat/{room.pk}/"),
        ("观众页", f"{base}/live/a/{room.audience_token}/"),
    )


class Show(Thread):
    """Rooms one after the other while the demonstration is served, as many as somebody may look at."""

    def __init__(self, next_room: Callable[[], Room], base: str, say: Say, pace: Pace | None = None) -> None:
        super().__init__(daemon=True)
        self.next_room, self.base, self.say = next_room, base, say
        self.pace, self.stop = pace or Pace(), Event()

    def run(self) -> None:
        for left in reversed(range(ROOMS)):
            room = self.next_room()
            for label, address in addresses(room, self.base):
                self.say(f"{label}：{address}")
            sit(room, self.base, self.stop, self.pace)
            if left and not self.stop.is_set():
                self.say(f"这一场已结束；{self.pace.between:.0f} 秒后开始下一场 …")
            if self.stop.wait(self.pace.between if left else 0):
                return
        self.say(f"{ROOMS} 场已全部结束；重新启动演示可再看。")

    def end(self) -> None:
        """Everybody goes home; who is at a request finishes it."""
        self.stop.set()
        if self.is_alive():
            self.join(5)
