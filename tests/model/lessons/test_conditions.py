"""A step knows when it is done, by what the app can see."""

import pytest

from model.lessons.conditions import Seen, TrainedRun, condition
from model.networks.config import NetworkConfig, TrainingConfig


def run(state="finished", accuracy=0.9, **training) -> TrainedRun:
    return TrainedRun(NetworkConfig(hidden=(128,)), TrainingConfig(**training), state, accuracy)


@pytest.mark.parametrize(
    ("text", "seen", "met"),
    [
        ("page", Seen("draw"), True),
        ("page", Seen("train"), False),
        ("answer", Seen(answered=True), True),
        ("answer", Seen(), False),
        ("drawn", Seen(drawn=True), True),
        ("neuron", Seen(drawn=True), False),
        ("painted", Seen(painted=True), True),
        ("set look=break it", Seen(controls={"look": "Break it"}), True),
        ("set look=Break it", Seen(controls={}), False),
        ("set stage=9", Seen(controls={"stage": "9"}), True),
        ("set rate>=3", Seen(controls={"rate": 3.0}), True),
        ("set rate>=3", Seen(controls={"rate": 1.0}), False),
        ("set rate>=3", Seen(controls={"rate": "3"}), False),
        ("set imagine=on", Seen(controls={"imagine": True}), True),
        ("set hidden=64-64", Seen(controls={"set_hidden": (64, 64)}), True),
        ("set learning_rate<=0.01", Seen(controls={"set_learning_rate": 0.001}), True),
        ("run finished", Seen(runs=[run("running")]), False),
        ("run finished learning_rate=10", Seen(runs=[run(learning_rate=10.0)]), True),
        ("run finished learning_rate=10", Seen(runs=[run()]), False),
        ("run finished hidden=128 accuracy>=0.91", Seen(runs=[run(), run(accuracy=0.92)]), True),
        ("run finished accuracy>=0.91", Seen(runs=[run(accuracy=None)]), False),
        ("run failed", Seen(runs=[run("failed", None)]), True),
        ("run ended", Seen(runs=[run("stopped")]), True),
    ],
)
def test_conditions(text, seen, met):
    assert condition(text).met(seen, "draw") is met
