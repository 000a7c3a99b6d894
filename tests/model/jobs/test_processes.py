"""No process is left behind when the app ends, however it ends; two apps on one machine don't mind each other."""

import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from model.jobs import cluster
from model.jobs.engine import Engine, wait_until
from model.networks.config import NetworkConfig, TrainingConfig

pytestmark = pytest.mark.thorough
ROOT = Path(__file__).parents[3]
APP = """
import time
from model.jobs import cluster
from model.jobs.engine import Engine, wait_until
engine = Engine()
engine.start()
wait_until(lambda: engine.ready, 90)
print(engine.cluster.program.pid, flush=True)
time.sleep(600)
"""


def gone(processes: list[psutil.Process]) -> bool:
    return not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes)


def test_nothing_is_left_after_the_app_is_killed():
    app = subprocess.Popen([sys.executable, "-c", APP], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    program = psutil.Process(int(app.stdout.readline()))
    family = [program, *program.children(recursive=True)]
    assert len(family) >= 2  # the program and at least one worker
    app.kill()
    app.wait()
    assert wait_until(lambda: gone(family), 20), [process for process in family if process.is_running()]


def test_nothing_is_left_after_the_program_is_killed():
    engine = Engine()
    engine.start()
    assert wait_until(lambda: engine.ready, 90)
    family = psutil.Process(engine.cluster.program.pid).children(recursive=True)
    engine.cluster.closed.set()  # or it would start another
    engine.cluster.program.kill()
    assert wait_until(lambda: gone(family), 20)
    engine.close()


def test_a_second_app_has_a_cluster_of_its_own_and_closes_it(engine, tmp_path, monkeypatch):
    monkeypatch.setenv("MNIST_PATH", str(tmp_path / "mnist.npz"))
    (tmp_path / "mnist.npz").write_text("not an archive")
    second = Engine()
    second.start()
    assert wait_until(lambda: second.ready, 90)
    program = psutil.Process(second.cluster.program.pid)
    family = [program, *program.children(recursive=True)]
    job = second.submit(NetworkConfig(), TrainingConfig(source="mnist"), "ann")
    assert wait_until(lambda: job.ended, 90)
    assert job.state == "failed"
    assert "is not MNIST" in job.message
    second.close()
    assert wait_until(lambda: gone(family), 20)
    assert engine.ready


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 1.0)
    engine = Engine("tcp://127.0.0.1:9")
    engine.start()
    assert wait_until(lambda: engine.problem, 60)
    assert "The scheduler at tcp://127.0.0.1:9 can't be reached" in engine.problem
    job = engine.submit(NetworkConfig(), TrainingConfig(), "ann")
    time.sleep(0.1)
    assert job.state == "waiting"
    engine.close()
