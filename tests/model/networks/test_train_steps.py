"""Many training steps in one call: compiled by XLA or not, and however the batches are dealt out."""

import keras
import numpy as np
import pytest

from model.networks.config import NetworkConfig, TrainingConfig
from model.networks.network import build, build_optimizer
from model.networks.train_steps import TOGETHER, ManySteps, has_xla

BATCH_SIZE, BATCHES = 16, TOGETHER + 3


def trained(xla, parts, dropout=0.0):
    """Weights and metrics after the same batches, dealt out in `parts` of so many; compiled beforehand."""
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (500, 28, 28), np.uint8)
    labels = np.eye(10, dtype=np.float32)[rng.integers(0, 10, 500)]
    batches = rng.permutation(500)[: BATCHES * BATCH_SIZE].astype(np.int32).reshape(BATCHES, BATCH_SIZE)
    model = build(NetworkConfig(hidden=(8,), dropout=dropout), seed=1)
    model.compile(build_optimizer(TrainingConfig()), "categorical_crossentropy", metrics=["accuracy"])
    steps = ManySteps(model, images, labels, BATCH_SIZE, xla=xla)
    before = model.get_weights()
    steps.compile()
    for kept, weight in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(kept, weight)  # compiling learns nothing
    for part in np.split(batches, np.cumsum(parts)[:-1]):
        metrics = steps(part)
    return model.get_weights(), metrics, int(keras.ops.convert_to_numpy(model.optimizer.iterations))


@pytest.mark.parametrize(
    "xla", [False, pytest.param(True, marks=[pytest.mark.thorough, pytest.mark.skipif(not has_xla(), reason="no XLA")])]
)
def test_how_batches_are_dealt_out_changes_nothing(xla):
    at_once, by_parts = trained(xla, [BATCHES], dropout=0.2), trained(xla, [1, 2, BATCHES - 3], dropout=0.2)
    for whole, part in zip(at_once[0], by_parts[0], strict=True):
        np.testing.assert_array_equal(whole, part)
    assert at_once[1:] == by_parts[1:]
    assert at_once[2] == BATCHES


@pytest.mark.skipif(not has_xla(), reason="no XLA")
@pytest.mark.thorough
def test_xla_gives_the_same_up_to_rounding():
    compiled, plain = trained(True, [BATCHES]), trained(False, [BATCHES])
    assert compiled[1] == pytest.approx(plain[1], abs=1e-5)
    for one, other in zip(compiled[0], plain[0], strict=True):
        np.testing.assert_allclose(one, other, atol=1e-4)
