"""Jobs on a real cluster: the app's own, started as the app starts it."""

import gc
import weakref
from dataclasses import replace

import psutil
import pytest

from model.jobs.engine import wait_until
from model.networks.config import NetworkConfig, TrainingConfig
from model.runs import record

NETWORK = NetworkConfig(hidden=(64,))
SHORT = TrainingConfig(epochs=2, batch_size=256)
ENDLESS = replace(SHORT, epochs=200)
PATIENCE = 90  # seconds: these machines may be busy


@pytest.fixture
def submit(engine):
    submitted = []

    def submit_(training=SHORT, owner="ann", network=NETWORK):
        submitted.append(engine.submit(network, training, owner))
        return submitted[-1]

    yield submit_
    for job in submitted:
        engine.forget(job)


def until(condition) -> None:
    assert wait_until(condition, PATIENCE)


def test_a_job_goes_from_waiting_to_a_run_on_disk(submit):
    job = submit()
    assert job.state == "waiting"
    until(lambda: job.ended)
    assert (job.state, job.message) == ("finished", "")
    assert [row["epoch"] for row in job.history] == [1, 2]
    assert job.batches
    (saved,), warnings = record.load_all()
    assert warnings == []
    assert saved == job.saved
    assert saved.scores == job.scores
    assert saved.owner == "ann"
    assert [row["loss"] for row in saved.history()] == [row["loss"] for row in job.history]
    assert list(saved.snapshots()) == list(job.snapshots()) == [0, 1, 2]
    until(lambda: not job.taken.exists())  # the run has them now


@pytest.mark.thorough
def test_the_same_settings_give_the_same_curves_again(submit):
    network, training = NetworkConfig(hidden=(64,), dropout=0.2), replace(SHORT, augment=("turn", "elastic"))
    first, second = submit(training, network=network), submit(training, network=network)
    until(lambda: first.ended and second.ended)
    assert [row["loss"] for row in first.history] == [row["loss"] for row in second.history]
    assert first.scores == second.scores


@pytest.mark.thorough
def test_one_more_epoch_is_added_to_the_same_run(engine, submit):
    job = submit()
    until(lambda: job.can_go_on)
    engine.one_more_epoch(job)
    until(lambda: job.can_go_on)
    assert [row["epoch"] for row in job.history] == [1, 2, 3]
    (saved,), _ = record.load_all()
    assert saved.epochs == 3
    assert list(saved.snapshots()) == [0, 1, 2, 3]


def test_a_stop_ends_a_run_and_keeps_it(engine, submit):
    job = submit(ENDLESS)
    until(lambda: len(job.history) >= 1)
    engine.stop(job)
    until(lambda: job.ended)
    assert job.state == "stopped"
    assert job.saved.status == "stopped"
    assert job.saved.scores["test_accuracy"] > 0.5


@pytest.mark.thorough
def test_a_paused_run_makes_room_and_goes_on_where_it_was(engine, submit):
    job, other = submit(ENDLESS), submit(owner="bob")
    until(lambda: len(job.history) >= 1)
    assert other.state == "waiting"
    assert engine.place(other) == 1
    engine.pause(job)
    until(lambda: job.state == "paused")
    before = (job.epoch, job.step), [row["loss"] for row in job.history]
    until(lambda: other.ended)
    assert other.state == "finished"
    engine.go_on(job)
    until(lambda: (job.epoch, job.step) > before[0])
    assert [row["loss"] for row in job.history][: len(before[1])] == before[1]
    engine.pause(job)
    until(lambda: job.state == "paused")
    engine.stop(job)  # from a pause, too, a stop keeps what was learned
    until(lambda: job.ended)
    assert job.saved.status == "stopped"


def test_a_stop_is_heard_even_before_the_cluster_has_got_the_run_back(engine, submit, monkeypatch):
    job = submit(ENDLESS)
    until(lambda: len(job.history) >= 1)
    engine.pause(job)
    until(lambda: job.state == "paused")
    with monkeypatch.context() as no_worker:
        no_worker.setattr(engine.workers, "slots", lambda client: 0)
        engine.go_on(job)
        engine.stop(job)
    until(lambda: job.ended)
    assert job.saved.status == "stopped"


@pytest.mark.thorough
def test_a_killed_worker_costs_at_most_the_current_epoch(engine, submit):
    job = submit(replace(SHORT, epochs=8, batch_size=32))
    until(lambda: len(job.history) >= 2)
    program = psutil.Process(engine.cluster.program.pid)
    worker = max(program.children(recursive=True), key=lambda process: process.memory_info().rss)
    learned = {row["epoch"]: row["loss"] for row in job.history}
    worker.kill()
    until(lambda: job.ended)
    assert job.state == "finished"
    assert [row["epoch"] for row in job.history] == list(range(1, 9))
    again = {row["epoch"]: row["loss"] for row in job.history}
    assert {epoch: again[epoch] for epoch in list(learned)[:-1]} == {
        epoch: learned[epoch] for epoch in list(learned)[:-1]
    }
    steps = [(point["epoch"], point["step"]) for point in job.batches]
    assert steps == sorted(set(steps))


@pytest.mark.thorough
def test_a_killed_cluster_is_started_again_and_the_run_goes_on(engine, submit):
    job = submit(replace(SHORT, epochs=6, batch_size=32))
    until(lambda: len(job.history) >= 2 and job.checkpoint)
    engine.cluster.program.kill()
    until(lambda: job.ended)
    assert job.state == "finished"
    assert [row["epoch"] for row in job.history] == [1, 2, 3, 4, 5, 6]


@pytest.mark.thorough
def test_a_run_that_is_put_aside_while_it_waits_leaves_nothing(engine, submit):
    first, second = submit(ENDLESS), submit()
    until(lambda: first.state == "running")
    engine.forget(second)
    engine.forget(first)
    assert engine.job(second.id) is None
    third = submit()
    until(lambda: third.ended)
    assert [run.id for run in record.load_all()[0]] == [third.id]


@pytest.mark.thorough
def test_a_run_that_is_put_aside_is_forgotten(engine):
    def put_aside() -> weakref.ref:
        job = engine.submit(NETWORK, replace(SHORT, epochs=1), "ann")
        until(lambda: job.ended)
        engine.forget(job)
        return weakref.ref(job)

    gone = put_aside()
    until(lambda: gc.collect() is not None and gone() is None)


def test_people_have_runs_of_their_own(engine, submit):
    mine, theirs = submit(owner="ann"), submit(owner="bob")
    assert engine.newest("ann") is mine
    assert engine.newest("bob") is theirs
    assert engine.newest("carol") is None


def test_a_diverging_run_fails_with_a_sentence(submit):
    job = submit(
        replace(SHORT, optimizer="sgd", learning_rate=100.0),
        network=NetworkConfig(hidden=(64, 64), activation="linear"),
    )
    until(lambda: job.ended)
    assert job.state == "failed"
    assert "learning rate" in job.message
    assert record.load_all()[0] == []
