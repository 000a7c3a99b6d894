"""How long a run still takes, and how long one that waits will have to: estimates from what the runs so far took."""

from collections.abc import Sequence
from statistics import median

from model.jobs.job import Job

REMEMBERED = 20  # ended runs from which a typical one is told


def seconds_left(job: Job) -> float | None:
    """Until a running `job` has trained all its epochs; None before its first batches."""
    per_epoch = seconds_per_epoch(job)
    return None if per_epoch is None else per_epoch * max(0.0, job.training.epochs - _epochs_done(job))


def seconds_per_epoch(job: Job) -> float | None:
    """Training time of an epoch of `job`, validation included; None before its first batches."""
    return job.seconds / max(0.01, _epochs_done(job)) if job.batches else None


def expected_wait(job: Job, place: int, jobs: Sequence[Job]) -> float | None:
    """Seconds until `job`, which waits at `place` in the queue (1 is next), may begin; None where nothing is known.

    As many runs as are running now will run side by side; those ahead in the queue take as long as a typical one.
    """
    running = [other for other in jobs if other.state in ("running", "stopping") and other is not job]
    left = [seconds for other in running if (seconds := seconds_left(other)) is not None]
    if not left:
        return None
    whole = [other.seconds for other in jobs if other.ended and other.seconds][-REMEMBERED:]
    whole += [other.seconds + seconds for other in running if (seconds := seconds_left(other)) is not None]
    return min(left) if place == 1 else (sum(left) + (place - 1) * median(whole)) / len(left)


def in_words(seconds: float) -> str:
    """`40 s`, `2 minutes`."""
    minutes = round(seconds / 60)
    return f"{seconds:.0f} s" if seconds < 90 else f"{minutes} minutes"


def _epochs_done(job: Job) -> float:
    return job.epoch - 1 + (job.step / job.steps if job.steps else 0.0)
