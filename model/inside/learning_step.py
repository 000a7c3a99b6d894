"""One learning step, opened: from a batch of digits to new weights, number by number.

    loss = −log(probability of the label)        new weight = weight − learning rate × gradient

It is what one `train_step` of Keras does with SGD or with Adam, in NumPy that one can stop at any point.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from model.inside.layers import DenseNetwork, NotDenseError, Pass
from model.networks.conventions import INPUTS, USUAL

if TYPE_CHECKING:
    import keras

    from model.networks.classifier import Classifier

OPTIMIZERS = ("sgd", "adam")
BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-7  # Keras's own for Adam (Kingma and Ba 2015)


@dataclass(frozen=True)
class LayerGradient:
    """How fast the batch's mean loss grows with each weight, `(inputs, neurons)`, and with each bias, `(neurons,)`."""

    kernel: np.ndarray
    bias: np.ndarray


@dataclass(frozen=True)
class LearningStep:
    """A step of a network on a batch of n digits, before and after.

    `errors` holds for each layer, `(n, neurons)`, how fast a digit's own loss grows with each of its sums; `gradients`
    are those of the batch's mean loss. `loss` and `loss_after` are each digit's own, float `(n,)`.
    """

    before: DenseNetwork
    after: DenseNetwork
    labels: np.ndarray
    passed: Pass
    passed_after: Pass
    errors: list[np.ndarray]
    gradients: list[LayerGradient]
    loss: np.ndarray
    loss_after: np.ndarray


def learning_step(
    network: DenseNetwork, pixels: np.ndarray, labels: np.ndarray, optimizer: str, learning_rate: float
) -> LearningStep:
    """Trains `network` on one batch: float32 `(n, 28, 28)` in [0, 1] with labels, int `(n,)`.

    `optimizer` is one of `OPTIMIZERS`, at its first step. Raises `NotDenseError` for a network that doesn't end in
    softmax.
    """
    if network.ending != "softmax":
        raise NotDenseError("This network doesn't end in softmax, so a learning step can't be shown number by number.")
    passed = network.forward(pixels)
    errors = backpropagated(network, passed, labels)
    gradients = [
        LayerGradient(passed.inputs(layer).T @ error / len(labels), error.mean(axis=0))
        for layer, error in enumerate(errors)
    ]
    after = stepped(network, gradients, optimizer, learning_rate)
    passed_after = after.forward(pixels)
    loss, loss_after = losses(passed.scores, labels), losses(passed_after.scores, labels)
    return LearningStep(network, after, labels, passed, passed_after, errors, gradients, loss, loss_after)


def losses(scores: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Categorical cross-entropy of each digit, `(n,)`: −log of the probability that softmax gives to its label."""
    scores = scores.astype(np.float64)
    top = scores.max(axis=1, keepdims=True)
    total = np.log(np.exp(scores - top).sum(axis=1)) + top[:, 0]
    return total - scores[np.arange(len(labels)), labels]


def backpropagated(network: DenseNetwork, passed: Pass, labels: np.ndarray) -> list[np.ndarray]:
    """For each layer, `(n, neurons)`: how fast a digit's loss grows with each sum.

    At the ten answers that is probability − label; a layer before gets it back along its weights, times its slopes
    (Rumelhart, Hinton and Williams 1986).
    """
    error = passed.probabilities.astype(np.float32).copy()
    error[np.arange(len(labels)), labels] -= 1
    return network.errors(passed, error)


def change(gradient: np.ndarray, optimizer: str, learning_rate: float) -> np.ndarray:
    """What the optimizer adds to weights with this gradient, in its first step; of the same shape.

    Adam's means of the gradient and of its square begin at 0, so each is first set right for that: what is left is
    nearly learning rate × sign of the gradient.
    """
    if optimizer == "sgd":
        return -learning_rate * gradient
    mean, square = (1 - BETA_1) * gradient, (1 - BETA_2) * gradient**2
    rate = learning_rate * np.sqrt(1 - BETA_2) / (1 - BETA_1)
    return -rate * mean / (np.sqrt(square) + EPSILON)


def stepped(
    network: DenseNetwork, gradients: list[LayerGradient], optimizer: str, learning_rate: float
) -> DenseNetwork:
    """The network after one step."""
    layers = [
        replace(
            layer,
            kernel=layer.kernel + change(gradient.kernel, optimizer, learning_rate),
            bias=layer.bias + change(gradient.bias, optimizer, learning_rate),
        )
        for layer, gradient in zip(network.layers, gradients, strict=True)
    ]
    return replace(network, layers=tuple(layers))


def downhill(step: LearningStep, pixels: np.ndarray, optimizer: str, rates: np.ndarray) -> np.ndarray:
    """The batch's mean loss after the same step with other learning rates, float `(rates,)`: the way downhill, and up
    again on the other side where a step is too long."""
    with np.errstate(over="ignore", invalid="ignore"):
        scores = [stepped(step.before, step.gradients, optimizer, rate).forward(pixels).scores for rate in rates]
        return np.array([losses(each, step.labels).mean() for each in scores])


def remarks(classifier: Classifier) -> list[str]:
    """What such a step leaves out or treats otherwise than the training of this network did: a sentence each."""
    return _of_layers(classifier.model) + _of_form(classifier)


def _of_layers(model: keras.Model) -> list[str]:
    kinds = [type(layer).__name__ for layer in model.layers]
    found = []
    if any("Dropout" in kind for kind in kinds):
        found.append("Dropout is off in this step: all neurons take part.")
    if "BatchNormalization" in kinds:
        found.append(
            "Batch normalization is shown as part of the weights, with the averages that it has learned. In training, "
            "Keras takes those of the batch, so its numbers differ."
        )
    if "Rescaling" in kinds:
        found.append("Rescaling is shown as part of the first weights, so their gradients differ from Keras's.")
    if any(_has_penalty(layer) for layer in model.layers):
        found.append("The L1 or L2 penalty on the weights is left out: this is the loss of the digits alone.")
    return found


def _has_penalty(layer: Any) -> bool:
    penalty = getattr(layer, "kernel_regularizer", None)
    return any(float(getattr(penalty, name, 0) or 0) > 0 for name in ("l1", "l2"))


def _of_form(classifier: Classifier) -> list[str]:
    if classifier.form is INPUTS[USUAL].of:
        return []
    return ["This network wants pixels in another form; its first weights are shown for pixels from 0 to 1."]
