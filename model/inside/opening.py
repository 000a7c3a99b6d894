"""A Keras model, or the classifier around it, taken apart into plain numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from model.inside.activations import ACTIVATIONS
from model.inside.layers import PIXELS, DenseLayer, DenseNetwork, NotDenseError
from model.networks.config import CLASSES

if TYPE_CHECKING:
    import keras

    from model.networks.classifier import Classifier

SAME = 0.01  # a probability may differ by so much, from rounding
MOST_NEURONS, MOST_WEIGHTS = 5 * 1024, 10_000_000  # what is shown of a network is kept in memory: both bound it
# Layers that do nothing to a digit that is read; what is called Random… only changes digits that are learned from.
PASSED = ("Flatten", "Dropout", "InputLayer", "Reshape", "GaussianNoise", "GaussianDropout", "AlphaDropout", "Random")
OUTPUTS = ("softmax", "linear", "sigmoid")  # what the last layer may end in


def open_classifier(classifier: Classifier) -> DenseNetwork:
    """Takes the network apart that answers. Raises `NotDenseError`, in a sentence, if that can't be done.

    A few pictures are then read both ways: what is told of a network is what Keras answers, or nothing is told.
    """
    network = open_network(classifier.model)
    if sum(network.sizes[1:-1]) > MOST_NEURONS or sum(layer.kernel.size for layer in network.layers) > MOST_WEIGHTS:
        raise NotDenseError(
            f"This network is too large to be looked into: at most {MOST_NEURONS:,} hidden neurons and "
            f"{MOST_WEIGHTS // 1_000_000} million weights are possible."
        )
    network = network.given(classifier.form)
    probe = np.random.default_rng(0).random((16, 28, 28), np.float32)
    probe[8:] *= np.indices((28, 28)).sum(axis=0) % 9 < 3  # strokes, and paper
    answer = classifier.probabilities(probe)
    for ending in (network.ending, "shares"):
        read = replace(network, ending=ending)
        if np.abs(read.forward(probe).probabilities - answer).max() < SAME:
            return read
    raise NotDenseError("This network does more than its dense layers say, so it can't be looked into.")


def open_network(model: keras.Model) -> DenseNetwork:
    """Takes a trained Keras model apart. Dropout, which only training knows, goes; batch normalization and rescaling,
    which only scale and shift, go into the weights before or after them. Raises `NotDenseError` for anything but a
    plain chain of dense layers from 784 pixels to 10 outputs.
    """
    layers: list[DenseLayer] = []
    scale, shift = np.ones(1), np.zeros(1)  # of what the next dense layer is given
    for layer in _all_layers(model):
        kind = type(layer).__name__
        if kind.startswith(PASSED):
            continue
        if kind == "Dense":
            layers.append(_dense(layer, scale, shift))
            scale, shift = np.ones(1), np.zeros(1)
        elif kind == "BatchNormalization" and layers and layers[-1].activation == "linear":
            layers[-1] = layers[-1].scaled(*_scaling(layer))
        elif kind in ("BatchNormalization", "Rescaling"):
            factor, offset = _scaling(layer)
            scale, shift = scale * factor, shift * factor + offset
        elif kind in ("Activation", "ReLU", "Softmax", "LeakyReLU", "ELU") and layers:
            layers[-1] = _activated(layers[-1], layer, kind)
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
    layers[-1] = DenseLayer(layers[-1].kernel, layers[-1].bias)
    return DenseNetwork(tuple(layers), "sigmoid" if ending == "sigmoid" else "softmax")


def _all_layers(model: Any) -> Iterator[Any]:
    """The layers of a model, and those of the models in it."""
    for layer in getattr(model, "layers", []):
        yield from _all_layers(layer) if hasattr(layer, "layers") else (layer,)


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


def _dense(layer: Any, scale: np.ndarray, shift: np.ndarray) -> DenseLayer:
    """The layer, given what comes before it without the `scale` and `shift` between: they go into its weights."""
    kernel, *bias = (np.asarray(weight, np.float32) for weight in layer.get_weights())
    inputs, neurons = kernel.shape
    moved = np.resize(shift, inputs) @ kernel  # of pictures, a row's numbers come again with each row
    kernel = (kernel * np.resize(scale, inputs)[:, None]).astype(np.float32)
    return DenseLayer(kernel, (moved + (bias[0] if bias else np.zeros(neurons))).astype(np.float32), _name(layer))


def _scaling(layer: Any) -> tuple[np.ndarray, np.ndarray]:
    """What a rescaling or a batch normalization (Ioffe and Szegedy 2015, at inference) multiplies by, and adds."""
    if type(layer).__name__ == "Rescaling":
        return np.ravel(layer.scale).astype(float), np.ravel(layer.offset).astype(float)
    factor = 1 / np.sqrt(np.asarray(layer.moving_variance) + layer.epsilon)
    if layer.gamma is not None:
        factor = factor * np.asarray(layer.gamma)
    return factor, (0 if layer.beta is None else np.asarray(layer.beta)) - np.asarray(layer.moving_mean) * factor
