"""Home says who can open the app."""

import pytest

from pages.parts import addresses
from pages.parts.open_to import sentence

HERE = "http://localhost:8501/"


@pytest.fixture
def networks(monkeypatch):
    found = ["192.168.1.20"]
    monkeypatch.setattr(addresses, "lan_addresses", lambda: found)
    return found


@pytest.mark.usefixtures("networks")
def test_an_app_that_listens_to_all_says_at_which_address():
    for opened in (HERE, "http://127.0.0.1:8501/", "http://192.168.1.20:8501/"):
        assert sentence(opened, None).endswith("Open to everyone on this network at http://192.168.1.20:8501")
    assert sentence("http://localhost:8501/mnist/", None, "mnist").endswith("http://192.168.1.20:8501/mnist")
    assert sentence("https://mnist.example/", None).endswith("at https://mnist.example")


@pytest.mark.usefixtures("networks")
@pytest.mark.parametrize("address", ["localhost", "127.0.0.1", "::1"])
def test_an_app_for_this_computer_says_so(address):
    assert "Only on this computer. The README" in sentence(HERE, address)


def test_a_computer_in_no_network_says_so(networks):
    networks.clear()
    assert "until it joins a network" in sentence(HERE, None)
    assert "until it joins a network" in sentence(None, None)
