"""Builds what the settings describe: a dense network, and the optimizer that trains it.

Every network here is a dense (fully connected) one: 784 pixels in, some hidden layers, 10 probabilities out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.networks.config import CLASSES, IMAGE_SHAPE, MAX_LAYERS, NetworkConfig, TrainingConfig

if TYPE_CHECKING:
    import keras


def build(config: NetworkConfig, seed: int | None = None) -> keras.Sequential:
    """Builds the network that `config` describes, with fresh random weights, not yet compiled.

    Input: float32 `(n, 28, 28)` in [0, 1]. Output: float32 `(n, 10)`, a probability for each digit. The same `seed`
    gives the same weights, whatever else draws random numbers meanwhile; without one they are new each time.
    """
    import keras
    from keras import layers

    network = keras.Sequential([keras.Input(IMAGE_SHAPE), layers.Flatten()])
    for number, units in enumerate(config.hidden):
        layer_seed = None if seed is None else seed + number
        # With batch normalization the activation comes after it (Ioffe and Szegedy 2015, section 3.2).
        network.add(
            layers.Dense(
                units,
                activation=None if config.batch_normalization else config.activation,
                kernel_initializer=_initializer(config, layer_seed),
                kernel_regularizer=_penalty(config),
            )
        )
        if config.batch_normalization:
            network.add(layers.BatchNormalization())
            network.add(layers.Activation(config.activation))
        if config.dropout:
            network.add(layers.Dropout(config.dropout, seed=layer_seed))
    network.add(
        layers.Dense(
            CLASSES,
            activation="softmax",
            kernel_initializer=_initializer(config, None if seed is None else seed + MAX_LAYERS),
            kernel_regularizer=_penalty(config),
        )
    )
    return network


def build_optimizer(training: TrainingConfig) -> keras.Optimizer:
    """The Keras optimizer that `training` names, at its learning rate."""
    from keras import optimizers

    rate = training.learning_rate
    return {
        "sgd": lambda: optimizers.SGD(rate),
        "momentum": lambda: optimizers.SGD(rate, momentum=0.9),
        "rmsprop": lambda: optimizers.RMSprop(rate),
        "adam": lambda: optimizers.Adam(rate),
        "adamw": lambda: optimizers.AdamW(rate),
        "adagrad": lambda: optimizers.Adagrad(rate),
    }[training.optimizer]()


def _initializer(config: NetworkConfig, seed: int | None) -> keras.Initializer:
    import keras

    initializer = keras.initializers.get(config.initializer)
    return type(initializer)(seed=seed) if seed is not None and hasattr(initializer, "seed") else initializer


def _penalty(config: NetworkConfig) -> keras.Regularizer | None:
    import keras

    return keras.regularizers.L1L2(l1=config.l1, l2=config.l2) if config.l1 or config.l2 else None
