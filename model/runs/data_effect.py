"""What the data did to a network: what it takes unseen digits for, and what became of wrong labels."""

import numpy as np

from model.networks.config import CLASSES
from model.runs.evaluation import Answers


def taken_for(answers: Answers, digit: int) -> list[tuple[int, float]]:
    """What the `digit`s are read as, with the share of them, 0 to 1, the commonest first; never none."""
    read = answers.predictions[answers.labels == digit]
    shares = np.bincount(read, minlength=CLASSES) / max(1, len(read))
    return [(int(other), float(shares[other])) for other in np.argsort(-shares, kind="stable") if shares[other]]


def repeated_labels(learned: Answers, told: np.ndarray) -> tuple[int, int, int]:
    """Of the digits learned from whose label was wrong (`told`, uint8 `(n,)`, is not the true one).

    For how many the network repeats that label, for how many it gives the true digit instead, and how many there are.
    """
    wrong = told != learned.labels
    repeated = learned.predictions[wrong] == told[wrong]
    return int(repeated.sum()), int(learned.right[wrong].sum()), int(wrong.sum())
