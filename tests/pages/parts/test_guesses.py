"""The owner's secret can't be guessed by trying, and nobody can lock the owner out from elsewhere."""

import pytest

from pages.parts import guesses
from pages.parts.guesses import MOST, PAUSE, Guesses
from pages.parts.visitor import OWNER_COOKIE, owner_cookie, owner_key
from tests.pages.parts.test_door import asked_through


@pytest.fixture
def clock(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(guesses.time, "monotonic", lambda: now[0])
    return now


def test_after_some_wrong_ones_an_address_has_to_wait_and_others_have_not(clock):
    tried = Guesses()
    for number in range(MOST):
        assert tried.listens("192.0.2.1")
        assert not tried.is_right(f"guess {number}", "secret", "192.0.2.1")
    assert not tried.is_right("secret", "secret", "192.0.2.1")
    assert not tried.listens("::ffff:192.0.2.1")
    assert tried.is_right("secret", "secret", "192.0.2.2")
    clock[0] += PAUSE + 1
    assert tried.is_right("secret", "secret", "192.0.2.1")


def test_the_same_wrong_one_again_and_again_is_one_try(clock):
    """The cookie of an earlier start comes with each page."""
    tried = Guesses()
    for _ in range(100):
        tried.is_right("of yesterday", "secret", "192.0.2.1")
    assert tried.is_right("secret", "secret", "192.0.2.1")


def test_what_is_remembered_is_bounded(clock):
    tried = Guesses()
    for number in range(3 * guesses.MOST_ADDRESSES):
        tried.is_right("x", "secret", f"2001:db8::{number:x}")
    assert len(tried.of_address) == guesses.MOST_ADDRESSES


def test_links_and_cookies_are_tries_alike():
    door = asked_through()
    for number in range(MOST):
        answer = door.ask(query=f"owner=guess{number}", client="192.0.2.1")
    assert answer.status == 429
    assert door.ask(query=f"owner={owner_key()}", client="192.0.2.1").status == 429
    assert door.ask(query=f"owner={owner_key()}", client="192.0.2.2").status == 303
    door = asked_through()
    right = f"a=b; {OWNER_COOKIE}={owner_cookie()}; c=d"
    assert door.cookies_seen(right, client="192.0.2.1") == right
    for number in range(MOST):
        assert OWNER_COOKIE not in door.cookies_seen(f"a=b; {OWNER_COOKIE}={number}; c=d", client="192.0.2.1")
    assert door.cookies_seen(right, client="192.0.2.1") == "a=b; c=d"
    assert door.cookies_seen(right, client="192.0.2.2") == right
