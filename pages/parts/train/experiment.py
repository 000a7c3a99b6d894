"""An experiment with the data, before it starts: which digits are left, and which labels are wrong."""

import numpy as np
import streamlit as st

from charts.words import a_digit
from model.digits import data
from model.digits.data import DataError
from model.networks.config import CLASSES, TrainingConfig
from model.networks.learned_digits import LearnedDigits, is_experiment, learned_digits
from pages.components.digit_wall import digit_wall
from pages.parts.glossary import explained

SHOWN, COLUMNS = 30, 10


def show_experiment(training: TrainingConfig) -> None:
    """Shows what these settings change about the digits learned from; nothing, where they change nothing."""
    if not is_experiment(training):
        return
    if training.source == "mnist" and not data.at_hand():
        st.caption(explained("The changed digits can be shown here once all of MNIST is on this computer."))
        return
    try:
        dataset = data.load(training.source)
    except DataError:
        return  # Start says it, with the reason
    learned = learned_digits(dataset.y_train, training)
    true = dataset.y_train[learned.indices]
    shown = np.flatnonzero(learned.wrong) if learned.wrong.any() else np.arange(len(true))
    shown = shown[:SHOWN]
    names = [in_words(int(true[i]), int(learned.labels[i])) for i in shown]
    digit_wall(
        dataset.x_train[learned.indices[shown]],
        names,
        title_of(learned, len(shown)),
        key="experiment_wall",
        on_click=None,
        columns=COLUMNS,
        notes=[str(learned.labels[i]) for i in shown],
    )
    st.caption(counted(true, learned))


def in_words(true: int, told: int) -> str:
    return a_digit(true) if true == told else f"{a_digit(true)}, labelled {told}"


def title_of(learned: LearnedDigits, shown: int) -> str:
    """What the wall shows."""
    wrong = int(learned.wrong.sum())
    if wrong:
        return f"All {wrong:,} wrong labels" if wrong == shown else f"{shown} of the {wrong:,} wrong labels"
    if len(learned.indices) == shown:
        return f"All {shown} digits that it will learn from"
    return f"{shown} of the {len(learned.indices):,} digits that it will learn from"


def counted(true: np.ndarray, learned: LearnedDigits) -> str:
    """How many digits there are of each kind, where they differ much, and how many labels are wrong."""
    each = np.bincount(true, minlength=CLASSES)
    sentence = f"It will learn from {len(true):,} digits"
    rare = np.flatnonzero(each < each.max() / 2)
    if len(rare):
        sentence += ": " + ", ".join(f"{each[digit] or 'no'} {digit}s" for digit in rare)
        sentence += f", about {round(float(np.median(np.delete(each, rare)))):,} of each other digit"
    if wrong := int(learned.wrong.sum()):
        sentence += f". {wrong:,} of them have a wrong label"
    return f"{sentence}."
