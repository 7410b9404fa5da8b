"""Who is looking at which room of a process of pages, and what they are sent: every frame, once, in order.

It runs as a process of its own beside the one that makes pages (:mod:`gaoxin_web.live.aside`), so that neither waits
for the other: an event loop with many connections, no Django and no database. A room that somebody looks at is
*followed*: told at once of what its own pages wrote, and asking them several times a second what others wrote.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import count
from typing import cast

from gaoxin_web.live.events import Frames, Shown, Start
from gaoxin_web.live.lenses import LENSES
from gaoxin_web.live.messages import Inbox, Message, packed

LOG = logging.getLogger(__name__)
ASKED_EVERY = 0.15  # seconds between looks for what other processes wrote
APART = 0.01  # seconds between two sendings: ballots that come in a burst go out together, each still told
BEHIND = 2**18  # bytes that wait for a slow client before it is left out, and sent the newest once it is back
PATIENCE = 30  # seconds for the pages to say what others wrote
PING = b": ping\n\n"

Lens = Callable[[int, str], tuple[str, str]]  # a version and its board → what a kind of client is shown, and its tag


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

    def __init__(self, room: int, version: int, lens: Lens, hub: Hub) -> None:
        self.room, self.version, self.lens, self.hub = room, version, lens, hub
        self.newest: Shown | None = None
        self.told: dict[int, str] = {}
        self.lookers: set[Looker] = set()
        self.woken = asyncio.Event()
        self.task = asyncio.get_running_loop().create_task(self.follow())

    async def follow(self) -> None:
        loop = asyncio.get_running_loop()
        ping_at, sent_at = loop.time() + self.hub.ping_every, 0.0
        while self.lookers:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.woken.wait(), ASKED_EVERY)
            await asyncio.sleep(sent_at + APART - loop.time())
            self.woken.clear()
            if self.show(self._at_hand() or await self.hub.ask(self.room, self.version)):
                sent_at = loop.time()
            if loop.time() >= ping_at:
                ping_at = loop.time() + self.hub.ping_every
                for looker in tuple(self.lookers):
                    looker.ping()

    def tell(self, version: int, body: str) -> None:
        self.told[version] = body
        self.woken.set()

    def show(self, frames: Frames) -> bool:
        """Hand on the frames after the last one, in order; whether there were any."""
        if versions := [Shown.of(version, *self.lens(version, body)) for version, body in frames]:
            self.newest = versions[-1]
            self.version = self.newest.version
            for looker in tuple(self.lookers):
                looker.show(versions)
        return bool(versions)

    def _at_hand(self) -> Frames:
        """What our own pages wrote right after the last version: nobody need be asked for it."""
        frames: Frames = []
        while (version := self.version + len(frames) + 1) in self.told:
            frames.append((version, self.told[version]))
        self.told = {version: body for version, body in self.told.items() if version > self.version + len(frames)}
        return frames


class Hub:
    """The rooms that are followed, each once for every lens that somebody looks through."""

    def __init__(self, say: Callable[[Message], None], lenses: Mapping[str, Lens], ping_every: float) -> None:
        self.channels: dict[tuple[int, str], Channel] = {}
        self.say, self.lenses, self.ping_every = say, lenses, ping_every
        self._asked: dict[int, asyncio.Future[Frames]] = {}
        self._numbers = count(1)
        self._entering: set[asyncio.Task[None]] = set()

    def heard(self, message: Message, inbox: Inbox) -> None:
        """What the pages said: a client is ours now, a frame was committed, or what there is after a version."""
        if "take" in message:
            entering = self._enter(inbox.connection(), Start.read(message["take"]), message["first"].encode("latin1"))
            task = asyncio.get_running_loop().create_task(entering)
            self._entering.add(task)
            task.add_done_callback(self._entering.discard)
        elif "tell" in message:
            for (room, _lens), channel in self.channels.items():
                if room == message["tell"]:
                    channel.tell(message["version"], message["body"])
        elif asked := self._asked.pop(message["answer"], None):
            asked.set_result([(version, body) for version, body in message["frames"]])

    async def ask(self, room: int, after: int) -> Frames:
        """The frames of a room after a version, oldest first; none where no answer comes."""
        number = next(self._numbers)
        asked = self._asked[number] = asyncio.get_running_loop().create_future()
        self.say({"ask": number, "room": room, "after": after})
        try:
            return await asyncio.wait_for(asked, PATIENCE)
        except TimeoutError:
            LOG.warning("room %s cannot be read", room)
            return []
        finally:
            self._asked.pop(number, None)

    async def _enter(self, connection: socket.socket, start: Start, first: bytes) -> None:
        looker = Looker(start, first, self._leave)
        connection.setblocking(False)
        key = (start.room, start.lens)
        channel = self.channels.get(key)
        if channel is None or channel.task.done():
            channel = self.channels[key] = Channel(start.room, start.version, self.lenses[start.lens], self)
        channel.lookers.add(looker)
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
            self.say({"left": 1})
            if not channel.lookers:
                channel.task.cancel()
                del self.channels[key]


def _allow_files() -> None:
    """As many connections as the system lets us have, where it begins with a thousand."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - not on every system

        least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        if most == resource.RLIM_INFINITY or least < most:
            wanted = 65_536 if most == resource.RLIM_INFINITY else min(most, 65_536)
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(least, wanted), most))


async def serve(heard: socket.socket, said: socket.socket, ping_every: float) -> None:
    """Serve what is handed over, until the pages are gone; the connections end with it."""
    loop, over, inbox = asyncio.get_running_loop(), asyncio.Event(), Inbox(heard)
    pages, _protocol = await loop.create_unix_connection(asyncio.Protocol, sock=said)
    hub = Hub(lambda message: pages.write(packed(message)), LENSES, ping_every)

    def read() -> None:
        messages = inbox.read()
        if messages is None:
            over.set()
        for message in messages or ():
            hub.heard(message, inbox)

    heard.setblocking(False)
    loop.add_reader(heard, read)
    await over.wait()


if __name__ == "__main__":
    _allow_files()
    fds, pause = [int(number) for number in sys.argv[1:3]], float(sys.argv[3])
    asyncio.run(serve(*(socket.socket(fileno=number) for number in fds), pause))
