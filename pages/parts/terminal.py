"""What the terminal says when the app starts: what opens where, the owner's link, how to stop."""

import io
import shutil
import sys
from urllib.parse import quote

import click
import qrcode
import streamlit as st
from qrcode.constants import ERROR_CORRECT_L
from streamlit import net_util

from pages.parts.addresses import HERE, links
from pages.parts.door import OWNER
from pages.parts.security_headers import refused_ancestors
from pages.parts.visitor import owner_key

SHORTEST_KEY = 16  # characters of an OWNER_KEY that nobody guesses
QUIET_ZONE = 2  # modules around the QR code
WHITE_ON_BLACK = "\x1b[97;40m"  # whatever the terminal's own colours are


def say_hello() -> None:
    """Prints the greeting, once the app answers. Nothing in it needs the internet."""
    net_util.get_external_ip = _nobody_is_asked
    click.echo(greeting(app_url(), st.get_option("server.address"), owner_key()))
    for warning in warnings(owner_key()):
        click.echo(f"  {warning}\n", err=True)


def app_url() -> str:
    """The app's address as this computer calls itself."""
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    folder = (st.get_option("server.baseUrlPath") or "").strip("/")
    return f"{scheme}://localhost:{st.get_option('server.port')}/{folder}".rstrip("/")


def greeting(url: str, listens_on: str | None, key: str) -> str:
    """The text for the app at `url` (as this computer calls itself), which listens on that address (None: on all)."""
    base = url.split("://")[1].partition("/")[2]
    only = listens_on if listens_on not in (None, *HERE, "::") else None  # one of this computer's addresses in networks
    host = only or "localhost"
    here = url.replace("localhost", f"[{host}]" if ":" in host else host)
    joined = [link for link in links(here, "", {}, listens_on, base)[0] if link != url]
    rows = [] if only else [("On this computer", url)]
    rows += [("In this network", link) for link in joined] or [("In this network", "nobody: only this computer")]
    rows += [("As its owner", f"{(joined or [url])[0]}/?{OWNER}={quote(key, safe='')}")]
    lines = [f"  {label:17}{link}" for label, link in rows]
    notes = ["  The owner's link lets you change and stop every run, from any device. Keep it to yourself."]
    code = qr_code(joined[0]) if joined else ""
    return "\n".join(["", "  MNIST Playground is running. Ctrl+C stops it.", "", *lines, *notes, "", code])


def qr_code(link: str) -> str:
    """`link` as lines of half blocks with their colours; `""` where the terminal is too small, or can't show them."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_L, border=QUIET_ZONE)
    code.add_data(link)
    drawn = io.StringIO()
    code.print_ascii(drawn, invert=True)
    lines = [line for line in drawn.getvalue().splitlines() if line]
    terminal = shutil.get_terminal_size()
    if len(lines[0]) + 2 > terminal.columns or len(lines) + 2 > terminal.lines or not _shows(lines[0]):
        return ""
    return "\n".join(f"  {WHITE_ON_BLACK}{line}\x1b[0m" for line in lines) + "\n"


def warnings(key: str) -> list[str]:
    found = []
    if len(key) < SHORTEST_KEY:
        found.append(f"OWNER_KEY is short enough to be guessed: use at least {SHORTEST_KEY} characters.")
    if refused := refused_ancestors():
        found.append(f"FRAME_ANCESTORS: {', '.join(refused)} is not an origin, such as https://lms.school.example.")
    return found


def _shows(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def _nobody_is_asked() -> None:
    """In place of Streamlit's question to a server on the internet, which address this computer has there.

    It asks at a start, and, with all visitors waiting, whenever another site's page knocks.
    """
