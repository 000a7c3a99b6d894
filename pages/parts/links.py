"""Links between pages."""

from pathlib import Path
from urllib.parse import urlencode

import streamlit as st
from streamlit.errors import StreamlitPageNotFoundError


def page_link(page: str, label: str, icon: str, query: dict[str, str] | None = None) -> None:
    """`st.page_link` to `pages/<name>.py`; a plain link where a page runs alone, without `app.py` around it."""
    try:
        st.page_link(page, label=label, icon=icon, query_params=query)
    except StreamlitPageNotFoundError:
        st.markdown(f"{icon} [{label}]({Path(page).stem}?{urlencode(query or {})})")
