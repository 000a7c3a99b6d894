"""Training elsewhere: submit a run, follow it, pause it, stop it, train on.

The app has one `Engine`, which knows a Dask scheduler: its own (`python -m model.jobs.worker`), or the one whose
address stands in `DASK_SCHEDULER_ADDRESS`. Each training run is a `Job`. Its numbers stay here, in the app's process,
so that any page, after any reload, can show the whole of it.
"""

import os
import pickle
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from typing import Any

from model.jobs.cluster import Cluster
from model.jobs.job import Job
from model.networks.config import NetworkConfig, TrainingConfig

KEPT_JOBS = 100  # ended runs whose curves stay in memory; all of them stay on disk
KEPT_CHECKPOINT_BYTES = 400_000_000


@lru_cache(maxsize=1)
def the_engine() -> "Engine":
    """The app's only engine."""
    return Engine(os.environ.get("DASK_SCHEDULER_ADDRESS"))


class Engine:
    """Runs jobs on a Dask cluster and watches over it. All methods may be called from any thread."""

    def __init__(self, address: str | None = None) -> None:
        self.cluster = Cluster(address, connected=self._launch_unfinished)
        self.jobs: dict[str, Job] = {}
        self._lock = threading.RLock()
        self._later = ThreadPoolExecutor(max_workers=1, thread_name_prefix="jobs")

    @property
    def ready(self) -> bool:
        return self.cluster.client is not None

    @property
    def problem(self) -> str:
        """A sentence, while the cluster can't be reached."""
        return self.cluster.problem

    def start(self) -> None:
        """Brings the cluster up, in the background. Calling it again does nothing."""
        self.cluster.start()

    def close(self) -> None:
        """Ends the app's own cluster and leaves another's alone."""
        self.cluster.close()

    def submit(self, network: NetworkConfig, training: TrainingConfig, owner: str, sweep: str = "") -> Job:
        """Queues a new run and returns at once. Runs of a sweep wait until no others do."""
        self.start()
        job = Job(uuid.uuid4().hex[:12], network, training, owner, sweep)
        with self._lock:
            self._trim()
            self.jobs[job.id] = job
        self._launch(job)
        return job

    def job(self, job_id: str | None) -> Job | None:
        return self.jobs.get(job_id or "")

    def newest(self, owner: str) -> Job | None:
        """The latest run that `owner` has started, alone and not in a sweep, and not put aside."""
        newest_first = reversed(list(self.jobs.values()))
        return next((job for job in newest_first if job.owner == owner and not job.sweep), None)

    def in_sweep(self, sweep: str) -> list[Job]:
        """The runs of a sweep, in the order in which they were queued."""
        return [job for job in list(self.jobs.values()) if job.sweep == sweep]

    def place(self, job: Job) -> int:
        """How many runs are ahead of a waiting one, plus one: 1 is next."""

        def turn(queued: Job) -> tuple[bool, float, str]:
            return bool(queued.sweep), queued.queued_at, queued.id

        waiting = [other for other in list(self.jobs.values()) if other.state == "waiting"]
        return 1 + sum(turn(other) < turn(job) for other in waiting)

    def pause(self, job: Job) -> None:
        if job.state == "running":
            job.state = "pausing"
            self._wish(job, "pause")

    def stop(self, job: Job) -> None:
        """Ends the run within half a second and keeps what it has learned."""
        if job.state == "waiting" and not job.history:
            self._cancel(job)
        elif job.state in ("waiting", "running", "pausing"):
            job.state = "stopping"
            self._wish(job, "stop")
        elif job.state == "paused":  # the worker has gone on to others: ask it back, only to stop
            self._launch(job, state="stopping")

    def go_on(self, job: Job) -> None:
        """Takes a paused run up again where it was, to the batch."""
        if job.state == "paused":
            self._launch(job)

    def one_more_epoch(self, job: Job) -> None:
        """Trains a run that is finished or stopped for one more epoch (or to the end of an interrupted one)."""
        if job.state in ("finished", "stopped") and job.can_go_on:
            job.extend()
            self._launch(job)

    def forget(self, job: Job) -> None:
        """Puts a run aside: stops it if need be and shows it no more. What is on disk stays."""
        if not job.ended:
            self._cancel(job)
        self.jobs.pop(job.id, None)

    def _trim(self) -> None:
        """Bounds memory: of ended runs the oldest curves go, and the oldest states to train on from.

        Those of sweeps go first: nobody trains on from there, and what they learned is on disk.
        """
        ended = sorted((job for job in self.jobs.values() if job.ended), key=lambda job: not job.sweep)
        for old in ended[: max(0, len(ended) - KEPT_JOBS)]:
            self.forget(old)
        held = 0
        for job in reversed(ended):
            held += len(job.checkpoint)
            if job.sweep or held > KEPT_CHECKPOINT_BYTES:
                job.checkpoint = b""

    def _cancel(self, job: Job) -> None:
        job.cancelled()
        self._wish(job, "stop")
        if job.future is not None:
            job.future.cancel()

    def _wish(self, job: Job, wish: str) -> None:
        from model.jobs.remote import wish_topic

        if self.cluster.client is not None:
            self.cluster.client.log_event(wish_topic(job.id, job.attempt), wish)

    def _launch(self, job: Job, state: str = "waiting") -> None:
        """Hands a job to the cluster, in the background; one that isn't up yet gets it when it is."""
        job.queued(state)
        self._later.submit(self._submit, job)

    def _launch_unfinished(self) -> None:
        with self._lock:
            unfinished = [job for job in self.jobs.values() if not job.ended and job.state != "paused"]
        for job in unfinished:
            self._launch(job, "stopping" if job.state == "stopping" else "waiting")

    def _submit(self, job: Job) -> None:
        from model.jobs import ready_worker, remote

        client = self.cluster.client
        if client is None or job.ended:
            return  # `_launch_unfinished` comes back to all that wait
        if job.future is not None and job.future.client is client:
            return  # it did already: the cluster came up just as the job was submitted
        try:
            job.attempt += 1
            # By its id: the client keeps what it calls for good, and a run put aside may go.
            client.subscribe_topic(remote.events_topic(job.id), partial(self._hear, job.id))
            remote.checkpoint_variable(job.id, job.attempt, client).set(job.checkpoint)
            if job.state == "stopping":  # it was stopped before it got here: ask only for what it has learned
                self._wish(job, "stop")
            run = partial(remote.run_training, job.id, job.attempt, job.network, job.training)
            job.future = client.submit(
                ready_worker.call,
                pickle.dumps(run),
                key=f"train-{job.id}-{job.attempt}",
                pure=False,
                priority=-1 if job.sweep else 0,
            )
            job.future.add_done_callback(lambda future: self._done(job, future))
        except Exception as error:
            if client is self.cluster.client:  # else it has just died, and the job is launched on the next one
                job.broke_down(error)

    def _hear(self, job_id: str, logged: tuple[float, dict[str, Any]]) -> None:
        job, (_, event) = self.job(job_id), logged
        if job is None:
            return
        if event["kind"] == "checkpoint":
            self._later.submit(self._keep_checkpoint, job)
        else:
            job.hear(event)

    def _keep_checkpoint(self, job: Job) -> None:
        """Fetches a run's last state, in case the whole cluster dies."""
        from model.jobs.remote import checkpoint_variable

        if self.cluster.client is not None and not job.ended:
            job.checkpoint = checkpoint_variable(job.id, job.attempt, self.cluster.client).get(timeout=5)

    def _done(self, job: Job, future: Any) -> None:
        client, attempt = self.cluster.client, job.attempt
        if future is not job.future or future.cancelled() or client is None or self.cluster.closed.is_set():
            return
        job.future = None
        try:
            job.done(future.result())
        except Exception as error:
            if client is self.cluster.client:
                job.broke_down(error)
        from model.jobs.remote import checkpoint_variable

        self._later.submit(checkpoint_variable(job.id, attempt, client).delete)  # the job has it now


def wait_until(condition: Any, seconds: float) -> bool:
    """Waits until `condition()` holds, at most `seconds`; says whether it does. For scripts and tests."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
