"""Simulated judges (模拟评委): they come in by their passes and mark what is open, through the same pages as people.

``python -m gaoxin_web.live.simulate ADDRESS…`` with the addresses of passes, as they stand in their QR codes; or
:func:`play` beside a server. Nothing here reads the database: what they know is what a phone is told.
"""

from __future__ import annotations

import argparse
import json
import random
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping, Sequence
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode, urljoin

LOOK_S = 2.0  # between two looks at what is open
THINK_S = (4.0, 15.0)  # a person needs so long for a ballot
REMARKS = ("思路清晰，数据扎实。", "建议补充客户验证情况。", "团队完整，落地计划明确。", "技术路线可再作比较。")


class Judge:
    """One simulated judge with a device of their own; the same seed gives the same marks."""

    def __init__(self, address: str, seed: int, pace: float = 1.0) -> None:
        self.address, self.pace, self.dice = address, pace, random.Random(seed)
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.bias = self.dice.gauss(0, 3)
        self.done: set[int] = set()
        self.seat = ""

    def enter(self) -> None:
        """Spend the pass; where it is spent by this very device, go on."""
        self.opener.open(self.address, timeout=20).read()
        with self.opener.open(self._post(self.address, {}), timeout=20) as answer:
            self.seat = answer.geturl()

    def look(self) -> dict[str, Any]:
        with self.opener.open(urljoin(self.seat, "board.json"), timeout=20) as answer:
            found: dict[str, Any] = json.load(answer)
            return found

    def turn(self) -> str:
        """One look: mark what is open and not yet marked. ``ended`` once the room is over."""
        board = self.look()
        current = board["current"]
        if current and current["scoring"] == "open" and current["place"] not in self.done:
            time.sleep(self.dice.uniform(*THINK_S) * self.pace)
            self.mark(current["place"])
        return str(board["state"])

    def mark(self, place: int) -> None:
        """A ballot by the scheme's own form, sent again until it is answered."""
        marks = {name: self._mark(place, *limits) for name, limits in self._criteria().items()}
        if not marks:
            self.done.add(place)  # the form is not for this judge: a conflict, or aside
            return
        form = {"key": str(uuid.uuid4()), "lock": "1", **{f"mark-{name}": mark for name, mark in marks.items()}}
        address = urljoin(self.seat, f"ballot/{place}/")
        try:
            self.opener.open(self._post(address, form, Accept="application/json"), timeout=20).read()
        except urllib.error.HTTPError as error:
            if error.code >= 500:
                raise
        self.done.add(place)
        if self.dice.random() < 0.5:
            text = {"text": self.dice.choice(REMARKS)}
            self.opener.open(self._post(urljoin(self.seat, f"remark/{place}/"), text), timeout=20).read()

    def _criteria(self) -> dict[str, tuple[float, float]]:
        """Criterion → least and most, as the page's form says."""
        from html.parser import HTMLParser  # noqa: PLC0415 - of this alone

        found: dict[str, tuple[float, float]] = {}

        class Form(HTMLParser):
            def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
                given = dict(attrs)
                name = given.get("name") or ""
                if tag == "input" and name.startswith("mark-"):
                    limits = float(given.get("data-low") or 0), float(given.get("data-high") or 100)
                    found[name.removeprefix("mark-")] = limits

        with self.opener.open(self.seat, timeout=20) as answer:
            Form().feed(answer.read().decode())
        return found

    def _mark(self, place: int, low: float, high: float) -> str:
        """A whole mark in the upper part of the range: the entry's worth, the judge's habit, a little chance."""
        worth = random.Random(place).gauss(0.8, 0.06)
        value = low + (high - low) * worth + self.bias + self.dice.gauss(0, 2)
        return str(int(min(max(value, low), high)))

    def _post(self, address: str, form: Mapping[str, str], **headers: str) -> urllib.request.Request:
        token = next((one.value for one in self.cookies if one.name == "csrftoken"), "") or ""
        headers |= {"X-CSRFToken": token, "Referer": address}
        return urllib.request.Request(address, urlencode(form).encode(), headers)

    def sit(self, stop: threading.Event) -> None:
        """Until the room is over, or somebody says stop; a server that is away is waited for."""
        while not stop.is_set():
            try:
                if not self.seat:
                    self.enter()
                if self.turn() == "ended":
                    return
            except OSError:
                stop.wait(LOOK_S)
            stop.wait(LOOK_S * self.pace)


def play(
    addresses: Sequence[str], stop: threading.Event, *, seed: int = 1, pace: float = 1.0
) -> list[threading.Thread]:
    """Judges at the addresses of their passes, each in a thread; ``pace`` 0.1 is ten times as quick as people."""
    judges = [Judge(address, seed + number, pace) for number, address in enumerate(addresses)]
    threads = [threading.Thread(target=judge.sit, args=[stop], daemon=True) for judge in judges]
    for thread in threads:
        thread.start()
    return threads


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m gaoxin_web.live.simulate", description=__doc__)
    parser.add_argument("addresses", nargs="+", metavar="ADDRESS", help="address of a pass: http://…/live/j/…/")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pace", type=float, default=1.0, help="1 is as people are; smaller is quicker")
    args = parser.parse_args()
    for thread in play(args.addresses, threading.Event(), seed=args.seed, pace=args.pace):
        thread.join()


if __name__ == "__main__":
    main()
