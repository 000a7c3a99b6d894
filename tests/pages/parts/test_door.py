"""What every request passes and every answer carries, around an app that answers with a page."""

import asyncio
from contextlib import suppress
from urllib.parse import urljoin

import pytest
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response

from pages.parts import visitor
from pages.parts.crowd import Turnstile
from pages.parts.door import Door
from pages.parts.security_headers import content_security_policy
from pages.parts.visitor import OWNER_COOKIE, VISITOR_COOKIE, owner_cookie, owner_key
from tests.pages.parts.asynchronous import in_a_loop_of_its_own

ME = "a" * 32
ORIGINS = ("https://lms.example", "https://*.school.example:8443")


class Answer:
    """What came back: `status`, `headers` (each value in a list) and `cookies`, by their names."""

    def __init__(self, messages: list[dict]) -> None:
        self.messages, start = messages, messages[0]
        self.status = start.get("status")
        self.headers: dict[str, list[str]] = {}
        for name, value in start.get("headers", []):
            self.headers.setdefault(name.decode(), []).append(value.decode())
        self.cookies = self.headers.get("set-cookie", [])

    def cookie(self, name: str) -> list[str]:
        return [value for value in self.cookies if value.startswith(f"{name}=")]

    def header(self, name: str) -> str:
        (value,) = self.headers[name]
        return value


def ask(
    path: str = "/",
    query: str = "",
    kind: str = "http",
    scheme: str = "http",
    app=None,
    client: str = "",
    method: str = "GET",
    door: Door | None = None,
    **headers: str,
) -> Answer:
    sent = {"host": "localhost:8501", **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope = {"type": kind, "method": method, "path": path, "query_string": query.encode(), "scheme": scheme}
    scope["headers"] = [(name.encode(), value.encode("latin-1")) for name, value in sent.items()]
    scope["client"] = (client, 4000) if client else None
    messages = []

    async def receive() -> dict:
        return {"type": "websocket.connect" if kind == "websocket" else "http.request"}

    async def send(message: dict) -> None:
        messages.append(message)

    async def accepts(scope, receive, send) -> None:
        await send({"type": "websocket.accept"})

    inner = app or (accepts if kind == "websocket" else HTMLResponse("a page"))
    in_a_loop_of_its_own((door or Door(inner))(scope, receive, send))
    return Answer(messages)


class asked_through:
    """One door that is asked again and again, and what the app behind it sees."""

    def __init__(self) -> None:
        self.door = Door(self._app)
        self.seen: list[dict] = []

    async def _app(self, scope, receive, send) -> None:
        self.seen.append(scope)
        await HTMLResponse("a page")(scope, receive, send)

    def ask(self, **asked: str) -> Answer:
        return ask(door=self.door, **asked)

    def cookies_seen(self, cookie: str, client: str) -> str:
        """Which cookies a WebSocket that brings `cookie` has left behind the door."""
        with suppress(AssertionError):  # the app answers as to a page
            self.ask(kind="websocket", cookie=cookie, client=client)
        return Headers(scope=self.seen[-1]).get("cookie", "").strip()


def test_a_browser_gets_a_name_once_and_a_bad_one_is_replaced():
    (given,) = ask().cookie(VISITOR_COOKIE)
    assert "HttpOnly" in given
    assert "SameSite=Lax" in given
    assert not ask(cookie=f"a=b; {VISITOR_COOKIE}={ME}").cookies
    assert ask(cookie=f"{VISITOR_COOKIE}=me").cookie(VISITOR_COOKIE)
    assert ask(cookie=f"x{VISITOR_COOKIE}={ME}").cookie(VISITOR_COOKIE)


@pytest.mark.parametrize(
    ("path", "query", "to"),
    [
        ("/", "", "/"),
        ("/runs", "&show=mine", "/runs?show=mine"),
        ("/mnist/train", "&hidden=512-64&x=%C3%BC", "/mnist/train?hidden=512-64&x=%C3%BC"),
        ("//evil.example/a", "", "http://host/evil.example/a"),
        ("/\r\nx: y", "", "/%0D%0Ax%3A%20y"),
    ],
)
def test_the_owners_link_leads_to_the_page_without_the_secret(path, query, to):
    answer = ask(path, f"owner={owner_key()}{query}")
    assert answer.status == 303
    location = answer.header("location")
    assert owner_key() not in location
    assert location.startswith("./")  # stays on this server, and below the folder that a proxy may put the app in
    assert urljoin(f"http://host{path.rpartition('/')[0]}/", location).endswith(to)
    (given,) = answer.cookie(OWNER_COOKIE)
    assert given.startswith(f"{OWNER_COOKIE}={owner_cookie()};")
    assert {"HttpOnly", "SameSite=Strict"} <= set(given.split("; "))
    assert owner_key() not in given
    assert answer.header("cache-control") == "no-store"


@pytest.mark.parametrize("key", ["", "wrong", "%C3%A4", "%FF", "a" * 100_000])
def test_a_wrong_secret_gives_a_sentence_and_no_cookie(key):
    answer = ask("/runs", f"owner={key}")
    assert answer.status == 403
    assert not answer.cookie(OWNER_COOKIE)
    assert b"terminal" in answer.messages[1]["body"]


def test_a_secret_of_an_earlier_start_is_wrong(monkeypatch):
    before = owner_key()
    monkeypatch.setattr(visitor, "_key", "another start")
    assert ask(query=f"owner={before}").status == 403


def test_every_answer_says_what_a_browser_may_do():
    for answer in (ask(), ask(query="owner=x"), ask(app=HTMLResponse(status_code=404))):
        policy = dict(part.split(" ", 1) for part in answer.header("content-security-policy").split("; "))
        assert policy["default-src"] == "'self'"
        assert "unsafe-" not in policy["script-src"]
        assert policy["frame-ancestors"] == "'self'"
        assert policy["object-src"] == "'none'"
        assert "http" not in policy["img-src"]
        assert policy["connect-src"] == "'self' data: blob: ws://localhost:8501 wss://localhost:8501"
        assert answer.header("x-content-type-options") == "nosniff"
        assert answer.header("x-frame-options") == "SAMEORIGIN"
        assert answer.header("referrer-policy") == "same-origin"


@pytest.mark.parametrize("host", ["a; script-src *", "a b", "a,b", "a\tb", "'unsafe-eval'", "*"])
def test_a_host_can_add_nothing_to_the_policy(host):
    assert content_security_policy(host, "") == content_security_policy("", "")


def test_an_inner_answers_own_headers_are_replaced_not_doubled():
    inner = HTMLResponse("x", headers={"X-Frame-Options": "ALLOWALL", "X-Content-Type-Options": "nosniff"})
    assert ask(app=inner).header("x-frame-options") == "SAMEORIGIN"


def test_platforms_that_may_frame_the_app_are_named(monkeypatch):
    monkeypatch.setenv("FRAME_ANCESTORS", ", ".join([*ORIGINS, "https://bad;script-src *", "*"]))
    answer = ask(scheme="https", host="mnist.example")
    assert answer.header("content-security-policy").endswith(f"frame-ancestors 'self' {' '.join(ORIGINS)}")
    assert "x-frame-options" not in answer.headers


def with_xsrf() -> HTMLResponse:
    return HTMLResponse("x", headers={"set-cookie": "_streamlit_xsrf=2|a|b|1; Path=/; SameSite=Lax"})


@pytest.mark.parametrize(
    ("how", "kept"),
    [
        ({"scheme": "https", "host": "mnist.example"}, True),
        ({"x_forwarded_proto": "https", "host": "mnist.example"}, True),
        ({"host": "localhost:8501"}, True),
        ({"host": "192.168.1.20:8501"}, False),
        ({"x_forwarded_proto": "http", "scheme": "https", "host": "mnist.example"}, False),
    ],
)
def test_in_a_frame_cookies_are_kept_where_a_browser_can(monkeypatch, how, kept):
    monkeypatch.setenv("FRAME_ANCESTORS", ORIGINS[0])
    answer = ask(app=with_xsrf(), **how)
    for name in ("_streamlit_xsrf", VISITOR_COOKIE):
        plain, *framed = answer.cookie(name)
        assert "SameSite=Lax" in plain
        assert [value.endswith("; SameSite=None; Secure; Partitioned") for value in framed] == [True] * kept
        assert all(value.partition(";")[0] == plain.partition(";")[0] for value in framed)
        assert all(value.lower().count("samesite") == 1 for value in framed)


def test_without_platforms_nothing_is_kept_in_frames():
    answer = ask(app=with_xsrf(), scheme="https", host="mnist.example")
    assert len(answer.cookie("_streamlit_xsrf")) == len(answer.cookie(VISITOR_COOKIE)) == 1


HOSTS = [
    ("mnist.school.example", True),
    ("MNIST.school.example:443", True),
    ("a.lab.example", True),
    ("lab.example", False),
    ("evil.example", False),
    ("mnist.school.example.evil.example", False),
    ("xlab.example", False),
    ("localhost:8501", True),
    ("127.0.0.1", True),
    ("192.168.1.20:8501", True),
    ("[fe80::1]:8501", True),
    ("mnist.school.example@evil.example", False),
    ("", False),
]


@pytest.mark.parametrize(("host", "let_in"), HOSTS)
def test_foreign_names_are_shut_out(monkeypatch, host, let_in):
    monkeypatch.setenv("ALLOWED_HOSTS", "mnist.school.example, *.lab.example")
    assert (ask(host=host).status == 200) == let_in
    assert (ask(kind="websocket", host=host).messages[0]["type"] == "websocket.accept") == let_in


@pytest.mark.parametrize("allowed", [None, "", " , ", "*"])
def test_unless_told_otherwise_the_app_answers_to_every_name(monkeypatch, allowed):
    monkeypatch.delenv("ALLOWED_HOSTS", raising=False)
    if allowed is not None:
        monkeypatch.setenv("ALLOWED_HOSTS", allowed)
    assert ask(host="mnist.school.example").status == 200


@pytest.mark.parametrize("path", ["health", "host-config", "upload_file/session/file", "bidi-components/a/b.js"])
def test_what_pages_need_of_streamlits_own_is_open_to_all(path):
    assert ask(f"/_stcore/{path}", client="192.0.2.1").status == 200


@pytest.mark.parametrize("path", ["metrics", "metrics/", "script-health-check", "agent/interact", "agent/mcp", "", "x"])
@pytest.mark.parametrize("before", ["", "/mnist", "/x/_stcore/.."])
def test_the_rest_of_it_is_not(path, before):
    assert ask(f"{before}/_stcore/{path}", client="192.0.2.1", host="app.example").status == 404


def test_the_owner_sees_the_servers_numbers():
    assert ask("/_stcore/metrics", client="127.0.0.1").status == 200
    assert ask("/_stcore/metrics", client="127.0.0.1", x_forwarded_for="192.0.2.1").status == 404
    told = f"{OWNER_COOKIE}={owner_cookie()}"
    assert ask("/_stcore/metrics", client="192.0.2.1", cookie=told).status == 200
    assert ask("/_stcore/metrics", client="192.0.2.1", cookie=f"{told}x").status == 404


def test_one_computer_has_so_many_sessions_and_uploads(monkeypatch):
    monkeypatch.setattr("pages.parts.door.sessions", Turnstile(2, 0))
    monkeypatch.setattr("pages.parts.door.uploads", Turnstile(2, 0))
    (refused,) = ask(kind="websocket", client="192.0.2.1").messages
    assert (refused["type"], refused["code"]) == ("websocket.close", 1013)
    assert ask("/_stcore/upload_file/a/b", client="192.0.2.1", method="PUT").status == 503
    assert ask("/_stcore/upload_file/a/b", client="127.0.0.1", method="PUT").status == 200


def test_an_upload_that_does_not_come_ends(monkeypatch):
    async def waits(scope, receive, send) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr("pages.parts.door.UPLOAD_WITHIN", 0.01)
    assert ask("/_stcore/upload_file/a/b", method="PUT", app=waits).status == 408


@pytest.mark.parametrize("size", [0, 1, 262_144, 262_145, 524_288, 700_000])
def test_a_large_answer_comes_in_pieces(size):
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    start, *parts = ask(app=Response(content)).messages
    assert start["type"] == "http.response.start"
    assert b"".join(part["body"] for part in parts) == content
    assert max(len(part["body"]) for part in parts) <= 262_144
    assert [part.get("more_body", False) for part in parts] == [True] * (len(parts) - 1) + [False]
