"""A link to share: copied with one click, or scanned as a QR code from the projector."""

from urllib.parse import urlsplit

import qrcode
import streamlit as st
from qrcode.constants import ERROR_CORRECT_L
from qrcode.image.svg import SvgPathFillImage

from pages.components.copy_link import copy_link
from pages.parts.addresses import links
from pages.parts.literal import literal
from pages.parts.printed import printed


def share_link(query: dict[str, str], path: str) -> None:
    """A button that opens the link to `path` (such as `/train`) with `query` as its parameters, and its QR code."""
    share = st.button(
        "Share",
        icon=":material/qr_code_2:",
        key=f"share {path}",
        help="A link and a QR code that open this page with these settings",
    )
    if share:
        _show_link(query, path)


def join() -> None:
    """A button that names the address at which the others in the room join, and opens its QR code."""
    found, _ = _links({}, "")
    if st.button(f"Join: {found[0]}", icon=":material/qr_code_2:", key="join", help="Opens a QR code to scan"):
        _show_way_in()


@st.dialog("Join with a phone or laptop", icon=":material/qr_code_2:")
def _show_way_in() -> None:
    _code_and_link({}, "")


@st.dialog("Share these settings", icon=":material/qr_code_2:")
def _show_link(query: dict[str, str], path: str) -> None:
    _code_and_link(query, path)


def _links(query: dict[str, str], path: str) -> tuple[list[str], str]:
    opened = st.context.url or "http://localhost:8501"
    base = st.get_option("server.baseUrlPath") or ""
    return links(opened, path, query, st.get_option("server.address"), base)


def _code_and_link(query: dict[str, str], path: str) -> None:
    found, sentence = _links(query, path)
    link = found[0]
    if len(found) > 1:
        link = st.selectbox(
            "Address of this computer",
            found,
            format_func=lambda url: urlsplit(url).hostname,
            help="This computer is on several networks. Choose the one that the others are on.",
        )
    st.html("<style>.st-key-qr_code img { max-height: 45vh; }</style>")  # the link and its button stay in sight
    with st.container(key="qr_code", horizontal_alignment="center"):
        st.image(qr_code(link), width="stretch", alt=f"QR code of {link}")
    copy_link(link, key="copy_link")
    printed(link, wrap=True)
    if sentence:
        st.caption(literal(sentence))


def qr_code(link: str) -> str:
    """`link` as an SVG picture: black on a white card with the margin that scanners need, in either theme."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_L, border=4, image_factory=SvgPathFillImage)
    code.add_data(link)
    code.make(fit=True)
    return code.make_image().to_string(encoding="unicode")
