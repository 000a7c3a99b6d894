"""What the terminal says at the start."""

import os
import re

import pytest
from streamlit import net_util

from pages.parts import addresses, terminal
from pages.parts.terminal import greeting, qr_code, say_hello, warnings

KEY = "k" * 32
URL = "http://localhost:8501"
ANSI = re.compile(r"\x1b\[[\d;]*m")


@pytest.fixture(autouse=True)
def two_networks(monkeypatch):
    monkeypatch.setattr(addresses, "lan_addresses", lambda: ["192.168.1.20", "10.0.0.5"])


@pytest.fixture
def size(monkeypatch):
    def set_(columns: int, lines: int) -> None:
        monkeypatch.setattr(terminal.shutil, "get_terminal_size", lambda: os.terminal_size((columns, lines)))

    return set_


def addresses_in(text: str) -> list[str]:
    return re.findall(r"https?://\S+", text)


def test_it_says_what_opens_where_and_how_to_stop():
    said = greeting(URL, None, KEY)
    assert addresses_in(said) == [
        URL,
        "http://192.168.1.20:8501",
        "http://10.0.0.5:8501",
        f"http://192.168.1.20:8501/?owner={KEY}",
    ]
    assert "Ctrl+C stops it" in said


@pytest.mark.parametrize("address", ["localhost", "127.0.0.1", "::1"])
def test_an_app_for_this_computer_alone_says_so(address):
    said = greeting(URL, address, KEY)
    assert addresses_in(said) == [URL, f"{URL}/?owner={KEY}"]
    assert "only this computer" in said
    assert "█" not in said


def test_an_app_at_one_address_names_that_one():
    assert addresses_in(greeting(URL, "10.0.0.5", KEY))[0] == "http://10.0.0.5:8501"
    assert addresses_in(greeting(URL, "fd00::5", KEY))[0] == "http://[fd00::5]:8501"
    assert addresses_in(greeting(URL, "0.0.0.0", KEY))[0] == URL


def test_a_folder_and_https_stand_in_every_address():
    said = greeting("https://localhost:443/mnist", None, "a b&c")
    assert addresses_in(said)[1] == "https://192.168.1.20:443/mnist"
    assert addresses_in(said)[-1] == "https://192.168.1.20:443/mnist/?owner=a%20b%26c"


def test_the_qr_code_is_shown_where_it_fits(size, monkeypatch):
    size(80, 24)
    lines = ANSI.sub("", qr_code("http://192.168.1.20:8501")).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert len(lines) < 22
    size(30, 24)
    assert qr_code("http://192.168.1.20:8501") == ""
    size(80, 12)
    assert qr_code("http://192.168.1.20:8501") == ""
    size(80, 24)
    monkeypatch.setattr(terminal.sys, "stdout", open(os.devnull, "w", encoding="ascii"))  # noqa: SIM115
    assert qr_code("http://192.168.1.20:8501") == ""


def test_a_weak_secret_and_a_platform_that_is_none_are_named(monkeypatch):
    monkeypatch.setenv("FRAME_ANCESTORS", "https://lms.example lms.example/course")
    assert "at least 16" in warnings("1234")[0]
    assert "lms.example/course is not an origin" in warnings("1234")[1]
    monkeypatch.delenv("FRAME_ANCESTORS")
    assert not warnings(KEY)


def test_nobody_on_the_internet_is_asked(monkeypatch, capsys):
    monkeypatch.setattr(net_util, "get_external_ip", net_util.get_external_ip)  # put back afterwards
    monkeypatch.setattr(net_util, "_make_blocking_http_get", lambda *_, **__: pytest.fail("asked"))
    say_hello()
    assert "/?owner=" in capsys.readouterr().out
    assert net_util.get_external_ip() is None
