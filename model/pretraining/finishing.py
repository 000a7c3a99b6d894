"""From the trained network to the file that ships: folded, calibrated, halved, with its facts beside it."""

from __future__ import annotations

import io
import json
import os
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from model.networks.classifier import Classifier
from model.networks.config import NetworkConfig
from model.networks.network import build
from model.pretraining.examples import Validation
from model.pretraining.recipe import Recipe

if TYPE_CHECKING:
    import keras

FLAGGED = 0.01  # share of validation digits that the page may call "maybe no digit"
WEIGHTS = "model.weights.h5"  # the weights within a .keras file


def fold(network: keras.Sequential, recipe: Recipe, temperature: float = 1.0) -> keras.Sequential:
    """The same network without batch normalization and dropout, which only training needs.

    Batch normalization is a scale and a shift of each neuron, so it goes into the weights before it; so
    does the temperature that the logits are divided by (Guo, Pleiss, Sun and Weinberger 2017).
    """
    import keras

    dense = [layer for layer in network.layers if isinstance(layer, keras.layers.Dense)]
    norms = [layer for layer in network.layers if isinstance(layer, keras.layers.BatchNormalization)]
    weights: list[np.ndarray] = []
    for layer, norm in zip(dense, norms, strict=False):
        (kernel, bias), (gamma, beta, mean, variance) = layer.get_weights(), norm.get_weights()
        factor = gamma / np.sqrt(variance + norm.epsilon)
        weights += [kernel * factor, (bias - mean) * factor + beta]
    weights += [weight / temperature for weight in dense[-1].get_weights()]
    folded = build(NetworkConfig(recipe.hidden))
    folded.set_weights(weights)
    return folded


def best_temperature(probabilities: np.ndarray, labels: np.ndarray, sources: np.ndarray) -> float:
    """The temperature with the least cross-entropy; each source counts the same, however many digits it has."""
    logits = np.log(np.maximum(probabilities, 1e-12))

    def surprise(temperature: float) -> float:
        scaled = logits / temperature
        right = scaled[np.arange(len(labels)), labels] - np.log(np.exp(scaled).sum(axis=1))
        return -float(np.mean([right[sources == source].mean() for source in np.unique(sources)]))

    return float(min(np.arange(0.3, 2, 0.01), key=surprise))


def calibrated(network: keras.Sequential, validation: Validation) -> tuple[keras.Sequential, float]:
    """The folded network with its best temperature in the weights of its last layer, and that temperature."""
    answers = network.predict(validation.pixels, batch_size=2000, verbose=0)
    temperature = best_temperature(answers, validation.labels, validation.sources)
    last = network.layers[-1]
    last.set_weights([weights / temperature for weights in last.get_weights()])
    return network, temperature


def averaged(network: keras.Sequential, earlier: keras.Sequential, share: float) -> keras.Sequential:
    """The folded network, with `share` of each weight from the `earlier` one that it went on from.

    Such a mean reads what either reads: it keeps more of what the earlier one knew (Wortsman and others 2022, "Robust
    fine-tuning of zero-shot models").
    """
    both = zip(network.get_weights(), earlier.get_weights(), strict=True)
    network.set_weights([(1 - share) * new + share * old for new, old in both])
    return network


def halve(path: Path) -> None:
    """Store a `.keras` file's weights as float16, which halves it. Keras reads them back into float32 layers."""
    import h5py

    def copy(old: h5py.Group, new: h5py.Group) -> None:
        new.attrs.update(old.attrs)
        for name, item in old.items():
            if isinstance(item, h5py.Dataset):
                new.create_dataset(name, data=item[()].astype(np.float16))
            else:
                copy(item, new.create_group(name))

    with zipfile.ZipFile(path) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    halves = io.BytesIO()
    with h5py.File(io.BytesIO(parts[WEIGHTS]), "r") as old, h5py.File(halves, "w") as new:
        copy(old, new)
    parts[WEIGHTS] = halves.getvalue()
    unfinished = path.with_suffix(".part")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    os.replace(unfinished, path)


def finish(
    network: keras.Sequential,
    recipe: Recipe,
    validation: Validation,
    test: tuple[np.ndarray, np.ndarray],
    assets: Path,
    earlier: keras.Sequential | None = None,
) -> dict:
    """Choose temperature and threshold on validation digits, and save the network with its facts beside it.

    With an `earlier` network, folded as it ships, the mean of the two is what is saved. `test` are MNIST's test
    digits, uint8 (n, 784), and their labels. Returns the facts.
    """
    folded, temperature = calibrated(fold(network, recipe), validation)
    if earlier is not None:
        folded, again = calibrated(averaged(folded, earlier, recipe.of_earlier), validation)
        temperature *= again
    path = assets / "pretrained.keras"
    folded.save(path)
    halve(path)
    shipped = Classifier.load(path)
    top = shipped.probabilities(validation.pixels).max(axis=1)
    sources = np.unique(validation.sources)
    threshold = min(np.quantile(top[validation.sources == source], FLAGGED) for source in sources)
    x_test, y_test = test[0].reshape(-1, 28, 28).astype(np.float32) / 255, test[1]
    facts = {
        "name": "-".join(map(str, (784, *recipe.hidden, 10))),
        "parameters": shipped.model.count_params(),
        "test_accuracy": round(float((shipped.probabilities(x_test).argmax(axis=1) == y_test).mean()), 4),
        "confidence_threshold": round(float(threshold), 2),
        "temperature": round(temperature, 2),
        "recipe": asdict(recipe),
    }
    (assets / "pretrained.json").write_text(json.dumps(facts, indent=2) + "\n")
    return facts
