"""Where the other devices in the room reach this app.

psutil lists the addresses; no library says which of them others in the room can use.
"""

import ipaddress
import socket
from urllib.parse import SplitResult, urlencode, urlsplit

import psutil

HERE = ("localhost", "127.0.0.1", "::1", "0.0.0.0")
INSIDE = ("docker", "br-", "veth", "virbr", "vbox", "vmnet", "vethernet", "lxc")  # networks inside this computer


def links(url: str, path: str, query: dict[str, str], listens_on: str | None, base: str = "") -> tuple[list[str], str]:
    """The links to `path` that others can open, likeliest first, and a sentence on how they were found.

    `url` is how this page was opened. If it names this computer as only it calls itself, its addresses in the network
    take that name's place, unless the app listens to this computer alone. `base` is the folder that the app lies in.
    """
    opened: SplitResult = urlsplit(url)
    hosts, sentence = [opened.hostname or "localhost"], ""
    if opened.hostname in HERE:
        found = [] if listens_on in HERE[:3] else lan_addresses()
        if found:
            hosts = found
            sentence = f"“{opened.hostname}” works only on this computer, so the link has its network address. "
            sentence += "The others must be on the same network."
        elif listens_on in HERE[:3]:
            sentence = f"The app lets in this computer only (server.address is {listens_on}). "
            sentence += "Start it without that option to let others in."
        else:
            sentence = "This computer isn't on a network, so this link works only here. Connect it and open this again."
    port = f":{opened.port}" if opened.port else ""
    end = f"{port}{_folder(base)}{path}" + (f"?{urlencode(query)}" if query else "")
    return [f"{opened.scheme or 'http'}://{_bracketed(host)}{end}" for host in hosts], sentence


def lan_addresses() -> list[str]:
    """This computer's IPv4 addresses in networks that others can be in, the one it uses by itself first."""
    running = psutil.net_if_stats()
    found = [
        address.address
        for name, addresses in psutil.net_if_addrs().items()
        for address in addresses
        if address.family == socket.AF_INET
        and name in running
        and running[name].isup
        and not name.lower().startswith(INSIDE)
        and _is_of_a_network(address.address)
    ]
    usual = _usual_address()
    return sorted(dict.fromkeys(found), key=lambda address: address != usual)


def _is_of_a_network(address: str) -> bool:
    parsed = ipaddress.ip_address(address)
    return not (parsed.is_loopback or parsed.is_link_local or parsed.is_unspecified)


def _usual_address() -> str | None:
    """The address that packets to elsewhere would leave from. Connecting a UDP socket sends none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address that belongs to nobody (RFC 5737)
            return probe.getsockname()[0]
        except OSError:
            return None


def _folder(base: str) -> str:
    return f"/{base.strip('/')}" if base.strip("/") else ""


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
