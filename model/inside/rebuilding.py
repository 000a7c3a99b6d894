"""A snapshot of a run's weights as a network that one can look into, without Keras."""

import numpy as np

from model.inside.layers import DenseLayer, DenseNetwork
from model.networks.config import NetworkConfig
from model.networks.snapshots import arrays

EPSILON = 1e-3  # that of Keras's batch normalization: it keeps a variance from being 0


def rebuilt(config: NetworkConfig, vector: np.ndarray) -> DenseNetwork:
    """float16 `(n,)`, as `model.networks.snapshots` takes it of a network built to `config` → that network.

    Batch normalization goes into the weights before it, as it is when a network answers (Ioffe and Szegedy 2015).
    """
    weights = iter(arrays(vector, config))
    layers = []
    for _ in config.hidden:
        layer = DenseLayer(next(weights), next(weights), config.activation)
        if config.batch_normalization:
            scale, shift, mean, variance = (next(weights) for _ in range(4))
            factor = scale / np.sqrt(variance + EPSILON)
            layer = layer.scaled(factor, shift - mean * factor)
        layers.append(layer)
    layers.append(DenseLayer(next(weights), next(weights)))
    return DenseNetwork(tuple(layers))
