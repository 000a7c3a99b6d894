"""What a training run tells while it goes on, what it may be asked for meanwhile, and what comes of it.

The events are dicts, in this order (losses and accuracies are floats, accuracies 0 to 1, seconds are wall time):

- `{"kind": "started", "epoch", "step", "steps", "epochs"}`: from here on; everything after it is (re)learned
- `{"kind": "batch", "epoch", "step", "steps", "loss", "accuracy", "samples", "seconds"}`: means over the
  digits since the last such event, `samples` of them
- `{"kind": "weights", "epoch", "step", "values", "scale"}`: a look at the first layer (`model.networks.looks`)
- `{"kind": "epoch", "epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds"}`; `val_…` are None without
  validation digits
- at the end one of `{"kind": "finished" | "stopped", "test_loss", "test_accuracy", "threshold", "seconds"}` (the
  threshold of doubt, `model.networks.doubt`, only where there were validation digits),
  `{"kind": "paused"}`, `{"kind": "failed", "message"}`; before a stopped run is tested, `{"kind": "stopping"}`

Epochs count from 1, as Keras prints them; `step` is the number of batches done in that epoch.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import keras
import numpy as np

from model.networks.checkpoint import Checkpoint

Event = dict[str, Any]
OnEvent = Callable[[Event], None]


class Request(Protocol):
    """What somebody outside wants of a run: `model.jobs` has one that listens."""

    def now(self) -> str | None:
        """None, `"pause"` or `"stop"`. Called between batches, many times a second."""


class NoRequest:
    """Nobody wants anything: the run goes on to its end."""

    def now(self) -> str | None:
        return None


@dataclass
class Result:
    """A run's end. `status` is `"finished"`, `"stopped"`, `"paused"` or `"failed"`."""

    model: keras.Sequential
    status: str
    history: list[Event]
    checkpoint: Checkpoint
    scores: dict[str, float] = field(default_factory=dict)
    begun: list[Event] = field(default_factory=list)  # the row of an epoch that was not ended, if there is no other
    confusion: np.ndarray | None = None  # int (10, 10), of the test digits: true digits down, answers across
