"""Training elsewhere: submit a run, follow it, pause it, stop it, train on.

The app has one `Engine`, which knows a Dask scheduler: its own (`python -m model.jobs.worker`), or the one whose
address stands in `DASK_SCHEDULER_ADDRESS`. Each training run is a `Job`. Its numbers stay here, in the app's process,
so that any page, after any reload, can show the whole of it.
"""

import logging
import os
import sys
import threading
import time
import uuid
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from model.jobs import memory, unfinished
from model.jobs.cluster import Cluster
from model.jobs.job import Job
from model.jobs.keeping import Keeping
from model.jobs.queue import Queue
from model.jobs.workers import Workers
from model.networks.checkpoint import Checkpoint
from model.networks.config import NetworkConfig, TrainingConfig
from model.runs import disk, folders, record
from model.runs.guess import Guess
from model.runs.taught import Taught

LOOK = 0.5  # seconds between two looks at whose turn it is; what happens here is looked at at once
LAST_WORDS = 4.0  # seconds that running ones have, when the app ends, to hand over their state


@lru_cache(maxsize=1)
def the_engine() -> "Engine":
    """The app's only engine."""
    return Engine(os.environ.get("DASK_SCHEDULER_ADDRESS"))


class Engine:
    """Runs jobs on a Dask cluster and watches over it. All methods may be called from any thread."""

    def __init__(self, address: str | None = None) -> None:
        self.cluster = Cluster(address, connected=self._launch_again)
        self.jobs: dict[str, Job] = {}
        self.queue = Queue(lambda: list(self.jobs.values()))
        self.warnings: list[str] = []  # sentences on unfinished runs that could not be taken back
        self.keeping = Keeping()
        self.workers = Workers(self.cluster, self.job, self._heard, self._ended)
        self._lock = threading.RLock()
        self._changed, self._closed = threading.Event(), threading.Event()
        self._dealer: threading.Thread | None = None

    @property
    def ready(self) -> bool:
        return self.cluster.client is not None

    @property
    def problem(self) -> str:  # a sentence, while the cluster can't be reached
        return self.cluster.problem

    def start(self) -> None:
        """Takes back what an earlier app has left and brings the cluster up, in the background, once."""
        with self._lock:
            if self._dealer is None:
                folders.clear_leftovers()
                if trouble := disk.trouble(folders.runs_dir()):
                    print(f"Runs can't be kept in {folders.runs_dir()}: {trouble}", file=sys.stderr)
                self._take_back()
                self._dealer = threading.Thread(target=self._deal, daemon=True, name="queue")
                self._dealer.start()
        self.cluster.start()

    def _take_back(self) -> None:
        """The runs that an earlier app has left; not those that it just managed to save."""
        interrupted, self.warnings = unfinished.load_all()
        saved = {(run.id, run.training) for run in record.load_all()[0]} if interrupted else set()
        for job in interrupted:
            if (job.id, job.training) in saved:
                self.keeping.drop(job)
        self.jobs = {job.id: job for job in interrupted if (job.id, job.training) not in saved} | self.jobs

    def close(self) -> None:
        """Has each run's state kept, ends the app's own cluster and leaves another's alone."""
        self._closed.set()
        self._changed.set()
        begun = [job for job in self.queue.handed_over() if job.phase]
        for job in begun:
            self.pause(job)
        wait_until(lambda: not any(job.lives for job in begun), LAST_WORDS)
        for job in begun:
            if job.state == "paused":
                job.state = "interrupted"
        self.keeping.close(list(self.jobs.values()))
        self.cluster.close()

    def submit(
        self,
        network: NetworkConfig,
        training: TrainingConfig,
        owner: str,
        sweep: str = "",
        guess: Guess | None = None,
        beginning: Checkpoint | None = None,
        taught: Taught | None = None,
    ) -> Job:
        """Queues a new run and returns at once. Raises `QueueFull` where `owner` has too many there already.

        `guess` stands in its result; with a `beginning` (`Checkpoint.beginning`) it begins with those weights:
        somebody's painting, or, where it is `taught` somebody's handwriting, those of a network.
        """
        self.start()
        job = Job(uuid.uuid4().hex[:12], network, training, owner, sweep)
        job.guess, job.taught = guess, taught
        if beginning is not None:
            job.painted, job.checkpoint = taught is None, beginning.to_bytes()
        with self._lock:
            self.queue.check_room(job)
            self._trim()
            self.jobs[job.id] = job
        self._launch(job)
        self.keeping.keep(job)
        return job

    def job(self, job_id: str | None) -> Job | None:
        return self.jobs.get(job_id or "")

    def newest(self, owner: str) -> Job | None:
        """The latest run that `owner` has started, alone and not in a sweep, and not put aside."""
        newest_first = reversed(list(self.jobs.values()))
        return next((job for job in newest_first if job.owner == owner and not job.sweep and not job.aside), None)

    def in_sweep(self, sweep: str) -> list[Job]:
        """The runs of a sweep, in the order in which they were queued."""
        return [job for job in list(self.jobs.values()) if job.sweep == sweep]

    def living(self) -> list[Job]:
        """All runs that learn, or will: those with a worker first, then the others as their turns will come."""
        return self.queue.handed_over() + self.queue.waiting()

    def place(self, job: Job) -> int:
        return self.queue.place(job)

    def expected_wait(self, job: Job) -> float | None:
        """About how many seconds a waiting run has to wait; None where that can't be told."""
        return self.queue.expected_wait(job) if self.ready else None

    def expected_seconds(self, network: NetworkConfig, training: TrainingConfig) -> float:
        """About how long a run with these settings will take on this cluster, without waiting."""
        return self.queue.pace.seconds(network, training)

    def pause(self, job: Job) -> None:
        if job.state == "running":
            job.state = "pausing"
            self.workers.wish(job, "pause")

    def stop(self, job: Job) -> None:
        """Ends the run within half a second and keeps what it has learned."""
        if (job.state == "waiting" or job.rests) and not job.has_learned:
            self._cancel(job)
        elif job.state in ("waiting", "running", "pausing"):
            job.state = "stopping"
            self.workers.wish(job, "stop")
        elif job.rests:  # the worker has gone on to others: ask it back, only to stop
            self._launch(job, state="stopping")
        self._changed.set()

    def go_on(self, job: Job) -> None:
        """Takes a paused or interrupted run up again where it was, to the batch. Raises `QueueFull`."""
        if job.rests:
            self.queue.check_room(job)
            self._launch(job)

    def one_more_epoch(self, job: Job) -> None:
        """Trains a run that is finished or stopped for one more epoch, or to the end of one. Raises `QueueFull`."""
        if job.state in ("finished", "stopped") and job.can_go_on:
            self.queue.check_room(job)
            job.extend()
            self._launch(job)
            self.keeping.keep(job)

    def clear_away(self, owner: str) -> None:
        """None of the runs that `owner` has started so far is `newest` any more."""
        for job in [job for job in self.jobs.values() if job.owner == owner]:
            job.aside = True

    def forget(self, job: Job) -> None:
        """Puts a run aside: stops it if need be and shows it no more. What is on disk stays."""
        if not job.ended:
            self._cancel(job)
        self.jobs.pop(job.id, None)
        self.keeping.drop(job)

    def _trim(self) -> None:
        for old in memory.beyond_the_limit(list(self.jobs.values())):
            self.forget(old)

    def _cancel(self, job: Job) -> None:
        job.cancelled()
        self.workers.wish(job, "stop")
        if job.future is not None:
            job.future.cancel()
        self.keeping.drop(job)
        self._changed.set()

    def _launch(self, job: Job, state: str = "waiting") -> None:
        """Puts a job into the queue; it is handed to the cluster when its turn comes."""
        job.watched()
        job.future = None
        job.queued(state)
        self._changed.set()

    def _launch_again(self) -> None:
        """The cluster was reached, perhaps a new one: what the last one had begun is first in the queue again."""
        with self._lock:
            for job in self.jobs.values():
                if job.lives and job.future is not None:
                    came, watched = job.queued_at, job.watched_at
                    self._launch(job, "stopping" if job.state == "stopping" else "waiting")
                    job.queued_at, job.watched_at = came, watched
        self._changed.set()

    def _heard(self, job: Job, event: dict[str, Any]) -> None:
        if event["kind"] == "checkpoint":
            self.keeping.keep_now_and_then(job)
        elif event["kind"] == "epoch":
            self.queue.pace.measured(job, event["seconds"])

    def _ended(self, job: Job) -> None:
        """A worker is done with `job`: it has ended or rests, was put aside, or has just been told to go on."""
        if job.rests or job.ended:
            self.queue.turn_ended(job)
            self.keeping.ended(job)
        self._changed.set()

    def _deal(self) -> None:
        """Deals the runs out, in a thread of its own: whoever's turn it is."""
        while not self._closed.is_set():
            self._changed.wait(LOOK)
            self._changed.clear()
            try:
                self._hand_over()
                for job in self.queue.to_give_way():
                    job.gave_way = True
                    self.pause(job)
                self.keeping.try_again(list(self.jobs.values()))
            except Exception:  # the cluster has died in between, or nobody foresaw it: others still wait
                logging.getLogger(__name__).debug("The queue stumbled", exc_info=True)

    def _hand_over(self) -> None:
        """Gives the cluster as many runs as it has workers: the others wait here, where their order can change."""
        client = self.cluster.client
        if client is not None and not self._closed.is_set() and (waiting := self.queue.waiting()):
            free = self.workers.slots(client) - len(self.queue.handed_over())
            for job in waiting[: max(0, free)]:
                self.workers.submit(job, client)


def wait_until(condition: Callable[[], Any], seconds: float) -> bool:
    """Waits until `condition()` holds, at most `seconds`; says whether it does. For scripts and tests."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
