"""What a network can't stand: its accuracy on digits that are shifted, turned, of another size, and so on."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from model.digits.disturbances import DISTURBANCES, Disturbance
from model.networks.classifier import Classifier

MOST = 1000  # test digits: with them an accuracy of 90% is known to 2 points


@dataclass(frozen=True)
class Curve:
    """Accuracy, 0 to 1, at each of the disturbance's amounts, float `(k,)`, of `count` digits."""

    disturbance: Disturbance
    accuracy: np.ndarray
    count: int

    @property
    def undisturbed(self) -> float:
        return float(self.accuracy[self.disturbance.amounts.index(self.disturbance.none)])

    @property
    def stands(self) -> tuple[float, float]:
        """The least and the greatest amount up to which it reads at least 9 of 10 digits that it reads otherwise."""
        amounts, middle = self.disturbance.amounts, self.disturbance.amounts.index(self.disturbance.none)
        enough = self.accuracy >= 0.9 * self.undisturbed
        low = high = middle
        while low > 0 and enough[low - 1]:
            low -= 1
        while high < len(amounts) - 1 and enough[high + 1]:
            high += 1
        return amounts[low], amounts[high]


def curves(classifier: Classifier, images: np.ndarray, labels: np.ndarray) -> Iterator[Curve]:
    """One curve after another, for at most 1,000 test digits: uint8 `(n, 28, 28)`, labels `(n,)`."""
    pixels, labels = images[:MOST].astype(np.float32) / 255, labels[:MOST]
    for disturbance in DISTURBANCES:
        read = [
            classifier.probabilities(disturbance.apply(pixels, amount)).argmax(axis=1) == labels
            for amount in disturbance.amounts
        ]
        yield Curve(disturbance, np.array([right.mean() for right in read]), len(labels))
