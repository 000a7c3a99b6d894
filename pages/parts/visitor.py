"""Who is asking: each browser carries a cookie with a random name, so that people find their own runs again."""

import re
import uuid

import streamlit as st
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "mnist_playground_visitor"
ONE_YEAR = 365 * 24 * 3600


def visitor() -> str:
    """A random name for this person's browser; the same after a reload and in a second tab."""
    if "visitor" not in st.session_state:
        cookie = str(st.context.cookies.get(COOKIE, ""))
        st.session_state.visitor = cookie if re.fullmatch(r"[0-9a-f]{32}", cookie) else uuid.uuid4().hex
    return st.session_state.visitor


class VisitorCookie:
    """ASGI middleware: gives a browser its cookie with the first page that it loads."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        cookies = dict(scope.get("headers", [])).get(b"cookie", b"")
        if scope["type"] != "http" or COOKIE.encode() in cookies:
            await self.app(scope, receive, send)
            return

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                value = f"{COOKIE}={uuid.uuid4().hex}; Path=/; Max-Age={ONE_YEAR}; SameSite=Lax; HttpOnly"
                message["headers"] = [*message.get("headers", []), (b"set-cookie", value.encode())]
            await send(message)

        await self.app(scope, receive, send_with_cookie)


def _is_page(message: Message) -> bool:
    return any(name == b"content-type" and b"text/html" in value for name, value in message.get("headers", []))
