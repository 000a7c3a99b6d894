"""A network taken apart for looking inside, once for everybody who looks at it, and what many digits do in it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

import numpy as np
import streamlit as st

from model.digits.data import Dataset, load
from model.inside.layers import DenseNetwork
from model.inside.opening import open_classifier
from model.inside.reasons import Seen, as_seen
from model.networks.classifier import Classifier

T = TypeVar("T")
_one_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="look-inside")

MANY = 1000  # test digits that show when a neuron is active
KEPT = 4  # networks taken apart that stay in memory, with their numbers for many digits: 5 to 50 MB each


class Many(NamedTuple):
    """Many digits in a network: the activations of each hidden layer for 1,000 test digits, float32 `(1000, neurons)`,
    the 4,000 training digits as it sees and reads them, and its accuracy."""

    activations: list[np.ndarray]
    seen: Seen
    accuracy: float


@lru_cache(maxsize=KEPT)
def opened(classifier: Classifier) -> DenseNetwork:
    """Raises `NotDenseError`, in a sentence, for a network that can't be looked into."""
    return open_classifier(classifier)


def in_turn(work: Callable[..., T], *given: Any) -> T:
    """`work(*given)`, for one visitor after the other: in one thread, whose memory serves them all."""
    return _one_thread.submit(work, *given).result()


def digits() -> Dataset:
    """The sample: real MNIST, always at hand."""
    return load("sample")


@st.cache_resource(max_entries=KEPT, show_spinner="Showing it a thousand digits")
def many(_network: DenseNetwork, name: str) -> Many:
    """`name` tells networks apart."""

    def looked() -> Many:
        seen = as_seen(_network, digits().x_train)
        return Many(_network.forward(_test_digits()).activations, seen, accuracy(_network))

    return in_turn(looked)


def accuracy(network: DenseNetwork) -> float:
    """The share of 1,000 test digits that it reads correctly."""
    read = network.forward(_test_digits()).probabilities.argmax(axis=1)
    return float((read == digits().y_test[:MANY]).mean())


def _test_digits() -> np.ndarray:
    return digits().x_test[:MANY].astype(np.float32) / 255
