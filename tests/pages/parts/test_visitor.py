"""Who counts as the owner: who has the owner's link or sits here; nobody through a proxy or by a foreign name."""

import pytest
from streamlit.runtime.context import StreamlitHeaders

from pages.parts import visitor
from pages.parts.visitor import host_name, is_local, owner_cookie, owner_key, same_secret, sits_here

HERE = {"Host": "localhost:8501", "Origin": "http://localhost:8501"}


def headers(**changed: str | None) -> StreamlitHeaders:
    found = {**HERE, **{name.replace("_", "-"): value for name, value in changed.items()}}
    return StreamlitHeaders([(name, value) for name, value in found.items() if value is not None])


@pytest.mark.parametrize("address", [None, "127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize(
    "host", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501", "LOCALHOST", "localhost.", "a.localhost"]
)
def test_whoever_sits_at_the_computer_is_the_owner_by_any_name_that_it_has_for_itself(address, host):
    assert sits_here(address, headers(Host=host, Origin=f"http://{host}"))
    assert sits_here(address, headers(Host=host, Origin=None))


@pytest.mark.parametrize(
    "address", ["192.168.1.20", "::ffff:192.168.1.20", "fe80::1", "10.0.0.1", "not an address", ""]
)
def test_another_computer_is_not_this_one(address):
    assert not sits_here(address, headers())


PROXIES = """X-Forwarded-For x-forwarded-host X-FORWARDED-PROTO Forwarded Via X-Real-IP CF-Connecting-IP True-Client-IP
    X-Client-IP Client-IP X-Cluster-Client-IP Tailscale-User-Login X-Original-Host"""


@pytest.mark.parametrize("name", PROXIES.split())
def test_whoever_comes_through_a_proxy_on_this_computer_is_not_the_owner(name):
    for value in ("10.0.0.7", "127.0.0.1", ""):
        assert not sits_here("127.0.0.1", headers(**{name: value}))


@pytest.mark.parametrize(
    "host", ["evil.example:8501", "localhost.evil.example", "192.168.1.20:8501", "", "localhost@evil", "a b"]
)
def test_a_foreign_name_for_this_computer_makes_no_owner(host):
    assert not sits_here("127.0.0.1", headers(Host=host))
    assert not sits_here("127.0.0.1", headers(Origin=f"http://{host}"))


def test_a_page_without_an_origin_or_a_host_is_no_owner():
    assert not sits_here("127.0.0.1", headers(Origin="null"))
    assert not sits_here(None, headers(Host=None))
    assert not sits_here(None, {})


def test_the_cookie_proves_the_secret_without_telling_it(monkeypatch):
    assert len(owner_key()) >= 24
    assert owner_key() not in owner_cookie()
    before = owner_cookie()
    monkeypatch.setattr(visitor, "_key", "another")
    assert owner_cookie() != before


def test_only_the_secret_is_the_secret():
    assert same_secret("abc", "abc")
    assert not any(same_secret(given, "abc") for given in ("", "ab", "abcd", "ABC", "ä", "\udcff"))


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("LocalHost:1", "localhost"),
        ("[::1]:8501", "::1"),
        ("a:b", ""),
        ("a:999999", ""),
        ("u@a", ""),
        ("a/b", ""),
        ("[", ""),
    ],
)
def test_a_host_is_read_without_its_port(host, name):
    assert host_name(host) == name
    assert is_local(host) == (name in ("localhost", "::1"))
