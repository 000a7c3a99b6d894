"""The app as it is started: what the terminal says, what comes over the wire, and that a class gets in."""

import http.client
import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import InvalidMessage, InvalidStatus
from websockets.sync.client import connect

from pages.parts.visitor import OWNER_COOKIE
from tests.browser.app_server import AppServer, running_app

resource = pytest.importorskip("resource", reason="Windows has no limit of open files")

STUDENTS, RELOADS = 30, 3
OF_MACOS = 256  # open files that a program may have there to begin with
OUR_OWN = 2000  # of this process, which plays thirty browsers


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[AppServer]:
    """The app, started with as few open files as macOS allows, on a computer that serves one other name."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with ExitStack() as stack:
        resource.setrlimit(resource.RLIMIT_NOFILE, (OF_MACOS, hard))
        try:
            app = running_app(tmp_path_factory.mktemp("start"), ALLOWED_HOSTS="mnist.school.example")
            server = stack.enter_context(app)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(OUR_OWN, hard)), hard))
        yield server
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def get(server: AppServer, path: str, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    connection.request("GET", path, headers=headers)
    return connection.getresponse()


def knock(server: AppServer, by_name: str = "127.0.0.1", **options):
    port = urlsplit(server.url).port
    line = socket.create_connection(("127.0.0.1", port), timeout=30)
    return connect(f"ws://{by_name}:{port}/_stcore/stream", sock=line, subprotocols=["streamlit"], **options)


def test_the_terminal_greets_and_says_nothing_else(server):
    said = server.log.read_text(encoding="utf-8")
    assert f"http://localhost:{urlsplit(server.url).port}" in said
    assert "Ctrl+C stops it" in said
    assert not re.search("external IP|docs.streamlit.io|cuda|absl|Traceback", said)


def test_the_owners_link_in_the_terminal_opens_with_a_cookie(server):
    path = re.search(r"http://\S+?(/\?owner=\S+)", server.log.read_text(encoding="utf-8"))[1]
    answer = get(server, path)
    assert (answer.status, answer.headers["location"]) == (303, "./")
    assert OWNER_COOKIE in answer.headers["set-cookie"]
    assert get(server, path[:-1]).status == 403


@pytest.mark.parametrize("path", ["/", "/draw", "/_stcore/health", "/no/such/page", "/media/none", "/plotly-0.min.js"])
def test_every_answer_carries_the_headers(server, path):
    headers = get(server, path).headers
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_a_foreign_name_is_shut_out_over_http_and_websocket(server):
    assert get(server, "/", Host="evil.example").status == 421
    assert get(server, "/", Host="mnist.school.example").status == 200
    with pytest.raises(InvalidStatus):
        knock(server, "evil.example")
    with pytest.raises((InvalidStatus, InvalidMessage)):
        knock(server, additional_headers={"Host": "mnist.school.example"})  # two names at once
    knock(server, "mnist.school.example").close()


def test_another_sites_page_gets_no_connection_and_nobody_waits(server):
    with pytest.raises(InvalidStatus):
        knock(server, origin="http://evil.example")
    assert "external IP" not in server.log.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "path", ["/%2e%2e/%2e%2e/etc/passwd", "/static/../../app.py", "/..%2fapp.py", "/media/..%2f..%2fapp.py"]
)
def test_no_file_of_the_computer_is_handed_out(server, path):
    body = get(server, path).read()
    assert b"root:" not in body
    assert b"start_up" not in body


def test_a_class_that_reloads_gets_its_pages(server):
    with ExitStack() as stack:
        for _ in range(STUDENTS * RELOADS):  # what a reload leaves open is closed only later
            for path in ("/", "/_stcore/health", "/_stcore/host-config", "/static/favicon.png"):
                connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
                stack.callback(connection.close)
                connection.request("GET", path)
                answer = connection.getresponse()
                answer.read()
                assert answer.status in (200, 404)
            stack.enter_context(knock(server))
