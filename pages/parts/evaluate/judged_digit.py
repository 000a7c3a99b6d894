"""Test digits with what a network made of them: a wall to choose from, and one of them with its probabilities."""

import numpy as np
import streamlit as st

from charts.probabilities import percent, probabilities_chart
from model.runs.evaluation import Answers
from pages.components.digit_wall import digit_wall
from pages.components.live_chart import live_chart
from pages.components.pixel_pictures import Picture, pixel_pictures

COLUMNS, ROWS = 6, 4
ON_A_PAGE = COLUMNS * ROWS
JUDGED = "judged_digit"  # the container that shows the digit which was chosen


def choose_from_wall(title: str, indices: np.ndarray, images: np.ndarray, answers: Answers, key: str) -> int:
    """Shows the digits at `indices`, page by page, each with its probability. Returns the index of the one chosen.

    `key` tells lists of digits apart: each keeps its own place.
    """
    place = st.container()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        nth = f"{key}_nth"
        page = 1
        if len(indices) > ON_A_PAGE:
            page = st.pagination(
                -(-len(indices) // ON_A_PAGE),
                key=f"{key}_page",
                max_visible_pages=5,
                width=260,  # as wide as its content it would show one page of many
                on_change=lambda: st.session_state.update({nth: 1}),
            )
        shown = indices[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
        chosen = st.number_input(
            "Digit on the wall",
            1,
            len(shown),
            key=nth,
            persist_state="page",
            width=150,
            help="Counted row by row. A click on a digit does the same.",
        )
    with place:
        digit_wall(
            images[shown],
            names=[in_words(answers, i) for i in shown],
            notes=[f"{answers.predictions[i]} · {in_short(answers.confidence[i])}" for i in shown],
            title=title,
            key="judged_wall",
            on_click=lambda position: st.session_state.update({nth: position + 1}),
            columns=COLUMNS,
            selected=chosen - 1,
            shows_in=JUDGED,
        )
    return int(shown[chosen - 1])


def show_digit(index: int, images: np.ndarray, answers: Answers, side: int = 150) -> None:
    """Shows a test digit, its label, and how probable the network finds each digit."""
    with st.container(key=JUDGED):
        _show(index, images, answers, side)


def _show(index: int, images: np.ndarray, answers: Answers, side: int) -> None:
    true, predicted = answers.labels[index], answers.predictions[index]
    mark = ":green[:material/check_circle:]" if true == predicted else ":red[:material/cancel:]"
    st.markdown(f"##### {mark} Test image {index}: true {true}, predicted {predicted}")
    image, bars = st.columns([2, 5])
    with image:
        alt = f"Test image {index}, a handwritten {true}"
        pixel_pictures([Picture(images[index], alt)], side, key="judged_pixels")
    with bars:
        alt = f"Test image {index}: {in_words(answers, index)}"
        live_chart(probabilities_chart(answers.probabilities[index]), alt, key="judged_bars")


def in_short(probability: float) -> str:
    """0.873 → "87%", as short as it must be below a small image; never a full 100%, which no network means."""
    return ">99%" if probability >= 0.995 else f"{100 * probability:.0f}%"


def in_words(answers: Answers, index: int) -> str:
    """ "true 7, predicted 2 (64%), then 7 (31%)": the label and the three most probable digits."""
    first, *others = np.argsort(-answers.probabilities[index], kind="stable")[:3]
    probable = [f"{digit} ({percent(answers.probabilities[index, digit])})" for digit in (first, *others)]
    return f"true {answers.labels[index]}, predicted " + ", then ".join(probable)
