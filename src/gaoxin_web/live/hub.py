"""Who is looking at which room in this process, and what they are sent: every frame, once, in order.

All of it runs in one event loop in a thread of its own, beside the threads that make pages; the database is read by
one more, and nobody who is being sent frames holds a connection. A room that somebody looks at is *followed*: woken
at once by what this process wrote, and asked several times a second for what other processes wrote.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

from gaoxin_web.live.lenses import LENSES

LOG = logging.getLogger(__name__)
ASKED_EVERY = 0.15  # seconds between looks for what other processes wrote
APART = 0.03  # seconds between two sendings: ballots that come in a burst go out together, each still told
PING_EVERY = 15  # seconds; proxies end what is silent for longer
AT_ONCE = 500  # frames read at a time
BEHIND = 2**18  # bytes that wait for a slow client before it is left out, and sent the newest once it is back
MOST = 4000  # streams of one process; whoever comes then is given the board once, and asks again
TURN = 0.002  # seconds a page may compute before the loop has its turn, while somebody looks: it asks for each send
PING = b": ping\n\n"
STREAM = "X-Gaoxin-Stream"  # of an answer that :mod:`gaoxin_web.live.handover` goes on with; no client ever sees it

Frames = list[tuple[int, str]]
Read = Callable[[int, int], Frames]
Lens = Callable[[int, str], tuple[str, str]]  # a version and its board → what a kind of client is shown, and its tag


@dataclass(frozen=True)
class Start:
    """Where a stream begins: what its client has been shown."""

    room: int
    lens: str
    version: int
    tag: str

    @classmethod
    def read(cls, header: str) -> Start:
        room, lens, version, tag = header.split()
        return cls(int(room), lens, int(version), tag)

    def __str__(self) -> str:
        return f"{self.room} {self.lens} {self.version} {self.tag}"


def event(tag: str, text: str) -> bytes:
    """What is shown as an event of a stream; the text is on one line."""
    return f"id: {tag}\nevent: board\ndata: {text}\n\n".encode()


@dataclass(frozen=True)
class Shown:
    """A version as one kind of client is shown it."""

    version: int
    tag: str
    chunk: bytes

    @classmethod
    def of(cls, version: int, tag: str, text: str) -> Shown:
        return cls(version, tag, event(tag, text))


class Looker(asyncio.Protocol):
    """One client: what it has seen, and its connection. Each board is whole: a slow client needs only the newest."""

    def __init__(self, start: Start, first: bytes, leave: Callable[[Looker], None]) -> None:
        self.start, self.first, self.leave = start, first, leave
        self.seen, self.tag = start.version, start.tag
        self.slow = False
        self.missed: Shown | None = None
        self.connection: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.connection = cast(asyncio.Transport, transport)
        self.connection.set_write_buffer_limits(high=BEHIND)
        self.connection.write(self.first)
        self.first = b""

    def connection_lost(self, exc: Exception | None) -> None:
        self.leave(self)

    def pause_writing(self) -> None:
        self.slow = True

    def resume_writing(self) -> None:
        self.slow = False
        if self.missed:
            missed, self.missed = self.missed, None
            self.show([missed])

    def show(self, versions: Sequence[Shown]) -> None:
        """Each once, and in order; nothing where a new version looks to this client as the one before."""
        news = [one for one in versions if one.version > self.seen]
        if not news or self.connection is None:
            return
        if self.slow:
            self.missed = news[-1]
            return
        chunks = []
        for one in news:
            if one.tag != self.tag:
                self.tag = one.tag
                chunks.append(one.chunk)
        self.seen = news[-1].version
        if chunks:
            self.connection.write(b"".join(chunks))

    def ping(self) -> None:
        if self.connection and not self.slow:
            self.connection.write(PING)


class Channel:
    """A room that is followed while somebody looks at it, through one lens."""

    def __init__(self, room: int, version: int, lens: Lens, read: Callable[[int, int], Awaitable[Frames]]) -> None:
        self.room, self.version, self.lens, self.read = room, version, lens, read
        self.newest: Shown | None = None
        self.lookers: set[Looker] = set()
        self.woken = asyncio.Event()
        self.task = asyncio.get_running_loop().create_task(self.follow())

    async def follow(self) -> None:
        loop = asyncio.get_running_loop()
        ping_at, sent_at = loop.time() + PING_EVERY, 0.0
        while self.lookers:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.woken.wait(), ASKED_EVERY)
            await asyncio.sleep(sent_at + APART - loop.time())
            self.woken.clear()
            if await self.catch_up():
                sent_at = loop.time()
            if loop.time() >= ping_at:
                ping_at = loop.time() + PING_EVERY
                for looker in tuple(self.lookers):
                    looker.ping()

    async def catch_up(self) -> bool:
        """Hand on the frames after the last one, in order; whether there were any."""
        try:
            frames = await self.read(self.room, self.version)
        except Exception:  # the database is away for a moment: the clients stay, and are told when it is back
            LOG.warning("room %s cannot be read", self.room, exc_info=True)
            return False
        if versions := [Shown.of(version, *self.lens(version, body)) for version, body in frames]:
            self.newest = versions[-1]
            self.version = self.newest.version
            for looker in tuple(self.lookers):
                looker.show(versions)
        return bool(versions)


class Hub:
    """The rooms that are followed in this process, each once for every lens that somebody looks through."""

    def __init__(self, read: Read, lenses: Mapping[str, Lens]) -> None:
        self.channels: dict[tuple[int, str], Channel] = {}
        self.loop: asyncio.AbstractEventLoop | None = None
        self.count = 0
        self.lenses = lenses
        self._read, self._reader = read, ThreadPoolExecutor(1, "live-reader")
        self._lock = threading.Lock()
        self._turn = 0.0

    def take(self, connection: socket.socket, start: Start, first: bytes) -> None:
        """Called from any thread: a client's connection is ours now; it is sent ``first``, then whatever comes."""
        asyncio.run_coroutine_threadsafe(self._enter(connection, start, first), self._running())

    def wake(self, room: int) -> None:
        """Called from any thread once a frame is committed; where nobody is served from here, nothing happens."""
        if self.loop is not None:
            self.loop.call_soon_threadsafe(self._wake, room)

    @property
    def is_full(self) -> bool:
        return self.count >= MOST

    async def read(self, room: int, after: int) -> Frames:
        return await asyncio.get_running_loop().run_in_executor(self._reader, self._read, room, after)

    def _running(self) -> asyncio.AbstractEventLoop:
        """The loop, begun with the first client: a server forks its processes before."""
        with self._lock:
            if self.loop is None:
                _allow_files()
                self.loop = asyncio.new_event_loop()
                threading.Thread(target=self.loop.run_forever, name="live", daemon=True).start()
        return self.loop

    async def _enter(self, connection: socket.socket, start: Start, first: bytes) -> None:
        looker = Looker(start, first, self._leave)
        connection.setblocking(False)
        key = (start.room, start.lens)
        channel = self.channels.get(key)
        if channel is None or channel.task.done():
            channel = self.channels[key] = Channel(start.room, start.version, self.lenses[start.lens], self.read)
        channel.lookers.add(looker)
        self._counted(1)
        try:
            await asyncio.get_running_loop().connect_accepted_socket(lambda: looker, connection)
        except OSError:
            self._leave(looker)
            return
        if channel.version > start.version and channel.newest:
            looker.show([channel.newest])
        elif channel.version > start.version:  # let in before the first of the room, and served after it
            channel.version = start.version
            channel.woken.set()

    def _leave(self, looker: Looker) -> None:
        key = (looker.start.room, looker.start.lens)
        channel = self.channels.get(key)
        if channel and looker in channel.lookers:
            channel.lookers.discard(looker)
            self._counted(-1)
            if not channel.lookers:
                channel.task.cancel()
                del self.channels[key]

    def _counted(self, more: int) -> None:
        """While somebody looks, pages yield to the loop sooner."""
        before, self.count = self.count, self.count + more
        if not before:
            self._turn = sys.getswitchinterval()
            sys.setswitchinterval(min(TURN, self._turn))
        elif not self.count:
            sys.setswitchinterval(self._turn)

    def _wake(self, room: int) -> None:
        for (each, _lens), channel in self.channels.items():
            if each == room:
                channel.woken.set()


def _allow_files() -> None:
    """As many connections as the system lets us have, where it begins with a thousand."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - not on every system

        least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        if most == resource.RLIM_INFINITY or least < most:
            wanted = 65_536 if most == resource.RLIM_INFINITY else min(most, 65_536)
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(least, wanted), most))


def frames_after(room: int, version: int) -> Frames:
    """The frames of a room after a version, oldest first."""
    from django.db import connection  # noqa: PLC0415 - the hub itself knows nothing of Django

    from gaoxin_web.live.models import Frame  # noqa: PLC0415 - likewise

    try:
        found = Frame.objects.filter(room=room, version__gt=version).order_by("version")
        return list(found.values_list("version", "body")[:AT_ONCE])
    finally:
        connection.close_if_unusable_or_obsolete()


HUB = Hub(frames_after, LENSES)
