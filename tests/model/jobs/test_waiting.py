"""How long a run still takes, and how that is said."""

import pytest

from model.jobs.job import Job
from model.jobs.waiting import in_words, seconds_left
from model.networks.config import NetworkConfig, TrainingConfig


def running(epochs_done: int, of: int, seconds: float) -> Job:
    """A run whose epochs took `seconds` each."""
    job = Job("r", NetworkConfig(), TrainingConfig(epochs=of), "somebody")
    job.hear({"kind": "started", "epoch": 1, "step": 0, "steps": 10})
    for epoch in range(1, epochs_done + 1):
        job.hear({"kind": "batch", "epoch": epoch, "step": 10, "seconds": seconds})
        job.hear({"kind": "epoch", "epoch": epoch, "seconds": seconds})
    return job


def test_a_run_that_has_begun_knows_its_end():
    assert seconds_left(running(2, of=10, seconds=3.0)) == pytest.approx(24.0)
    assert seconds_left(running(0, of=10, seconds=3.0)) is None


def test_seconds_in_words():
    assert (in_words(64.5), in_words(200.0)) == ("64 s", "3 minutes")
