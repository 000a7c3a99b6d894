"""The way of a run to a worker of the cluster and back: what goes there, and what is heard of it."""

import pickle
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from functools import partial
from typing import Any

import numpy as np

from model.jobs import unfinished
from model.jobs.cluster import Cluster
from model.jobs.job import Job
from model.runs import snapshots

PATIENCE = 5  # seconds that something on the scheduler is waited for


class Workers:
    """Those of `cluster`. `job` finds a job by its id, `heard` is called with each event of one, and `ended` when a
    worker is done with one: it has ended, or rests."""

    def __init__(
        self,
        cluster: Cluster,
        job: Callable[[str], Job | None],
        heard: Callable[[Job, dict[str, Any]], None],
        ended: Callable[[Job], None],
    ) -> None:
        self.cluster, self.job, self.heard, self.ended = cluster, job, heard, ended
        self._later = ThreadPoolExecutor(max_workers=1, thread_name_prefix="jobs")
        self._queues: dict[tuple[str, int], Any] = {}  # of the runs that a worker has: their snapshots on the way here

    def slots(self, client: Any) -> int:
        """How many runs the cluster can train at once."""
        return sum(client.nthreads().values())

    def wish(self, job: Job, wish: str) -> None:
        """Tells the worker that has `job`, or will have it, to `"pause"` or to `"stop"`."""
        from model.jobs.remote import wish_topic

        if self.cluster.client is not None:
            self.cluster.client.log_event(wish_topic(job.id, job.attempt), wish)

    def submit(self, job: Job, client: Any) -> None:
        """Hands `job` over. A worker that is free, or the next one that is, begins with it."""
        from model.jobs import ready_worker, remote

        try:
            if job.state == "cancelled":  # meanwhile
                return
            job.attempt += 1
            if not job.checkpoint and job.on_disk:
                job.checkpoint = unfinished.checkpoint(job.id)
            # By its id: the client keeps what it calls for good, and a run put aside may go.
            client.subscribe_topic(remote.events_topic(job.id), partial(self._hear, job.id))
            remote.checkpoint_variable(job.id, job.attempt, client).set(job.checkpoint)
            self._queues[job.id, job.attempt] = remote.snapshots_queue(job.id, job.attempt, client)
            if job.state == "stopping":  # it was stopped before it got here: ask only for what it has learned
                self.wish(job, "stop")
            run = partial(remote.run_training, job.id, job.attempt, job.network, job.training)
            job.future = client.submit(
                ready_worker.call, pickle.dumps(run), key=f"train-{job.id}-{job.attempt}", pure=False
            )
            if job.state == "cancelled":
                job.future.cancel()
            job.future.add_done_callback(lambda future: self._done(job, future))
        except Exception as error:
            if client is self.cluster.client:  # else it has just died, and the job is launched on the next one
                job.broke_down(error)

    def _hear(self, job_id: str, logged: tuple[float, dict[str, Any]]) -> None:
        job, (_, event) = self.job(job_id), logged
        if job is None:
            return
        if event["kind"] == "checkpoint":
            self._later.submit(self._fetch_checkpoint, job, event)
            return
        job.hear(event)
        self.heard(job, event)

    def _fetch_checkpoint(self, job: Job, event: dict[str, Any]) -> None:
        """Fetches a run's last state, in case the cluster or the app dies, and the snapshots that came with it."""
        from model.jobs.remote import checkpoint_variable

        if self.cluster.client is not None and not job.ended:
            job.checkpoint = checkpoint_variable(job.id, job.attempt, self.cluster.client).get(timeout=PATIENCE)
            self._fetch_snapshots(job)
            self.heard(job, event)

    def _fetch_snapshots(self, job: Job) -> None:
        if queue := self._queues.get((job.id, job.attempt)):
            for some in queue.get(batch=True, callback_timeout=PATIENCE):
                _to_disk(job, some)

    def _last_snapshots(self, job: Job, attempt: int) -> None:
        """Those that are still on the way when the worker is done."""
        with suppress(Exception):  # the cluster is gone, and a run is worth more than its snapshots
            self._fetch_snapshots(job)
        if queue := self._queues.pop((job.id, attempt), None):
            with suppress(Exception):
                queue.close()

    def _done(self, job: Job, future: Any) -> None:
        client, attempt = self.cluster.client, job.attempt
        wait([self._later.submit(self._last_snapshots, job, attempt)], 4 * PATIENCE)
        if future is job.future and not future.cancelled() and client is not None and not self.cluster.closed.is_set():
            try:
                result = future.result()
                _to_disk(job, result.get("snapshots", []))
                job.done(result)
            except Exception as error:
                if client is self.cluster.client:
                    job.broke_down(error)
            if job.future is future:  # else it has just been told to go on
                job.future = None
            from model.jobs.remote import checkpoint_variable

            self._later.submit(checkpoint_variable(job.id, attempt, client).delete)  # the job has it now
        self.ended(job)


def _to_disk(job: Job, some: Iterable[tuple[int, bytes]]) -> None:
    """Keeps snapshots where the run has them until it is saved. A full disk costs them, and nothing else."""
    if job.state == "cancelled":
        return
    with suppress(OSError):
        for epoch, content in some:
            snapshots.write(job.taken, epoch, np.frombuffer(content, np.float16))
        job.changes += 1
