"""Break it, and watch: the same network with noise on its weights, without biases, with fewer neurons or bits."""

from dataclasses import dataclass, replace

import numpy as np

from model.inside.layers import DenseLayer, DenseNetwork

BITS = (32, 8, 4, 2, 1)


@dataclass(frozen=True)
class Damage:
    """What is done to a network. `noise` is the standard deviation of what is added to each weight, as a share of the
    standard deviation of its layer's weights; `removed` the share of hidden neurons that fall silent, the weakest or
    (`random`) any; `bits` how many bits a weight has; `biases` whether they are kept."""

    noise: float = 0.0
    biases: bool = True
    removed: float = 0.0
    random: bool = False
    bits: int = 32
    seed: int = 0


def broken(network: DenseNetwork, damage: Damage) -> DenseNetwork:
    """The network after the `damage`, in the order removed, rounded, noise, biases. The original stays whole."""
    random = np.random.default_rng(damage.seed)
    layers = list(network.layers)
    if damage.removed:
        layers = _without_neurons(layers, damage, random)
    if damage.bits < 32:
        layers = [replace(layer, kernel=rounded(layer.kernel, damage.bits)) for layer in layers]
    if damage.noise:
        layers = [replace(layer, kernel=_noisy(layer.kernel, damage.noise, random)) for layer in layers]
    if not damage.biases:
        layers = [replace(layer, bias=np.zeros_like(layer.bias)) for layer in layers]
    return replace(network, layers=tuple(layers))


def rounded(weights: np.ndarray, bits: int) -> np.ndarray:
    """Weights rounded to 2^bits − 1 evenly spaced values, as many below 0 as above (uniform quantization, one scale a
    layer); the largest lies at the largest weight.

    Of one bit and of two that would leave next to nothing. With two bits a weight is −1, 0 or 1 times one size: those
    below 0.7 times the mean size become 0, and the size is the mean of the others (Li, Zhang and Liu 2016, "Ternary
    weight networks"). With one bit only the sign is left, times the mean size (Rastegari, Ordonez, Redmon and Farhadi
    2016, XNOR-Net).
    """
    sizes = np.abs(weights)
    largest = sizes.max()
    if not largest:
        return weights
    if bits == 1:
        return np.where(weights < 0, -1, 1).astype(np.float32) * sizes.mean(dtype=np.float32)
    if bits == 2:
        kept = sizes > 0.7 * sizes.mean()
        return np.where(kept, np.sign(weights), 0).astype(np.float32) * sizes[kept].mean(dtype=np.float32)
    unit = largest / (2 ** (bits - 1) - 1)
    return (np.rint(weights / unit) * unit).astype(np.float32)


def _noisy(kernel: np.ndarray, noise: float, random: np.random.Generator) -> np.ndarray:
    return kernel + random.standard_normal(kernel.shape, np.float32) * np.float32(noise * kernel.std())


def _without_neurons(layers: list[DenseLayer], damage: Damage, random: np.random.Generator) -> list[DenseLayer]:
    """Silences hidden neurons: all weights from them become 0. A neuron is weak where its weights in and out are."""
    for index in range(len(layers) - 1):
        into, out = layers[index], layers[index + 1]
        count = round(damage.removed * len(into.bias))
        strength = np.linalg.norm(into.kernel, axis=0) * np.linalg.norm(out.kernel, axis=1)
        gone = random.permutation(len(strength))[:count] if damage.random else np.argsort(strength)[:count]
        kernel = out.kernel.copy()
        kernel[gone] = 0
        layers[index + 1] = replace(out, kernel=kernel)
    return layers
