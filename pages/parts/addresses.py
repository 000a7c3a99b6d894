"""Where the other devices in the room reach this app.

psutil lists the addresses; no library says which of them others in the room can use.
"""

import ipaddress
import socket
from pathlib import Path
from urllib.parse import SplitResult, urlencode, urlsplit

import psutil

HERE = ("localhost", "127.0.0.1", "::1", "0.0.0.0")  # as a computer calls itself
EVERYWHERE = ("", "0.0.0.0", "::")  # an app that listens to these is reached by every address of its computer
PAGES = ("data", "train", "draw", "inside", "evaluate", "runs", "class", "lessons")
# Networks inside this computer, whose addresses mean nothing elsewhere,
INSIDE: tuple[str, ...] = (
    "docker",
    "br-",
    "veth",
    "virbr",
    "vbox",
    "vmnet",
    "vethernet",
    "lxc",
    "lxd",
    "podman",
    "cni",
    "flannel",
)
INSIDE += ("kube", "cali", "vnet", "bridge1", "awdl", "llw")
# and those that lead through a tunnel to somewhere else: who sits in the room is not there.
TUNNELS = ("tun", "tap", "utun", "wg", "ppp", "ipsec", "tailscale", "zt", "nordlynx", "proton", "gpd", "cscotun")
CONTAINER = ("/.dockerenv", "/run/.containerenv")
OF_CONTAINERS = (ipaddress.ip_network("172.16.0.0/12"), ipaddress.ip_network("10.88.0.0/16"))


def links(url: str, path: str, query: dict[str, str], listens_on: str | None, base: str = "") -> tuple[list[str], str]:
    """The links to `path` that others can open, likeliest first, and a sentence on how they were found.

    `url` is how this page was opened. If it names this computer as only it calls itself, its addresses in the network
    take that name's place: the one that the app listens to, or all; none where it listens to this computer alone. What
    stands before the page's name in `url` is kept, for a proxy may have put it there; else `base` is the folder that
    the app lies in.
    """
    opened: SplitResult = urlsplit(url)
    hosts, sentence = [opened.hostname or "localhost"], ""
    if _is_here(opened.hostname or "localhost"):
        if listens_on and _is_here(listens_on) and listens_on not in EVERYWHERE:
            sentence = f"Only this computer may open the app (server.address is {listens_on}). "
            sentence += "Start it without that option to let others in."
        elif found := [listens_on] if listens_on and listens_on not in EVERYWHERE else lan_addresses():
            hosts = found
            sentence = f"“{opened.hostname}” works only on this computer, so the link has its network address. "
            sentence += "The others must be on the same network."
        else:
            sentence = "This computer isn't on a network, so this link works only here. Connect it and open this again."
            if _in_container():
                sentence = "The app runs in a container, which does not know the address of its computer: put that in "
                sentence += f"place of “{opened.hostname}”."
    port = f":{opened.port}" if opened.port else ""
    end = f"{port}{_before_page(opened.path) or _folder(base)}{path}" + (f"?{urlencode(query)}" if query else "")
    return [f"{opened.scheme or 'http'}://{_bracketed(host)}{end}" for host in hosts], sentence


def lan_addresses() -> list[str]:
    """This computer's addresses in networks that others can be in, the one it uses by itself first.

    IPv4 where there is one, else IPv6; those of a tunnel (a VPN) only where there is nothing else.
    """
    running = psutil.net_if_stats()
    found = [
        (name.lower(), address.family, address.address.partition("%")[0])
        for name, addresses in psutil.net_if_addrs().items()
        for address in addresses
        if name in running and running[name].isup and not name.lower().startswith(INSIDE)
    ]
    usual = _usual_address()
    for family in (socket.AF_INET, socket.AF_INET6):
        known = [(name, address) for name, of, address in found if of == family and _is_of_a_network(address)]
        in_the_room = [address for name, address in known if not name.startswith(TUNNELS)]
        if either := in_the_room or [address for _, address in known]:
            return sorted(dict.fromkeys(either), key=lambda address: address != usual)
    return []


def _is_here(host: str) -> bool:
    """Whether `host` is a name that a computer has for itself alone."""
    if host in (*HERE, *EVERYWHERE) or host.endswith(".localhost"):
        return True
    try:
        parsed = ipaddress.ip_address(host)
    except ValueError:
        return False
    return parsed.is_loopback or bool(parsed.version == 6 and parsed.ipv4_mapped and parsed.ipv4_mapped.is_loopback)


def _is_of_a_network(address: str) -> bool:
    parsed = ipaddress.ip_address(address)
    if parsed.is_loopback or parsed.is_link_local or parsed.is_unspecified or parsed.is_multicast:
        return False
    return not (parsed.version == 4 and _in_container() and any(parsed in network for network in OF_CONTAINERS))


def _in_container() -> bool:
    return any(Path(mark).exists() for mark in CONTAINER)


def _usual_address() -> str | None:
    """The address that packets to elsewhere would leave from. Connecting a UDP socket sends none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address that belongs to nobody (RFC 5737)
            return probe.getsockname()[0]
        except OSError:
            return None


def _before_page(path: str) -> str:
    """What stands in a URL's path before the page's name."""
    parts = path.strip("/").split("/")
    return _folder("/".join(parts[:-1] if parts[-1] in PAGES else parts))


def _folder(base: str) -> str:
    return f"/{base.strip('/')}" if base.strip("/") else ""


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
