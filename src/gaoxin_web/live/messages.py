"""What the pages and the process of the streams say to each other: JSON under its length, a connection beside it.

Both ends are of one program and one version; nothing here comes from outside.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from typing import Any

Message = dict[str, Any]
LENGTH = 4  # bytes before each message: how long it is
AT_ONCE = 2**18  # bytes
MOST = 64  # connections that may come with what is read at once


def packed(message: Message) -> bytes:
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    return len(body).to_bytes(LENGTH, "big") + body


def send(line: socket.socket, message: Message, connection: socket.socket | None = None) -> None:
    """Say something, and hand over a connection with it; the caller still has its own end of that to close.

    Raises:
        OSError: nobody listens any more.
    """
    data = packed(message)
    sent = socket.send_fds(line, [data], [connection.fileno()]) if connection else 0
    line.sendall(data[sent:])


class Inbox:
    """What was read of a line so far: whole messages, and the connections that came with them in their order."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self.rest = b""
        self.handed: list[int] = []

    def read(self) -> Iterator[Message] | None:
        """What came, once there is something; None where the other end is gone."""
        try:
            data, handed, _flags, _sender = socket.recv_fds(self.line, AT_ONCE, MOST)
        except (BlockingIOError, InterruptedError):
            return iter(())
        except OSError:
            return None
        self.handed += handed
        self.rest += data
        return self._messages() if data else None

    def connection(self) -> socket.socket:
        """The connection that came with the message at hand."""
        return socket.socket(fileno=self.handed.pop(0))

    def _messages(self) -> Iterator[Message]:
        while len(self.rest) >= LENGTH:
            end = LENGTH + int.from_bytes(self.rest[:LENGTH], "big")
            if len(self.rest) < end:
                return
            message, self.rest = self.rest[LENGTH:end], self.rest[end:]
            yield json.loads(message)
