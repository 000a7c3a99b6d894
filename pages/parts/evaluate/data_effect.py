"""What an experiment with the data did: to the digits that were rare, and by the labels that were wrong."""

import numpy as np
import streamlit as st

from charts.data_effect import digits_chart
from charts.evaluation import share
from model.networks.config import CLASSES
from model.runs.data_effect import repeated_labels, taken_for
from model.runs.evaluation import Answers, Evaluation, class_scores
from pages.components.live_chart import live_chart
from pages.parts.glossary import explained

WRONG_LABELS = (
    "The network never knew that these labels are wrong. If it repeats them, it has learned them by heart. If it gives "
    "the true digit instead, it has found what the digits have in common, and trusts that more than the label."
)


def show_data_effect(answers: Evaluation, learned_of_each: np.ndarray) -> None:
    """`learned_of_each`, int `(10,)`: how many of each digit the network learned from."""
    recall = class_scores(answers.test).recall
    chart = digits_chart(recall, learned_of_each)
    alt = ", ".join(
        f"{digit}: {share(recall[digit])} read right, learned from {learned_of_each[digit]:,}"
        for digit in range(CLASSES)
    )
    live_chart(chart, alt, key="data_effect", urgent=False)
    for digit in np.flatnonzero(learned_of_each == 0):
        st.markdown(unseen(int(digit), answers.test))
    if answers.told is not None and answers.learned is not None:
        repeated, corrected, wrong = repeated_labels(answers.learned, answers.told)
        st.markdown(
            explained(
                f"Of {wrong:,} digits with a wrong label, it repeats the label for **{share(repeated / wrong)}** and "
                f"gives the true digit for **{share(corrected / wrong)}**."
            ),
            help=WRONG_LABELS,
        )


def unseen(digit: int, answers: Answers) -> str:
    """What it reads a digit as that it never learned: "Trained without 7s, it reads them as 9 (62%), 2 (20%)…"."""
    others = ", ".join(f"{other} ({share(part, 0)})" for other, part in taken_for(answers, digit)[:3])
    return f"Trained without {digit}s, it reads them as {others}."
