"""Looks at the first weights while a network learns."""

from types import SimpleNamespace

import numpy as np
import pytest

from model.networks import looks
from model.networks.looks import Looks, packed, unpacked

KERNEL = np.random.default_rng(0).normal(0, 0.1, (784, 30)).astype(np.float32)


def test_a_look_is_the_weights_of_a_dozen_neurons_in_one_byte_each():
    event = packed(KERNEL)
    assert len(event["values"]) == 12 * 784
    looked = unpacked(**event).reshape(12, 784)
    assert looked == pytest.approx(KERNEL[:, :12].T, abs=event["scale"] / 2 + 1e-6)
    assert unpacked(**packed(KERNEL[:, :10])).shape == (10, 28, 28)


def test_weights_that_ran_away_or_never_moved_are_looked_at_all_the_same():
    assert not unpacked(**packed(np.zeros((784, 3)))).any()
    assert np.isfinite(unpacked(**packed(np.full((784, 3), np.nan)))).all()


def test_looks_become_rare_as_a_run_grows_long(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(looks.time, "monotonic", lambda: now[0])
    events = []
    taker = Looks(SimpleNamespace(weights=[KERNEL]), events.append)
    for _ in range(20_000):
        taker.take(1, 1)
        now[0] += 0.1
    assert events[0]["kind"] == "weights"
    assert 100 < len(events) < 400
