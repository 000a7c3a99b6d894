"""One training run as the app follows it: what was asked for, how far it is, and every number it has sent."""

import math
import re
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from model.networks.config import NetworkConfig, TrainingConfig
from model.runs import disk, folders, naming, record, snapshots
from model.runs.guess import Guess
from model.runs.taught import Taught

SCORES = ("test_loss", "test_accuracy", "threshold")
ENDED = ("finished", "stopped", "failed", "cancelled")
RESTING = ("paused", "interrupted")  # somebody has to say when they go on
LIVING = ("waiting", "running", "pausing", "stopping")
FROM_PAINTING = ", from a painting"  # ends the name of a run that began with one
UNWATCHED = 180.0  # seconds without a look after which a run gives way to those that wait


class Job:
    """A run from the click on Start to its folder on disk.

    `state` goes from `"waiting"` (for a free worker) over `"running"` to one of `ENDED`; in between it may be
    `"pausing"`, `"paused"` or `"stopping"`, and after a restart of the app `"interrupted"`. `phase` says what a running
    one is at: `"data"`, `"training"` or `"testing"`. `history` holds the epoch events and `batches` the batch events of
    `model.networks.training`; `changes` counts how often they have changed. The jobs of a sweep share the text in
    `sweep`. `problem` is a sentence while the disk refuses what should be kept; `unsaved` then holds what was learned.
    `guess` is what the owner said before the start, judged at the end; `painted` says that it began with weights that
    somebody had painted, `taught` that it learns somebody's handwriting besides. `asked` is what training was asked for
    at the start; `aside` says that its owner has cleared it away.
    """

    def __init__(
        self, job_id: str, network: NetworkConfig, training: TrainingConfig, owner: str, sweep: str = ""
    ) -> None:
        self.id, self.network, self.training, self.owner, self.sweep = job_id, network, training, owner, sweep
        self.asked, self.aside = training, False
        self.guess: Guess | None = None
        self.painted = False
        self.taught: Taught | None = None
        self.created = record.now()
        self.state, self.phase = "waiting", ""
        self.queued_at = self.last_heard = time.time()
        self.history: list[dict[str, Any]] = []
        self.begun: list[dict[str, Any]] = []  # of a run stopped in its first epoch: its means up to there
        self.batches: list[dict[str, Any]] = []
        self.look: dict[str, Any] | None = None  # the latest at its first weights, and
        self.first_look: dict[str, Any] | None = None  # that before its first step
        self.changes = 0
        self.epoch, self.step, self.steps = 1, 0, 0
        self.data: dict[str, Any] = {}
        self.download: float | None = None  # the share of MNIST that has arrived, while it is being downloaded
        self.scores: dict[str, float] = {}
        self.message = ""
        self.saved: record.Run | None = None
        self.unsaved: tuple[record.Run, bytes] | None = None  # the run and its `.keras` file's bytes
        self.problem = ""
        self.checkpoint = b""
        self.on_disk = False  # whether `model.jobs.unfinished` has a state of it
        self.keep_next_at = -math.inf  # when it may be written there again, by `time.monotonic`
        self.watched_at = time.monotonic()
        self.broken = False  # ended in a way that nobody foresaw
        self.gave_way = False  # paused because nobody watched it while others waited
        self.attempt = 0
        self.future: Any = None
        self._lock = threading.Lock()

    @property
    def ended(self) -> bool:
        return self.state in ENDED

    @property
    def can_go_on(self) -> bool:
        """Whether there is a state to train on from: once the run has ended and its result has come."""
        kept = self.saved is not None or self.unsaved is not None
        return self.state in ("finished", "stopped") and kept and bool(self.checkpoint)

    @property
    def reach(self) -> float:
        """Where its curves end, in epochs: all that it was asked for, or fewer where it has ended before."""
        if not self.ended:
            return self.training.epochs
        return max(len(self.history), self.epoch - 1 + self.step / max(1, self.steps))

    @property
    def taken(self) -> Path:
        """Where its snapshots lie until it is saved."""
        return folders.runs_dir() / folders.UNFINISHED / self.id

    def snapshots(self) -> dict[int, Path]:
        """Epoch → file, in order: what there is by now (`model.runs.snapshots`)."""
        places = [*([self.saved.folder / snapshots.FOLDER] if self.saved else []), self.taken]
        return snapshots.found(places, self.network, self.training.epochs)

    @property
    def rests(self) -> bool:
        """Whether it has to be told to go on: it was paused, or the app that it ran in has ended."""
        return self.state in RESTING

    @property
    def lives(self) -> bool:
        """Whether it is learning, or will without a further word."""
        return self.state in LIVING

    @property
    def has_learned(self) -> bool:
        return bool(self.history) or self.epoch > 1 or self.step > 0

    @property
    def is_watched(self) -> bool:
        return time.monotonic() - self.watched_at < UNWATCHED

    def watched(self) -> None:
        """Somebody looks at it, now."""
        self.watched_at = time.monotonic()

    @property
    def seconds(self) -> float:
        """Training time so far."""
        whole = sum(row["seconds"] for row in self.history)
        current = self.batches[-1] if self.batches else None
        return whole + (current["seconds"] if current and current["epoch"] > len(self.history) else 0.0)

    def queued(self, state: str = "waiting") -> None:
        self.state, self.phase = state, ""
        self.queued_at = time.time()
        self.gave_way = self.broken = False
        self.message = ""

    def extend(self) -> None:
        """Asks for one epoch more than are done."""
        self.training = replace(self.training, epochs=len(self.history) + 1)
        self.scores = {}
        self.changes += 1

    def cancelled(self) -> None:
        self.state = "cancelled"

    def hear(self, event: dict[str, Any]) -> None:
        """Takes in one event of `model.networks.training` or `model.jobs.remote`."""
        with self._lock:
            self.last_heard = time.time()
            kind = event["kind"]
            if self.state == "cancelled":
                return
            if self.state == "waiting":
                self.state = "running"
            if kind == "data":
                self.phase, self.download = "data", event["share"]
            elif kind == "loaded":
                self.data = {key: value for key, value in event.items() if key != "kind"}
            elif kind == "started":
                self._go_back_to(event["epoch"], event["step"])
                self.phase, self.download, self.steps = "training", None, event["steps"]
            elif kind == "batch":
                self.epoch, self.step = event["epoch"], event["step"]
                self.batches.append(event)
            elif kind == "weights":
                self.look = event
                self.first_look = event if (event["epoch"], event["step"]) == (1, 0) else self.first_look
            elif kind == "epoch":
                self.history.append(event)
                if event["epoch"] == self.training.epochs:
                    self.phase = "testing"
            elif kind == "stopping":
                self.state, self.phase = "stopping", "testing"
            elif kind in ("finished", "stopped"):
                self.scores = {key: event[key] for key in SCORES if key in event}
            elif kind == "failed":
                self.message = event["message"]
            self.changes += 1

    def _go_back_to(self, epoch: int, step: int) -> None:
        """Drops what will be learned again: a run whose worker died goes on from its last whole epoch."""
        self.epoch, self.step, self.look = epoch, step, None
        self.history = [row for row in self.history if row["epoch"] < epoch]
        self.batches = [point for point in self.batches if (point["epoch"], point["step"]) <= (epoch, step)]

    def done(self, result: dict[str, Any]) -> None:
        """Takes in what the worker returned, and saves a run that has learned something."""
        if self.state == "cancelled":
            return
        self.checkpoint = result.get("checkpoint", b"") or self.checkpoint
        if result["status"] in ("finished", "stopped"):
            self.history, self.data = result["history"], result["data"]
            self.changes += 1
            self.begun = result.get("begun", [])
            if self.guess and result.get("confusion"):
                self.guess = self.guess.judged(np.array(result["confusion"]))
            self.unsaved = self._as_run(result), result["model"]
            self.save()
        self.state, self.phase = result["status"], ""

    def save(self) -> bool:
        """Brings what was learned to the disk; where that refuses, it stays here, and `problem` says why."""
        with self._lock:
            if self.unsaved is None:
                return True
            run, model = self.unsaved
            try:
                self.saved = record.save(run, model, self.history or self.begun, self.taken)
            except OSError as error:
                self.problem = disk.sentence(error)
                return False
            self.unsaved, self.problem = None, ""
            return True

    def broke_down(self, error: BaseException | None) -> None:
        """The worker ended the run in a way that nobody foresaw."""
        self.state, self.phase, self.broken = "failed", "", True
        self.message = f"The run broke down ({in_short(error)}). Its curves up to here are kept; start it again."

    def _as_run(self, result: dict[str, Any]) -> record.Run:
        return record.Run(
            id=self.id,
            name=self._name(),
            owner=self.owner,
            status=result["status"],
            network=self.network,
            training=self.training,
            data=result["data"],
            scores={key: result["scores"][key] for key in SCORES if key in result["scores"]},
            epochs=result["epochs"],
            parameters=result["parameters"],
            seconds=result["scores"]["seconds"],
            created=self.created,
            versions=record.versions(),
            sweep=self.sweep,
            guess=self.guess,
            painted=self.painted,
            taught=self.taught,
        )

    def _name(self) -> str:
        if self.taught:
            return naming.taught_name(self.network, self.taught)
        return naming.default_name(self.network, self.training) + (FROM_PAINTING if self.painted else "")


def in_short(error: BaseException | None) -> str:
    """What went wrong, without the paths of the computer where it did: the page is for strangers, too."""
    if isinstance(error, OSError) and error.errno:
        return f"{type(error).__name__}: {error.strerror}"
    said = re.sub(r"(?<![\w.])(?:[A-Za-z]:\\|[\\/])[^\s'\",:;)]*[\\/][^\s'\",:;)]*", "…", str(error))
    return f"{type(error).__name__}: {said[:300]}"
