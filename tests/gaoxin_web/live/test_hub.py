"""The hub: every client of a room is sent every version once, in order; a slow one is sent the newest."""

from __future__ import annotations

import asyncio
import socket

import pytest

from gaoxin_web.live import hub as hub_module
from gaoxin_web.live.hub import Hub, Start, event
from gaoxin_web.live.lenses import LENSES, body_of


def frame(version, locked=0, place=1):
    current = {
        "place": place,
        "scoring": "open",
        "phase": "pitch",
        "phase_at": 0,
        "minutes": 8,
        "locked": locked,
        "judges": 5,
    }
    return version, body_of({"version": version, "state": "running", "current": current, "entries": []})


class Store:
    """Frames as a database has them."""

    def __init__(self, *frames):
        self.frames = list(frames)

    def after(self, _room, version):
        return [each for each in self.frames if each[0] > version]


@pytest.fixture
def room():
    """``room(store)``: a hub that reads it; its loop ends with the test."""
    hubs = []

    def make(store):
        hubs.append(Hub(store.after, LENSES))
        return hubs[-1]

    yield make
    for each in hubs:
        if each.loop:
            asyncio.run_coroutine_threadsafe(over(each), each.loop).result(20)
            each.loop.call_soon_threadsafe(each.loop.stop)


async def over(hub):
    """Nobody looks any more, and nothing is under way."""
    for channel in tuple(hub.channels.values()):
        channel.task.cancel()
        await asyncio.wait([channel.task])


def join(hub, version, lens="whole", tag=None):
    """A client's end of a stream that begins at a version."""
    ours, theirs = socket.socketpair()
    ours.settimeout(20)
    hub.take(theirs, Start(1, lens, version, tag or str(version)), b"first\n\n")
    return ours


def read(client, until):
    """What came, as far as a text."""
    got = b""
    while until not in got:
        got += client.recv(65536)
    return got


def ids(text):
    return [int(line[4:]) for line in text.decode().splitlines() if line.startswith("id: ")]


def test_every_version_comes_once_and_in_order_though_it_is_never_woken(room):
    """As when another process wrote it."""
    store = Store(frame(1))
    client = join(room(store), 1)
    assert read(client, b"first\n\n") == b"first\n\n"
    store.frames += [frame(version) for version in range(2, 30)]
    assert ids(read(client, event(*map(str, frame(29))))) == list(range(2, 30))


def test_a_client_that_comes_between_two_versions_misses_none(room):
    store = Store(frame(1), frame(2), frame(3))
    hub = room(store)
    early, late = join(hub, 3), join(hub, 1)
    assert ids(read(late, event(*map(str, frame(3))))) == [2, 3]
    store.frames.append(frame(4))
    hub.wake(1)
    assert ids(read(early, event(*map(str, frame(4))))) == [4]
    assert ids(read(late, event(*map(str, frame(4))))) == [4]


def test_a_slow_client_holds_up_nobody_and_ends_with_the_newest(room):
    store = Store(frame(1))
    hub = room(store)
    slow, quick = join(hub, 1), join(hub, 1)
    wide = "x" * 60_000
    for version in range(2, 60):
        store.frames.append((version, f'{{"version":{version},"text":"{wide}"}}'))
        hub.wake(1)
        assert ids(read(quick, b'x"}\n\n')) == [version]
    found = ids(read(slow, b'data: {"version":59'))
    assert (found[-1], found == sorted(set(found)), len(found) < 58) == (59, True, True)


def test_a_phone_is_not_told_that_somebody_handed_in(room):
    store = Store(frame(1))
    tag = LENSES["phone"](*frame(1))[0]
    client = join(room(store), 1, "phone", tag)
    store.frames += [frame(2, locked=1), frame(3, locked=2), frame(4, place=2)]
    shown = LENSES["phone"](*frame(4, place=2))
    assert read(client, event(*shown)) == b"first\n\n" + event(*shown)


def test_clients_that_left_are_forgotten(room):
    hub = room(Store(frame(1)))
    clients = [join(hub, 1) for _ in range(3)]
    for client in clients:
        read(client, b"first\n\n")
        client.close()

    async def empty():
        while hub.channels or hub.count:
            await asyncio.sleep(0.02)

    asyncio.run_coroutine_threadsafe(empty(), hub.loop).result(20)


def test_a_silent_stream_is_kept_alive(room, monkeypatch):
    monkeypatch.setattr(hub_module, "PING_EVERY", 0.05)
    assert read(join(room(Store(frame(1))), 1), b": ping\n\n").startswith(b"first\n\n")
