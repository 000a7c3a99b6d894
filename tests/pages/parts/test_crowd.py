"""What one computer may hold at once; the connections are real ones, to a small server of uvicorn's."""

import socket
import threading
import time

import pytest
import uvicorn
from starlette.responses import PlainTextResponse

from pages.parts import crowd
from pages.parts.crowd import Turnstile, home_of


def test_a_turnstile_counts_everybody_and_each_computer_but_not_this_one():
    turnstile = Turnstile(everybody=5, one_home=2)
    assert [turnstile.enter("192.0.2.1") for _ in range(3)] == [True, True, False]
    assert [turnstile.enter("127.0.0.1") for _ in range(4)] == [True, True, True, False]
    turnstile.leave("192.0.2.1")
    with turnstile.through("192.0.2.2") as entered:
        assert entered
        with turnstile.through("192.0.2.2") as again:
            assert not again
    assert turnstile.inside == {"192.0.2.1": 1, "": 3}


@pytest.mark.parametrize(
    ("address", "home"),
    [
        ("127.0.0.1", ""),
        ("::1", ""),
        (None, ""),
        ("::ffff:127.0.0.1", ""),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("x", "x"),
    ],
)
def test_an_address_in_either_way_of_writing_is_one_computer(address, home):
    assert home_of(address) == home


@pytest.fixture(scope="module")
def port():
    """Of a server that says how long what came was."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(crowd, "connections", Turnstile(everybody=8, one_home=3))
        crowd.bound_connections()
        server = uvicorn.Server(uvicorn.Config(_app, port=0, log_level="critical", lifespan="off"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield server.servers[0].sockets[0].getsockname()[1]
        server.should_exit = True
        thread.join()


async def _app(scope, receive, send):
    length, more = 0, True
    while more:
        message = await receive()
        length, more = length + len(message.get("body", b"")), message.get("more_body", False)
    await PlainTextResponse(str(length))(scope, receive, send)


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def is_hung_up(connection: socket.socket) -> bool:
    try:
        return connection.recv(1000) == b""
    except ConnectionError:
        return True


def test_long_bodies_come_through_and_long_heads_do_not(port):
    with connected(port) as connection:
        for size in (3_000_000, 10):
            connection.sendall(b"PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % size + b"x" * size)
            answer = b""
            while not answer.endswith(b"\r\n\r\n%d" % size):
                answer += connection.recv(10_000)
                assert len(answer) < 10_000
    for start in (b"GET / HTTP/1.1\r\nX-endless: ", b"GET /?", b"GET / HTTP/1.1\r\n" + b"X-a: b\r\n" * 20_000):
        with connected(port) as connection:
            connection.sendall(start)
            with pytest.raises(ConnectionError):  # noqa: PT012
                for _ in range(100):
                    connection.sendall(b"x" * 100_000)
                    time.sleep(0.001)


def test_who_does_not_come_to_the_point_is_hung_up_on(port, monkeypatch):
    monkeypatch.setattr(crowd, "PATIENCE", 0.3)
    with connected(port) as silent, connected(port) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nX-slow: ")
        assert is_hung_up(silent)
        assert is_hung_up(slow)


def test_one_computer_has_so_many_connections_and_gets_them_back(port, monkeypatch):
    monkeypatch.setattr(crowd, "home_of", lambda address: "somebody")
    for _ in range(2):
        held = [connected(port) for _ in range(3)]
        time.sleep(0.05)
        with connected(port) as one_more:
            one_more.settimeout(0.2)
            assert is_hung_up(one_more)
        for connection in held:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert connection.recv(1000).startswith(b"HTTP/1.1 200")
            connection.close()
        time.sleep(0.05)
