"""A network's layers with their shapes and parameters, as `Sequential.summary()` lists them, with the sums in words.

Worked out from the settings alone: a page can show it at once, before TensorFlow is loaded.
"""

from dataclasses import dataclass

from model.networks.config import CLASSES, IMAGE_SHAPE, NetworkConfig
from model.networks.settings import settings_of

ACTIVATION_NAMES = settings_of(NetworkConfig)["activation"].names or {}


@dataclass(frozen=True)
class LayerSummary:
    """One layer: Keras's name for it, its output shape without the batch, its parameters and how they add up."""

    layer: str
    output_shape: tuple[int, ...]
    parameters: int
    sum_in_words: str


def summarize(config: NetworkConfig) -> list[LayerSummary]:
    """The layers of `model.networks.network.build(config)`, in order."""
    pixels = IMAGE_SHAPE[0] * IMAGE_SHAPE[1]
    rows = [LayerSummary("Flatten", (pixels,), 0, f"{IMAGE_SHAPE[0]} × {IMAGE_SHAPE[1]} pixels, in one row")]
    activation = ACTIVATION_NAMES.get(config.activation, config.activation).partition(" (")[0]
    inputs = pixels
    for units in config.hidden:
        kind = "" if config.batch_normalization else f" ({activation})"
        rows.append(_dense(f"Dense{kind}", inputs, units))
        if config.batch_normalization:
            words = f"4 × {units:,}: a scale, a shift, a running mean and a running variance each"
            rows.append(LayerSummary("BatchNormalization", (units,), 4 * units, words))
            rows.append(LayerSummary(f"Activation ({activation})", (units,), 0, "applied to each sum"))
        if config.dropout:
            words = f"{config.dropout:.0%} of the outputs set to 0 while training"
            rows.append(LayerSummary("Dropout", (units,), 0, words))
        inputs = units
    rows.append(_dense("Dense (softmax)", inputs, CLASSES))
    return rows


def count_parameters(config: NetworkConfig) -> int:
    """All numbers of the network, trained or running means, as `Sequential.count_params()` counts them."""
    return sum(row.parameters for row in summarize(config))


def _dense(name: str, inputs: int, units: int) -> LayerSummary:
    words = f"{inputs:,} × {units:,} weights + {units:,} biases"
    return LayerSummary(name, (units,), inputs * units + units, words)
