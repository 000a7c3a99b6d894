"""How good a network is: all that can be told from its probabilities and the true labels."""

from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist

import numpy as np

from model.networks import confusion, overfitting
from model.networks.classifier import Classifier
from model.networks.config import CLASSES
from model.runs.held_out import HeldOut

MOST_LEARNED = 10_000  # training digits read again: more would take longer and move the accuracy by less than 0.1%
UNDERFITTING = 0.9  # a network that reads fewer than these of its own training digits has learned too little
LEAST_PROBABILITY = 1e-7  # Keras's epsilon, which keeps the logarithm in the loss finite


@dataclass(frozen=True)
class Score:
    """Accuracy in [0, 1] and loss over `count` digits; the loss is None where it is not known."""

    accuracy: float
    count: int
    loss: float | None = None

    @property
    def interval(self) -> tuple[float, float]:
        """Where the accuracy on ever more such digits would lie, with a probability of 95%."""
        low, high = wilson_interval(round(self.accuracy * self.count), self.count)
        return float(low), float(high)


@dataclass(frozen=True)
class Answers:
    """What a network said to digits with known labels: `labels` uint8 `(n,)`, `probabilities` float32 `(n, 10)`."""

    labels: np.ndarray
    probabilities: np.ndarray

    @cached_property
    def predictions(self) -> np.ndarray:
        """The most probable digit, int `(n,)`."""
        return self.probabilities.argmax(axis=1)

    @cached_property
    def confidence(self) -> np.ndarray:
        """The probability of that digit, float32 `(n,)` in [0.1, 1]."""
        return self.probabilities.max(axis=1)

    @cached_property
    def right(self) -> np.ndarray:
        """Whether that digit is the true one, bool `(n,)`."""
        return self.predictions == self.labels

    def score(self, loss: str = "categorical_crossentropy") -> Score:
        return Score(float(self.right.mean()), len(self.labels), self.loss(loss))

    def loss(self, name: str = "categorical_crossentropy") -> float:
        """Keras's loss `name` (one of `model.networks.config.LOSSES`), without the penalties on weights."""
        if name == "mean_squared_error":
            return float(((self.probabilities - np.eye(CLASSES)[self.labels]) ** 2).mean())
        of_truth = self.probabilities[np.arange(len(self.labels)), self.labels]
        return float(-np.log(np.clip(of_truth, LEAST_PROBABILITY, 1.0)).mean())


@dataclass(frozen=True)
class Evaluation:
    """The answers to the test digits, and to at most 10,000 of the digits learned from (None where not known).

    `told`, uint8 `(n,)`, are the labels that the network was told for the latter, None where those are the true ones.
    """

    test: Answers
    learned: Answers | None
    told: np.ndarray | None = None


def evaluate(classifier: Classifier, held_out: HeldOut) -> Evaluation:
    """Shows the network every test digit, and the digits that it learned from once more."""
    digits = held_out.dataset
    test = _answers(classifier, digits.x_test, digits.y_test)
    if held_out.learned_from is None:
        return Evaluation(test, None)
    again = held_out.learned_from[:MOST_LEARNED]
    learned = _answers(classifier, digits.x_train[again], digits.y_train[again])
    return Evaluation(test, learned, None if held_out.told is None else held_out.told[:MOST_LEARNED])


def _answers(classifier: Classifier, images: np.ndarray, labels: np.ndarray) -> Answers:
    return Answers(labels, classifier.probabilities(images.astype(np.float32) / 255))


def wilson_interval(right: np.ndarray | int, total: np.ndarray | int, level: float = 0.95) -> tuple:
    """Where the true share lies, with probability `level`, if `right` of `total` were right: its lower and upper end.

    Wilson 1927, "Probable inference, the law of succession, and statistical inference". Numbers or arrays. (SciPy
    has it too, for one number at a time, and takes two seconds to import.)
    """
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = right / total
    middle = share + z**2 / (2 * total)
    reach = z * np.sqrt(share * (1 - share) / total + z**2 / (4 * total**2))
    scale = 1 + z**2 / total
    return np.maximum(0.0, (middle - reach) / scale), np.minimum(1.0, (middle + reach) / scale)


def name_the_gap(test: Score, learned: Score) -> str:
    """Underfitting, or how much it overfits (`model.networks.overfitting`), in words without a full stop."""
    if learned.accuracy < UNDERFITTING:
        return f"Underfitting: only {learned.accuracy:.1%} of the very digits it learned from are right"
    return overfitting.in_words(learned.accuracy, test.accuracy, "test")


def confusion_matrix(answers: Answers) -> np.ndarray:
    """int `(10, 10)`: how many digits of each true class (row) were read as each digit (column)."""
    return confusion.confusion_matrix(answers.labels, answers.predictions)


def commonest_mistake(matrix: np.ndarray) -> tuple[int, int]:
    """The cell `(true, read as)` with the most mistakes; `(0, 0)` where there are none."""
    mistakes = np.where(np.eye(CLASSES, dtype=bool), 0, matrix)
    row, column = np.unravel_index(mistakes.argmax(), mistakes.shape)
    return int(row), int(column)


@dataclass(frozen=True)
class ClassScores:
    """For each digit, `(10,)`: precision, recall and F1 in [0, 1], NaN where undefined, and how many there are."""

    precision: np.ndarray
    recall: np.ndarray
    f1: np.ndarray
    support: np.ndarray


def class_scores(answers: Answers) -> ClassScores:
    from sklearn.metrics import precision_recall_fscore_support

    return ClassScores(
        *precision_recall_fscore_support(
            answers.labels, answers.predictions, labels=range(CLASSES), zero_division=np.nan
        )
    )


def in_cell(answers: Answers, true: int, read_as: int) -> np.ndarray:
    """Indices of the digits in one cell of the confusion matrix: confident mistakes first, or doubtful hits first."""
    indices = np.flatnonzero((answers.labels == true) & (answers.predictions == read_as))
    order = np.argsort(answers.confidence[indices], kind="stable")
    return indices[order] if true == read_as else indices[order[::-1]]


def surest_mistakes(answers: Answers, most: int) -> np.ndarray:
    """Indices of the `most` mistakes that the network was most confident of, those first."""
    mistakes = np.flatnonzero(~answers.right)
    return mistakes[np.argsort(-answers.confidence[mistakes], kind="stable")][:most]


def least_sure_hits(answers: Answers, most: int) -> np.ndarray:
    """Indices of the `most` digits that were read right with the least confidence, those first."""
    hits = np.flatnonzero(answers.right)
    return hits[np.argsort(answers.confidence[hits], kind="stable")][:most]


@dataclass(frozen=True)
class Calibration:
    """Digits in bins of equal width by confidence; empty bins are left out.

    Each is `(k,)`: the bin's lower and upper edge, its mean confidence, its accuracy with the ends of its Wilson
    interval, and its number of digits. `error` is the expected calibration error: the mean distance between confidence
    and accuracy, weighted by the number of digits (Guo, Pleiss, Sun and Weinberger 2017). `bias` is mean
    confidence less accuracy over all digits: above 0 the network is overconfident.
    """

    lower: np.ndarray
    upper: np.ndarray
    confidence: np.ndarray
    accuracy: np.ndarray
    low: np.ndarray
    high: np.ndarray
    count: np.ndarray
    error: float
    bias: float


def calibration(answers: Answers, bins: int = 10) -> Calibration:
    confidence = answers.confidence.astype(np.float64)
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    count = np.bincount(place, minlength=bins)
    filled = np.flatnonzero(count)
    count = count[filled]
    right = np.bincount(place, answers.right, bins)[filled]
    mean = np.bincount(place, confidence, bins)[filled] / count
    low, high = wilson_interval(right, count)
    return Calibration(
        lower=filled / bins,
        upper=(filled + 1) / bins,
        confidence=mean,
        accuracy=right / count,
        low=low,
        high=high,
        count=count,
        error=float(np.abs(right / count - mean) @ count / count.sum()),
        bias=float(confidence.mean() - answers.right.mean()),
    )


@dataclass(frozen=True)
class Thresholds:
    """What comes of answering only where confidence is at least a threshold; each is `(k,)`, in [0, 1].

    `coverage` is the share of digits that get an answer, `accuracy` the share of those answers that is right; NaN
    where nothing is answered. (Accuracy-rejection curve: Nadeem, Zucker and Hanczar 2009.)
    """

    threshold: np.ndarray
    accuracy: np.ndarray
    coverage: np.ndarray


def thresholds(answers: Answers, at: np.ndarray) -> Thresholds:
    """For each threshold in `at`, float `(k,)`."""
    order = np.argsort(answers.confidence, kind="stable")
    first = np.searchsorted(answers.confidence[order], at, side="left")
    answered = len(order) - first
    right_from = np.append(np.cumsum(answers.right[order][::-1])[::-1], 0)
    accuracy = np.divide(right_from[first], answered, out=np.full(len(at), np.nan), where=answered > 0)
    return Thresholds(np.asarray(at, float), accuracy, answered / len(order))
