"""Digits as points: what the last hidden layer makes of each, in two dimensions."""

from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from model.digits import data
from model.inside.layers import DenseNetwork
from model.inside.reasons import passes

MOST_DIGITS = 2000


class Digits(NamedTuple):
    """Test digits: `images` uint8 `(n, 28, 28)`, `labels` uint8 `(n,)`, and the `name` of their dataset."""

    images: np.ndarray
    labels: np.ndarray
    name: str


class Axes(NamedTuple):
    """Two directions in the space of a layer: `mean` `(neurons,)`, `directions` `(neurons, 2)`, and which share of
    all variance lies along them, 0 to 1."""

    mean: np.ndarray
    directions: np.ndarray
    share: float


def digits_at_hand() -> Digits:
    """2,000 of MNIST's test digits where it is at hand, else the 1,000 of the sample."""
    with suppress(data.DataError):  # what MNIST_PATH names is broken: whoever trains on it hears so
        return digits_of("mnist" if data.at_hand() else "sample")
    return digits_of("sample")


@lru_cache(maxsize=2)
def digits_of(source: str) -> Digits:
    """The first 2,000 test digits of `source`, as `model.digits.data.load` has them, or as many as there are."""
    found = data.load(source)
    return Digits(found.x_test[:MOST_DIGITS].copy(), found.y_test[:MOST_DIGITS].copy(), found.name)


def last_hidden(network: DenseNetwork, images: np.ndarray) -> np.ndarray:
    """What the last hidden layer passes on for `images`, uint8 or float in [0, 1] `(n, 28, 28)`: `(n, neurons)`.

    Without a hidden layer it is the ten scores.
    """
    seen = [passed.activations[-1] if passed.activations else passed.scores for passed in passes(network, images)]
    return np.concatenate(seen).astype(np.float32)


def principal_axes(seen: np.ndarray) -> Axes:
    """The two directions in which `seen`, `(n, neurons)`, varies most: principal component analysis (Pearson 1901)."""
    mean = seen.mean(axis=0)
    apart = (seen - mean).astype(np.float64)
    variances, directions = np.linalg.eigh(apart.T @ apart)
    directions = directions[:, [-1, -2]] if seen.shape[1] > 1 else np.pad(directions, ((0, 0), (0, 1)))
    largest = np.abs(directions).argmax(axis=0)
    directions = directions * np.where(directions[largest, [0, 1]] < 0, -1, 1)  # a sign of its own would be chance
    total = float(variances.sum())
    share = float(variances[-2:].sum()) / total if total > 0 else 0.0
    return Axes(mean, directions.astype(np.float32), share)


def projected(axes: Axes, seen: np.ndarray) -> np.ndarray:
    """`(n, neurons)` → where they lie along the axes, float32 `(n, 2)`."""
    return ((seen - axes.mean) @ axes.directions).astype(np.float32)


def parted(points: np.ndarray, labels: np.ndarray) -> float:
    """How far the classes lie apart: the share of points, `(n, 2)`, whose closest other point has the same label."""
    from scipy.spatial import cKDTree

    nearest = cKDTree(points).query(points, k=2)[1]
    other = np.where(nearest[:, 0] == np.arange(len(points)), nearest[:, 1], nearest[:, 0])  # points may coincide
    return float((labels[other] == labels).mean())
