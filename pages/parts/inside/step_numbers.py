"""The numbers of a learning step in words, and which of them are shown."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from model.inside.layers import Pass
from model.inside.learning_step import LearningStep
from model.inside.reasons import SIDE
from pages.components.sum_table import signed

STRONGEST = 6  # parts of a sum, and weights, that are shown one by one


class Chosen(NamedTuple):
    """The neuron whose numbers are shown, the optimizer, the learning rate, and the batch, float32 `(n, 28, 28)`."""

    layer: int
    neuron: int
    optimizer: str
    rate: float
    pixels: np.ndarray


def first(step: LearningStep) -> Pass:
    """The pass of the chosen digit alone."""
    return step.before.forward(step.passed.pixels[:1])


def strongest(step: LearningStep, chosen: Chosen) -> Sequence[int]:
    """The weights of the neuron that learn most."""
    gradient = step.gradients[chosen.layer].kernel[:, chosen.neuron]
    return [int(i) for i in np.argsort(-np.abs(gradient), kind="stable")[:STRONGEST]]


def called(step: LearningStep, chosen: Chosen) -> str:
    last = chosen.layer == len(step.before.layers) - 1
    return f"Answer {chosen.neuron}" if last else f"Hidden layer {chosen.layer + 1}, neuron {chosen.neuron}"


def source(layer: int, index: int) -> str:
    return f"pixel in row {index // SIDE}, column {index % SIDE}" if layer == 0 else f"neuron {index}"


def number(value: float) -> str:
    """A number with four digits that count, however small: −0.0004213 → "−0.0004213"."""
    value = float(value)
    if value == 0 or abs(value) >= 1e-4:
        return f"{value:.4f}".replace("-", "−") if abs(value) < 1000 else f"{value:,.0f}".replace("-", "−")
    return f"{value:.2g}".replace("-", "−")


def plus(value: float) -> str:
    return f"({number(value)})" if value < 0 else number(value)


def each(values: np.ndarray) -> str:
    return ", ".join(f"{digit}: {signed(float(value))}" for digit, value in enumerate(values))
