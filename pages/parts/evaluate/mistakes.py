"""Mistakes and narrow hits on a wall, and any test digit by its index."""

import numpy as np
import streamlit as st

from model.runs import evaluation
from model.runs.evaluation import Answers
from pages.parts.evaluate.judged_digit import choose_from_wall, show_digit
from pages.parts.one_of import one_of

MOST = 120  # digits on a wall of mistakes
WALLS = {"mistakes": "Most confident mistakes", "hits": "Least confident correct ones"}


def show_mistakes(images: np.ndarray, answers: Answers) -> None:
    which = one_of(
        "Which digits",
        WALLS,
        "wall",
        wrap=True,
        help="A confident mistake says most about a network: is the label wrong, the digit unreadable, or has it "
        "learned something odd? What it only just got right, it may get wrong next time.",
    )
    if which == "mistakes":
        indices, title = evaluation.surest_mistakes(answers, MOST), "Read wrong, most confident first"
    else:
        indices, title = evaluation.least_sure_hits(answers, MOST), "Read right, least confident first"
    if not len(indices):
        st.info("There are none.", icon=":material/thumb_up:")
        return
    left, right = st.columns([5, 7], gap="large")
    with left:
        index = choose_from_wall(title, indices, images, answers, key=which)
    with right:
        show_digit(index, images, answers)


def look_up(images: np.ndarray, answers: Answers) -> None:
    index = st.number_input(
        "Index of the test image",
        0,
        len(images) - 1,
        key="image",
        bind="query-params",
        width=240,
        help="An image's place in the array, from 0: x_test[0] is the first test image.",
    )
    show_digit(index, images, answers, side=280)
