"""Screens and phones on plain sockets, so that what they cost is little beside what the server costs."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    cookies: dict[str, str]


class Client:
    """Somebody with cookies; a connection for every request."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    async def ask(self, method: str, path: str, form: Mapping[str, str] | None = None, **headers: str) -> Answer:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(self.request(method, path, form, headers))
            await writer.drain()
            answer = await read(reader)
        finally:
            writer.close()
        self.cookies |= answer.cookies
        return answer

    def request(self, method: str, path: str, form: Mapping[str, str] | None, headers: Mapping[str, str]) -> bytes:
        body = urlencode(form or {}).encode()
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Connection: close"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if method == "POST":
            lines += [f"Content-Length: {len(body)}", "Content-Type: application/x-www-form-urlencoded"]
            lines.append(f"X-CSRFToken: {self.cookies.get('csrftoken', '')}")
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def read(reader: asyncio.StreamReader) -> Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin1").split("\r\n")
    headers: dict[str, str] = {}
    cookies: dict[str, str] = {}
    for line in head[1:]:
        name, _, value = (part.strip() for part in line.partition(":"))
        if name.lower() == "set-cookie":
            key, _, rest = value.partition("=")
            cookies[key] = rest.partition(";")[0]
        elif name:
            headers[name.lower()] = value
    length = headers.get("content-length")
    body = await (reader.readexactly(int(length)) if length else reader.read(-1))
    return Answer(int(head[0].split()[1]), headers, body, cookies)


TOKEN = "a" * 32  # of a browser that was never given one: it must only match what is sent beside it
EVENT = re.compile(rb"id: (\d+)\nevent: board\ndata: ([^\n]*)\n")


class Screen(asyncio.Protocol):
    """A client of a stream: when which version came, and what the last one said."""

    def __init__(self, port: int, path: str) -> None:
        self.port, self.path = port, path
        self.seen: dict[int, float] = {}
        self.twice = 0
        self.newest = self.rest = b""
        self.opened = asyncio.Event()

    async def look(self) -> None:
        loop = asyncio.get_running_loop()
        self.transport, _ = await loop.create_connection(lambda: self, "127.0.0.1", self.port)
        await self.opened.wait()

    def connection_made(self, transport) -> None:
        lines = (f"GET {self.path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Accept: text/event-stream", "", "")
        transport.write("\r\n".join(lines).encode())

    def data_received(self, data: bytes) -> None:
        now, text, end = time.perf_counter(), self.rest + data, 0
        for found in EVENT.finditer(text):
            version, end = int(found[1]), found.end()
            self.twice += version in self.seen
            self.seen[version], self.newest = now, found[2]
            self.opened.set()
        self.rest = text[end:]


class Phone(Client):
    """A judge let in by a pass."""

    def __init__(self, port: int, room: int, code: str) -> None:
        super().__init__(port)
        self.room, self.code = room, code

    async def enter(self) -> None:
        self.cookies["csrftoken"] = TOKEN
        answer = await self.ask("POST", f"/live/j/{self.code}/")
        assert answer.status == 302, (answer.status, answer.body[:300])

    async def cast(self, form: Mapping[str, str]) -> tuple[int, dict]:
        path = f"/live/seat/{self.room}/ballot/{form['place']}/"
        answer = await self.ask("POST", path, form, Accept="application/json")
        return answer.status, json.loads(answer.body)
