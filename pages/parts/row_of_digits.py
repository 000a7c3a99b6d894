"""A row of digits: which of them the bars are of, and the boxes around them, each with what it was read as."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from charts.probabilities import percent, whole_percent
from model.digits.rows import Row
from pages.components.digit_boxes import Boxed, digit_boxes

CHOSEN = "chosen_digit"  # in the session: the place of the digit that was chosen,
CHOSEN_IN = "row_chosen_in"  # and the boxes of the row that it is in
ANSWERS = "answers_in_row"  # and what was read in it: rows of ten probabilities


def chosen_in(row: Row) -> int:
    """The place of the digit whose bars are shown: the one drawn last, until somebody chooses another."""
    if st.session_state.get(CHOSEN_IN) != row.boxes:
        st.session_state[CHOSEN_IN] = row.boxes
        last = [max(strokes) for strokes in row.strokes]
        st.session_state[CHOSEN] = last.index(max(last)) if last else 0
    return min(st.session_state.get(CHOSEN) or 0, len(row.digits) - 1)


def choose_digit(row: Row, probabilities: np.ndarray) -> None:
    """Asks for one of a row; `probabilities`, float32 (n, 10), are what was read."""
    chosen_in(row)
    st.segmented_control(
        "The digit that the bars are of",
        range(len(row.digits)),
        format_func=lambda place: f"{probabilities[place].argmax()} · {percent(probabilities[place].max())}",
        key=CHOSEN,
        persist_state="page",
        required=True,
        label_visibility="collapsed",
        wrap=True,
        width="content",
    )
    st.session_state[ANSWERS] = row.boxes, probabilities


def show_boxes(row: Row | None, area: str, picture: np.ndarray | None = None) -> None:
    """Boxes around several digits, over the canvas in the container `area` or over a `picture` of their own."""
    if row is None or len(row.digits) < 2:
        return
    boxes, probabilities = st.session_state.get(ANSWERS, ((), None))
    said = probabilities if boxes == row.boxes else None
    digit_boxes(
        [Boxed(box.left, box.top, box.right, box.bottom, _said(said, place)) for place, box in enumerate(row.boxes)],
        area,
        picture,
        chosen_in(row),
        f"{area}_boxes",
        _choose,
    )


def _choose(place: int) -> None:
    st.session_state[CHOSEN] = place


def _said(probabilities: Sequence[np.ndarray] | None, place: int) -> str:
    if probabilities is None:
        return ""
    return f"{probabilities[place].argmax()} {whole_percent(probabilities[place].max())}"
