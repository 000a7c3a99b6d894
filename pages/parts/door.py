"""The door: what every request passes before Streamlit sees it, and what every answer carries.

Foreign host names are shut out, the owner's link is taken, a browser gets its cookie, and each answer says what a page
of this app may do: load from its own server alone, and be framed by nobody but whom `FRAME_ANCESTORS` names.
"""

import base64
import os
import re
import uuid
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode

import streamlit
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME

from pages.parts.messages import only_heard
from pages.parts.visitor import (
    NAME,
    OWNER_COOKIE,
    VISITOR_COOKIE,
    host_name,
    is_local,
    owner_cookie,
    owner_key,
    same_secret,
)

OWNER = "owner"  # the owner's link is any page with this in its query
ONE_YEAR = 365 * 24 * 3600
WRONG_HOST = "This app does not answer to that name. Its owner can add the name to ALLOWED_HOSTS."
WRONG_KEY = "This owner's link is not valid, or no longer: the terminal that the app runs in shows the one that is."
PLATFORM = re.compile(r"https?://(\*\.)?[\w.-]+(:(\d+|\*))?", re.ASCII)
INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


class Door:
    """ASGI middleware around all of the app."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        hosts = headers.getlist("host") or [""]
        if len(hosts) > 1 or not host_allowed(hosts[0]):
            await self._refuse(scope, receive, send)
        elif scope["type"] == "websocket":
            await self.app(scope, only_heard(receive), send)
        else:
            send = with_headers(send, headers, scope)
            answer = owner_comes_in(scope)
            await (answer or self.app)(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse(WRONG_HOST, 421)(scope, receive, send)


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


def owner_comes_in(scope: Scope) -> Response | None:
    """The answer to the owner's link: the cookie, and the way to the same page without the secret in its address."""
    query = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    given = [value for name, value in query if name == OWNER]
    if not given or scope["method"] != "GET":
        return None
    if not same_secret(given[-1], owner_key()):
        return PlainTextResponse(WRONG_KEY, 403)
    rest = urlencode([(name, value) for name, value in query if name != OWNER])
    page = quote(scope["path"].rpartition("/")[2])  # beside the one asked for, whatever folder a proxy puts it in
    answer = Response(status_code=303, headers={"location": f"./{page}" + (f"?{rest}" if rest else "")})
    answer.headers["set-cookie"] = cookie(OWNER_COOKIE, owner_cookie(), "Strict")
    answer.headers["cache-control"] = "no-store"
    return answer


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
    allowed = _listed("ALLOWED_HOSTS")
    if not allowed or "*" in allowed:
        return True
    name = host_name(host)
    return is_local(host) or _is_address(name) or any(_matches(name, pattern) for pattern in allowed)


def frame_ancestors() -> list[str]:
    """The learning platforms that may frame the app: those in `FRAME_ANCESTORS` that are an origin and nothing else."""
    return [platform for platform in _listed("FRAME_ANCESTORS") if PLATFORM.fullmatch(platform)]


def refused_ancestors() -> list[str]:
    """What else stands in `FRAME_ANCESTORS`."""
    return [text for text in _listed("FRAME_ANCESTORS") if not PLATFORM.fullmatch(text)]


def is_https(headers: Headers, scope: Scope) -> bool:
    """Whether the browser speaks https, to this server or to the proxy before it."""
    told = headers.get("x-forwarded-proto", "").partition(",")[0].strip().lower()
    return (told or scope.get("scheme")) == "https"


def security_headers(host: str = "") -> list[tuple[bytes, bytes]]:
    """What every answer carries. `host` was asked for: older browsers need it spelled out for the WebSocket."""
    platforms = frame_ancestors()
    found = {
        "content-security-policy": content_security_policy(host, " ".join(platforms)),
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
    }
    if not platforms:
        found["x-frame-options"] = "SAMEORIGIN"
    return [(name.encode(), value.encode()) for name, value in found.items()]


@lru_cache(maxsize=64)
def content_security_policy(host: str, platforms: str) -> str:
    """As strict as Streamlit's front end works with.

    It runs the scripts of components from blobs, styles its elements in place and draws pictures from data. The one
    script that stands in its page itself is named by its hash.
    """
    own = f" ws://{host} wss://{host}" if host_name(host) else ""
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' blob: {' '.join(_inline_scripts())}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self' data: blob:{own}",
            "worker-src 'self' blob:",
            "media-src 'self' data: blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            f"frame-ancestors 'self' {platforms}".strip(),
        ]
    )


@lru_cache(maxsize=1)
def _inline_scripts() -> list[str]:
    """CSP's names of the scripts inside Streamlit's page."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
    return [f"'sha256-{base64.b64encode(sha256(script).digest()).decode()}'" for script in INLINE_SCRIPT.findall(page)]


@lru_cache(maxsize=1)
def _ours() -> frozenset[bytes]:
    return frozenset(name for name, _ in security_headers()) | {b"x-frame-options"}


def _kept_in_frames(headers: Iterable[tuple[bytes, bytes]]) -> list[bytes]:
    """The cookies that a frame can't do without: who is there, and Streamlit's proof that an upload is its own."""
    names = tuple(f"{name}=".encode() for name in (VISITOR_COOKIE, XSRF_COOKIE_NAME))
    return [value for name, value in headers if name == b"set-cookie" and value.startswith(names)]


def _is_page(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    return any(name == b"content-type" and b"text/html" in value for name, value in headers)


def _listed(variable: str) -> list[str]:
    return re.split(r"[\s,]+", text.lower()) if (text := os.environ.get(variable, "").strip(" ,\t\n")) else []


def _matches(name: str, pattern: str) -> bool:
    return name.endswith(pattern[1:]) if pattern.startswith("*.") else name == pattern.rstrip(".")


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
