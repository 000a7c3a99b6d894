"""Networks as they once were, read from snapshots: kept in memory for all who look at the same."""

from functools import lru_cache
from pathlib import Path

import numpy as np

from model.inside.layers import DenseNetwork
from model.inside.rebuilding import rebuilt
from model.networks.config import NetworkConfig
from model.networks.snapshots import arrays
from model.runs import snapshots

KEPT = 6  # networks: 1 to 20 MB each
KEPT_ANSWERS = 4096


def network_then(path: Path, config: NetworkConfig) -> DenseNetwork:
    """The network of the snapshot at `path`. Raises `OSError` or `ValueError` where there is none any more."""
    return _network(path, path.stat().st_mtime_ns, config)


@lru_cache(maxsize=KEPT)
def _network(path: Path, _changed: int, config: NetworkConfig) -> DenseNetwork:
    return rebuilt(config, snapshots.read(path, config))


def first_weights_then(path: Path, config: NetworkConfig) -> np.ndarray:
    """The first layer's weights as they were learned, float32 `(784, neurons)`: also where batch normalization follows,
    which goes into those of `network_then`. Raises as that does."""
    return arrays(snapshots.read(path, config), config)[0]


def answer_then(path: Path, config: NetworkConfig, pixels: np.ndarray) -> np.ndarray:
    """What that network answers for float32 `(28, 28)`: probabilities, float `(10,)`. Raises as `network_then`."""
    return _answer(path, path.stat().st_mtime_ns, config, pixels.astype(np.float32).tobytes())


@lru_cache(maxsize=KEPT_ANSWERS)
def _answer(path: Path, changed: int, config: NetworkConfig, pixels: bytes) -> np.ndarray:
    digit = np.frombuffer(pixels, np.float32).reshape(1, 28, 28)
    return _network(path, changed, config).forward(digit).probabilities[0]
