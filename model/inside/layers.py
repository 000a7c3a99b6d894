"""A trained dense network as plain numbers: for each layer its weights, its biases, and its activation function.

    sums = inputs @ kernel + bias        activations = activation(sums)

That is all a dense layer does. Here it is NumPy that one can stop at any point and look into; Keras answers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from model.inside.activations import ACTIVATIONS, sigmoid, softmax
from model.networks.config import CLASSES, IMAGE_SHAPE

PIXELS = 784


class NotDenseError(ValueError):
    """The network has layers that can't be looked into; the message says which, in a sentence."""


@dataclass(frozen=True)
class DenseLayer:
    """`kernel` float32 `(inputs, neurons)`, `bias` float32 `(neurons,)`, `activation` a name of `ACTIVATIONS`."""

    kernel: np.ndarray
    bias: np.ndarray
    activation: str = "linear"

    def sums(self, inputs: np.ndarray) -> np.ndarray:
        """`(…, inputs)` → `(…, neurons)`: each neuron's weighted sum of its inputs, plus its bias."""
        return inputs @ self.kernel + self.bias

    def activations(self, sums: np.ndarray) -> np.ndarray:
        return ACTIVATIONS[self.activation].value(sums)

    def slopes(self, sums: np.ndarray) -> np.ndarray:
        return ACTIVATIONS[self.activation].slope(sums)

    def scaled(self, factor: np.ndarray, offset: np.ndarray) -> DenseLayer:
        """The layer whose sums are `factor` times as large, plus `offset`: both `(neurons,)`, both in its weights."""
        bias = self.bias * factor + offset
        return DenseLayer((self.kernel * factor).astype(np.float32), bias.astype(np.float32), self.activation)


@dataclass(frozen=True)
class Pass:
    """Digits on their way through the network, layer by layer. A list's item is `(n, neurons)` of one layer.

    `sums` holds those of all layers, `activations` those of the hidden ones; `pixels` is `(n, 784)`. The ten scores
    (logits) are the last layer's sums, and `probabilities`, `(n, 10)`, what becomes of them.
    """

    pixels: np.ndarray
    sums: list[np.ndarray]
    activations: list[np.ndarray]
    probabilities: np.ndarray

    @property
    def scores(self) -> np.ndarray:
        return self.sums[-1]

    def inputs(self, layer: int) -> np.ndarray:
        """What the layer of that index was given: the pixels, or the activations of the layer before."""
        return self.pixels if layer == 0 else self.activations[layer - 1]


@dataclass(frozen=True)
class DenseNetwork:
    """The hidden layers and the output layer, in order. `ending` is what makes probabilities of the ten scores:
    `softmax`, `sigmoid`, or `shares`, each score's share of their sum."""

    layers: tuple[DenseLayer, ...]
    ending: str = "softmax"

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of neurons in each layer, the pixels first: `(784, 512, 10)`."""
        return (PIXELS, *(len(layer.bias) for layer in self.layers))

    def forward(self, pixels: np.ndarray) -> Pass:
        """float `(n, 28, 28)` or `(n, 784)` in [0, 1] → all that happens on the way to the ten probabilities."""
        inputs = flat = np.asarray(pixels, np.float32).reshape(len(pixels), PIXELS)
        sums, activations = [], []
        for layer in self.layers:
            sums.append(layer.sums(inputs))
            inputs = layer.activations(sums[-1])
            activations.append(inputs)
        return Pass(flat, sums, activations[:-1], self.probabilities(sums[-1]))

    def onward(self, sums: np.ndarray) -> np.ndarray:
        """From the first layer's sums, `(n, neurons)`, to the ten scores, `(n, 10)`."""
        for before, layer in pairwise(self.layers):
            sums = layer.sums(before.activations(sums))
        return sums

    def probabilities(self, scores: np.ndarray) -> np.ndarray:
        """`(…, 10)` scores → as many probabilities, which add up to 1."""
        if self.ending == "softmax":
            return softmax(scores)
        each = sigmoid(scores) if self.ending == "sigmoid" else np.maximum(scores, 0)
        total = each.sum(axis=-1, keepdims=True)
        return np.where(total > 0, each / np.where(total > 0, total, 1), 1 / CLASSES)

    def given(self, form: Callable[[np.ndarray], np.ndarray]) -> DenseNetwork:
        """The network that takes pictures as they are here, where this one wants what `form` makes of them.

        `form` takes float32 `(n, 28, 28)` with paper 0 and ink 1 (`model.networks.conventions`). If all it does is
        scale, shift and move pixels, that goes into the first layer's weights. Raises `NotDenseError` otherwise.
        """
        each = np.eye(PIXELS, dtype=np.float32).reshape(PIXELS, *IMAGE_SHAPE)
        shift = form(np.zeros((1, *IMAGE_SHAPE), np.float32)).reshape(PIXELS)
        moved = form(each).reshape(PIXELS, PIXELS) - shift
        probe = np.random.default_rng(0).random((2, *IMAGE_SHAPE), np.float32)
        expected = form(probe).reshape(2, PIXELS)
        if not np.allclose(probe.reshape(2, PIXELS) @ moved + shift, expected, atol=1e-3 * np.abs(expected).max()):
            raise NotDenseError(
                "This network expects each picture normalised by itself, which no dense layer does, so it can't be "
                "looked into."
            )
        first, *others = self.layers
        adapted = replace(first, kernel=moved @ first.kernel, bias=first.bias + shift @ first.kernel)
        return replace(self, layers=(adapted, *others))

    def backward(self, passed: Pass, wanted: np.ndarray) -> list[np.ndarray]:
        """How fast a weighted sum of the ten scores grows with each number on the way: backpropagation, the chain rule.

        `wanted`, `(10,)` or `(n, 10)`, are the weights: one 1 for a digit's score, 1 and −1 for the lead of one digit
        over another. Returns the gradients with regard to the pixels, `(n, 784)`, then to the activations of each
        hidden layer.
        """
        gradient = np.broadcast_to(np.asarray(wanted, np.float32), passed.scores.shape)
        gradients: list[np.ndarray] = []
        for index in reversed(range(len(self.layers))):
            layer = self.layers[index]
            if index < len(self.layers) - 1:
                gradient = gradient * layer.slopes(passed.sums[index])
            gradient = gradient @ layer.kernel.T
            gradients.insert(0, gradient)
        return gradients

    def errors(self, passed: Pass, wanted: np.ndarray) -> list[np.ndarray]:
        """The same with regard to the sums of each layer, `(n, neurons)`: `wanted` itself, `(n, 10)`, for the last."""
        *hidden, _ = self.layers
        heard = zip(self.backward(passed, wanted)[1:], hidden, passed.sums, strict=False)
        return [*(gradient * layer.slopes(sums) for gradient, layer, sums in heard), wanted]


def lead(digit: int, rival: int | None = None) -> np.ndarray:
    """Weights of the ten scores, float32 `(10,)`: the score of `digit`, or its lead over the score of `rival`."""
    wanted = np.zeros(CLASSES, np.float32)
    wanted[digit] = 1
    if rival is not None:
        wanted[rival] -= 1
    return wanted
