"""Inside a page of another site, or wherever else a browser keeps no cookies: what does not work, and the way out."""

import streamlit as st
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME

FORGETFUL = (
    "This browser keeps no cookies for the app here, as happens inside a page of another site. So files can't be "
    "uploaded, and after a reload your runs are no longer known as yours."
)


def keeps_cookies() -> bool:
    """Whether the browser sent back the cookie that Streamlit gives it before it connects, and asks for with a file."""
    return XSRF_COOKIE_NAME in st.context.cookies or not st.context.headers


def own_tab() -> None:
    """Where cookies are not kept: says so, with a link that opens this page in a tab of its own."""
    if keeps_cookies():
        return
    with st.container(horizontal=True, vertical_alignment="center", key="own_tab"):
        st.caption(f":material/cookie_off: {FORGETFUL}", width=620)
        if url := st.context.url:
            st.link_button("Open in its own tab", url, icon=":material/open_in_new:")
