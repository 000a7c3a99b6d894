"""When a run's state goes to disk: after an epoch, now and then, in a thread that nobody waits for."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from model.jobs import unfinished
from model.jobs.job import Job
from model.runs import disk, folders

EVERY = 10.0  # seconds between two times that a run's state is written
SHARE = 0.02  # of a core that its writing may take: a run with a huge state is written less often, but
AT_LEAST_EVERY = 60.0  # seconds
TRY_AGAIN = 30.0  # seconds until another try to save what the disk has refused


class Keeping:
    """Writes one run after another. Where the disk refuses, the job's `problem` says so until it is written."""

    def __init__(self) -> None:
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="keeping")
        self._try_again_at = 0.0

    def keep(self, job: Job) -> None:
        """Has the job's state written as soon as may be."""
        self._later(self._write, job)

    def keep_now_and_then(self, job: Job) -> None:
        """The same, unless that was done not long ago."""
        if time.monotonic() >= job.keep_next_at:
            job.keep_next_at = time.monotonic() + EVERY
            self.keep(job)

    def ended(self, job: Job) -> None:
        """A worker is done with the job: what is saved needs no state any more, what rests needs it."""
        if job.rests:
            self.keep(job)
        elif job.ended and job.unsaved is None and not job.broken:
            self.drop(job)

    def drop(self, job: Job) -> None:
        """Takes the job's state off the disk."""
        self._later(self._drop, job)

    def save(self, job: Job) -> bool:
        """Tries again to save what a run has learned; says whether the disk has it now."""
        saved = job.save()
        if saved:
            self.drop(job)
        return saved

    def try_again(self, jobs: Sequence[Job]) -> None:
        """Has what the disk has refused saved, now and then: somebody may have made room."""
        if time.monotonic() >= self._try_again_at:
            self._try_again_at = time.monotonic() + TRY_AGAIN
            for job in jobs:
                if job.unsaved is not None and job.ended:
                    self._later(lambda job, home: self.save(job), job)

    def close(self, jobs: Sequence[Job]) -> None:
        """The app ends: waits until all that is left to do is written."""
        for job in jobs:
            if job.unsaved is not None:
                self.save(job)
            elif not job.ended:
                self.keep(job)
        self._writer.shutdown(wait=True)

    def _later(self, task: Callable[[Job, Path], object], job: Job) -> None:
        with suppress(RuntimeError):  # the app is ending, and has kept what there was
            self._writer.submit(task, job, folders.runs_dir())

    @staticmethod
    def _write(job: Job, home: Path) -> None:
        if job.ended:
            return
        began = time.thread_time()  # not that of waiting for the disk: nobody trains more slowly for that
        try:
            unfinished.keep(job, home)
            job.problem = ""
        except OSError as error:
            job.problem = disk.sentence(error)
        took = time.thread_time() - began
        if job.checkpoint:
            job.keep_next_at = max(job.keep_next_at, time.monotonic() + min(AT_LEAST_EVERY, took / SHARE))

    @staticmethod
    def _drop(job: Job, home: Path) -> None:
        with suppress(OSError):  # it comes back as interrupted after the next start, and can be put aside then
            unfinished.drop(job.id, home)
            job.on_disk = False
