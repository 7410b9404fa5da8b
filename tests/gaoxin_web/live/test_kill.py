"""Phones in a bad network, a server that is killed twice: in the end every ballot is there once.

A real server on a real SQLite file. One request in five is lost: cut off before the server has it,
or after, so that its answer never comes. The server's processes are killed together (SIGKILL) and begun again.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from bench.live.client import EVENT, Client, Phone
from gaoxin_web.cli.processes import server

pytestmark = [pytest.mark.xdist_group("serve"), pytest.mark.own_database]
ROOT = Path(__file__).parents[3]
DRAFTED = 0.3  # of the ballots are sent as a draft before
OTHERS = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "GAOXIN_DATA")
JUDGES, ENTRIES, LOST, SEED, PATIENCE = 12, 4, 0.2, 20261126, 600
LAY_OUT = f"""
import json
from bench.live.stage import lay_out
from gaoxin_web.contests.models import Panelist
stage = lay_out({JUDGES}, {ENTRIES})
Panelist.objects.filter(judge=min(stage.codes)).update(role="chair")
print(json.dumps([stage.room.pk, stage.screen, stage.places, stage.codes]))
"""
FOUND = """
import json
from gaoxin_web.contests.models import Ballot, BallotEvent, Round
from gaoxin_web.contests.services import chain
from gaoxin_web.live.models import Frame
ballots = [[one.judge_id, one.place_id, one.state, one.marks, str(one.key)] for one in Ballot.objects.order_by("pk")]
events = list(BallotEvent.objects.values_list("ballot__judge", "ballot__place", "kind"))
last = Frame.objects.order_by("version").last()
print(json.dumps([ballots, events, chain.verify(Round.objects.get()).why, last.version, last.body]))
"""


class Place:
    """An installation that is served, killed and served again at the same address."""

    def __init__(self, folder: Path) -> None:
        self.env = {key: value for key, value in os.environ.items() if key not in OTHERS}
        self.env |= {
            "GAOXIN_DATA": str(folder),
            "PYTHONPATH": os.pathsep.join(sys.path),
            "GAOXIN_LOG_LEVEL": "CRITICAL",
        }
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process: subprocess.Popen | None = None
        self.killed = 0

    def told(self, script: str):
        command = [sys.executable, "-W", "ignore", "-m", "gaoxin_web", "shell", "--no-imports", "-c", script]
        done = subprocess.run(command, env=self.env, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def prepare(self) -> None:
        command = [sys.executable, "-W", "ignore", "-m", "gaoxin_web", "migrate", "-v0"]
        subprocess.run(command, env=self.env, cwd=ROOT, check=True, capture_output=True, timeout=PATIENCE)

    def serve(self) -> None:
        command = server("127.0.0.1", self.port, 1, 4)
        self.process = subprocess.Popen(command, env=self.env, cwd=ROOT, start_new_session=True)

    def kill(self) -> None:
        """Everything of the server at once, as when the power fails."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.killed += 1

    async def answers(self) -> None:
        while True:
            try:
                if (await Client(self.port).ask("GET", "/healthy")).status == 200:
                    return
            except (OSError, asyncio.IncompleteReadError):
                await asyncio.sleep(0.1)


@pytest.fixture
def place(tmp_path):
    found = Place(tmp_path)
    found.prepare()
    yield found
    if found.process and found.process.poll() is None:
        os.killpg(found.process.pid, signal.SIGKILL)
        found.process.wait()


class LostError(Exception):
    """The network took a request or its answer."""


async def shaky(phone: Phone, dice: random.Random, path: str, form) -> int:
    """The status of an answer, if it comes: one request in five is cut off, half of them once they are sent."""
    luck = dice.random()
    if luck >= LOST:
        try:
            return (await phone.ask("POST", path, form, Accept="application/json")).status
        except (OSError, asyncio.IncompleteReadError) as error:
            raise LostError from error
    try:
        _reader, writer = await asyncio.open_connection("127.0.0.1", phone.port)
        whole = phone.request("POST", path, form, {"Accept": "application/json"})
        writer.write(whole if luck < LOST / 2 else whole[: len(whole) * 2 // 3])
        await writer.drain()
        if luck < LOST / 2:
            await asyncio.sleep(0.05)
        writer.close()
    except OSError:
        pass
    raise LostError


async def board_of(place: Place, screen: str) -> dict:
    while True:
        try:
            return json.loads((await Client(place.port).ask("GET", f"{screen}board.json")).body)
        except (OSError, ValueError, asyncio.IncompleteReadError):
            await asyncio.sleep(0.1)


async def lead(place: Place, chair: Phone, dice: random.Random, screen: str, places: list[int], opened, marked) -> None:
    """The chair, whose requests are lost as well: looks at the board and does what is left to do."""
    for number in places:
        for wanted, form in (("open", {"do": "next", "place": str(number)}), ("closed", {"do": "close", "sure": "1"})):
            if wanted == "closed":
                await marked[number].wait()
            while True:
                board = await board_of(place, screen)
                line = next(one for one in board["entries"] if one["place"] == number)
                if line["scoring"] == wanted:
                    opened[number].set()
                    break
                try:
                    await shaky(chair, dice, f"/live/seat/{chair.room}/lead/do/", form)
                except LostError:
                    await asyncio.sleep(0.1)


async def judge(phone: Phone, dice: random.Random, number: int, wants: dict, done) -> None:
    """One ballot, sent under one key until it is answered; first as a draft, then for good."""
    key = str(uuid.UUID(int=dice.getrandbits(128), version=4))
    wants["key"], pause = key, 0.05
    for lock in ("", "1") if dice.random() < DRAFTED else ("1",):
        form = {"key": key, "lock": lock, **{f"mark-{name}": mark for name, mark in wants["marks"].items()}}
        while True:
            try:
                status = await shaky(phone, dice, f"/live/seat/{phone.room}/ballot/{number}/", form)
            except LostError:
                status = 0
            if status == 200:
                break
            assert status in (0, 500, 502, 503), status
            await asyncio.sleep(pause * dice.random())
            pause = min(pause * 2, 0.6)
    done()


class Screen:
    """A screen that comes back whenever it is thrown out, and counts what it is shown."""

    def __init__(self) -> None:
        self.versions: list[int] = []
        self.newest = b""
        self.comings = 0

    async def look(self, port: int, path: str) -> None:
        while True:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
                last = f"Last-Event-ID: {self.versions[-1]}\r\n" if self.versions else ""
                writer.write(f"GET {path}stream HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{last}\r\n".encode())
                self.comings += 1
                first = True
                while True:
                    found = EVENT.search(await reader.readuntil(b"\n\n"))
                    if not found:
                        continue
                    version = int(found[1])
                    assert not self.versions or version > self.versions[-1] or (first and version == self.versions[-1])
                    first = False
                    self.versions.append(version)
                    self.newest = found[2]
            except (OSError, asyncio.IncompleteReadError):
                await asyncio.sleep(0.1)


async def evening(place: Place, stage) -> tuple[dict, list[Screen]]:
    """The whole sitting; the server is killed after a third and after two thirds of the ballots."""
    room, screen, places, codes = stage
    dice = random.Random(SEED)
    phones = {int(number): Phone(place.port, room, code) for number, code in codes.items()}
    for phone in phones.values():
        await phone.enter()
    screens = [Screen() for _ in range(4)]
    looking = [asyncio.create_task(each.look(place.port, screen)) for each in screens]
    wants = {(number, one): {"marks": marks(dice)} for one in places for number in phones}
    opened, marked = ({one: asyncio.Event() for one in places} for _ in range(2))
    left = dict.fromkeys(places, len(phones))
    count = 0

    def done_with(one: int):
        def done() -> None:
            nonlocal count
            count += 1
            left[one] -= 1
            if not left[one]:
                marked[one].set()

        return done

    async def fate() -> None:
        for share in (1, 2):
            while count < len(wants) * share // 3:
                await asyncio.sleep(0.01)
            place.kill()
            place.serve()

    async def all_of(phone: Phone, number: int) -> None:
        luck = random.Random(SEED + number)
        for one in places:
            await opened[one].wait()
            await judge(phone, luck, one, wants[number, one], done_with(one))

    chair = phones[min(phones)]
    await asyncio.gather(
        fate(),
        lead(place, chair, random.Random(SEED - 1), screen, places, opened, marked),
        *(all_of(phone, number) for number, phone in phones.items()),
    )
    final = (await board_of(place, screen))["version"]
    for _ in range(300):
        if all(each.versions and each.versions[-1] == final for each in screens):
            break
        await asyncio.sleep(0.05)
    for task in looking:
        task.cancel()
    await asyncio.gather(*looking, return_exceptions=True)
    return wants, screens


def marks(dice: random.Random) -> dict[str, str]:
    return {name: str(dice.randint(600, 1000) / 10) for name in ("innovation", "market", "team")}


def test_no_ballot_is_lost_or_doubled_though_requests_are_dropped_and_the_server_is_killed_twice(place):
    stage = place.told(LAY_OUT)
    place.serve()

    async def run():
        await asyncio.wait_for(place.answers(), PATIENCE)
        return await asyncio.wait_for(evening(place, stage), PATIENCE)

    wants, screens = asyncio.run(run())
    ballots, events, broken, version, body = place.told(FOUND)

    assert place.killed == 2
    found = {(judge, entry): (state, marks, key) for judge, entry, state, marks, key in ballots}
    assert found == {who: ("locked", each["marks"], each["key"]) for who, each in wants.items()}
    assert len(ballots) == JUDGES * ENTRIES
    assert sorted(map(tuple, events)) == sorted((*who, "locked") for who in wants)
    assert broken == ""
    scores = [line["score"] for line in json.loads(body)["entries"]]
    assert None not in scores
    assert len(scores) == ENTRIES
    for each in screens:
        assert (each.versions[-1], each.newest.decode()) == (version, body)
        assert each.comings >= 3
