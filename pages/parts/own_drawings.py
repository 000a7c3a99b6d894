"""A person's own drawings on the pages: theirs alone, changed by one action after another, each of which can be undone.

Whoever asks gets what lies under their own name, and nobody else's: no right has to be asked.
"""

from collections.abc import Callable

import streamlit as st

from model.handwriting import collection
from model.handwriting.collection import Change, Collection, HandwritingError
from model.handwriting.found import counted
from model.runs import disk
from pages.parts.visitor import visitor

CHANGES = "handwriting_changes"  # in the session: the last actions,
PROBLEM = "handwriting_problem"  # why the last one failed,
CHANGED = "handwriting_changed"  # and whether the page has yet to show it
MOST_CHANGES = 30
WHERE = (
    "They lie on the computer that runs this app, in the folder handwriting of its runs, under the random name that "
    "this browser has here. Only this browser is shown them; the owner of that computer can open the folder. What "
    "others can see is a network that has learned from them. Delete all takes them off that disk at once; a run that "
    "is still learning them has its own copy until it ends."
)


def mine() -> Collection:
    return collection.load(visitor())


def act(action: Callable[[str], Change]) -> bool:
    """Changes this person's drawings; `action` gets their name. Says whether that worked; if not, the page says why."""
    try:
        change = action(visitor())
    except (HandwritingError, OSError) as error:
        _failed(error)
        return False
    if change:
        st.session_state[CHANGES] = [*st.session_state.get(CHANGES, []), change][-MOST_CHANGES:]
    redraw()
    return True


def undo() -> None:
    """Takes the last action back."""
    changes: list[Change] = st.session_state.get(CHANGES, [])
    if changes:
        try:
            collection.undo(visitor(), changes[-1])
        except (HandwritingError, OSError) as error:
            _failed(error)
            return
        st.session_state[CHANGES] = changes[:-1]
        redraw()


def last_change() -> Change | None:
    """The last action that can be taken back."""
    changes: list[Change] = st.session_state.get(CHANGES, [])
    return changes[-1] if changes else None


def what_undo_does() -> str:
    """The last action in words; `""` where there is none to undo."""
    last = last_change()
    if last is None:
        return ""
    came, went = len(last.came), len(last.went)
    if came and went:
        return "Takes the new label back"
    what = counted(came or went, "drawing", "drawings")
    return f"Takes out {what} again" if came else f"Brings {what} back"


def problem() -> str:
    """Why the last action failed, once; `""` where it did not."""
    return st.session_state.pop(PROBLEM, "")


def redraw() -> None:
    """Has `show_changes_everywhere` draw the whole page."""
    st.session_state[CHANGED] = True


def shown_anew() -> None:
    """The whole page is being drawn: nothing is left to be shown."""
    st.session_state.pop(CHANGED, None)


def show_changes_everywhere() -> None:
    """In a fragment: draws the whole page if this person's drawings have changed, for they stand in several places."""
    if st.session_state.get(CHANGED):
        st.rerun()


def _failed(error: HandwritingError | OSError) -> None:
    st.session_state[PROBLEM] = disk.sentence(error) if isinstance(error, OSError) else str(error)
