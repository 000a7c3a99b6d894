"""Text as a program prints it. `st.code` would have the browser read 1.6 MB first: a highlighter for 200 languages."""

from html import escape

import streamlit as st

STYLE = """
<style>
  pre.printed {
    background: color-mix(in srgb, currentColor 6%, transparent); border-radius: 0.6rem; margin: 0;
    padding: 0.9rem 1rem; overflow-x: auto; font: 0.875rem/1.6 "Source Code Pro", monospace;
  }
  pre.printed.wrapped { white-space: pre-wrap; overflow-wrap: anywhere; user-select: all; }
</style>
"""


def printed(text: str, wrap: bool = False) -> None:
    """Shows `text` line by line, in letters of one width. With `wrap` it is one long line, selected as a whole."""
    st.html(f'{STYLE}<pre class="printed{" wrapped" if wrap else ""}">{escape(text)}</pre>')
