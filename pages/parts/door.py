"""The door: what every request passes before Streamlit sees it, and what every answer carries.

Foreign host names are shut out, the owner's link is taken, a browser gets its cookie, and each answer says what a page
of this app may do: load from its own server alone, and be framed by nobody but whom `FRAME_ANCESTORS` names.
"""

import asyncio
import re
import uuid
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import parse_qsl, quote, urlencode

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME

from pages.parts.crowd import sessions, uploads
from pages.parts.guesses import Guesses
from pages.parts.messages import only_heard
from pages.parts.security_headers import frame_ancestors, listed, security_headers
from pages.parts.visitor import (
    NAME,
    OWNER_COOKIE,
    VISITOR_COOKIE,
    host_name,
    is_local,
    owner_cookie,
    owner_key,
    sits_here,
)

OWNER = "owner"  # the owner's link is any page with this in its query
ONE_YEAR = 365 * 24 * 3600
WRONG_HOST = "This app does not answer to that name. Its owner can add the name to ALLOWED_HOSTS."
TOO_MANY = "Too many uploads at once from your address. Try again in a minute."
TOO_SLOW = "The file did not arrive in time. Try again with a better connection."
WRONG_TOO_OFTEN = "Too many wrong owner's links from your address. Try again in ten minutes."
WRONG_KEY = "This owner's link is not valid, or no longer: the app's terminal shows the current one."
STREAMLITS = "/_stcore/"  # below it, the server's own addresses: those that a page needs, and those for the owner
FOR_PAGES = re.compile(r"(health|host-config|stream|upload_file/.*|bidi-components/.*)", re.DOTALL)
FOR_OWNER = "metrics"
UPLOAD_WITHIN = 300.0  # seconds
PIECE = 262_144  # bytes of an answer that wait in memory for a browser that does not take them


class Door:
    """ASGI middleware around all of the app."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.guesses = app, Guesses()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        hosts = headers.getlist("host") or [""]
        if len(hosts) > 1 or not host_allowed(hosts[0]):
            await self._refuse(scope, receive, send)
        elif scope["type"] == "websocket":
            scope = self._without_wrong_cookie(scope, headers)
            with sessions.through(address_of(scope)) as entered:
                if entered:
                    await self.app(scope, only_heard(receive), send)
                else:
                    await self._refuse(scope, receive, send, 1013)  # try again later
        else:
            send = with_headers(in_pieces(send), headers, scope)
            answer = self._owner_comes_in(scope) or self._closed(scope, headers)
            if answer is None and scope["method"] == "PUT":
                await self._upload(scope, receive, send)
            else:
                await (answer or self.app)(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, code: int = 1008) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": code})
        else:
            await PlainTextResponse(WRONG_HOST, 421)(scope, receive, send)

    def _closed(self, scope: Scope, headers: Headers) -> Response | None:
        """The answer at an address of Streamlit's own that no page needs: none, but for the owner."""
        _, found, name = scope["path"].partition(STREAMLITS)
        if not found or FOR_PAGES.fullmatch(name):
            return None
        if name == FOR_OWNER and self._is_owner(scope, headers):
            return None
        return PlainTextResponse("Not Found", 404)

    def _is_owner(self, scope: Scope, headers: Headers) -> bool:
        address, given = address_of(scope), cookie_parser(headers.get("cookie", "")).get(OWNER_COOKIE)
        if address and sits_here(address, headers):
            return True
        return given is not None and self.guesses.is_right(given, owner_cookie(), address)

    def _owner_comes_in(self, scope: Scope) -> Response | None:
        """The answer to the owner's link: the cookie, and the way to the same page without the secret in its URL."""
        query = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        given = [value for name, value in query if name == OWNER]
        if not given or scope["method"] != "GET":
            return None
        if not self.guesses.is_right(given[-1], owner_key(), address_of(scope)):
            heard = self.guesses.listens(address_of(scope))
            return PlainTextResponse(WRONG_KEY, 403) if heard else PlainTextResponse(WRONG_TOO_OFTEN, 429)
        rest = urlencode([(name, value) for name, value in query if name != OWNER])
        page = quote(scope["path"].rpartition("/")[2])  # beside the one asked for, whatever folder a proxy puts it in
        answer = Response(status_code=303, headers={"location": f"./{page}" + (f"?{rest}" if rest else "")})
        answer.headers["set-cookie"] = cookie(OWNER_COOKIE, owner_cookie(), "Strict")
        answer.headers["cache-control"] = "no-store"
        return answer

    def _without_wrong_cookie(self, scope: Scope, headers: Headers) -> Scope:
        """`scope` without an owner's cookie that is wrong: the pages look at it each time, so it is looked at here."""
        given = cookie_parser(headers.get("cookie", "")).get(OWNER_COOKIE)
        if given is None or self.guesses.is_right(given, owner_cookie(), address_of(scope)):
            return scope
        others = [(name, value) for name, value in scope["headers"] if name != b"cookie"]
        kept = [part for part in headers.get("cookie", "").split(";") if part.partition("=")[0].strip() != OWNER_COOKIE]
        return {**scope, "headers": [*others, (b"cookie", ";".join(kept).encode("latin-1"))]}

    async def _upload(self, scope: Scope, receive: Receive, send: Send) -> None:
        """So many at once, and each within some minutes: until then it lies on the disk or in memory."""
        with uploads.through(address_of(scope)) as entered:
            if not entered:
                await PlainTextResponse(TOO_MANY, 503)(scope, receive, send)
                return
            try:
                await asyncio.wait_for(self.app(scope, receive, send), UPLOAD_WITHIN)
            except TimeoutError:
                await PlainTextResponse(TOO_SLOW, 408)(scope, receive, send)


def with_headers(send: Send, headers: Headers, scope: Scope) -> Send:
    """`send` for an answer to a request with `headers`: it adds what this app tells all browsers, and the cookie."""
    cookies = cookie_parser(headers.get("cookie", ""))
    known = NAME.fullmatch(cookies.get(VISITOR_COOKIE, ""))
    framed = bool(frame_ancestors()) and (is_https(headers, scope) or is_local(headers.get("host", "")))

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            sent = [(name, value) for name, value in message.get("headers", []) if name.lower() not in _ours()]
            if not known and _is_page(sent):
                sent.append((b"set-cookie", cookie(VISITOR_COOKIE, uuid.uuid4().hex).encode()))
            if framed:
                sent += [(b"set-cookie", partitioned(value)) for value in _kept_in_frames(sent)]
            message["headers"] = [*sent, *security_headers(headers.get("host", ""))]
        await send(message)

    return send_with_headers


def in_pieces(send: Send) -> Send:
    """`send` that hands on a large answer piece by piece, each when there is room for it."""

    async def send_in_pieces(message: Message) -> None:
        body = message.get("body", b"")
        for start in range(0, len(body) - PIECE, PIECE):
            await send({**message, "body": body[start : start + PIECE], "more_body": True})
        rest = (len(body) - 1) // PIECE * PIECE if len(body) > PIECE else 0
        await send({**message, "body": body[rest:]} if rest else message)

    return send_in_pieces


def address_of(scope: Scope) -> str | None:
    client = scope.get("client")
    return client[0] if client else None


def cookie(name: str, value: str, same_site: str = "Lax") -> str:
    return f"{name}={value}; Path=/; Max-Age={ONE_YEAR}; SameSite={same_site}; HttpOnly"


def partitioned(set_cookie: bytes) -> bytes:
    """The same cookie for a frame in another site: there a browser takes only one that is kept for that site alone."""
    return re.sub(rb"; *(samesite=\w+|secure)", b"", set_cookie, flags=re.IGNORECASE) + (
        b"; SameSite=None; Secure; Partitioned"
    )


def host_allowed(host: str) -> bool:
    """Whether the app answers to the Host `host`: to any, unless `ALLOWED_HOSTS` lists names, with commas between them.

    `*.school.example` stands for all names that end so. Addresses in numbers and this computer's own name for itself
    are always let in: a page of another site can't make a browser send them (DNS rebinding needs a name).
    """
    allowed = listed("ALLOWED_HOSTS")
    if not allowed or "*" in allowed:
        return True
    name = host_name(host)
    return is_local(host) or _is_address(name) or any(_matches(name, pattern) for pattern in allowed)


def is_https(headers: Headers, scope: Scope) -> bool:
    """Whether the browser speaks https, to this server or to the proxy before it."""
    told = headers.get("x-forwarded-proto", "").partition(",")[0].strip().lower()
    return (told or scope.get("scheme")) == "https"


@lru_cache(maxsize=1)
def _ours() -> frozenset[bytes]:
    return frozenset(name for name, _ in security_headers()) | {b"x-frame-options"}


def _kept_in_frames(headers: Iterable[tuple[bytes, bytes]]) -> list[bytes]:
    """The cookies that a frame can't do without: who is there, and Streamlit's proof that an upload is its own."""
    names = tuple(f"{name}=".encode() for name in (VISITOR_COOKIE, XSRF_COOKIE_NAME))
    return [value for name, value in headers if name == b"set-cookie" and value.startswith(names)]


def _is_page(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    return any(name == b"content-type" and b"text/html" in value for name, value in headers)


def _matches(name: str, pattern: str) -> bool:
    return name.endswith(pattern[1:]) if pattern.startswith("*.") else name == pattern.rstrip(".")


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
