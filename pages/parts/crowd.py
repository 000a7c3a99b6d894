"""How much one computer may ask for at once, so that there is something left for the others.

uvicorn takes connections, and lines of a request, without end; Streamlit takes sessions and uploads so. What comes from
this computer itself has no bounds of its own: there may be a proxy that speaks for a whole class.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv6Address, ip_address
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

from pages.parts.messages import MOST_BYTES

CONNECTIONS, SESSIONS, UPLOADS = (4_000, 300), (600, 150), (30, 6)  # of everybody, of one computer
HEAD = 65_536  # bytes of a request before its body
NO_HEAD = -(10**15)  # while a body comes, which may be longer
PATIENCE = 20.0  # seconds in which a request has to be whole, but for its body


class Turnstile:
    """Counts who is in: at most `everybody`, at most `one_home` of one address."""

    def __init__(self, everybody: int, one_home: int) -> None:
        self.everybody, self.one_home = everybody, one_home
        self.inside: Counter[str] = Counter()

    def enter(self, address: str | None) -> bool:
        """Whether there is room; who is let in has to `leave`."""
        home = home_of(address)
        if self.inside.total() >= self.everybody or (home and self.inside[home] >= self.one_home):
            return False
        self.inside[home] += 1
        return True

    def leave(self, address: str | None) -> None:
        home = home_of(address)
        self.inside[home] -= 1
        if self.inside[home] <= 0:
            del self.inside[home]

    @contextmanager
    def through(self, address: str | None) -> Iterator[bool]:
        """Says whether there is room, and leaves at the end."""
        entered = self.enter(address)
        try:
            yield entered
        finally:
            if entered:
                self.leave(address)


connections, sessions, uploads = Turnstile(*CONNECTIONS), Turnstile(*SESSIONS), Turnstile(*UPLOADS)


def home_of(address: str | None) -> str:
    """What stands for one computer: its address, and `""` for this one."""
    try:
        parsed = ip_address(address or "::1")
    except ValueError:
        return address or ""
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return "" if parsed.is_loopback else str(parsed)


def bound_connections() -> None:
    """From now on uvicorn lets a computer have so many connections, and hangs up on who does not come to the point."""
    protocol: Any = AutoHTTPProtocol
    if hasattr(protocol, "is_bounded"):
        return
    protocol.is_bounded = True
    bounds: dict[str, Any] = {"connection_made": _made, "connection_lost": _lost, "on_response_complete": _answered}
    bounds |= {"handle_websocket_upgrade": _upgraded}
    if hasattr(protocol, "on_headers_complete"):  # httptools; h11 has a bound of its own
        bounds |= {"data_received": _received, "on_headers_complete": _head_came, "on_message_complete": _whole}
    for name, bounded in bounds.items():
        setattr(protocol, name, _with(getattr(protocol, name), bounded))


def _with(usual: Any, bounded: Any) -> Any:
    return lambda self, *given: bounded(self, usual, *given)


def _made(self: Any, usual: Any, transport: asyncio.Transport) -> None:
    usual(self, transport)
    self.address = self.client[0] if self.client else None
    self.counted = connections.enter(self.address)
    self.head, self.waits_since = 0, time.monotonic()
    if self.counted:
        self.loop.call_later(PATIENCE, _look, self)
    else:
        transport.abort()


def _look(self: Any) -> None:
    """Hangs up where a request has been on its way for too long; looks again later where none is."""
    if not self.counted or self.transport.is_closing():
        return
    waits = self.cycle is None or self.cycle.response_complete
    if waits and time.monotonic() - self.waits_since >= PATIENCE:
        self.transport.abort()
    else:
        self.loop.call_later(PATIENCE, _look, self)


def _received(self: Any, usual: Any, data: bytes) -> None:
    if self.head > HEAD:
        self.transport.abort()
        return
    self.head += len(data)
    usual(self, data)


def _head_came(self: Any, usual: Any) -> None:
    self.head = NO_HEAD
    usual(self)


def _whole(self: Any, usual: Any) -> None:
    self.head = 0  # of the next one
    usual(self)


def _answered(self: Any, usual: Any) -> None:
    self.waits_since = time.monotonic()
    usual(self)


def _upgraded(self: Any, usual: Any) -> None:
    """A WebSocket is counted as a session. It takes messages no larger than any that is heard."""
    _leave(self)
    self.config.ws_max_size = min(self.config.ws_max_size, MOST_BYTES)
    usual(self)


def _lost(self: Any, usual: Any, error: Exception | None) -> None:
    _leave(self)
    usual(self, error)


def _leave(self: Any) -> None:
    if self.counted:
        self.counted = False
        connections.leave(self.address)
