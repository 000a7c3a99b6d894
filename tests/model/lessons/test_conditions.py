"""A step knows when it is done, by what the app can see."""

import pytest

from model.lessons.conditions import Seen, TrainedRun, condition
from model.lessons.places import LessonError
from model.networks.config import NetworkConfig, TrainingConfig


def run(state="finished", accuracy=0.9, **training) -> TrainedRun:
    return TrainedRun("run", NetworkConfig(hidden=(128,)), TrainingConfig(**training), state, accuracy)


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
        ("read=5", Seen(read=5, sure=0.99), True),
        ("read!=7", Seen(read=7, sure=0.99), False),
        ("read!=7", Seen(read=1, sure=0.4), True),
        ("read!=7", Seen(), False),
        ("sure<=60", Seen(read=4, sure=0.6), True),
        ("sure<=60", Seen(read=4, sure=0.7), False),
        ("set look=break it", Seen(controls={"look": "Break it"}), True),
        ("set look!=Break it", Seen(controls={"look": "Why this answer"}), True),
        ("set epoch=0", Seen(controls={"epoch": "0"}), True),
        ("set epoch=0", Seen(controls={"epoch": ""}), False),
        ("set stage>=4", Seen(controls={"stage": "5"}), True),
        ("set look=Break it", Seen(controls={}), False),
        ("set stage=9", Seen(controls={"stage": "9"}), True),
        ("set rate>=3", Seen(controls={"rate": 3.0}), True),
        ("set rate>=3", Seen(controls={"rate": 1.0}), False),
        ("set rate>=3", Seen(controls={"rate": True}), False),
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
    page = "draw"
    if text.startswith("set"):
        page = "train" if "hidden" in text or "learning" in text else "inside"
    elif text in ("neuron", "painted"):
        page = "inside"
    assert condition(text, page).met(seen, "draw") is met


@pytest.mark.parametrize(
    ("text", "page", "said"),
    [
        ("run", "train", "can't be “run”"),
        ("set look=Brake it", "inside", "it may be Why this answer, "),
        ("set stage=77", "inside", "it may be 1 to 9"),
        ("set look=Break it", "draw", "on /draw; it can for: nothing"),
        ("set epochs=5", "inside", "can't wait for “epochs” on /inside"),
        ("run finished accuracy>=90", "train", "an accuracy is 0 to 1"),
        ("read=12", "draw", "the digit that the page reads is 0 to 9"),
        ("sure<=much", "draw", "is not a number"),
        ("drawn", "train", "can't happen on /train"),
        ("neuron", "draw", "it can on /inside"),
    ],
)
def test_what_can_never_be_met_gets_a_sentence(text, page, said):
    with pytest.raises(LessonError) as raised:
        condition(text, page)
    assert said in str(raised.value)
