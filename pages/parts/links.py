"""Links between pages."""

from pathlib import Path

import streamlit as st
from streamlit.errors import StreamlitPageNotFoundError


def page_link(page: str, label: str, icon: str) -> None:
    """`st.page_link` to `pages/<name>.py`; a plain link where a page runs alone, without `app.py` around it."""
    try:
        st.page_link(page, label=label, icon=icon)
    except StreamlitPageNotFoundError:
        st.markdown(f"{icon} [{label}](/{Path(page).stem})")
