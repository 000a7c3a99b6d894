"""`DASK_SCHEDULER_ADDRESS`: a scheduler and a worker that others have started, in a folder without this project."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from model.jobs.engine import Engine, wait_until
from model.networks.config import NetworkConfig, TrainingConfig

pytestmark = pytest.mark.thorough

PATIENCE = 90  # seconds


@pytest.fixture
def address(tmp_path):
    """A fresh scheduler with one worker, both started as Dask's users start them."""
    dask, quiet = [sys.executable, "-m", "dask"], ["--no-dashboard"]
    about = tmp_path / "scheduler.json"
    processes = []

    def start(*arguments: str) -> None:
        processes.append(subprocess.Popen([*dask, *arguments], cwd=tmp_path, stderr=subprocess.DEVNULL))

    start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(about), *quiet)
    assert wait_until(lambda: about.exists() and about.read_text().strip().endswith("}"), PATIENCE)
    scheduler = json.loads(about.read_text())["address"]
    start("worker", scheduler, "--nthreads", "1", "--local-directory", str(tmp_path), *quiet)
    yield scheduler
    for process in reversed(processes):
        process.terminate()
        process.wait(20)


def test_a_run_on_another_scheduler_comes_home_and_leaves_it_running(address, tmp_path):
    assert not Path(tmp_path, "model").exists()
    engine = Engine(address)
    engine.start()
    job = engine.submit(NetworkConfig(hidden=(32,)), TrainingConfig(epochs=2), "ann")
    assert wait_until(lambda: job.ended, PATIENCE), engine.problem
    assert (job.state, job.message) == ("finished", "")
    assert [row["epoch"] for row in job.history] == [1, 2]
    assert job.saved.scores["test_accuracy"] > 0.5
    engine.close()
    again = Engine(address)
    again.start()
    assert wait_until(lambda: again.ready, PATIENCE), again.problem
    again.close()
