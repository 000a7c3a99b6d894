"""Why it says so: which pixels speak for an answer, and which digits that it learned from look alike to the network."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from model.inside.layers import DenseNetwork, Pass

SIDE = 28
PATCH = 5  # pixels a side that occlusion covers at a time
AT_ONCE = 250  # pictures that go through a network together: more would only take more memory


@dataclass(frozen=True)
class Closest:
    """The training digits closest to a drawing: `indices` int `(k,)`, `likeness` float32 `(k,)`, −1 to 1, best first.

    `other` is the closest one that the network gives another answer to, with its likeness; None if there is none.
    """

    indices: np.ndarray
    likeness: np.ndarray
    other: tuple[int, float] | None


class Seen(NamedTuple):
    """Digits as the network sees them: what its last hidden layer makes of each, brought to length 1, float32
    `(n, neurons)`, and what it `read`, uint8 `(n,)`. Without a hidden layer it sees the pixels themselves."""

    vectors: np.ndarray
    read: np.ndarray


def gradient_times_input(network: DenseNetwork, pixels: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """What each pixel adds to the wanted scores, float32 `(28, 28)`: its gradient times its ink (first order).

    `pixels` is float32 `(28, 28)` in [0, 1], `wanted` what `lead` gives. Empty pixels add nothing, whatever their
    weights. Shrikumar, Greenside and Kundaje 2017, "Learning important features through propagating activation
    differences", compare it with other methods.
    """
    passed = network.forward(pixels[None])
    return (network.backward(passed, wanted)[0] * passed.pixels).reshape(SIDE, SIDE)


def occlusion(network: DenseNetwork, pixels: np.ndarray, wanted: np.ndarray, patch: int = PATCH) -> np.ndarray:
    """How much the wanted scores fall when a patch of paper covers each place, float32 `(28, 28)`.

    The patch, `patch` pixels a side, lies with its middle on each pixel in turn (Zeiler and Fergus 2014, "Visualizing
    and understanding convolutional networks", section 4.2). Where there is no ink, nothing changes.
    """
    first = network.layers[0]
    flat = pixels.reshape(-1).astype(np.float32)
    ink = np.flatnonzero(flat)
    rows, columns = np.divmod(np.arange(SIDE * SIDE), SIDE)
    reach = patch // 2
    hidden_ink = (np.abs(rows[:, None] - rows[ink]) <= reach) & (np.abs(columns[:, None] - columns[ink]) <= reach)
    places = np.flatnonzero(hidden_ink.any(axis=1))
    whole = network.forward(flat[None]).sums[0]
    lost = np.zeros(SIDE * SIDE, np.float32)
    for start in range(0, len(places), AT_ONCE):
        some = places[start : start + AT_ONCE]
        taken = (hidden_ink[some] * flat[ink]).astype(np.float32) @ first.kernel[ink]
        lost[some] = (network.onward(whole) - network.onward(whole - taken)) @ wanted
    return lost.reshape(SIDE, SIDE)


def passes(network: DenseNetwork, images: np.ndarray) -> Iterator[Pass]:
    """Many digits, uint8 or float in [0, 1] `(n, 28, 28)`, on their way through the network, some at a time."""
    scale = 255 if images.dtype == np.uint8 else 1
    for start in range(0, len(images), AT_ONCE):
        yield network.forward(images[start : start + AT_ONCE].astype(np.float32) / scale)


def as_seen(network: DenseNetwork, images: np.ndarray) -> Seen:
    """What the network sees in uint8 `(n, 28, 28)`, and what it reads."""
    parts, read = [], []
    for passed in passes(network, images):
        seen = passed.inputs(len(network.layers) - 1)
        parts.append((seen / np.maximum(np.linalg.norm(seen, axis=1, keepdims=True), 1e-12)).astype(np.float32))
        read.append(passed.probabilities.argmax(axis=1).astype(np.uint8))
    return Seen(np.concatenate(parts), np.concatenate(read))


def closest(network: DenseNetwork, pixels: np.ndarray, seen: Seen, count: int = 8) -> Closest:
    """The digits that the network sees as most alike: cosine similarity in its last hidden layer.

    `seen` is what `as_seen` makes of them. (Papernot and McDaniel 2018, "Deep k-nearest neighbors", look there too.)
    The closest one that the network reads otherwise is a counterfactual that really exists: "so much would have to
    change". Its label says nothing here: the network may have misread it.
    """
    passed = network.forward(pixels[None])
    vector = passed.inputs(len(network.layers) - 1)[0]
    likeness = seen.vectors @ (vector / max(float(np.linalg.norm(vector)), 1e-12))
    order = np.argsort(-likeness, kind="stable")
    others = order[seen.read[order] != passed.probabilities[0].argmax()]
    other = (int(others[0]), float(likeness[others[0]])) if len(others) else None
    return Closest(order[:count], likeness[order[:count]], other)
