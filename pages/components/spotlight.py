"""What a lesson's step speaks of: brought to where one sees it, once a step."""

import streamlit as st

from pages.components.component import component

_spotlight = component(__file__, html="<span></span>", isolate_styles=False)
STYLE = """
<style>
  .st-key-{part} {{
    outline: 3px solid #E69F00; outline-offset: 6px; border-radius: 0.6rem;
    box-shadow: 0 0 0 10px color-mix(in srgb, #E69F00 16%, transparent);
  }}
</style>
"""


def spotlight(part: str, step: str) -> None:
    """Frames the container of the key `part`, and scrolls to it when `step` is another one than before."""
    st.html(STYLE.format(part=part))
    _spotlight(key="spotlight", data={"part": part, "step": step})
