"""The words of the field, each in a sentence or two: one click away on every page, as hints, and where they stand."""

import re
from functools import lru_cache
from html import escape
from pathlib import Path

import streamlit as st

from pages.components.glossary_links import glossary_links

FILE = Path(__file__).parents[2] / "assets" / "glossary.md"
STYLE = """
<style>
  .st-key-glossary { position: fixed; top: 0.6rem; right: 3.5rem; width: auto; z-index: 999991; }
  @media (max-width: 640px) { .st-key-glossary { top: 0.55rem; right: 3rem; } }
  .glossary { margin: 0; }
  .glossary dt { display: inline; font-weight: 600; scroll-margin: 4rem; outline: none; }
  .glossary dt::after { content: ": "; }
  .glossary dt:focus, .glossary dt:focus + dd { background: color-mix(in srgb, #2A8FD6 18%, transparent); }
  .glossary dd { display: inline; margin: 0; }
  .glossary div { margin-bottom: 0.9rem; }
  a[href^="#glossary-"], a[href^="#glossary-"]:hover {
    color: inherit; text-decoration: underline dotted; text-underline-offset: 0.2em;
  }
</style>
"""
ALSO = {
    "Overfitting": ["overfits"],
    "Test digits": ["test images?"],
    "Training digits": ["training images?"],
}
LINKED = "linked_terms"  # in the session: term → the text that has the link to it on this page


@lru_cache(maxsize=1)
def terms() -> dict[str, str]:
    """Term, as it is written in the glossary → what it means."""
    return dict(re.findall(r"^\*\*(.+?)\*\*: (.+)$", FILE.read_text(encoding="utf-8"), re.MULTILINE))


def meaning(term: str) -> str:
    """What `term` means, as a hint. Raises `KeyError` for a word that the glossary doesn't have."""
    return terms()[term]


@lru_cache(maxsize=1)
def _any_term() -> re.Pattern[str]:
    """Finds each term, also in the plural and inside a sentence; of two that begin alike the longer one."""
    longest_first = sorted(terms(), key=len, reverse=True)
    groups = (f"(?P<t{list(terms()).index(term)}>{_forms(term)})" for term in longest_first)
    return re.compile("|".join(groups), re.IGNORECASE)


def _term_of(found: re.Match[str]) -> str:
    return list(terms())[int((found.lastgroup or "")[1:])]


def _forms(term: str) -> str:
    """A pattern of `term`, in the singular or the plural, and of other words for it."""
    stem = term if term.endswith(("ss", "as")) else term.removesuffix("s")
    return rf"(?<![\w-])(?:{'|'.join([re.escape(stem) + '(?:e?s)?', *ALSO.get(term, ())])})(?![\w-])"


def anchor(term: str) -> str:
    """Where a link to `term` leads: `#glossary-learning-rate`."""
    return f"#glossary-{term.lower().replace(' ', '-')}"


def new_page() -> None:
    """To be called before a page is drawn: no term has been used on it."""
    st.session_state[LINKED] = {}


def explained(text: str) -> str:
    """`text`, Markdown, in which each term that the page uses for the first time leads to the glossary.

    A text that is drawn again by itself, perhaps with other numbers, keeps its links. One that has links of its own, as
    a lesson's may, stays as it is.
    """
    if "](" in text:
        return text
    linked = st.session_state.setdefault(LINKED, {})
    place = re.sub(r"[\d.,]+", "", text)
    here: set[str] = set()

    def link(found: re.Match[str]) -> str:
        term = _term_of(found)
        if term in here or linked.setdefault(term, place) != place:
            return found[0]
        here.add(term)
        return f"[{found[0]}]({anchor(term)})"

    return _any_term().sub(link, text)


def hinted(label: str, hint: str) -> str:
    """The `hint` of a control, with a link to the first term in its `label`.

    The label itself can't hold one: screen readers would get the Markdown as it is written.
    """
    found = _any_term().search(label)
    return f"{hint} [{_term_of(found)} in the glossary]({anchor(_term_of(found))})" if found else hint


def glossary() -> None:
    """The button beside the menu that opens the glossary. It comes last on a page, so that no key stops there first."""
    with st.container(key="glossary"):
        st.html(STYLE)
        with st.popover("Glossary", icon=":material/menu_book:", type="tertiary", width="content"):
            st.html(f'<dl class="glossary">{"".join(_entry(*entry) for entry in terms().items())}</dl>')
    glossary_links("glossary", {anchor(term): text for term, text in terms().items()})


def _entry(term: str, text: str) -> str:
    return f'<div><dt id="{anchor(term)[1:]}" tabindex="-1">{escape(term)}</dt><dd>{escape(text)}</dd></div>'
