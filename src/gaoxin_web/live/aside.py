"""The streams of a process of pages, kept by a process beside it: begun with the first client, ended with the pages.

A page that computes and a board that is sent to five hundred screens would each hold up the other within one
interpreter. Here a client's connection is handed over, and what was committed is told; the hub asks back what other
processes wrote, and a thread of ours looks it up.
"""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from gaoxin_web.live import messages
from gaoxin_web.live.events import Frames, Start

LOG = logging.getLogger(__name__)
AT_ONCE = 500  # frames read at a time
MOST = 4000  # streams of one process; whoever comes then is given the board once, and asks again
PING_EVERY = 15  # seconds; proxies end what is silent for longer
PATIENCE = 5  # seconds for the hub to listen; it does nothing that takes long
YOUNG = 2  # seconds; a hub that fails within them would fail again
REST = 60  # seconds until another is tried: meanwhile boards are sent once, and asked for again
Read = Callable[[int, int], Frames]


class Aside:
    """A hub in a process of its own; all its methods may be called from any thread."""

    def __init__(self, read: Read, ping_every: float = PING_EVERY) -> None:
        self.count = 0  # streams it has
        self.process: subprocess.Popen[bytes] | None = None
        self._read, self._ping_every = read, ping_every
        self._rooms: set[int] = set()
        self._not_before = 0.0
        self._lock = threading.Lock()
        self._line: socket.socket | None = None

    def take(self, connection: socket.socket, start: Start, first: bytes) -> None:
        """A client's connection is the hub's now; it is sent ``first``, then whatever comes."""
        with self._lock, connection:
            line = self._line or self._begun()
            self._rooms.add(start.room)
            self.count += 1
            self._say(line, {"take": str(start), "first": first.decode("latin1")}, connection)

    def tell(self, room: int, version: int, body: str) -> None:
        """A frame is committed; where nobody looks from here, nothing happens."""
        with self._lock:
            if self._line and room in self._rooms:
                self._say(self._line, {"tell": room, "version": version, "body": body})

    @property
    def takes(self) -> bool:
        """Whether one more client may be handed over."""
        return self.count < MOST and time.monotonic() >= self._not_before

    def end(self) -> None:
        """Its clients' connections end with it; the next client begins another."""
        with self._lock:
            self._over(self._line)

    def _begun(self) -> socket.socket:
        line, theirs = socket.socketpair()
        back, said = socket.socketpair()
        with theirs, said:
            fds = (theirs.fileno(), said.fileno())
            command = [sys.executable, "-m", "gaoxin_web.live.hub", *map(str, fds), str(self._ping_every)]
            self.process = subprocess.Popen(command, pass_fds=fds, start_new_session=True)
        line.settimeout(PATIENCE)
        self._line = line
        threading.Thread(target=self._listen, args=(self.process, line, back), name="live", daemon=True).start()
        return line

    def _say(self, line: socket.socket, message: messages.Message, connection: socket.socket | None = None) -> None:
        """Under the lock. A hub that does not listen is let go: its clients come again, and find another."""
        try:
            messages.send(line, message, connection)
        except OSError:
            LOG.warning("the process of the streams does not listen", exc_info=True)
            self._over(line)
            if self.process:
                self.process.kill()

    def _over(self, line: socket.socket | None) -> None:
        if line is None or line is not self._line:
            return
        self._line, self.count, self._rooms = None, 0, set()
        line.close()

    def _listen(self, process: subprocess.Popen[bytes], line: socket.socket, back: socket.socket) -> None:
        began, inbox = time.monotonic(), messages.Inbox(back)
        with back:
            while (said := inbox.read()) is not None:
                for message in said:
                    self._heard(line, message)
        with self._lock:
            self._over(line)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.returncode and time.monotonic() - began < YOUNG:
            LOG.error("the process of the streams does not stay up: code %s", process.returncode)
            self._not_before = time.monotonic() + REST

    def _heard(self, line: socket.socket, message: messages.Message) -> None:
        if "ask" in message:
            frames = self._frames(message["room"], message["after"])
        with self._lock:
            if line is not self._line:
                return
            if "left" in message:
                self.count -= message["left"]
            else:
                self._say(line, {"answer": message["ask"], "frames": frames})

    def _frames(self, room: int, after: int) -> Frames:
        try:
            return self._read(room, after)
        except Exception:  # the database is away for a moment: the clients stay, and are told when it is back
            LOG.warning("room %s cannot be read", room, exc_info=True)
            return []


def frames_after(room: int, version: int) -> Frames:
    """The frames of a room after a version, oldest first."""
    from django.db import connection  # noqa: PLC0415 - this module is imported before Django is set up

    from gaoxin_web.live.models import Frame  # noqa: PLC0415 - likewise

    try:
        found = Frame.objects.filter(room=room, version__gt=version).order_by("version")
        return list(found.values_list("version", "body")[:AT_ONCE])
    finally:
        connection.close_if_unusable_or_obsolete()


ASIDE = Aside(frames_after)
