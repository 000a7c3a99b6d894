"""Who is asking, and what they may do.

A visitor is a browser: it carries a cookie with a random name, so that people find their own runs again. The owner is
whoever sits at the computer that the app runs on, or has opened the owner's link, which the terminal prints. Rights
are asked here and nowhere else, in the moment in which something is done: a button that a page draws grey is no lock,
for a browser sends what it likes.
"""

import hmac
import os
import re
import secrets
import uuid
from collections.abc import Mapping
from hashlib import sha256
from ipaddress import IPv6Address, ip_address

import streamlit as st

VISITOR_COOKIE = "mnist_playground_visitor"
OWNER_COOKIE = "mnist_playground_owner"
NAME = re.compile(r"[0-9a-f]{32}")
HOST = re.compile(r"(?P<name>[\w.-]{1,253}|\[[0-9a-f:.]{2,45}\])(:\d{1,5})?", re.ASCII | re.IGNORECASE)
NOT_YOURS = "Only the person who trained a run can change it (and the owner of this app)."
# What a proxy tells of those whom it speaks for. Whoever comes through one does not sit here.
FORWARDED = re.compile(
    r"via|(x-)?forwarded(-.+)?|x-(original|envoy)-.+|(x-)?((real|client|cluster-client|true-client|fastly-client)-ip)"
    r"|(cf|tailscale)-.+",
    re.IGNORECASE,
)
_key = os.environ.get("OWNER_KEY") or secrets.token_urlsafe(24)


def visitor() -> str:
    """A random name for this person's browser; the same after a reload and in a second tab."""
    if "visitor" not in st.session_state:
        cookie = str(st.context.cookies.get(VISITOR_COOKIE, ""))
        st.session_state.visitor = cookie if NAME.fullmatch(cookie) else uuid.uuid4().hex
    return st.session_state.visitor


def may_change(owner: str) -> bool:
    """Whether this person may change, stop or delete what the visitor `owner` has made."""
    return owner == visitor() or is_owner()


def is_owner() -> bool:
    """Whether this person owns the app: by the secret of the owner's link, or by sitting at its computer."""
    cookie = str(st.context.cookies.get(OWNER_COOKIE, ""))
    return same_secret(cookie, owner_cookie()) or sits_here(st.context.ip_address, st.context.headers)


def owner_key() -> str:
    """The secret in the owner's link: `OWNER_KEY`, else a new one with each start."""
    return _key


def owner_cookie() -> str:
    """What the owner's browser keeps: it proves the secret and does not tell it."""
    return sha256(f"owner of MNIST Playground: {_key}".encode()).hexdigest()


def same_secret(given: str, secret: str) -> bool:
    """Compares in a time that tells nothing about `secret`."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())


def sits_here(address: str | None, headers: Mapping[str, str]) -> bool:
    """Whether a connection comes from this computer itself, by what can't be had from another one.

    `address` is the peer's, None for loopback as Streamlit gives it; `headers` are those of the connection. A page of
    another site may lead a browser here by a name of its own (DNS rebinding), and a proxy on this computer speaks for
    everybody: so the names that were asked for must be local too, and no header may tell of a proxy.
    """
    if address is not None and not is_loopback(address):
        return False
    if any(FORWARDED.fullmatch(name) for name in headers):
        return False
    origin = headers.get("Origin")
    return is_local(headers.get("Host", "")) and (origin is None or is_local(origin.partition("://")[2]))


def is_local(host: str) -> bool:
    """Whether `host`, with or without a port, always means the computer that asks."""
    name = host_name(host)
    return name == "localhost" or name.endswith(".localhost") or is_loopback(name)


def host_name(host: str) -> str:
    """`localhost` of `LocalHost:8501`; `""` where it is none."""
    found = HOST.fullmatch(host)
    return found["name"].lower().strip("[]").rstrip(".") if found else ""


def is_loopback(address: str) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return parsed.is_loopback
