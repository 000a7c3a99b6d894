"""Everything a training run needs to go on as if nothing had happened."""

import io
import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True)
class OwnDigits:
    """Somebody's digits, to be learned besides (`model.networks.fine_tuning`): `images` uint8 `(n, 28, 28)`, `labels`
    uint8 `(n,)`."""

    images: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True)
class Checkpoint:
    """A run's state between two batches.

    `variables` are all of Keras's own (weights, the optimizer's moments, random seeds, metrics), in a fixed order.
    `epoch` (from 1) is the one that is under way and `step` the number of its batches that are done.
    `progress` holds the run's own numbers: history, running means, seconds; and the name of its `digits`. `own` are
    somebody's digits that it learns besides, where there are any.
    """

    variables: list[np.ndarray]
    epoch: int
    step: int
    progress: dict[str, Any] = field(default_factory=dict)
    own: OwnDigits | None = None

    @classmethod
    def beginning(cls, weights: list[np.ndarray], own: OwnDigits | None = None) -> "Checkpoint":
        """The state of a run that has yet to make its first step, from `weights` of one's own: as `get_weights` has
        them, a kernel and a bias for each layer. It learns the digits `own` besides. All else is as at any start."""
        running = dict.fromkeys(("loss", "accuracy", "samples", "seconds"), 0.0)
        return cls(weights, 1, 0, {"history": [], "running": running, "weights_alone": True}, own)

    @property
    def epochs_done(self) -> int:
        return self.epoch - 1

    def to_bytes(self) -> bytes:
        """As an `.npz` file, to be sent to another process."""
        stream = io.BytesIO()
        facts = json.dumps({"epoch": self.epoch, "step": self.step, "progress": self.progress})
        arrays: dict[str, Any] = {f"v{number:04d}": array for number, array in enumerate(self.variables)}
        if self.own is not None:
            arrays |= {"own_images": self.own.images, "own_labels": self.own.labels}
        np.savez(stream, facts=np.array(facts), **arrays)
        return stream.getvalue()

    @staticmethod
    def facts(data: bytes) -> dict[str, Any]:
        """`epoch`, `step` and `progress` of a checkpoint's bytes, without its variables: they stay unread."""
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            return json.loads(str(archive["facts"]))

    @classmethod
    def from_bytes(cls, data: bytes) -> "Checkpoint":
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            facts = json.loads(str(archive["facts"]))
            variables = [archive[key] for key in sorted(archive.files) if key.startswith("v")]
            own = OwnDigits(archive["own_images"], archive["own_labels"]) if "own_images" in archive else None
        return cls(variables, **facts, own=own)
