"""Which training digits are kept aside for validation."""

import numpy as np

from model.networks.config import TrainingConfig


def split(count: int, training: TrainingConfig) -> tuple[np.ndarray, np.ndarray]:
    """Indices of `count` training digits, shuffled by the seed: those kept for validation, those to learn from."""
    order = np.random.default_rng(training.seed).permutation(count)
    kept = round(training.validation_split * count)
    return order[:kept], order[kept:]
