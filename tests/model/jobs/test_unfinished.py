"""Runs that are not done yet: kept on disk, found again after a crash, and going on as if nothing had happened."""

import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from model.digits import data
from model.jobs import unfinished
from model.jobs.engine import Engine, wait_until
from model.jobs.job import Job
from model.jobs.remote import digits_of, wish_topic
from model.networks.checkpoint import Checkpoint
from model.networks.config import NetworkConfig, TrainingConfig
from model.networks.snapshots import parameters
from model.runs import folders, record, snapshots
from model.runs.guess import Guess
from tests.model.jobs.test_processes import ROOT

NETWORK, TRAINING = NetworkConfig(hidden=(32,), dropout=0.1), TrainingConfig(epochs=12, batch_size=64)
PATIENCE = 120  # seconds
APP = """
import signal, sys, time
from model.jobs import engine, keeping, unfinished
from model.networks.config import NetworkConfig, TrainingConfig
from model.runs import folders
keeping.EVERY, engine.LAST_WORDS = 0.0, 60.0
app = engine.Engine(sys.argv[1])
job = app.submit(NetworkConfig(hidden=(32,), dropout=0.1), TrainingConfig(epochs=12, batch_size=64), "ann")
queued = app.submit(NetworkConfig(), TrainingConfig(), "bob")
signal.signal(signal.SIGTERM, lambda *_: (app.close(), sys.exit()))
engine.wait_until(lambda: len(job.history) >= 3 and unfinished.checkpoint(job.id), 200)
print(job.id, queued.id, flush=True)
time.sleep(600)
"""
ROW = {"kind": "epoch", "epoch": 1, "loss": 0.5, "accuracy": 0.8, "val_loss": 0.4, "val_accuracy": 0.85, "seconds": 1.0}


def point(epoch, step):
    return {"kind": "batch", "epoch": epoch, "step": step, "steps": 10, "loss": 0.5, "accuracy": 0.8, "seconds": 0.1}


def state(epoch=2, step=0, rows=(ROW,)) -> bytes:
    return Checkpoint([np.ones(3, np.float32)], epoch, step, {"history": list(rows), "running": {}}).to_bytes()


def a_job(job_id="abc", checkpoint=None, **changes) -> Job:
    job = Job(job_id, NETWORK, TRAINING, "ann")
    job.state, job.steps, job.checkpoint = "running", 10, state() if checkpoint is None else checkpoint
    job.batches = [point(1, 5), point(1, 10), point(2, 5)]
    for name, value in changes.items():
        setattr(job, name, value)
    return job


def keep(job: Job) -> None:
    unfinished.keep(job, folders.runs_dir())


@pytest.fixture
def another_app(monkeypatch):
    """What is written then is that of an app which has ended."""
    monkeypatch.setattr(unfinished, "_this_app", lambda: {"host": "elsewhere", "process": "1", "began": "0"})


def test_a_run_comes_back_up_to_its_last_whole_epoch(another_app):
    keep(a_job())
    (job,), warnings = unfinished.load_all()
    assert (job.id, job.owner, job.state, warnings) == ("abc", "ann", "interrupted", [])
    assert (job.network, job.training) == (NETWORK, TRAINING)
    assert (job.epoch, job.step, job.history) == (2, 0, [ROW])
    assert job.batches == [point(1, 5), point(1, 10)]  # what comes after the state is learned again
    assert unfinished.checkpoint("abc") == state()


def test_a_guess_and_a_painting_come_back_and_files_of_before_have_neither(another_app, runs_dir):
    painted = Checkpoint.beginning([np.ones((784, 10), np.float32), np.zeros(10, np.float32)]).to_bytes()
    keep(a_job(checkpoint=painted, guess=Guess(0.9, (4, 9)), painted=True, state="waiting", batches=[]))
    (job,), warnings = unfinished.load_all()
    assert (job.guess, job.painted, job.has_learned, warnings) == (Guess(0.9, (4, 9)), True, False, [])
    assert unfinished.checkpoint("abc") == painted
    path = runs_dir / unfinished.FOLDER / "abc.zip"
    old = parts(path)
    facts = json.loads(old["state.json"])
    del facts["guess"], facts["painted"]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (old | {"state.json": json.dumps(facts).encode()}).items():
            archive.writestr(name, content)
    (job,), warnings = unfinished.load_all()
    assert (job.guess, job.painted, warnings) == (None, False, [])


def test_a_paused_run_stays_paused_and_one_that_waited_waits_to_be_started(another_app):
    keep(a_job("paused", state="paused"))
    keep(a_job("queued", b"", state="waiting", batches=[]))
    states = {job.id: (job.state, job.has_learned) for job in unfinished.load_all()[0]}
    assert states == {"paused": ("paused", True), "queued": ("interrupted", False)}


def test_runs_of_an_app_that_is_alive_are_left_to_it():
    keep(a_job())
    assert unfinished.load_all() == ([], [])


def test_a_loss_that_ran_away_in_validation_costs_nothing(another_app):
    keep(a_job(checkpoint=state(rows=[ROW | {"val_loss": float("nan")}])))
    (job,), _ = unfinished.load_all()
    assert job.history[0]["val_loss"] is None


def parts(path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def curve(values) -> bytes:
    stream = io.BytesIO()
    np.save(stream, values)
    return stream.getvalue()


def change(**facts):
    return lambda old: {"state.json": json.dumps(json.loads(old["state.json"]) | facts).encode()}


@pytest.mark.parametrize(
    "damage",
    [
        lambda old: {"state.json": b"null"},
        lambda old: {"state.json": b"[" * 10_000},
        lambda old: {"batches.npy": b"not an array"},
        lambda old: {"batches.npy": curve(np.array([[np.nan] * 5]))},
        lambda old: {"batches.npy": curve(np.zeros((2, 3)))},
        change(id="other"),
        change(id="../../other"),
        change(created="2026-01-01T00:00:00"),
        change(history=[ROW | {"loss": "low"}]),
        change(history=None),
        change(epoch=0),
        change(network={"hidden": [10**9]}),
        change(state="finished"),
        change(mood="good"),
        change(guess={"accuracy": 2}),
    ],
)
def test_a_damaged_file_is_one_sentence_and_stops_nothing(another_app, runs_dir, damage):
    keep(a_job("whole"))
    keep(a_job())
    path = runs_dir / unfinished.FOLDER / "abc.zip"
    old = parts(path)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (old | damage(old)).items():
            archive.writestr(name, content)
    jobs, warnings = unfinished.load_all()
    assert [job.id for job in jobs] == ["whole"]
    assert warnings == ["The unfinished run in abc.zip was skipped: it is damaged."]


def test_other_files_links_and_bombs_there_are_no_runs(another_app, runs_dir):
    keep(a_job("whole"))
    home = runs_dir / unfinished.FOLDER
    (home / ".DS_Store").write_text("")
    (home / "text.zip").write_text("no archive")
    (home / "link.zip").symlink_to(home / "whole.zip")
    with zipfile.ZipFile(home / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("state.json", b" " * 100_000_000)
    jobs, warnings = unfinished.load_all()
    assert [job.id for job in jobs] == ["whole"]
    assert len(warnings) == 3


def test_snapshots_stay_with_their_run_and_go_with_it(another_app, runs_dir):
    job = a_job()
    keep(job)
    snapshots.write(job.taken, 1, np.zeros(parameters(NETWORK), np.float16))
    orphan = a_job("orphan")
    snapshots.write(orphan.taken, 1, np.zeros(parameters(NETWORK), np.float16))
    os.utime(orphan.taken, (1, 1))
    (found,), warnings = unfinished.load_all()
    assert (list(found.snapshots()), warnings) == ([1], [])
    assert not orphan.taken.exists()
    unfinished.drop(job.id, runs_dir)
    assert not job.taken.exists()


def test_only_so_many_are_kept(another_app, monkeypatch):
    monkeypatch.setattr(unfinished, "KEPT", 2)
    for number in range(4):
        keep(a_job(f"run{number}"))
    unfinished.load_all()
    assert [job.id for job in unfinished.load_all()[0]] == ["run2", "run3"]


def test_what_was_saved_just_before_the_end_is_not_interrupted(another_app, monkeypatch):
    monkeypatch.setattr(Engine, "_deal", lambda engine: None)
    monkeypatch.setattr("model.jobs.cluster.Cluster.start", lambda cluster: None)
    job = a_job("saved")
    scores = {"test_loss": 1.0, "test_accuracy": 0.5, "seconds": 1.0}
    run = job._as_run(
        {"status": "finished", "data": {"name": "sample"}, "scores": scores, "epochs": 30, "parameters": 1}
    )
    assert run.training == TRAINING
    record.save(run, b"weights", [ROW])
    keep(job)
    job.training = replace(TRAINING, epochs=31)  # one more epoch, on the way
    job.id = "extended"
    record.save(replace(run, id="extended"), b"weights", [ROW])
    keep(job)
    engine = Engine()
    engine.start()
    assert list(engine.jobs) == ["extended"]


def ended_by(ending: signal.Signals, engine: Engine) -> tuple[Job, Job]:
    """What an app leaves that trains one run, has another in its queue, and is ended after a few epochs.

    It trains on the cluster of `engine`, which is up already and outlives it.
    """
    address = engine.cluster.client.scheduler.address
    app = subprocess.Popen([sys.executable, "-c", APP, address], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    ids = app.stdout.readline().split()
    app.send_signal(ending)
    app.wait(30)
    (job, queued), warnings = unfinished.load_all()
    assert (warnings, [job.id, queued.id], queued.history) == ([], ids, [])
    assert (job.state, queued.state, job.owner) == ("interrupted", "interrupted", "ann")
    assert job.history
    assert [row["epoch"] for row in job.history] == list(range(1, job.epoch))
    assert job.batches
    assert all((p["epoch"], p["step"]) <= (job.epoch, job.step) for p in job.batches)
    return job, queued


@pytest.mark.thorough
def test_a_killed_app_leaves_the_last_state_that_it_kept(engine):
    job, _ = ended_by(signal.SIGKILL, engine)
    assert job.step == 0
    engine.cluster.client.log_event(wish_topic(job.id, 1), "stop")  # its worker goes on without it: others want it


@pytest.mark.thorough
def test_an_app_that_is_told_to_end_keeps_each_run_as_it_is_and_it_goes_on_as_if_unbroken(engine):
    job, _ = ended_by(signal.SIGTERM, engine)
    assert len(job.history) >= 3
    done = [row["loss"] for row in job.history]
    unbroken = engine.submit(NETWORK, TRAINING, "carol")
    engine.jobs[job.id] = job
    engine.go_on(job)
    assert wait_until(lambda: job.ended and unbroken.ended, PATIENCE)
    assert (job.state, job.message) == ("finished", "")
    assert [row["loss"] for row in job.history][: len(done)] == done
    assert [row["loss"] for row in job.history] == [row["loss"] for row in unbroken.history]
    assert job.scores == unbroken.scores
    assert list(job.saved.snapshots()) == list(range(13))  # those of before the break, and those that came after
    last = [snapshots.read(run.saved.snapshots()[12], NETWORK) for run in (job, unbroken)]
    assert np.array_equal(*last)
    assert wait_until(lambda: not unfinished.checkpoint(job.id), 10)  # it is a run now
    engine.forget(job)
    engine.forget(unbroken)


def began_on(digits: str) -> bytes:
    return Checkpoint([], 2, 0, {"history": [], "running": {}, "digits": digits}).to_bytes()


@pytest.fixture
def mnist(monkeypatch):
    """What `load` gives for `"mnist"` is called that, or `"sample"`."""

    def mnist_is(name):
        sample = data.load("sample")
        monkeypatch.setattr(
            data, "load", lambda source, on_progress=None: replace(sample, name=name) if source == "mnist" else sample
        )

    return mnist_is


def test_a_run_goes_on_with_the_digits_that_it_began_with(mnist):
    mnist("mnist")  # it has arrived meanwhile
    went_on = digits_of("mnist", began_on("sample"), lambda share: None)
    assert (went_on.name, went_on.note[:27]) == ("sample", "This run began on the sampl")
    assert digits_of("mnist", began_on("mnist"), lambda share: None).name == "mnist"
    assert digits_of("mnist", state(), lambda share: None).name == "mnist"  # of an earlier version: nobody knows
    assert digits_of("mnist", b"", lambda share: None).name == "mnist"
    assert digits_of("sample", began_on("sample"), lambda share: None).note == ""


def test_where_they_are_gone_it_waits_and_says_so(mnist):
    mnist("sample")
    with pytest.raises(data.DataError, match="This run began on MNIST, which can't be loaded now"):
        digits_of("mnist", began_on("mnist"), lambda share: None)
    job = a_job()
    job.hear({"kind": "failed", "message": "It began on MNIST."})
    job.done({"status": "paused"})
    assert (job.state, job.message, job.checkpoint) == ("paused", "It began on MNIST.", state())
    job.queued()
    assert job.message == ""


def test_what_an_earlier_app_told_its_scheduler_is_not_heard_by_the_next(another_app):
    """A scheduler of others outlives the app: “pause” is still there when the run goes on."""
    keep(a_job(attempt=1))
    (job,), _ = unfinished.load_all()
    assert job.attempt > 1
