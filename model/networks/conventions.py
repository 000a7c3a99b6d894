"""What other people's networks want as input and give as output, where it is not what this project's own do.

Here paper is 0 and ink is 1. Tutorials also leave MNIST at 0 to 255, turn it inside out, or normalise it in one of some
ways; and the ten outputs may be probabilities, shares that don't add up to 1, or logits. A file says nothing of it, so
it is found by asking: `find` shows a network digits of which the labels are known, in each of these forms.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

CLASSES = 10
READS = 0.5  # a network that reads fewer digits than this in any form tells nothing about which form it wants
BETTER = 0.015  # so much more accurate must another form be,
FEWER_MISTAKES = 1.4  # and so many times fewer its mistakes, to be the one that is wanted;
UNSURE, SURER = 1.0, 0.3  # or, right as often, the usual form's loss above the first and its own this share of it
LEAST_PROBABILITY = 1e-7  # Keras's epsilon, which keeps the logarithm in the loss finite
LIKE_SHARES = 0.01  # how far outside [0, 1] the rounding of 16 bits may carry a probability

Pixels = np.ndarray


@dataclass(frozen=True)
class Convention:
    """A form of input: `of` makes it from float32 `(n, 28, 28)` with paper 0 and ink 1; `sentence` says what it is."""

    sentence: str
    of: Callable[[Pixels], Pixels]


def _per_picture(pixels: Pixels) -> Pixels:
    mean, spread = pixels.mean((1, 2), keepdims=True), pixels.std((1, 2), keepdims=True)
    return (pixels - mean) / np.maximum(spread, 1e-6)


def _length_one(axis: int | tuple[int, int]) -> Callable[[Pixels], Pixels]:
    def normalised(pixels: Pixels) -> Pixels:
        length = np.sqrt((pixels**2).sum(axis, keepdims=True))
        return pixels / np.where(length == 0, 1, length)

    return normalised


def _transposed(pixels: Pixels) -> Pixels:
    return np.ascontiguousarray(pixels.transpose(0, 2, 1))


USUAL = "ink 1 on paper 0"
INPUTS: dict[str, Convention] = {
    USUAL: Convention("This network expects 0–1: paper 0, ink 1.", lambda x: x),
    "ink 255 on paper 0": Convention("This network expects 0–255: paper 0, ink 255.", lambda x: 255 * x),
    "ink 0 on paper 1": Convention("This network expects dark ink: paper 1, ink 0.", lambda x: 1 - x),
    "ink 0 on paper 255": Convention(
        "This network expects 0–255 with dark ink: paper 255, ink 0.", lambda x: 255 * (1 - x)
    ),
    "ink 1 on paper -1": Convention("This network expects −1 to 1: paper −1, ink 1.", lambda x: 2 * x - 1),
    "ink -1 on paper 1": Convention(
        "This network expects −1 to 1 with dark ink: paper 1, ink −1.", lambda x: 1 - 2 * x
    ),
    "ink 0.5 on paper -0.5": Convention("This network expects −0.5 to 0.5: paper −0.5, ink 0.5.", lambda x: x - 0.5),
    "ink 2.82 on paper -0.42": Convention(
        "This network expects MNIST's mean at 0 and its standard deviation at 1: paper −0.42, ink 2.82.",
        lambda x: (x - 0.1307) / 0.3081,
    ),
    "ink of each picture standardised": Convention(
        "This network expects each picture normalised by itself: the mean of paper and ink is 0, their standard "
        "deviation is 1.",
        _per_picture,
    ),
    "ink of each picture at length 1": Convention(
        "This network expects each picture normalised by itself: the squares of its ink add up to 1.",
        _length_one((1, 2)),
    ),
    "ink of each column at length 1": Convention(
        "This network expects each column of a picture normalised by itself, as keras.utils.normalize(x, axis=1) "
        "does: the squares of its ink add up to 1.",
        _length_one(1),
    ),
    "ink of each row at length 1": Convention(
        "This network expects each row of a picture normalised by itself, as keras.utils.normalize(x) does: the "
        "squares of its ink add up to 1.",
        _length_one(2),
    ),
    "ink 1 on paper 0, transposed": Convention(
        "This network expects pictures with rows and columns exchanged, as EMNIST has them: paper 0, ink 1.",
        _transposed,
    ),
    "ink 255 on paper 0, transposed": Convention(
        "This network expects pictures with rows and columns exchanged, as EMNIST has them: paper 0, ink 255.",
        lambda x: 255 * _transposed(x),
    ),
}


def _softmax(outputs: np.ndarray) -> np.ndarray:
    powers = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _share(outputs: np.ndarray) -> np.ndarray:
    """Each output's share of their sum; all alike where there is nothing to share."""
    positive = np.maximum(outputs, 0)
    total = positive.sum(axis=1, keepdims=True)
    return np.where(total > 0, positive / np.where(total > 0, total, 1), 1 / CLASSES)


LOGITS, SHARES = "logits", "shares"
OUTPUTS: dict[str, Callable[[np.ndarray], np.ndarray]] = {LOGITS: _softmax, SHARES: _share}


def like_shares(outputs: np.ndarray) -> bool:
    """Whether `outputs` lie within [0, 1]: logits don't, ten sigmoids and a rounded softmax do."""
    return bool((outputs >= -LIKE_SHARES).all() and (outputs <= 1 + LIKE_SHARES).all())


@dataclass(frozen=True)
class Found:
    """What a network wants and gives, keys of `INPUTS` and `OUTPUTS`, and how it does then on digits it was shown."""

    inputs: str
    outputs: str
    accuracy: float
    loss: float


def find(answer: Callable[[Pixels], np.ndarray], images: np.ndarray, labels: np.ndarray) -> Found:
    """The form of input in which a network reads best, and the reading of its outputs, by the loss on known digits.

    `answer` takes any float32 `(n, 28, 28)` and gives the raw outputs `(n, 10)`; `images` are uint8 `(n, 28, 28)`.
    The usual form stands unless another is clearly better: on digits that it learned from, a network often has a still
    lower loss with more contrast. Outputs that are not finite count as wrong.
    """
    pixels = images.astype(np.float32) / 255.0
    tried = [_judged(name, answer(form.of(pixels)), labels) for name, form in INPUTS.items()]
    usual = tried[0]
    better = [other for other in tried[1:] if other.accuracy >= READS and _clearly_better(other, usual)]
    return min(better, key=lambda other: other.loss, default=usual)


def _clearly_better(other: Found, usual: Found) -> bool:
    if other.loss >= usual.loss:
        return False
    gain = other.accuracy - usual.accuracy
    reads_more = gain >= BETTER and 1 - usual.accuracy >= FEWER_MISTAKES * (1 - other.accuracy)
    return reads_more or (gain >= 0 and usual.loss > UNSURE and other.loss < SURER * usual.loss)


def _judged(inputs: str, outputs: np.ndarray, labels: np.ndarray) -> Found:
    outputs = np.asarray(outputs, np.float64)
    if not np.isfinite(outputs).all():
        return Found(inputs, LOGITS, 0.0, float("inf"))
    readings = (SHARES,) if like_shares(outputs) else tuple(OUTPUTS)
    found = [Found(inputs, name, *_scores(OUTPUTS[name](outputs), labels)) for name in readings]
    return min(found, key=lambda one: one.loss) if found[0].accuracy >= READS else found[0]


def _scores(probabilities: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    of_truth = probabilities[np.arange(len(labels)), labels]
    right = probabilities.argmax(axis=1) == labels
    return float(right.mean()), float(-np.log(np.maximum(of_truth, LEAST_PROBABILITY)).mean())


def beside(path: Path) -> tuple[str, str | None]:
    """What the record beside the `.keras` file at `path` says of the network: keys of `INPUTS` and `OUTPUTS`.

    A run's `config.json` has them under `data`, where they were found at its upload. Without one, or with anything else
    in it, the network is one of ours: the usual input, and outputs that are looked at.
    """
    try:
        facts = json.loads(path.with_name("config.json").read_text(encoding="utf-8"))["data"]
        inputs, outputs = facts.get("inputs"), facts.get("outputs")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return USUAL, None
    known = inputs if isinstance(inputs, str) and inputs in INPUTS else USUAL
    return known, outputs if isinstance(outputs, str) and outputs in OUTPUTS else None
