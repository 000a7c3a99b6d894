"""From a network and somebody's drawings to a run that learns them.

The recipe was found with `python -m benchmarks.handwriting`, which prints what it does: a few hundred small steps of
Adam, from the weights that the network has, on its own data with the drawings mixed in (`model.networks.fine_tuning`).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from model.digits import data
from model.handwriting.drawings import LabelledDrawing, arrays
from model.networks.answering import SHIPPED, SHIPPED_ID
from model.networks.checkpoint import Checkpoint, OwnDigits
from model.networks.config import NetworkConfig, TrainingConfig
from model.networks.snapshots import shapes
from model.runs.record import Run
from model.runs.taught import Taught

LEARNING_RATE = 0.0003  # a third of Adam's usual one: the weights are good already
EPOCHS = {"mnist": 2, "sample": 8}  # about three hundred steps in either
LEAST = 3  # drawings


class TeachingError(ValueError):
    """This network can't be taught these drawings. The message says why, and what to do."""


@dataclass(frozen=True)
class Lecture:
    """All that `model.jobs.engine.Engine.submit` needs to start the run."""

    network: NetworkConfig
    training: TrainingConfig
    beginning: Checkpoint
    taught: Taught


def prepare(run: Run | None, weights: list[np.ndarray], drawings: Sequence[LabelledDrawing]) -> Lecture:
    """What teaches these `drawings` to the network of `run`, None for the ready-made one, with its `weights`.

    Raises `TeachingError` where the drawings are too few, where nobody knows how the network was made, or where the
    weights are those of another one.
    """
    if len(drawings) < LEAST:
        raise TeachingError(f"Keep at least {LEAST} drawings first; three of each digit are a good start.")
    network, training = settings_of(run)
    lesson = recipe(training)
    if [weight.shape for weight in weights] != shapes(network):
        raise TeachingError(
            "This network's weights don't fit its settings any more: its file was changed. Choose another."
        )
    own = OwnDigits(*arrays(drawings))
    known = run is None or run.data.get("name") == "mnist" or bool(run.taught and run.taught.tested_before)
    ids = tuple(drawing.id for drawing in drawings)
    taught = Taught(run.id if run else SHIPPED_ID, ids, tested_before=known and lesson.source == "sample")
    return Lecture(network, lesson, Checkpoint.beginning(weights, own), taught)


def recipe(training: TrainingConfig) -> TrainingConfig:
    """How a network that was trained so is taught: on the data that it knows, as far as these are here."""
    source = "mnist" if training.source == "mnist" and data.at_hand() else "sample"
    return replace(
        training,
        source=source,
        epochs=EPOCHS[source],
        batch_size=128,
        optimizer="adam",
        learning_rate=LEARNING_RATE,
        augment=(),
    )


def settings_of(run: Run | None) -> tuple[NetworkConfig, TrainingConfig]:
    """How the network of `run`, None for the ready-made one, was made. Raises `TeachingError` where nobody knows."""
    if run is None:
        made = json.loads(SHIPPED.with_suffix(".json").read_text(encoding="utf-8"))["recipe"]
        return NetworkConfig(tuple(made["hidden"]), dropout=made["dropout"]), TrainingConfig(source="mnist")
    if run.network is None or run.training is None:
        raise TeachingError(
            "This network was uploaded, and how it was trained is not known here. Choose one that was trained here, or "
            "the ready-made one."
        )
    return run.network, run.training
