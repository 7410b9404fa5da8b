"""How a stream comes by its connection: from the server's thread to the hub, once the view has answered.

A view answers a stream as any page, with the header :data:`gaoxin_web.live.events.STREAM`: who may see it has been
asked by then. Under gunicorn's threads the connection is then taken out of its hands and given to the hub, so that a
thousand open streams hold no thread; the server goes on as with a client that left. Under any other server the answer
is sent as it is: the board once, with the word to come back in a moment.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterable
from email.utils import formatdate
from typing import Any

from gaoxin_web.live.aside import ASIDE, Aside
from gaoxin_web.live.events import STREAM, Start

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
OURS = frozenset({STREAM.lower(), "content-length", "connection", "transfer-encoding"})


def with_streams(pages: Application, hub: Aside = ASIDE) -> Application:
    """A WSGI application whose streams are kept open by the hub."""

    def application(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        begun: list[tuple[str, Headers]] = []

        def start(status: str, headers: Headers, exc_info: Any = None) -> Any:
            if any(name == STREAM for name, _value in headers):
                begun.append((status, headers))
                return None
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        answer = pages(environ, start)
        if not begun:
            return answer
        [(status, headers)] = begun
        connection = _connection(environ, hub)
        if connection is None:
            start_response(status, [(name, value) for name, value in headers if name != STREAM])
            return answer
        body = b"".join(answer)
        getattr(answer, "close", lambda: None)()
        given = Start.read(dict(headers)[STREAM])
        hub.take(connection, given, _head(status, headers) + body)
        raise StopIteration  # to gunicorn: this connection needs nothing more

    return application


def _connection(environ: Environ, hub: Aside) -> socket.socket | None:
    """The client's connection, no longer the server's; None where it cannot be had."""
    found = environ.get("gunicorn.socket")
    plain = isinstance(found, socket.socket) and not isinstance(found, ssl.SSLSocket)
    if not plain or not hub.takes or environ["REQUEST_METHOD"] != "GET" or not environ.get("wsgi.multithread"):
        return None
    family, kind, protocol = found.family, found.type, found.proto
    return socket.socket(family, kind, protocol, fileno=found.detach())


def _head(status: str, headers: Headers) -> bytes:
    """Without a length, the answer ends when the connection does."""
    kept = [(name, value) for name, value in headers if name.lower() not in OURS]
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in kept)]
    lines += [f"Date: {formatdate(usegmt=True)}", "Connection: close", "", ""]
    return "\r\n".join(lines).encode("latin1")
