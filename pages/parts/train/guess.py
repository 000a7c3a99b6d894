"""A guess before Start, for those who want to: how good it will be, and which two digits it will confuse most."""

import streamlit as st

from model.networks.settings import SettingError
from model.runs.guess import Guess
from pages.parts.literal import literal

ON, MADE = "guess_first", "guess_made"  # in the session
ABOUT = (
    "Say what will come before you see it: you learn more from a surprise. With Start your guess is fixed, and it "
    "is shown with the result."
)


def guess_first() -> Guess | None:
    """Asks for a guess, if this person wants to make one. None where not, or where it can't be one: then says why."""
    if st.session_state.pop(MADE, False):
        st.session_state[ON] = False  # each run has a guess of its own
    if not st.toggle("Guess first", key=ON, persist_state="session", help=ABOUT):
        return None
    with st.container(border=True, key="guess"):
        percent = st.slider(
            "How many of the test digits will it read right?",
            0,
            100,
            50,
            format="%d%%",
            key="guess_accuracy",
            persist_state="session",
        )
        pair = st.multiselect(
            "Which two digits will it confuse most?",
            list(range(10)),
            max_selections=2,
            key="guess_pair",
            persist_state="session",
            placeholder="Choose two digits, or none",
        )
        if len(pair) == 1:
            st.caption(f"{pair[0]} and which other digit? A guess needs two digits, or none.")
        st.caption("Start fixes your guess.")
    try:
        return Guess(percent / 100, (min(pair), max(pair)) if len(pair) == 2 else None)
    except SettingError as error:
        st.error(literal(str(error)), icon=":material/error:")
        return None


def guess_is_made() -> None:
    """The guess belongs to a run now."""
    st.session_state[MADE] = True
