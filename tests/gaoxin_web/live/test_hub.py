"""The hub: every client of a room is sent every version once, in order; a slow one is sent the newest."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
import time

import pytest

from gaoxin_web.live.aside import Aside
from gaoxin_web.live.events import Start, event
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
    """``room(store)``: a hub, a process of its own, that asks the store; it ends with the test."""
    hubs = []

    def make(store, **settings):
        hubs.append(Aside(store.after, **settings))
        return hubs[-1]

    yield make
    for each in hubs:
        each.end()


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


def test_what_other_processes_wrote_in_between_comes_first(room):
    store = Store(frame(1))
    hub = room(store)
    client = join(hub, 1)
    read(client, b"first\n\n")
    store.frames += [frame(version) for version in range(2, 6)]
    hub.tell(1, *frame(5))
    hub.tell(1, *frame(3))
    assert ids(read(client, event(*map(str, frame(5))))) == [2, 3, 4, 5]


def test_a_client_that_comes_between_two_versions_misses_none(room):
    store = Store(frame(1), frame(2), frame(3))
    hub = room(store)
    early, late = join(hub, 3), join(hub, 1)
    assert ids(read(late, event(*map(str, frame(3))))) == [2, 3]
    store.frames.append(frame(4))
    hub.tell(1, *frame(4))
    assert ids(read(early, event(*map(str, frame(4))))) == [4]
    assert ids(read(late, event(*map(str, frame(4))))) == [4]


def test_a_slow_client_holds_up_nobody_and_ends_with_the_newest(room):
    store = Store(frame(1))
    hub = room(store)
    slow, quick = join(hub, 1), join(hub, 1)
    wide = "x" * 60_000
    for version in range(2, 60):
        store.frames.append((version, f'{{"version":{version},"text":"{wide}"}}'))
        hub.tell(1, *store.frames[-1])
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
    assert soon(lambda: hub.count == 0)


def test_a_silent_stream_is_kept_alive(room):
    assert read(join(room(Store(frame(1)), ping_every=0.05), 1), b": ping\n\n").startswith(b"first\n\n")


def test_when_the_hub_dies_its_streams_end_and_the_next_client_has_another(room):
    store = Store(frame(1))
    hub = room(store)
    before = join(hub, 1)
    read(before, b"first\n\n")
    first = hub.process
    first.kill()
    assert before.recv(65536) == b""
    assert soon(lambda: first.returncode is not None)
    after = join(hub, 1)
    read(after, b"first\n\n")
    store.frames.append(frame(2))
    hub.tell(1, *frame(2))
    assert ids(read(after, event(*map(str, frame(2))))) == [2]
    assert hub.process.pid != first.pid


def test_where_no_hub_stays_up_none_is_begun_again_at_once(room, monkeypatch):
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    hub = room(Store(frame(1)))
    assert hub.takes
    assert join(hub, 1).recv(65536) == b""
    assert soon(lambda: not hub.takes)


def test_a_hub_that_does_not_listen_is_ended_and_its_clients_may_come_again(room):
    hub = room(Store(frame(1)))
    client = join(hub, 1)
    read(client, b"first\n\n")
    os.kill(hub.process.pid, signal.SIGSTOP)
    hub.tell(1, 2, "x" * 10**7)  # more than the line between holds
    assert client.recv(65536) == b""
    assert read(join(hub, 1), b"first\n\n") == b"first\n\n"


def test_the_hub_ends_with_its_pages(room):
    hub = room(Store(frame(1)))
    client = join(hub, 1)
    read(client, b"first\n\n")
    hub.end()
    assert client.recv(65536) == b""
    assert soon(lambda: hub.process.returncode == 0)


def test_a_database_that_is_away_for_a_moment_costs_no_client(room):
    store = Store(frame(1))
    hub = room(store)
    client = join(hub, 1)
    read(client, b"first\n\n")
    frames, store.frames = store.frames, None
    time.sleep(0.4)
    store.frames = [*frames, frame(2)]
    assert ids(read(client, event(*map(str, frame(2))))) == [2]


def soon(holds):
    end = time.monotonic() + 20
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()
