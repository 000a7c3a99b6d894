"""Snapshots of a network's weights: all of them, few enough, early ones first."""

import itertools

import numpy as np
import pytest

from model.networks import snapshots
from model.networks.config import NetworkConfig
from model.networks.network import build
from model.networks.snapshots import Snapshots, arrays, most, parameters, planned, shapes, snapshot, thinned
from model.networks.summary import count_parameters

CONFIGS = [NetworkConfig(hidden=()), NetworkConfig(hidden=(16, 8), batch_normalization=True, dropout=0.1)]


@pytest.mark.parametrize("config", CONFIGS, ids=["plain", "normalized"])
def test_a_snapshot_is_what_keras_has_in_half_the_precision(config):
    model = build(config, seed=1)
    vector = snapshot(model)
    assert (vector.dtype, vector.shape) == (np.float16, (parameters(config),))
    assert parameters(config) == count_parameters(config) == model.count_params()
    weights = model.get_weights()
    assert shapes(config) == [array.shape for array in weights]
    for mine, kerass in zip(arrays(vector, config), weights, strict=True):
        assert mine == pytest.approx(kerass, rel=1e-3, abs=1e-7)


def test_a_weight_that_is_too_large_for_half_the_precision_stays_a_number():
    model = build(NetworkConfig(hidden=()))
    model.set_weights([np.full((784, 10), 1e9), np.full(10, -1e9)])
    assert set(snapshot(model).tolist()) == {65504.0, -65504.0}


def test_early_epochs_are_kept_and_later_ones_thinned():
    assert thinned(range(6), 24) == [0, 1, 2, 3, 4, 5]
    kept = thinned(range(201), 24)
    assert len(kept) == 24
    assert kept[:5] == [0, 1, 2, 3, 4]
    assert kept[-1] == 200
    steps = np.diff(kept)
    assert steps.max() < 60
    assert max(steps[:8]) < max(steps[-8:])
    assert thinned([3], 24) == [3]


def test_a_run_keeps_at_most_so_many_and_so_many_bytes():
    for hidden in ((), (512,), (1024,) * 5):
        config = NetworkConfig(hidden=hidden, batch_normalization=True)
        assert 2 <= len(planned(config, 200)) == most(config) <= snapshots.MOST == 24
        assert most(config) * 2 * parameters(config) <= snapshots.MOST_BYTES == 40_000_000
    assert planned(NetworkConfig(), 2) == {0, 1, 2}


def test_short_epochs_do_not_wait_for_it(monkeypatch):
    """Taking one costs 0.1 s here, and epochs take 0.2 s: the next one may come 5 s later."""
    clock = {"now": 0.0, "busy": 0.0}

    def busy() -> float:
        clock["busy"] += 0.1
        return clock["busy"]

    monkeypatch.setattr(snapshots.time, "perf_counter", lambda: clock["now"])
    monkeypatch.setattr(snapshots.time, "thread_time", busy)
    taken = []
    taker = Snapshots(CONFIGS[0], 100, lambda epoch, weights: taken.append(epoch))
    model = build(CONFIGS[0])
    for epoch in range(101):
        taker.take(model, epoch)
        clock["now"] += 0.2
    assert taken[:2] == [0, 1]
    assert all(after - before >= 25 for before, after in itertools.pairwise(taken[1:-1]))
    assert 4 <= len(taken) <= 6
    assert taken[-1] == 100  # the last one keeps no epoch waiting
