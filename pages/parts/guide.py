"""What follows a learner from page to page: an open lesson, and settings that a link has locked.

Without either it looks at the URL, and that is all.
"""

import streamlit as st

from pages.parts.lessons.place import is_open
from pages.parts.literal import literal
from pages.parts.locks import follow_lock

NOTICES = "guide_notices"  # in the session: a page, and what is wrong with the link that led there


def guide(page: str) -> None:
    """Shows the step of the open lesson. To be called before `page` is run: it may lead to another one."""
    found: list[str] = []
    if is_open():
        from pages.parts.lessons.strip import show_strip

        found += show_strip(page)
    if page != "train":  # there the settings follow the lock themselves
        found += follow_lock()
    if found:
        st.session_state[NOTICES] = page, found
    noticed_on, notices = st.session_state.get(NOTICES, ("", []))
    if noticed_on == page:
        for notice in notices:
            st.warning(literal(notice), icon=":material/link_off:")
