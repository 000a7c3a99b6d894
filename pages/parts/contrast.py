"""Text on the primary colour that can be read in both themes: white on the dark blue, almost black on the light one.

The theme has one colour for buttons and for words on the page, and on a dark page no blue suits white letters and dark
ground alike (WCAG 2.2 asks for 4.5 : 1).
"""

import streamlit as st

STYLE = """
<style>
  [data-testid=stBaseButton-primary]:not(:disabled), .copy-link button { color: light-dark(#ffffff, #0b1118); }
  [data-testid=stBaseButton-primary]:not(:disabled) p { color: inherit; }
</style>
"""


def readable_buttons() -> None:
    st.html(STYLE)
