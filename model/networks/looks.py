"""Looks at a network while it learns: the first layer's weights of a dozen neurons, small enough to be sent often."""

import time
from typing import TYPE_CHECKING

import numpy as np

from model.networks.events import Event, OnEvent

if TYPE_CHECKING:
    import keras

DOZEN = 12
EVERY = 0.4  # seconds between two looks at first; later, when weights change more slowly,
SHARE = 0.02  # of the time that has passed: hundreds of looks per run, not thousands


class Looks:
    """Sends a `"weights"` event now and then; the first one before the first step."""

    def __init__(self, model: "keras.Model", on_event: OnEvent) -> None:
        self.kernel, self.on_event = model.weights[0], on_event
        self.began = self.next_at = time.monotonic()

    def take(self, epoch: int, step: int) -> None:
        now = time.monotonic()
        if now >= self.next_at:
            self.next_at = now + max(EVERY, SHARE * (now - self.began))
            self.on_event({"kind": "weights", "epoch": epoch, "step": step} | packed(np.asarray(self.kernel)))


def packed(kernel: np.ndarray) -> Event:
    """The weights of the first twelve neurons of `(784, neurons)`, one byte each: `values` times `scale`."""
    some = np.nan_to_num(np.asarray(kernel[:, :DOZEN], np.float32).T, posinf=0.0, neginf=0.0)
    scale = float(np.abs(some).max()) / 127 or 1.0
    return {"values": np.rint(some / scale).astype(np.int8).tobytes(), "scale": scale}


def unpacked(values: bytes, scale: float) -> np.ndarray:
    """What `packed` made of a kernel, as pictures float32 `(neurons, 28, 28)`."""
    return np.frombuffer(values, np.int8).reshape(-1, 28, 28).astype(np.float32) * np.float32(scale)
