"""The words of the field, each in a sentence or two: all of them one click away on every page, and as hints."""

import re
from functools import lru_cache
from pathlib import Path

import streamlit as st

FILE = Path(__file__).parents[2] / "assets" / "glossary.md"
STYLE = """
<style>
  .st-key-glossary { position: fixed; top: 0.6rem; right: 3.5rem; width: auto; z-index: 999991; }
  @media (max-width: 640px) { .st-key-glossary { top: 0.55rem; right: 3rem; } }
</style>
"""


@lru_cache(maxsize=1)
def terms() -> dict[str, str]:
    """Term, as it is written in the glossary → what it means."""
    return dict(re.findall(r"^\*\*(.+?)\*\*: (.+)$", FILE.read_text(encoding="utf-8"), re.MULTILINE))


def meaning(term: str) -> str:
    """What `term` means, as a hint. Raises `KeyError` for a word that the glossary doesn't have."""
    return terms()[term]


def glossary() -> None:
    """The button beside the menu that opens the glossary. It comes last on a page, so that no key stops there first."""
    with st.container(key="glossary"):
        st.html(STYLE)
        with st.popover("Glossary", icon=":material/menu_book:", type="tertiary", width="content"):
            st.markdown("\n\n".join(f"**{term}**: {text}" for term, text in terms().items()))
