"""A network taken apart for looking inside, once for everybody who looks at it, and what many digits do in it."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import streamlit as st

from model.digits.data import Dataset, load
from model.inside.layers import DenseNetwork
from model.inside.opening import open_classifier
from model.inside.reasons import as_seen
from model.networks.classifier import Classifier

MANY = 1000  # test digits that show when a neuron is active
KEPT = 4  # networks taken apart that stay in memory, with their numbers for many digits: 5 to 50 MB each


class Many(NamedTuple):
    """Many digits in a network: the activations of each hidden layer for 1,000 test digits, float32 `(1000, neurons)`,
    and the training digits as its last hidden layer sees them, float16 `(4000, neurons)`."""

    activations: list[np.ndarray]
    seen: np.ndarray


@lru_cache(maxsize=KEPT)
def opened(classifier: Classifier) -> DenseNetwork:
    """Raises `NotDenseError`, in a sentence, for a network that can't be looked into."""
    return open_classifier(classifier)


def digits() -> Dataset:
    """The sample: real MNIST, always at hand."""
    return load("sample")


@st.cache_resource(max_entries=KEPT, show_spinner="Showing it a thousand digits")
def many(_network: DenseNetwork, name: str) -> Many:
    """`name` tells networks apart."""
    return Many(_network.forward(_test_digits()).activations, as_seen(_network, digits().x_train))


@st.cache_data(max_entries=64, show_spinner=False)
def accuracy(_network: DenseNetwork, name: str) -> float:
    """The share of 1,000 test digits that it reads correctly. `name` tells networks apart."""
    read = _network.forward(_test_digits()).probabilities.argmax(axis=1)
    return float((read == digits().y_test[:MANY]).mean())


def _test_digits() -> np.ndarray:
    return digits().x_test[:MANY].astype(np.float32) / 255
