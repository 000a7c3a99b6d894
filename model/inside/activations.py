"""The activation functions, and their slopes: what a neuron makes of its sum, and how fast that changes with it.

Each is a pair of NumPy functions on float arrays of any shape. The formulas are Keras's own (`keras.activations`).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772  # Klambauer and others 2017
LEAK = 0.2  # Keras's own `negative_slope` of leaky_relu


class Activation(NamedTuple):
    """`value(sum)` is what the neuron passes on; `slope(sum)` is its derivative."""

    value: Callable[[np.ndarray], np.ndarray]
    slope: Callable[[np.ndarray], np.ndarray]


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 0.5 * (1 + np.tanh(x / 2))  # the same as 1 / (1 + e^-x), and never overflows


def softmax(sums: np.ndarray) -> np.ndarray:
    """`(…, classes)` → probabilities of the same shape, which add up to 1 along the last axis."""
    powers = np.exp(sums - sums.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def _normal(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The share of the normal distribution below `x`, and its density there."""
    from scipy.special import ndtr

    return ndtr(x), np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)


def _gelu(x: np.ndarray) -> np.ndarray:
    return x * _normal(x)[0]


def _gelu_slope(x: np.ndarray) -> np.ndarray:
    below, density = _normal(x)
    return below + x * density


def _negative_power(x: np.ndarray) -> np.ndarray:
    return np.expm1(np.minimum(x, 0))  # e^x - 1 below zero


ACTIVATIONS: dict[str, Activation] = {
    "linear": Activation(lambda x: x, np.ones_like),
    "relu": Activation(lambda x: np.maximum(x, 0), lambda x: (x > 0).astype(x.dtype)),
    "leaky_relu": Activation(lambda x: np.where(x > 0, x, LEAK * x), lambda x: np.where(x > 0, 1.0, LEAK)),
    "sigmoid": Activation(sigmoid, lambda x: sigmoid(x) * (1 - sigmoid(x))),
    "tanh": Activation(np.tanh, lambda x: 1 - np.tanh(x) ** 2),
    "elu": Activation(
        lambda x: np.where(x > 0, x, _negative_power(x)), lambda x: np.where(x > 0, 1.0, _negative_power(x) + 1)
    ),
    "selu": Activation(
        lambda x: SELU_SCALE * np.where(x > 0, x, SELU_ALPHA * _negative_power(x)),
        lambda x: SELU_SCALE * np.where(x > 0, 1.0, SELU_ALPHA * (_negative_power(x) + 1)),
    ),
    "gelu": Activation(_gelu, _gelu_slope),
    "silu": Activation(lambda x: x * sigmoid(x), lambda x: sigmoid(x) * (1 + x * (1 - sigmoid(x)))),
    "softplus": Activation(lambda x: np.logaddexp(x, 0), sigmoid),
}
