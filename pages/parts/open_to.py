"""Who can open the app: everyone in the network, or this computer alone."""

from urllib.parse import urlsplit

import streamlit as st

from pages.parts.addresses import HERE, links


def open_to() -> None:
    """Says it in a line, with the address to open."""
    st.caption(sentence(st.context.url, st.get_option("server.address"), st.get_option("server.baseUrlPath") or ""))


def sentence(opened: str | None, listens_on: str | None, base: str = "") -> str:
    """`opened` is the address of this page in the browser; the app listens on `listens_on`, None for all addresses."""
    if listens_on in HERE[:3]:
        return ":material/lock: Only on this computer. The README says how to open it to a class."
    address = links(opened or "http://localhost:8501", "", {}, listens_on, base)[0][0]
    if urlsplit(address).hostname in HERE:
        return ":material/wifi_off: Only on this computer, until it joins a network."
    return f":material/wifi: Open to everyone on this network at {address}"
