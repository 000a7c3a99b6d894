"""The threshold of doubt of a run that was saved without one, found later, while nobody waits for it."""

from concurrent.futures import Future
from functools import lru_cache

import numpy as np

from model.networks import answering, doubt
from model.networks.classifier import Classifier
from model.networks.validation_split import split
from model.runs import held_out
from model.runs.record import Run

MOST = 10_000  # digits looked at: enough to tell one in twenty


def found_later(run: Run) -> Future:
    """A future of the threshold in [0, 1], the same one for everybody; its exception says why there is none."""
    return _found_later(_Key(run), run.model_path.stat().st_mtime_ns)


def find(run: Run, classifier: Classifier) -> float:
    """From the validation digits of `run`; from test digits where it kept none aside or they are not at hand."""
    digits = held_out.of_run(run)
    images = digits.dataset.x_test
    if run.training and digits.learned_from is not None:
        kept = split(len(digits.dataset.x_train), run.training)[0]
        images = digits.dataset.x_train[kept] if len(kept) else images
    return doubt.threshold(classifier.probabilities(images[:MOST].astype(np.float32) / 255))


class _Key:
    """A run by its folder: runs themselves are no keys, as they hold dicts."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def __hash__(self) -> int:
        return hash(self.run.folder)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.run.folder == other.run.folder


@lru_cache(maxsize=64)
def _found_later(key: _Key, _changed: int) -> Future:
    loaded = answering.classifier(key.run.model_path)
    return answering.later(lambda: find(key.run, loaded.result()))
