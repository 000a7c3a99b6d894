"""One training run, start to end, as a stream of events.

This is Keras's `fit`, opened up: the same `compile`, the same `train_step`, the same `evaluate`. Only the loop over
the batches is ours. It runs many batches in one call of a TensorFlow graph, which is faster than `fit` with its
defaults, and between two calls it says how things stand and hears whether to pause or stop.

The events stand in `model.networks.events`.
"""

import math
import threading
import time
from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from model.digits.data import Dataset
from model.networks import doubt
from model.networks.augmentation import Augmentation
from model.networks.checkpoint import Checkpoint, OwnDigits
from model.networks.config import CLASSES, NetworkConfig, TrainingConfig
from model.networks.confusion import confusion_matrix
from model.networks.events import Event, NoRequest, OnEvent, Request, Result
from model.networks.fine_tuning import mixed
from model.networks.learned_digits import learned_digits
from model.networks.looks import Looks
from model.networks.network import build, build_optimizer
from model.networks.observations import usual_rate
from model.networks.settings import SettingError
from model.networks.snapshots import OnSnapshot, Snapshots
from model.networks.train_steps import WORTH_COMPILING, ManySteps, has_xla, next_batches
from model.networks.validation_split import split

SECONDS_BETWEEN_EVENTS = 0.12
OF_KERAS_AUGMENTATION = 3  # states of chance, which a checkpoint had behind the others when Keras's layers augmented


def train(
    network: NetworkConfig,
    training: TrainingConfig,
    dataset: Dataset,
    on_event: OnEvent,
    request: Request | None = None,
    resume_from: Checkpoint | None = None,
    on_checkpoint: Callable[[Checkpoint], None] = lambda checkpoint: None,
    on_snapshot: OnSnapshot | None = None,
) -> Result:
    """Trains `network` on `dataset` and blocks until it is done; tells `on_event` what happens meanwhile.

    The same settings, seed and data give the same numbers again on the same machine. With `resume_from` the run
    goes on from there, to the batch, as if it had never been interrupted (a `Checkpoint.beginning` is one's own
    weights to begin with, and may bring digits to learn besides); `on_checkpoint` gets such a state after each epoch.
    `on_snapshot` gets the weights before training and after some epochs (`model.networks.snapshots`), with the number
    of epochs that are done, before `on_checkpoint`. Raises `SettingError` where the settings can't work with this data.
    """
    own = resume_from.own if resume_from else None
    run = _Run(network, training, dataset, on_event, request or NoRequest(), on_snapshot, own)
    if resume_from is not None:
        run.restore(resume_from)
    return run.to_the_end(on_checkpoint)


class _Run:
    """The state of one run, and the loop."""

    def __init__(
        self,
        network: NetworkConfig,
        training: TrainingConfig,
        dataset: Dataset,
        on_event: OnEvent,
        request: Request,
        on_snapshot: OnSnapshot | None,
        own: OwnDigits | None,
    ) -> None:
        self.training, self.on_event, self.request, self.own = training, on_event, request, own
        # Prepare the data: 0–255 becomes 0–1, a label becomes a one-hot vector, a share is kept for validation.
        validation, others = split(len(dataset.x_train), training)
        if training.validation_split and not (len(validation) and len(others)):
            raise SettingError("The validation share leaves no digits on one side; choose another share.")
        learned = learned_digits(dataset.y_train, training)
        self.x_train, labels = dataset.x_train[learned.indices], learned.labels
        if own is not None:
            self.x_train, labels = mixed(self.x_train, labels, own, np.random.default_rng([training.seed, len(labels)]))
        self.y_train = _one_hot(labels)
        self.x_val, self.y_val = _scaled(dataset.x_train[validation]), _one_hot(dataset.y_train[validation])
        self.dataset = dataset

        # Build and compile the network.
        self.model = build(network, training.seed)
        self.model.compile(build_optimizer(training), training.loss, metrics=["accuracy"])
        self.steps = math.ceil(len(self.x_train) / training.batch_size)
        self.train_on = ManySteps(
            self.model,
            self.x_train,
            self.y_train,
            training.batch_size,
            Augmentation(training.augment, training.seed) if training.augment else None,
            xla=self.steps >= WORTH_COMPILING and has_xla(),
        )
        self.epoch, self.step = 1, 0
        self.looks = Looks(self.model, on_event)
        self.snapshots = Snapshots(network, training.epochs, on_snapshot)
        self.history: list[Event] = []
        self.running = dict.fromkeys(("loss", "accuracy", "samples", "seconds"), 0.0)

    def to_the_end(self, on_checkpoint: Callable[[Checkpoint], None]) -> Result:
        begins = {"kind": "started", "epoch": self.epoch, "step": self.step}
        self.on_event(begins | {"steps": self.steps, "epochs": self.training.epochs})
        if self.step == 0:
            self.snapshots.take(self.model, self.epoch - 1)
            self.looks.take(self.epoch, self.step)
        wish = self._compile()
        while self.epoch <= self.training.epochs:
            wish = wish or self._rest_of_epoch()
            if not math.isfinite(self.running["loss"]):
                return self._diverged("loss", self.running["loss"])
            if wish == "pause":
                self.on_event({"kind": "paused"})
                return Result(self.model, "paused", self.history, self.checkpoint())
            if wish == "stop":
                self.on_event({"kind": "stopping"})
                return self._tested("stopped")
            row = self._judged_epoch()
            if row["val_loss"] is not None and not math.isfinite(row["val_loss"]):  # its last step threw it off
                return self._diverged("validation loss", row["val_loss"])
            self._end_epoch(row)
            self.snapshots.take(self.model, self.epoch - 1)
            on_checkpoint(self.checkpoint())
        return self._tested("finished")

    def _compile(self) -> str | None:
        """Lets XLA compile, for a second or two, unless something else is wanted meanwhile: then returns what."""
        compiling = threading.Thread(target=self.train_on.compile, daemon=True)
        compiling.start()
        while compiling.is_alive():
            if wish := self.request.now():
                return wish
            compiling.join(0.05)
        return None

    def _rest_of_epoch(self) -> str | None:
        """Trains to the end of the epoch, or until something else is wanted: then returns what."""
        if self.step == 0:
            self.model.reset_metrics()
            self.running = dict.fromkeys(self.running, 0.0)
        order = np.random.default_rng([self.training.seed, self.epoch]).permutation(len(self.x_train))
        chunk_size, clock = 1, time.perf_counter()
        while self.step < self.steps and math.isfinite(self.running["loss"]):
            if wish := self.request.now():
                return wish
            batches = next_batches(order, self.step, self.training.batch_size, chunk_size)
            metrics = self.train_on(batches)
            clock, before = time.perf_counter(), clock
            self.step += len(batches)
            self._report(batches.size, metrics, seconds=clock - before)
            self.looks.take(self.epoch, self.step)
            # So many batches a call that the next event comes in time, on any machine.
            chunk_size = max(1, round(len(batches) * min(4.0, SECONDS_BETWEEN_EVENTS / (clock - before))))
        return None

    def _report(self, samples: int, metrics: dict[str, float], seconds: float) -> None:
        """Sends a batch event. Keras's metrics are means since the epoch's start; the event wants the latest alone."""
        before, total = self.running["samples"], self.running["samples"] + samples
        latest = {
            name: (metrics[name] * total - self.running[name] * before) / samples for name in ("loss", "accuracy")
        }
        self.running = metrics | {"samples": total, "seconds": self.running["seconds"] + seconds}
        self.on_event(
            {"kind": "batch", "epoch": self.epoch, "step": self.step, "steps": self.steps}
            | latest
            | {"samples": samples, "seconds": self.running["seconds"]}
        )

    def _judged_epoch(self) -> Event:
        """The epoch's event, with its losses on the validation digits."""
        began = time.perf_counter()
        validated = self._evaluated(self.x_val, self.y_val) if len(self.x_val) else {}
        return {
            "kind": "epoch",
            "epoch": self.epoch,
            "loss": self.running["loss"],
            "accuracy": self.running["accuracy"],
            "val_loss": validated.get("loss"),
            "val_accuracy": validated.get("accuracy"),
            "seconds": self.running["seconds"] + time.perf_counter() - began,
        }

    def _end_epoch(self, row: Event) -> None:
        self.history.append(row)
        self.on_event(row)
        self.epoch, self.step = self.epoch + 1, 0

    def _begun_epoch(self) -> list[Event]:
        """Of a run that was stopped in its first epoch, the means up to there; else nothing: whole epochs say more."""
        if self.history or not self.step:
            return []
        means = {name: self.running[name] for name in ("loss", "accuracy", "seconds")}
        return [{"kind": "epoch", "epoch": self.epoch, "val_loss": None, "val_accuracy": None} | means]

    def _tested(self, status: str) -> Result:
        """The one look at the test digits, when all training is done."""
        checkpoint = self.checkpoint()
        tested = self._evaluated(_scaled(self.dataset.x_test), _one_hot(self.dataset.y_test))
        if not math.isfinite(tested["loss"]):
            return self._diverged("test loss", tested["loss"])
        scores = {f"test_{name}": tested[name] for name in ("loss", "accuracy")}
        if len(self.x_val):
            scores["threshold"] = doubt.threshold(self.model(self.x_val, training=False).numpy())
        seconds = sum(row["seconds"] for row in self.history) + (self.running["seconds"] if self.step else 0.0)
        self.on_event({"kind": status, **scores, "seconds": seconds})
        scores |= {"seconds": seconds}
        return Result(self.model, status, self.history, checkpoint, scores, self._begun_epoch(), self._confusion())

    def _confusion(self) -> np.ndarray:
        """Of the test digits, a thousand at a time."""
        matrix = np.zeros((CLASSES, CLASSES), int)
        for start in range(0, len(self.dataset.x_test), 1000):
            some = slice(start, start + 1000)
            answers = self.model(_scaled(self.dataset.x_test[some]), training=False).numpy()
            matrix += confusion_matrix(self.dataset.y_test[some], answers.argmax(axis=1))
        return matrix

    def _diverged(self, name: str, loss: float) -> Result:
        epoch = min(self.epoch, self.training.epochs)
        message = (
            f"The {name} became {loss} in epoch {epoch}: the steps are too long and the weights ran away. "
            f"Try a learning rate of {usual_rate(self.training)}."
        )
        self.on_event({"kind": "failed", "message": message})
        return Result(self.model, "failed", self.history, self.checkpoint())

    def _evaluated(self, x: np.ndarray, y: np.ndarray) -> dict[str, float]:
        return self.model.evaluate(x, y, batch_size=1000, verbose=0, return_dict=True)

    def _variables(self) -> list[Any]:
        return [*self.model.variables, *self.model.optimizer.variables, *self.model.metrics_variables]

    def checkpoint(self) -> Checkpoint:
        variables = [keras.ops.convert_to_numpy(variable) for variable in self._variables()]
        progress = {"history": self.history, "running": self.running, "digits": self.dataset.name}
        return Checkpoint(variables, self.epoch, self.step, progress, self.own)

    def restore(self, checkpoint: Checkpoint) -> None:
        if checkpoint.progress.get("weights_alone"):
            self.model.set_weights(checkpoint.variables)
        else:
            variables, values = self._variables(), checkpoint.variables
            if self.training.augment and len(values) == len(variables) + OF_KERAS_AUGMENTATION:
                values = values[: len(variables)]
            for variable, value in zip(variables, values, strict=True):
                variable.assign(value)
        self.epoch, self.step = checkpoint.epoch, checkpoint.step
        self.history, self.running = list(checkpoint.progress["history"]), checkpoint.progress["running"]


def _scaled(images: np.ndarray) -> np.ndarray:
    return images.astype(np.float32) / 255.0


def _one_hot(labels: np.ndarray) -> np.ndarray:
    return keras.utils.to_categorical(labels, CLASSES).astype(np.float32)
