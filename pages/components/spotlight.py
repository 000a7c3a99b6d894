"""What a lesson's step speaks of: brought to where one sees it, once per step."""

import streamlit as st

from charts.palette import LESSON
from pages.components.component import component

_spotlight = component(__file__, html="<span></span>", isolate_styles=False)
STYLE = """
<style>
  .st-key-{part} {{
    outline: 3px solid {colour}; outline-offset: 6px; border-radius: 0.6rem;
    box-shadow: 0 0 0 10px color-mix(in srgb, {colour} 16%, transparent);
  }}
</style>
"""


def spotlight(part: str, step: str) -> None:
    """Frames the container of the key `part`, and scrolls to it when `step` is another one than before."""
    st.html(STYLE.format(part=part, colour=LESSON))
    _spotlight(key="spotlight", data={"part": part, "step": step})
