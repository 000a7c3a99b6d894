"""A link's values, checked before the page's controls put them right in silence."""

import math
from collections.abc import Container, Mapping

import streamlit as st

from model.networks.settings import LONGEST_VALUE, quoted
from pages.parts.literal import literal

# Streamlit's own parameters, and those of a lesson, which every page has.
EVERYWHERE = {"embed", "embed_options", "lesson", "step", "lock", "only"}
LARGEST = 10**12  # no number that a link may have here is larger
MOST_NOTICES = 5


class Anything:
    """Allows any text, such as words to look for."""

    def __contains__(self, text: object) -> bool:
        return True


def opened_with(page: str) -> dict[str, str]:
    """The parameters of the URL with which `page` was opened. To be called before any of its controls is made.

    Streamlit's number fields break on numbers without end, so values that no control can take are taken out of the URL
    first; they are still returned, for `check_url` to name them.
    """
    taken = st.session_state.setdefault(f"taken_from_url_{page}", {})
    impossible = {name: text for name, text in st.query_params.to_dict().items() if not _can_be_read(text)}
    if impossible:
        taken.update(impossible)
        for name in impossible:
            del st.query_params[name]
        st.rerun()
    return taken | st.query_params.to_dict()


def check_url(page: str, asked: Mapping[str, str], allowed: Mapping[str, Container[str] | range]) -> None:
    """Says which values in the URL with which `page` was opened can't be, and which names mean nothing here.

    `asked` are the URL's parameters, from `opened_with`; `allowed` gives for each the texts, or the range of whole
    numbers, that it may be. The page's controls take their defaults in place of the others.
    """
    key = f"url_notices_{page}"
    if key not in st.session_state:
        notices = [notice for name, text in asked.items() if (notice := notice_of(name, text, allowed))]
        more = len(notices) - MOST_NOTICES
        st.session_state[key] = notices[:MOST_NOTICES] + ([f"And {more} more like these."] if more > 0 else [])
    for notice in st.session_state[key]:
        st.warning(literal(notice), icon=":material/link_off:")


def say_not_here(what: str, instead: str) -> None:
    """Says that the run or the network, `what`, that a link asks for is not here, and what the page shows `instead`."""
    st.warning(
        f"The {what} in this link isn't here: it may have been deleted, or trained on another computer, or the link is "
        f"not whole. {instead}",
        icon=":material/link_off:",
    )


def _can_be_read(text: str) -> bool:
    """Whether a control can take `text`: it is short, and no number or a number of a size that is used here."""
    if len(text) > LONGEST_VALUE:
        return False
    try:
        number = float(text)
    except ValueError:
        return True
    return math.isfinite(number) and abs(number) <= LARGEST


def notice_of(name: str, text: str, allowed: Mapping[str, Container[str] | range]) -> str:
    """A sentence on a parameter that can't be, or `""`."""
    if name in EVERYWHERE:
        return ""
    if name not in allowed:
        return f"The link sets {quoted(name)}, which this page doesn't have; it was ignored."
    values = allowed[name]
    if isinstance(values, Anything):
        fits = True
    elif len(text) > LONGEST_VALUE:
        fits = False
    elif isinstance(values, range):
        fits = text.isdecimal() and int(text) in values
    else:
        fits = text in values
    if fits:
        return ""
    hint = f" It may be {values[0]:,} to {values[-1]:,}." if isinstance(values, range) and values else ""
    return f"The link's “{name}” can't be {quoted(text)}.{hint} The default is used instead."
