"""Which training digits a network learns from, and under which labels: all of them, or those of an experiment.

What a network can learn is in its data: how many digits there are, how varied, and how rightly labelled. The settings
`training_digits`, `left_out`, `left_share` and `wrong_labels` change each of these, the same way for the same seed.
"""

from dataclasses import dataclass

import numpy as np

from model.networks.config import CLASSES, TrainingConfig
from model.networks.validation_split import split


@dataclass(frozen=True)
class LearnedDigits:
    """Indices of training digits, int `(n,)` in random order, and the label that the network is told for each.

    `labels` are uint8 `(n,)`; `wrong`, bool `(n,)`, says which of them are not the true ones.
    """

    indices: np.ndarray
    labels: np.ndarray
    wrong: np.ndarray


def learned_digits(y_train: np.ndarray, training: TrainingConfig) -> LearnedDigits:
    """What a run with these settings learns from, given all training labels, uint8 `(n,)`.

    The validation digits are kept aside first, and stay as they are: all experiments are judged by the same digits.
    """
    _, indices = split(len(y_train), training)
    rng = np.random.default_rng([training.seed, 18])
    if training.training_digits < len(indices):
        indices = indices[balanced(y_train[indices], training.training_digits)]
    if training.left_out:
        indices = indices[thinned(y_train[indices], training.left_out, training.left_share)]
    true = y_train[indices]
    labels = mislabelled(true, training.wrong_labels, rng)
    return LearnedDigits(indices, labels, labels != true)


def is_experiment(training: TrainingConfig) -> bool:
    """Whether these settings change the data at all."""
    plain = TrainingConfig()
    names = ("training_digits", "left_out", "wrong_labels")
    return any(getattr(training, name) != getattr(plain, name) for name in names)


def balanced(labels: np.ndarray, count: int) -> np.ndarray:
    """Which of the digits to take, so that there are `count` in all and as many of each: bool `(n,)`.

    The first of each digit are taken; where one has too few, the others fill up.
    """
    places = np.empty(len(labels), int)  # 0 for the first of its digit, 1 for the second, …
    for digit in range(CLASSES):
        mine = labels == digit
        places[mine] = np.arange(mine.sum())
    taken = np.zeros(len(labels), bool)
    taken[np.lexsort((labels, places))[:count]] = True
    return taken


def thinned(labels: np.ndarray, digits: tuple[int, ...], share: float) -> np.ndarray:
    """Which of the digits to take, so that of each of `digits` only a share, 0 to 1, is left: bool `(n,)`."""
    taken = np.ones(len(labels), bool)
    for digit in digits:
        mine = np.flatnonzero(labels == digit)
        taken[mine[round(share * len(mine)) :]] = False
    return taken


def mislabelled(labels: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    """The labels, uint8 `(n,)`, of which a share, 0 to 1, is another digit, each as likely, that occurs among them."""
    known = np.unique(labels)
    wrong = rng.permutation(len(labels))[: round(share * len(labels))]
    if len(known) < 2 or not len(wrong):
        return labels.copy()
    further = rng.integers(1, len(known), len(wrong))  # so many digits further round
    changed = labels.copy()
    changed[wrong] = known[(np.searchsorted(known, labels[wrong]) + further) % len(known)]
    return changed
