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
    monkeypatch.setattr(addresses, "_in_container", lambda: False)
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


@pytest.fixture
def computer(monkeypatch):
    """A computer with the networks `{name: address}`, of which `usual` is the way out."""

    def be(networks: dict[str, str], usual: str, container: bool = False) -> None:
        def interface(address):
            kind = socket.AF_INET6 if ":" in address else socket.AF_INET
            return [type("Address", (), {"family": kind, "address": address})()]

        monkeypatch.setattr(addresses.psutil, "net_if_stats", lambda: dict.fromkeys(networks, Interface()))
        monkeypatch.setattr(
            addresses.psutil, "net_if_addrs", lambda: {name: interface(a) for name, a in networks.items()}
        )
        monkeypatch.setattr(addresses, "_usual_address", lambda: usual)
        monkeypatch.setattr(addresses, "_in_container", lambda: container)

    return be


@pytest.mark.parametrize("tunnel", ["tun0", "wg0", "utun4", "tailscale0", "ppp0"])
def test_a_vpn_is_offered_only_where_there_is_nothing_else(computer, tunnel):
    computer({tunnel: "10.8.0.6", "wlan0": "192.168.1.20"}, usual="10.8.0.6")
    assert lan_addresses() == ["192.168.1.20"]
    computer({tunnel: "10.8.0.6"}, usual="10.8.0.6")
    assert lan_addresses() == ["10.8.0.6"]


def test_a_containers_own_address_is_nobodys(computer):
    computer({"eth0": "172.17.0.2"}, usual="172.17.0.2", container=True)
    found, sentence = links("http://localhost:8501/train", "/train", {}, None)
    assert found == ["http://localhost:8501/train"]
    assert "container" in sentence
    computer({"eth0": "172.17.0.2"}, usual="172.17.0.2")
    assert lan_addresses() == ["172.17.0.2"]


def test_the_address_that_the_app_listens_to_is_the_only_one(computer):
    computer({"wlan0": "192.168.1.20", "eth0": "10.0.0.7"}, usual="10.0.0.7")
    assert links("http://localhost:8501/", "/train", {}, "192.168.1.20")[0] == ["http://192.168.1.20:8501/train"]
    assert links("http://localhost:8501/", "/train", {}, "fd00::7")[0] == ["http://[fd00::7]:8501/train"]
    for everywhere in ("0.0.0.0", "::"):
        assert len(links("http://localhost:8501/", "/train", {}, everywhere)[0]) == 2
    assert "server.address is ::1" in links("http://[::1]:8501/", "/train", {}, "::1")[1]


def test_ipv6_is_offered_where_there_is_no_ipv4(computer):
    computer({"eth0": "2001:db8::5%eth0", "lo": "::1", "wlan0": "fe80::1%wlan0"}, usual="")
    assert links("http://localhost:8501/", "/train", {}, None)[0] == ["http://[2001:db8::5]:8501/train"]
    assert links("http://[2001:db8::5]:8501/runs", "/train", {}, None)[0] == ["http://[2001:db8::5]:8501/train"]


@pytest.mark.parametrize("opened", ["apps/mnist/train", "apps/mnist/", "apps/mnist", "apps/mnist/draw"])
def test_a_proxys_prefix_is_kept_wherever_the_link_is_made(opened):
    assert links(f"https://school.example/{opened}", "/train", {}, None, "")[0] == [
        "https://school.example/apps/mnist/train"
    ]
