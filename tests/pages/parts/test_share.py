"""The link to share: which address stands in it, and that its QR code says the same."""

import socket

import pytest

from pages.parts import addresses
from pages.parts.addresses import lan_addresses, links
from pages.parts.share import qr_code


@pytest.fixture
def two_networks(monkeypatch):
    monkeypatch.setattr(addresses, "lan_addresses", lambda: ["192.168.1.20", "10.0.0.5"])


@pytest.mark.usefixtures("two_networks")
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_a_page_opened_on_this_computer_is_shared_by_its_address_in_the_network(host):
    found, sentence = links(f"http://{host}:8501/train", "/train", {"hidden": "512-512", "epochs": "5"}, None)
    assert found == [
        "http://192.168.1.20:8501/train?hidden=512-512&epochs=5",
        "http://10.0.0.5:8501/train?hidden=512-512&epochs=5",
    ]
    assert "same network" in sentence


@pytest.mark.usefixtures("two_networks")
def test_a_page_opened_by_an_address_that_others_know_is_shared_as_it_is():
    assert links("https://class.example/digits/train", "/train", {}, None, "digits") == (
        ["https://class.example/digits/train"],
        "",
    )
    assert links("http://192.168.1.20:8501/", "/draw", {"a": "ü &"}, None)[0] == [
        "http://192.168.1.20:8501/draw?a=%C3%BC+%26"
    ]


@pytest.mark.usefixtures("two_networks")
def test_an_app_that_listens_to_this_computer_alone_says_so():
    found, sentence = links("http://127.0.0.1:8501/train", "/train", {}, "127.0.0.1")
    assert found == ["http://127.0.0.1:8501/train"]
    assert "server.address is 127.0.0.1" in sentence


def test_a_computer_in_no_network_says_so(monkeypatch):
    monkeypatch.setattr(addresses, "lan_addresses", list)
    found, sentence = links("http://localhost:8501/", "/train", {}, None)
    assert found == ["http://localhost:8501/train"]
    assert "isn't on a network" in sentence


class Interface:
    isup = True

    def __init__(self, *found):
        self.found = [type("Address", (), {"family": socket.AF_INET, "address": address})() for address in found]


def test_networks_inside_the_computer_and_dead_ones_do_not_count(monkeypatch):
    interfaces = {
        "lo": Interface("127.0.0.1"),
        "docker0": Interface("172.17.0.1"),
        "wlan0": Interface("192.168.1.20"),
        "eth0": Interface("169.254.3.4", "10.0.0.5"),
        "eth1": Interface("10.9.9.9"),
    }
    interfaces["eth1"].isup = False
    monkeypatch.setattr(addresses.psutil, "net_if_stats", lambda: interfaces)
    monkeypatch.setattr(addresses.psutil, "net_if_addrs", lambda: {n: i.found for n, i in interfaces.items()})
    monkeypatch.setattr(addresses, "_usual_address", lambda: "10.0.0.5")
    assert lan_addresses() == ["10.0.0.5", "192.168.1.20"]


def test_the_addresses_of_this_computer_are_found_without_a_network_error():
    assert all(address.count(".") == 3 and not address.startswith("127.") for address in lan_addresses())


def test_the_qr_code_is_black_on_a_white_card():
    short, long = qr_code("http://10.0.0.5:8501/train"), qr_code("http://10.0.0.5:8501/train?" + "x" * 400)
    assert 'fill="white"' in short
    assert 'fill="#000000"' in short
    assert len(long) > 2 * len(short)
