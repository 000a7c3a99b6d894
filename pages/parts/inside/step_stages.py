"""The stages of one learning step, each with a title that says what happens in it."""

from collections.abc import Callable

import streamlit as st

from model.inside.learning_step import LearningStep
from pages.parts.inside.step_backward import show_after, show_error, show_gradient, show_new_weights
from pages.parts.inside.step_forward import show_activation, show_digit, show_loss, show_softmax, show_sum
from pages.parts.inside.step_numbers import Chosen

STAGES: tuple[tuple[str, Callable[[LearningStep, Chosen], None]], ...] = (
    ("A digit becomes 784 numbers", show_digit),
    ("Pixels × weights + bias: the neuron's sum", show_sum),
    ("The activation decides what is passed on", show_activation),
    ("Softmax makes ten probabilities of ten scores", show_softmax),
    ("The loss says how wrong that is", show_loss),
    ("The gradient begins at the answers", show_error),
    ("The error goes back to each weight", show_gradient),
    ("Each weight takes its step", show_new_weights),
    ("The same digit again, with the new weights", show_after),
)


def show_stage(number: int, step: LearningStep, chosen: Chosen) -> None:
    """Shows the stage of that number, from 1."""
    st.subheader(f"{number}. {STAGES[number - 1][0]}", anchor=False)
    STAGES[number - 1][1](step, chosen)
