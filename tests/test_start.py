"""The app as it is started: what the terminal says, what comes over the wire, and that a class gets in."""

import http.client
import re
import socket
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import InvalidMessage, InvalidStatus
from websockets.sync.client import connect

from pages.parts.visitor import OWNER_COOKIE
from tests.browser.app_server import AppServer

STUDENTS, RELOADS = 30, 3


def get(server: AppServer, path: str, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    connection.request("GET", urlsplit(server.url).path + path, headers=headers)
    return connection.getresponse()


def knock(server: AppServer, by_name: str = "127.0.0.1", **options):
    port = urlsplit(server.url).port
    line = socket.create_connection(("127.0.0.1", port), timeout=30)
    return connect(
        f"ws://{by_name}:{port}{urlsplit(server.url).path}/_stcore/stream",
        sock=line,
        subprotocols=["streamlit"],
        **options,
    )


def test_the_terminal_greets_and_says_nothing_else(strict_server):
    said = strict_server.log.read_text(encoding="utf-8")
    assert f"http://localhost:{urlsplit(strict_server.url).port}" in said
    assert "Ctrl+C stops it" in said
    assert not re.search("external IP|docs.streamlit.io|cuda|absl|Traceback", said)


def test_the_owners_link_in_the_terminal_opens_with_a_cookie(strict_server):
    said = strict_server.log.read_text(encoding="utf-8")
    path = re.search(r"http://\S+?/mnist(/\?owner=\S+)", said)[1]
    answer = get(strict_server, path)
    assert (answer.status, answer.headers["location"]) == (303, "./")
    assert OWNER_COOKIE in answer.headers["set-cookie"]
    assert get(strict_server, path[:-1]).status == 403


@pytest.mark.parametrize("path", ["/", "/draw", "/_stcore/health", "/no/such/page", "/media/none", "/plotly-0.min.js"])
def test_every_answer_carries_the_headers(strict_server, path):
    headers = get(strict_server, path).headers
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_a_foreign_name_is_shut_out_over_http_and_websocket(strict_server):
    assert get(strict_server, "/", Host="evil.example").status == 421
    assert get(strict_server, "/", Host="mnist.school.example").status == 200
    with pytest.raises(InvalidStatus):
        knock(strict_server, "evil.example")
    with pytest.raises((InvalidStatus, InvalidMessage)):
        knock(strict_server, additional_headers={"Host": "mnist.school.example"})  # two names at once
    knock(strict_server, "mnist.school.example").close()


def test_another_sites_page_gets_no_connection_and_nobody_waits(strict_server):
    with pytest.raises(InvalidStatus):
        knock(strict_server, origin="http://evil.example")
    assert "external IP" not in strict_server.log.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "path", ["/%2e%2e/%2e%2e/etc/passwd", "/static/../../app.py", "/..%2fapp.py", "/media/..%2f..%2fapp.py"]
)
def test_no_file_of_the_computer_is_handed_out(strict_server, path):
    body = get(strict_server, path).read()
    assert b"root:" not in body
    assert b"start_up" not in body


def test_a_class_that_reloads_gets_its_pages(strict_server):
    with ExitStack() as stack:
        for _ in range(STUDENTS * RELOADS):  # what a reload leaves open is closed only later
            for path in ("/", "/_stcore/health", "/_stcore/host-config", "/static/favicon.png"):
                connection = http.client.HTTPConnection(urlsplit(strict_server.url).netloc, timeout=30)
                stack.callback(connection.close)
                connection.request("GET", urlsplit(strict_server.url).path + path)
                answer = connection.getresponse()
                answer.read()
                assert answer.status in (200, 404)
            stack.enter_context(knock(strict_server))
