"""Whose turn it is, how long it takes until then, and who gives way: no cluster is needed to tell."""

import time

import pytest

from model.jobs import queue
from model.jobs.engine import Engine
from model.jobs.job import UNWATCHED, Job
from model.jobs.waiting import Pace, in_words, typical_epoch
from model.networks.config import NetworkConfig, TrainingConfig

NETWORK, TRAINING = NetworkConfig(hidden=(512,)), TrainingConfig(epochs=10, source="mnist")


class Still(Engine):
    """An engine whose runs wait for ever."""

    def start(self):
        pass


@pytest.fixture
def engine():
    return Still()


@pytest.fixture
def come(engine):
    """`come("ann")` queues a run of Ann's; each comes a second after the one before."""
    clock = iter(range(1, 1000))

    def come_(owner, sweep=""):
        job = engine.submit(NETWORK, TRAINING, owner, sweep)
        job.queued_at = float(next(clock))
        return job

    return come_


def start(job: Job) -> Job:
    job.state, job.future = "running", object()
    return job


def order(engine) -> str:
    return " ".join(job.owner for job in engine.queue.waiting())


def test_visitors_take_turns(engine, come):
    for owner in ("ann", "ann", "ann", "bob", "carol", "bob"):
        come(owner)
    assert order(engine) == "ann bob carol ann bob ann"
    start(engine.queue.waiting()[0])
    assert order(engine) == "bob carol ann bob ann"


def test_who_has_had_a_turn_waits_for_those_who_have_waited_longer_and_no_more(engine, come):
    first = start(come("ann"))
    come("ann"), come("bob")
    assert order(engine) == "bob ann"
    first.state, first.future = "finished", None
    engine.queue.turn_ended(first)
    late = come("carol")
    late.queued_at = time.time() + 1  # newcomers do not go before her for ever
    assert order(engine) == "bob ann carol"


def test_a_sweep_is_one_entry_and_takes_turns_with_its_owners_other_runs(engine, come):
    runs = [come("ann", "sweep") for _ in range(5)]
    single = come("ann")
    come("bob")
    turns = engine.queue.waiting()
    assert [job.owner for job in turns[:3]] == ["ann", "bob", "ann"]
    assert turns.index(single) == 2
    assert [job for job in turns if job.sweep] == runs


def test_three_entries_of_one_visitor_and_no_more(engine, come):
    for _ in range(24):
        come("ann", "sweep")
    come("ann"), come("ann")
    with pytest.raises(queue.QueueFull, match=r"You have 3 runs .* Wait until one of them has ended, or stop it"):
        come("ann")
    come("ann", "sweep")
    come("bob")
    paused = engine.queue.waiting()[-1]
    paused.state = "paused"
    for other in engine.queue.waiting():
        if other.owner == paused.owner and not other.sweep:
            engine.stop(other)
    come(paused.owner)


def test_there_is_an_end_to_the_queue(engine, come, monkeypatch):
    monkeypatch.setattr(queue, "MOST_WAITING", 2)
    come("ann"), come("bob")
    with pytest.raises(queue.QueueFull, match="2 runs are waiting already"):
        come("carol")


def test_a_paused_run_that_goes_on_needs_room_too(engine, come):
    paused = come("ann")
    paused.state = "paused"
    come("ann"), come("ann"), come("ann")
    with pytest.raises(queue.QueueFull):
        engine.go_on(paused)
    assert paused.state == "paused"


def look_away(*jobs: Job) -> None:
    for job in jobs:
        job.watched_at = time.monotonic() - UNWATCHED - 1


def test_runs_that_nobody_watches_come_last_and_give_way_to_those_that_wait(engine, come):
    running = start(come("ann"))
    assert engine.queue.to_give_way() == []
    look_away(running)
    assert engine.queue.to_give_way() == []  # nobody waits
    gone = come("bob")
    look_away(gone)
    assert engine.queue.to_give_way() == []  # and nobody waits for this
    come("carol")
    assert order(engine) == "carol bob"
    assert engine.queue.to_give_way() == [running]
    running.state = "pausing"
    assert engine.queue.to_give_way() == []
    running.state = "running"
    running.watched()
    assert engine.queue.to_give_way() == []


def test_a_run_that_is_only_to_be_stopped_comes_first(engine, come):
    come("ann")
    job = come("bob")
    job.state, job.history = "paused", [{"epoch": 1, "seconds": 1.0}]
    engine.stop(job)
    assert order(engine) == "bob ann"


def learn(job: Job, epochs: int, seconds: float) -> None:
    start(job)
    for epoch in range(1, epochs + 1):
        job.history.append({"kind": "epoch", "epoch": epoch, "seconds": seconds})
    job.batches.append({"kind": "batch", "epoch": epochs, "step": 10, "seconds": seconds})
    job.epoch, job.step, job.steps = epochs + 1, 0, 10


def test_the_wait_is_told_from_the_runs_ahead(engine, come, monkeypatch):
    monkeypatch.setattr(Engine, "ready", True)
    running = come("ann")
    ahead, job = come("bob"), come("carol")
    assert engine.expected_wait(job) is None  # nothing runs yet
    learn(running, 4, 2.0)
    assert engine.expected_wait(ahead) == pytest.approx(12.0)
    of_one_run = 10 * typical_epoch(NETWORK, TRAINING)
    assert engine.expected_wait(job) == pytest.approx(12.0 + of_one_run)
    engine.queue.pace.measured(running, 3 * typical_epoch(NETWORK, TRAINING))  # a slower computer
    assert engine.expected_wait(job) == pytest.approx(12.0 + 3 * of_one_run)
    second = start(come("dave"))  # a second worker, whose run has just begun
    assert engine.expected_wait(ahead) == pytest.approx(12.0)
    assert engine.expected_wait(job) < 12.0 + 3 * of_one_run
    assert engine.expected_wait(second) is None


def test_a_long_run_is_known_to_be_long_before_it_starts():
    pace = Pace()
    assert pace.seconds(NetworkConfig(), TrainingConfig()) < 10
    large = NetworkConfig(hidden=(1024,) * 5)
    assert pace.seconds(large, TrainingConfig(source="mnist", epochs=200)) > 1200
    assert [in_words(seconds) for seconds in (8.4, 600, 5400, 9 * 3600)] == ["8 s", "10 minutes", "2 hours", "9 hours"]
