"""A trained dense network as plain numbers: for each layer its weights, its biases, and its activation function.

    sums = inputs @ kernel + bias        activations = activation(sums)

That is all a dense layer does. Here it is NumPy that one can stop at any point and look into; Keras answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from model.inside.activations import ACTIVATIONS, sigmoid, softmax
from model.networks.config import CLASSES

if TYPE_CHECKING:
    import keras

PIXELS = 784
PASSED = ("Flatten", "Dropout", "InputLayer", "Reshape", "GaussianNoise", "GaussianDropout", "AlphaDropout")
OUTPUTS = ("softmax", "linear", "sigmoid")  # what the last layer may end in


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
    """The hidden layers and the output layer, in order. `ending` is what makes probabilities of the ten scores."""

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

    def probabilities(self, scores: np.ndarray) -> np.ndarray:
        """`(…, 10)` scores → as many probabilities, which add up to 1."""
        if self.ending != "sigmoid":
            return softmax(scores)
        each = sigmoid(scores)
        return each / np.maximum(each.sum(axis=-1, keepdims=True), 1e-12)

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


def lead(digit: int, rival: int | None = None) -> np.ndarray:
    """Weights of the ten scores, float32 `(10,)`: the score of `digit`, or its lead over the score of `rival`."""
    wanted = np.zeros(CLASSES, np.float32)
    wanted[digit] = 1
    if rival is not None:
        wanted[rival] -= 1
    return wanted


def open_network(model: keras.Model) -> DenseNetwork:
    """Takes a trained Keras model apart. Dropout, which only training knows, goes; batch normalization and rescaling,
    which only scale and shift, go into the weights beside them. Raises `NotDenseError` for anything but a plain chain
    of dense layers from 784 pixels to 10 outputs.
    """
    layers: list[DenseLayer] = []
    scale, offset = 1.0, 0.0  # of a `Rescaling` in front
    for layer in getattr(model, "layers", []):
        kind = type(layer).__name__
        if kind in PASSED:
            continue
        if kind == "Dense":
            kernel, *bias = (np.asarray(weight, np.float32) for weight in layer.get_weights())
            layers.append(DenseLayer(kernel, bias[0] if bias else np.zeros(kernel.shape[1], np.float32), _name(layer)))
        elif kind == "BatchNormalization" and layers and layers[-1].activation == "linear":
            layers[-1] = _normalized(layers[-1], layer)
        elif kind in ("Activation", "ReLU", "Softmax", "LeakyReLU", "ELU") and layers:
            layers[-1] = _activated(layers[-1], layer, kind)
        elif kind == "Rescaling" and not layers and np.ndim(layer.scale) == 0:
            scale, offset = float(layer.scale) * scale, float(layer.scale) * offset + float(layer.offset)
        else:
            raise NotDenseError(f"Only dense networks can be looked into; this one has a layer of the kind {kind}.")
    if not layers or layers[0].kernel.shape[0] != PIXELS or layers[-1].kernel.shape[1] != CLASSES:
        raise NotDenseError("Only dense networks from 784 pixels to 10 outputs can be looked into.")
    if any(one.kernel.shape[1] != two.kernel.shape[0] for one, two in pairwise(layers)):
        raise NotDenseError("Only dense networks in one chain can be looked into; the layers of this one branch.")
    ending = layers[-1].activation
    if ending not in OUTPUTS or any(layer.activation not in ACTIVATIONS for layer in layers[:-1]):
        hidden = [layer.activation for layer in layers[:-1] if layer.activation not in ACTIVATIONS]
        unknown = hidden[0] if hidden else ending
        raise NotDenseError(f"This network's activation “{unknown}” is not known here, so it can't be looked into.")
    first = layers[0]
    layers[0] = DenseLayer(first.kernel * scale, first.bias + offset * first.kernel.sum(axis=0), first.activation)
    layers[-1] = DenseLayer(layers[-1].kernel, layers[-1].bias)
    return DenseNetwork(tuple(layers), "sigmoid" if ending == "sigmoid" else "softmax")


def _name(layer: Any) -> str:
    """The name of a layer's activation function, as Keras writes it."""
    return getattr(layer.activation, "__name__", type(layer.activation).__name__).removesuffix("_fn")


def _activated(dense: DenseLayer, layer: Any, kind: str) -> DenseLayer:
    names = {"ReLU": "relu", "Softmax": "softmax", "LeakyReLU": "leaky_relu", "ELU": "elu"}
    name = names[kind] if kind in names else _name(layer)
    usual = {"LeakyReLU": ("negative_slope", 0.2), "ELU": ("alpha", 1.0)}.get(kind)
    if usual and not np.isclose(float(getattr(layer, usual[0])), usual[1]):
        raise NotDenseError(f"This network's {kind} layer has settings of its own, so it can't be looked into.")
    if dense.activation != "linear":
        raise NotDenseError("This network applies two activation functions in a row, so it can't be looked into.")
    return DenseLayer(dense.kernel, dense.bias, name)


def _normalized(dense: DenseLayer, layer: Any) -> DenseLayer:
    """The dense layer with the batch normalization after it in its weights (Ioffe and Szegedy 2015, at inference)."""
    mean, variance = np.asarray(layer.moving_mean), np.asarray(layer.moving_variance)
    factor = 1 / np.sqrt(variance + layer.epsilon)
    if layer.gamma is not None:
        factor = factor * np.asarray(layer.gamma)
    bias = (dense.bias - mean) * factor + (0 if layer.beta is None else np.asarray(layer.beta))
    return DenseLayer((dense.kernel * factor).astype(np.float32), bias.astype(np.float32), dense.activation)
