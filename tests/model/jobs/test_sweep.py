"""Sweeps and what tells runs apart: which runs they are, and how they stand, in memory and on disk."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from model.jobs import sweep
from model.jobs.engine import Engine, wait_until
from model.jobs.job import Job
from model.networks.config import NetworkConfig, TrainingConfig
from model.networks.settings import SettingError
from model.runs import record
from model.runs.differences import SETTINGS, differing, in_effect, in_words, values_of, with_label

NETWORK, TRAINING = NetworkConfig(hidden=(32,)), TrainingConfig(epochs=2, seed=3)


class Cluster(Engine):
    """An engine whose jobs wait for ever."""

    def start(self):
        pass

    def _launch(self, job, stop_at_once=False):
        job.queued()


def a_run(run_id="a", network=NETWORK, training=TRAINING, **facts) -> record.Run:
    known = {
        "id": run_id,
        "name": "784–32–10 relu, adam",
        "owner": "me",
        "status": "finished",
        "network": network,
        "training": training,
        "data": {"name": "sample"},
        "scores": {"test_accuracy": 0.9, "test_loss": 0.3},
        "epochs": 2,
        "parameters": 25_450,
        "seconds": 2.5,
        "created": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    }
    return record.Run(**{**known, **facts})


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_has_values_worth_trying(name):
    texts = sweep.suggestions(name)
    values = sweep.read_values(name, texts)
    assert len(values) == len(texts) >= 2
    assert all(in_words(name, value) for value in values)


def test_values_are_read_once_and_as_people_write_them():
    assert sweep.read_values("hidden", ["300–100", "none", "300-100"]) == ((300, 100), ())
    assert sweep.read_values("learning_rate", [" 0.05 ", "1e-3"]) == (0.05, 0.001)
    for name, text in (("learning_rate", "fast"), ("learning_rate", "-1"), ("hidden", "9999"), ("epochs", "2.5")):
        with pytest.raises(SettingError):
            sweep.read_values(name, [text])


def test_every_combination_once_and_all_else_unchanged():
    pairs = sweep.combinations(NETWORK, TRAINING, {"dropout": (0.0, 0.5), "batch_size": (32, 64, 128)})
    assert [(n.dropout, t.batch_size) for n, t in pairs] == [(d, b) for d in (0.0, 0.5) for b in (32, 64, 128)]
    assert {(replace(n, dropout=0.0), replace(t, batch_size=1)) for n, t in pairs} == {
        (NETWORK, replace(TRAINING, batch_size=1))
    }


def test_networks_that_would_be_the_same_are_trained_once():
    values = {"hidden": ((), (32,)), "activation": ("tanh", "relu")}
    pairs = sweep.combinations(NETWORK, TRAINING, values)
    assert [(n.hidden, n.activation) for n, _ in pairs] == [((), "tanh"), ((32,), "tanh"), ((32,), "relu")]
    with pytest.raises(SettingError, match="would be the same: dropout has no effect without hidden layers"):
        sweep.combinations(NetworkConfig(()), TRAINING, {"dropout": (0.1, 0.2)})
    with pytest.raises(SettingError, match="share of them that stays has no effect without digits left out"):
        sweep.combinations(NETWORK, TRAINING, {"left_share": (0.1, 0.2)})


def test_24_runs_are_possible_and_25_are_not():
    assert len(sweep.combinations(NETWORK, TRAINING, {"seed": range(6), "epochs": range(1, 5)})) == 24
    with pytest.raises(SettingError, match="25 runs; at most 24"):
        sweep.combinations(NETWORK, TRAINING, {"seed": range(5), "epochs": range(1, 6)})


def test_too_little_or_too_much_to_vary_is_said():
    with pytest.raises(SettingError, match="one or two settings"):
        sweep.combinations(NETWORK, TRAINING, {})
    with pytest.raises(SettingError, match="at least two values for “Dropout”"):
        sweep.combinations(NETWORK, TRAINING, {"dropout": (0.1,)})
    with pytest.raises(SettingError, match="At most 5 hidden layers"):
        sweep.combinations(NETWORK, TRAINING, {"hidden": ((1,) * 6, ())})


def test_optimizers_get_their_own_usual_learning_rate_unless_it_is_swept_too():
    pairs = sweep.combinations(NETWORK, TRAINING, {"optimizer": ("sgd", "adam")})
    assert [t.learning_rate for _, t in pairs] == [0.01, 0.001]
    pairs = sweep.combinations(NETWORK, TRAINING, {"optimizer": ("sgd", "adam"), "learning_rate": (0.1, 0.2)})
    assert [t.learning_rate for _, t in pairs] == [0.1, 0.2, 0.1, 0.2]


def started(values, engine=None) -> tuple[Engine, str]:
    engine = engine or Cluster()
    return engine, sweep.start(engine, sweep.combinations(NETWORK, TRAINING, values), "me")


def test_a_sweep_waits_behind_single_runs_and_is_nobodys_newest_run():
    engine = Cluster()
    first = engine.submit(NETWORK, TRAINING, "me")
    engine, name = started({"seed": (1, 2)}, engine)
    later = engine.submit(NETWORK, TRAINING, "you")
    assert engine.newest("me") is first
    assert [job.training.seed for job in engine.in_sweep(name)] == [1, 2]
    assert [engine.place(job) for job in (first, later, *engine.in_sweep(name))] == [1, 2, 3, 4]
    assert sweep.newest(engine, [], "me") == name
    assert sweep.newest(engine, [], "you") == ""


def test_the_axes_are_what_was_varied_in_a_sensible_order():
    def axes(values):
        engine, name = started(values)
        return sweep.axes(sweep.cells(engine, [], name))

    assert axes({"learning_rate": (0.1, 0.001)}) == {"learning_rate": [0.001, 0.1]}
    assert axes({"hidden": ((512,), (), (32, 32)), "augment": (("turn",), (), ("turn", "slant"))}) == {
        "hidden": [(), (512,), (32, 32)],
        "augment": [(), ("turn",), ("turn", "slant")],
    }
    assert axes({"optimizer": ("sgd", "adam")}) == {"optimizer": ["sgd", "adam"]}
    assert axes({"optimizer": ("adam", "sgd"), "learning_rate": (0.1, 0.2)}) == {
        "optimizer": ["sgd", "adam"],
        "learning_rate": [0.1, 0.2],
    }


def epoch(number, accuracy, val_accuracy):
    row = {"kind": "epoch", "epoch": number, "loss": 0.1, "accuracy": accuracy, "val_loss": 0.1, "seconds": 1.0}
    return row | {"val_accuracy": val_accuracy}


def test_cells_say_how_each_run_stands():
    engine, name = started({"seed": (1, 2, 3, 4)})
    waiting, learning, diverged, unchecked = engine.in_sweep(name)
    learning.hear(epoch(1, 0.5, 0.6))
    learning.hear(epoch(2, 0.7, 0.65))
    diverged.hear(epoch(1, 0.1, 0.1))
    diverged.state, diverged.message = "failed", "The loss became nan"
    unchecked.hear(epoch(1, 0.4, None))
    found = sweep.cells(engine, [], name)
    assert [(cell.id, cell.state, cell.epochs, cell.accuracy, cell.ended) for cell in found] == [
        (waiting.id, "waiting", 0, None, False),
        (learning.id, "running", 2, 0.65, False),
        (diverged.id, "failed", 1, None, True),
        (unchecked.id, "running", 1, 0.4, False),
    ]
    assert found[2].message == "The loss became nan"
    assert sweep.best(found).id == learning.id
    assert sweep.in_short(found[1], ["seed", "learning_rate"]) == "seed 2, learning rate 0.001"
    assert sweep.best(found[:1]) is None


def test_a_sweep_that_the_app_has_forgotten_is_read_from_disk():
    history = [epoch(1, 0.5, 0.6), epoch(2, 0.7, 0.65)]
    record.save(a_run("one", sweep="20260102-aa"), b"", history)
    record.save(a_run("two", training=replace(TRAINING, seed=9), sweep="20260102-aa"), b"", history)
    record.save(a_run("old", sweep="20260101-bb"), b"", history)
    saved = record.load_all()[0]
    name = sweep.newest(Cluster(), saved, "me")
    found = sweep.cells(Cluster(), saved, name)
    assert name == "20260102-aa"
    assert {(cell.id, cell.state, cell.accuracy, cell.ended) for cell in found} == {
        ("one", "finished", 0.65, True),
        ("two", "finished", 0.65, True),
    }
    assert sweep.axes(found) == {"seed": [3, 9]}


@pytest.mark.thorough
def test_a_real_sweep_fills_in_and_is_kept(engine):
    pairs = sweep.combinations(NetworkConfig(()), TrainingConfig(epochs=1), {"learning_rate": (0.01, 10.0)})
    name = sweep.start(engine, pairs, "sweeper")
    assert wait_until(lambda: all(cell.ended for cell in sweep.cells(engine, [], name)), 200)
    found = sweep.cells(engine, [], name)
    assert [cell.state for cell in found] == ["finished"] * 2
    assert sweep.best(found).training.learning_rate == 0.01
    assert sweep.best(found).accuracy > 0.8
    on_disk = {run.id for run in record.load_all()[0] if run.sweep == name}
    assert on_disk == {cell.id for cell in found}
    assert engine.newest("sweeper") is None
    for job in engine.in_sweep(name):
        engine.forget(job)
    again = sweep.cells(engine, record.load_all()[0], name)
    assert {(cell.id, cell.accuracy) for cell in again} == {(cell.id, cell.accuracy) for cell in found}


def test_settings_that_differ():
    pairs = [(NETWORK, TRAINING), (NETWORK, replace(TRAINING, epochs=9)), (None, None)]
    assert differing(pairs) == ["epochs"]
    assert differing(pairs[:1]) == []
    assert differing([(NETWORK, TRAINING), (NetworkConfig(()), replace(TRAINING, seed=1))]) == ["hidden", "seed"]
    assert values_of(None, None) == {}
    assert with_label("training_digits", 200) == "training digits 200"
    assert with_label("training_digits", 60_000) == "all training digits"  # of the sample there are fewer
    idle = [(NetworkConfig((), dropout=rate), TRAINING) for rate in (0.1, 0.2)]
    assert differing([*idle, (NetworkConfig((), "tanh"), TRAINING)]) == []
    assert in_effect(*idle[0]) == in_effect(*idle[1]) == (NetworkConfig(()), TRAINING)


def test_the_trimming_of_memory_takes_sweeps_first(monkeypatch):
    monkeypatch.setattr("model.jobs.memory.KEPT_JOBS", 2)
    engine = Cluster()
    single = engine.submit(NETWORK, TRAINING, "me")
    engine, name = started({"seed": (1, 2, 3)}, engine)
    for job in engine.jobs.values():
        job.state, job.checkpoint = "finished", b"state"
    newest: Job = engine.submit(NETWORK, TRAINING, "me")
    assert single.id in engine.jobs
    assert single.checkpoint == b"state"
    assert len(engine.in_sweep(name)) == 1
    assert engine.in_sweep(name)[0].checkpoint == b""
    assert engine.newest("me") is newest
