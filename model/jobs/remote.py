"""What runs on a Dask worker: one training run.

A run is known by its id. On the cluster there are, for each run,
- the topic `run-<id>`: its events, from the worker to the app,

and for each attempt (a run that is paused and goes on later makes a new one)

- the topic `wish-<id>-<attempt>`: `"pause"` or `"stop"`, from the app to the worker,
- the variable `checkpoint-<id>-<attempt>`: its state after the last whole epoch, `b""` before. Dask itself starts a
  task again when its worker dies; the run then finds its state there, whichever worker it has landed on. Where epochs
  take but a moment it is that after an epoch shortly before: bringing it there may take 2 % of a run's time,
- the queue `snapshots-<id>-<attempt>`: the snapshots since the last state, brought there with it. The last ones come
  with the run's result.
"""

import os
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from distributed import Queue, Variable, get_client, get_worker

from model.networks.config import NetworkConfig, TrainingConfig

if TYPE_CHECKING:
    import numpy as np

    from model.digits.data import Dataset

BEGAN_ON_THE_SAMPLE = (
    "This run began on the sample of 5,000 digits and goes on with it. Start a new one to train on MNIST."
)
SHARE = 0.02  # of a run's time that keeping its state may take
IN_MEMORY = "/dev/shm"  # a folder that needs no disk, where the system has one


def events_topic(run_id: str) -> str:
    return f"run-{run_id}"


def wish_topic(run_id: str, attempt: int) -> str:
    return f"wish-{run_id}-{attempt}"


def checkpoint_variable(run_id: str, attempt: int, client: Any) -> Variable:
    return Variable(f"checkpoint-{run_id}-{attempt}", client=client)


def snapshots_queue(run_id: str, attempt: int, client: Any) -> Queue:
    return Queue(f"snapshots-{run_id}-{attempt}", client=client)


def run_training(run_id: str, attempt: int, network: NetworkConfig, training: TrainingConfig) -> dict[str, Any]:
    """Trains on this worker. Returns the status, the `.keras` file's bytes, the history, scores and facts on the data.

    A problem that has a sentence (the data are not MNIST, the settings can't work) becomes a `failed` event.
    """
    from model.digits.data import DataError
    from model.networks.checkpoint import Checkpoint
    from model.networks.settings import SettingError
    from model.networks.training import train

    worker, client = get_worker(), get_client()
    keep_next_at, state = 0.0, b""
    fresh: list[tuple[int, bytes]] = []  # snapshots that are still here: the epoch, and float16 numbers

    def tell(event: dict[str, Any]) -> None:
        worker.log_event(events_topic(run_id), event)

    def keep(checkpoint: Checkpoint) -> None:
        nonlocal keep_next_at
        began = time.monotonic()
        if began < keep_next_at:
            return
        stored.set(checkpoint.to_bytes())
        if fresh:
            snapshots.put(fresh.copy())
            fresh.clear()
        tell({"kind": "checkpoint"})
        now = time.monotonic()
        keep_next_at = now + (now - began) / SHARE

    def take(epoch: int, weights: "np.ndarray") -> None:
        fresh.append((epoch, weights.tobytes()))

    request = TopicRequest(client, wish_topic(run_id, attempt))
    snapshots = snapshots_queue(run_id, attempt, client)
    stored = checkpoint_variable(run_id, attempt, client)
    try:
        tell({"kind": "data", "source": training.source, "share": None})
        state = stored.get(timeout=10)
        dataset = digits_of(
            training.source, state, lambda share: tell({"kind": "data", "source": training.source, "share": share})
        )
        facts = {
            "name": dataset.name,
            "note": dataset.note,
            "train": len(dataset.x_train),
            "test": len(dataset.x_test),
        }
        tell({"kind": "loaded", **facts})
        result = train(
            network,
            training,
            dataset,
            tell,
            request,
            resume_from=Checkpoint.from_bytes(state) if state else None,
            on_checkpoint=keep,
            on_snapshot=take,
        )
    except (DataError, SettingError) as error:
        tell({"kind": "failed", "message": str(error)})
        return {"status": "paused" if state else "failed"}  # what was learned so far is kept
    finally:
        request.close()
        snapshots.close()
    return {
        "status": result.status,
        "checkpoint": result.checkpoint.to_bytes(),
        "snapshots": fresh,
        "model": b"" if result.status in ("paused", "failed") else keras_file(result.model),
        "history": result.history,
        "begun": result.begun,
        "confusion": None if result.confusion is None else result.confusion.tolist(),
        "scores": result.scores,
        "epochs": result.checkpoint.epochs_done,
        "parameters": result.model.count_params(),
        "data": facts,
    }


def digits_of(source: str, state: bytes, on_progress: Callable[[float], None]) -> "Dataset":
    """The digits of `source`; for a run that goes on from `state`, those that it began with, whatever came meanwhile.

    Raises `DataError` where these are not here any more.
    """
    from model.digits.data import DataError, load
    from model.networks.checkpoint import Checkpoint

    began = Checkpoint.facts(state).get("progress", {}).get("digits", "") if state else ""
    if began == "sample" != source:
        return replace(load(began), note=BEGAN_ON_THE_SAMPLE)
    dataset = load(source, on_progress)
    if began and dataset.name != began:
        raise DataError("This run began on MNIST, which can't be loaded now. Press Continue when it is back.")
    return dataset


def keras_file(model: Any) -> bytes:
    """`model` as the bytes of a `.keras` file, without its optimizer's state."""
    import keras

    bare = keras.models.clone_model(model)
    bare.set_weights(model.get_weights())
    with suppress(OSError):  # the disk is full: what was learned is not lost for that
        return _saved(bare, None)
    return _saved(bare, IN_MEMORY)


def _saved(model: Any, within: str | None) -> bytes:
    with tempfile.TemporaryDirectory(dir=within) as folder:
        path = os.path.join(folder, "model.keras")
        model.save(path)
        with open(path, "rb") as file:
            return file.read()


class TopicRequest:
    """A `model.networks.events.Request` that looks for a wish on a Dask topic, ten times a second, in its own thread.

    It looks rather than subscribes: a wish may stand there already, from before the run began or its worker died.
    """

    def __init__(self, client: Any, topic: str) -> None:
        self.client, self.topic = client, topic
        self.wish: str | None = None
        self.closed = threading.Event()
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        while not self.closed.wait(0.1):
            if events := self.client.get_events(self.topic):
                self.wish = events[-1][1]

    def now(self) -> str | None:
        return self.wish

    def close(self) -> None:
        self.closed.set()
