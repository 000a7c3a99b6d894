"""A link's values, checked before the page's controls put them right in silence."""

from collections.abc import Container, Mapping

import streamlit as st

from pages.parts.literal import literal

STREAMLIT = {"embed", "embed_options"}  # its own parameters


def check_url(page: str, asked: Mapping[str, str], allowed: Mapping[str, Container[str] | range]) -> None:
    """Says which values in the URL with which `page` was opened can't be, and which names mean nothing here.

    `asked` are the URL's parameters before any control was made; `allowed` gives for each the texts, or the range of
    whole numbers, that it may be. The page's controls take their defaults in place of the others.
    """
    key = f"url_notices_{page}"
    if key not in st.session_state:
        st.session_state[key] = [notice for name, text in asked.items() if (notice := _notice(name, text, allowed))]
    for notice in st.session_state[key]:
        st.warning(literal(notice), icon=":material/link_off:")


def _notice(name: str, text: str, allowed: Mapping[str, Container[str] | range]) -> str:
    if name in STREAMLIT:
        return ""
    if name not in allowed:
        return f"The link sets “{name}”, which this page doesn't have; it was ignored."
    values = allowed[name]
    fits = text.isdecimal() and int(text) in values if isinstance(values, range) else text in values
    if fits:
        return ""
    hint = f" It may be {values[0]} to {values[-1]}." if isinstance(values, range) and values else ""
    return f"The link's “{name}” can't be “{text}”.{hint} The default is used instead."
