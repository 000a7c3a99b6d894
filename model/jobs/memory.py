"""How much the app remembers of runs that have ended: a bounded number of curves, and of states to train on from."""

from collections.abc import Sequence

from model.jobs.job import Job

KEPT_JOBS = 100  # ended runs whose curves stay in memory; all of them stay on disk
KEPT_CHECKPOINT_BYTES = 400_000_000


def beyond_the_limit(jobs: Sequence[Job]) -> list[Job]:
    """Of `jobs`, oldest first, those whose curves may go; of the others the oldest states are dropped here.

    Those of sweeps go first: nobody trains on from there, and what they learned is on disk.
    """
    done = [job for job in jobs if job.ended and job.unsaved is None]
    ended = sorted(done, key=lambda job: not job.sweep)
    gone, kept = ended[: max(0, len(ended) - KEPT_JOBS)], ended[max(0, len(ended) - KEPT_JOBS) :]
    held = 0
    for job in reversed(kept):
        held += len(job.checkpoint)
        if job.sweep or held > KEPT_CHECKPOINT_BYTES:
            job.checkpoint = b""
    return gone
