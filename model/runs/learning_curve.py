"""What more digits bring: accuracy over how many were learned from, for networks and for nearest neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from model.digits.data import Dataset
from model.networks.config import TrainingConfig
from model.networks.learned_digits import learned_digits
from model.networks.validation_split import split
from model.runs.baselines import nearest_neighbours, scaled
from model.runs.evaluation import wilson_interval

MOST_JUDGED = 1000  # validation digits that nearest neighbours read: more take long and hardly move the curve
AT_ONCE = 100


@dataclass(frozen=True)
class Point:
    """Accuracy, 0 to 1, after learning from so many digits, and the ends of its 95% interval (Wilson's)."""

    digits: int
    accuracy: float
    low: float
    high: float


def point(dataset: Dataset, training: TrainingConfig, accuracy: float) -> Point:
    """A run's place on the curve, given its `accuracy` on validation digits (without any: on those learned from)."""
    digits = len(learned_digits(dataset.y_train, training).indices)
    judged = len(split(len(dataset.y_train), training)[0]) or digits
    low, high = wilson_interval(round(accuracy * judged), judged)
    return Point(digits, accuracy, float(low), float(high))


def of_neighbours(dataset: Dataset, training: TrainingConfig, amounts: Sequence[int]) -> list[Point]:
    """The same for nearest neighbours: they learn from the very digits of such runs, and read the same others.

    Empty where the settings keep no digits for validation.
    """
    judged = split(len(dataset.y_train), training)[0][:MOST_JUDGED]
    if not len(judged):
        return []
    others, truth = scaled(dataset.x_train[judged]), dataset.y_train[judged]
    points = []
    for amount in amounts:
        learned = learned_digits(dataset.y_train, replace(training, training_digits=amount))
        x = scaled(dataset.x_train[learned.indices])
        k = min(3, len(x))
        parts = [
            nearest_neighbours(x, learned.labels, others[i : i + AT_ONCE], k) for i in range(0, len(others), AT_ONCE)
        ]
        right = int((np.concatenate(parts) == truth).sum())
        low, high = wilson_interval(right, len(truth))
        points.append(Point(len(x), right / len(truth), float(low), float(high)))
    return points
