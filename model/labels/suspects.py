"""Labels that may be wrong: where networks that never saw a digit are sure that it is another one.

Confident learning (Northcutt, Jiang and Chuang 2021, “Confident Learning: Estimating Uncertainty in Dataset Labels”),
as their library cleanlab does it, on probabilities from cross-validation.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from model.digits.data import Dataset
from model.networks.config import TrainingConfig
from model.networks.learned_digits import learned_digits

LEAST = 200  # digits: with fewer, networks know too little to doubt a label
FEW = 10_000  # up to so many, five parts instead of three: each network learns from more of them
HIDDEN, BATCH_SIZE, RATE = 128, 50, 0.002
LEARNED = (
    20_000  # digits that each network looks at, if it has to several times: more, and it knows wrong labels by heart
)

OnProgress = Callable[[float], None]


@dataclass(frozen=True)
class Suspects:
    """The digits whose label may be wrong, the most suspicious first; each array is `(k,)`.

    `indices` count in the data set's training digits; `labels` are uint8, as told, `suggested` what the networks read,
    with `confidence`, the probability of that in [0, 1]; `wrong`, bool, says which labels an experiment really made
    wrong. `count` digits were looked at, of which it made `made_wrong` wrong: 0 in a data set as it is.
    """

    indices: np.ndarray
    labels: np.ndarray
    suggested: np.ndarray
    confidence: np.ndarray
    wrong: np.ndarray
    count: int
    made_wrong: int

    @property
    def precision(self) -> float:
        """The share of the suspects that an experiment made wrong, 0 to 1."""
        return float(self.wrong.mean()) if len(self.wrong) else 0.0

    @property
    def recall(self) -> float:
        """The share of the labels that an experiment made wrong which are among the suspects, 0 to 1."""
        return float(self.wrong.sum()) / self.made_wrong if self.made_wrong else 0.0


def digits_of(training: TrainingConfig) -> TrainingConfig:
    """Which digits and labels a run learns from, and nothing else of its settings: alike for all that learn alike."""
    names = ("source", "validation_split", "seed", "training_digits", "wrong_labels", "left_out", "left_share")
    return replace(TrainingConfig(), **{name: getattr(training, name) for name in names})


def find(dataset: Dataset, training: TrainingConfig, on_progress: OnProgress = lambda share: None) -> Suspects:
    """The suspects among the digits that a run with these settings learns from, with the labels that it is told.

    With `validation_split=0.0` and no experiment that is the whole data set. Raises ValueError for too few digits.
    """
    learned = learned_digits(dataset.y_train, training)
    if len(learned.indices) < LEAST:
        raise ValueError(f"These are {len(learned.indices)} digits; at least {LEAST} are needed to doubt a label.")
    images = dataset.x_train[learned.indices].reshape(-1, 784).astype(np.float32) / 255
    known = np.unique(learned.labels)
    labels = np.searchsorted(known, learned.labels)
    probabilities = out_of_sample(images, labels, on_progress)
    places = suspicious(labels, probabilities)
    read = probabilities[places].argmax(axis=1)
    return Suspects(
        learned.indices[places],
        learned.labels[places],
        known[read].astype(np.uint8),
        probabilities[places].max(axis=1),
        learned.wrong[places],
        len(labels),
        int(learned.wrong.sum()),
    )


def out_of_sample(images: np.ndarray, labels: np.ndarray, on_progress: OnProgress) -> np.ndarray:
    """What small networks make of each digit after learning from the others: float `(n, classes)`, rows add up to 1.

    `images` are float32 `(n, 784)` in [0, 1] in random order, `labels` int `(n,)`, 0 up to the number of classes.
    Cross-validation in parts that have as many of each digit.
    """
    from sklearn.neural_network import MLPClassifier  # quick, and no TensorFlow to start
    from threadpoolctl import threadpool_limits

    classes, folds = np.arange(labels.max() + 1), 5 if len(labels) <= FEW else 3
    fold = np.empty(len(labels), int)
    for digit in classes:
        mine = np.flatnonzero(labels == digit)
        fold[mine] = np.arange(len(mine)) % folds
    epochs = min(20, max(2, round(LEARNED / len(labels))))
    probabilities = np.empty((len(labels), len(classes)))
    for part in range(folds):
        network = MLPClassifier((HIDDEN,), batch_size=BATCH_SIZE, learning_rate_init=RATE, random_state=part)
        others = fold != part
        with threadpool_limits(1):  # a core, and the others for pages and training: on small batches more are no faster
            for epoch in range(epochs):
                network.partial_fit(images[others], labels[others], classes=classes)
                on_progress((part + (epoch + 1) / epochs) / folds)
            probabilities[~others] = network.predict_proba(images[~others])
    return probabilities


def suspicious(labels: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """Places of the labels, int `(n,)`, that `probabilities`, `(n, classes)`, speak against: the clearest first."""
    from cleanlab.filter import find_label_issues  # takes a second to import, and is only in the searching process

    return find_label_issues(
        labels,
        probabilities,
        filter_by="confident_learning",
        return_indices_ranked_by="normalized_margin",
        n_jobs=1,
    )
