"""Training elsewhere: submit a run, follow it, pause it, stop it, train on.

The app has one `Engine`, which knows a Dask scheduler: its own (`python -m model.worker`), or the one whose address
stands in `DASK_SCHEDULER_ADDRESS`. Each training run is a `Job`. Its numbers stay here, in the app's process, so that
any page, after any reload, can show the whole of it.
"""

import logging
import os
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

from model.job import Job
from model.network import NetworkConfig, TrainingConfig

ROOT = Path(__file__).parent.parent
KEPT_JOBS = 100  # ended runs whose curves stay in memory; all of them stay on disk
KEPT_CHECKPOINT_BYTES = 400_000_000


@lru_cache(maxsize=1)
def engine() -> "Engine":
    """The app's only engine."""
    return Engine(os.environ.get("DASK_SCHEDULER_ADDRESS"))


class Engine:
    """Runs jobs on a Dask cluster and watches over it. All methods may be called from any thread."""

    def __init__(self, address: str | None = None) -> None:
        self.address = address
        self.problem = ""  # a sentence, while the cluster can't be reached
        self.jobs: dict[str, Job] = {}
        self._client: Any = None
        self._program: subprocess.Popen | None = None
        self._lock = threading.RLock()
        self._closed = threading.Event()
        self._watcher: threading.Thread | None = None
        self._later = ThreadPoolExecutor(max_workers=1, thread_name_prefix="jobs")

    @property
    def ready(self) -> bool:
        return self._client is not None

    def start(self) -> None:
        """Brings the cluster up, in the background. Calling it again does nothing."""
        with self._lock:
            if self._watcher is None:
                self._watcher = threading.Thread(target=self._watch, daemon=True, name="cluster")
                self._watcher.start()

    def close(self) -> None:
        """Ends the app's own cluster and leaves another's alone."""
        self._closed.set()
        with self._lock:
            self._disconnect()

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
            self._launch(job, stop_at_once=True)

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
        from model.remote import wish_topic

        if self._client is not None:
            self._client.log_event(wish_topic(job.id, job.attempt), wish)

    def _launch(self, job: Job, stop_at_once: bool = False) -> None:
        """Hands a job to the cluster, in the background; one that isn't up yet gets it when it is."""
        job.queued()
        if stop_at_once:
            job.state = "stopping"
        self._later.submit(self._submit, job, stop_at_once)

    def _submit(self, job: Job, stop_at_once: bool = False) -> None:
        from model import remote

        client = self._client
        if client is None or job.ended:
            return  # `_connect` launches all that wait
        try:
            job.attempt += 1
            client.subscribe_topic(remote.events_topic(job.id), lambda event: self._hear(job, event[1]))
            remote.checkpoint_variable(job.id, job.attempt, client).set(job.checkpoint)
            if stop_at_once:
                self._wish(job, "stop")
            job.future = client.submit(
                remote.run_training,
                job.id,
                job.attempt,
                job.network,
                job.training,
                key=f"train-{job.id}-{job.attempt}",
                pure=False,
                priority=-1 if job.sweep else 0,
            )
            job.future.add_done_callback(lambda future: self._done(job, future))
        except Exception as error:
            if client is self._client:  # else the cluster has just died, and the job is launched on the next one
                job.broke_down(error)

    def _hear(self, job: Job, event: dict[str, Any]) -> None:
        if event["kind"] == "checkpoint":
            self._later.submit(self._keep_checkpoint, job)
        else:
            job.hear(event)

    def _keep_checkpoint(self, job: Job) -> None:
        """Fetches a run's last state, in case the whole cluster dies."""
        from model.remote import checkpoint_variable

        if self._client is not None and not job.ended:
            job.checkpoint = checkpoint_variable(job.id, job.attempt, self._client).get(timeout=5)

    def _done(self, job: Job, future: Any) -> None:
        client, attempt = self._client, job.attempt
        if future is not job.future or future.cancelled() or client is None or self._closed.is_set():
            return
        job.future = None
        try:
            job.done(future.result())
        except Exception as error:
            if client is self._client:
                job.broke_down(error)
        from model.remote import checkpoint_variable

        self._later.submit(checkpoint_variable(job.id, attempt, client).delete)  # the job has it now

    def _watch(self) -> None:
        """Connects, and connects again whenever the cluster has died."""
        while not self._closed.is_set():
            if self._client is None:
                self._connect()
            elif self._lost():
                with self._lock:
                    self._disconnect()
                continue
            self._closed.wait(0.5)

    def _connect(self) -> None:
        from distributed import Client

        from model import remote

        logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # `_watch` deals with lost connections
        try:
            address = self.address or self._start_program()
            client = Client(address, timeout=10, set_as_default=False)
            if self.address:
                with tempfile.TemporaryDirectory() as folder:
                    path = Path(folder) / "playground_model.zip"
                    path.write_bytes(remote.package())
                    client.upload_file(str(path))
            client.register_plugin(remote.WarmUp())
        except (OSError, TimeoutError, RuntimeError, ValueError) as error:
            where = f"The scheduler at {self.address}" if self.address else "The training process"
            self.problem = f"{where} can't be reached ({error}); trying again."
            self._closed.wait(3)
            return
        with self._lock:
            self._client, self.problem = client, ""
            unfinished = [job for job in self.jobs.values() if not job.ended and job.state != "paused"]
        for job in unfinished:
            self._launch(job)

    def _start_program(self) -> str:
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
            "TF_CPP_MIN_LOG_LEVEL": os.environ.get("TF_CPP_MIN_LOG_LEVEL", "3"),
        }
        self._program = subprocess.Popen(
            [sys.executable, "-m", "model.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=environment,
        )
        address = self._program.stdout.readline().strip()
        if not address:
            raise RuntimeError("it ended while starting; see the terminal")
        return address

    def _lost(self) -> bool:
        if self._program is not None and self._program.poll() is not None:
            return True
        return self._client.status not in ("running", "connecting", "newly-created")

    def _disconnect(self) -> None:
        client, self._client = self._client, None
        program, self._program = self._program, None
        if client is not None:
            client.close(timeout=1)
        if program is not None:
            program.stdin.close()
            try:
                program.wait(timeout=5)
            except subprocess.TimeoutExpired:
                program.kill()


def wait_until(condition: Any, seconds: float) -> bool:
    """Waits until `condition()` holds, at most `seconds`; says whether it does. For scripts and tests."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
