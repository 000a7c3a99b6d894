"""The Train page without a browser: its settings, the URL, a run from start to end."""

import re
import time

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from model.digits.data import load
from model.jobs.engine import wait_until
from model.networks.config import PRESETS, NetworkConfig, TrainingConfig
from model.networks.settings import from_query
from model.runs import record
from pages.parts.pinned import PINNED
from pages.parts.train import live_run
from tests.pages.shown import charts, components, plain, printed, traces

PATIENCE = 90


@pytest.fixture
def page(engine):
    """Opens the page as a new visitor; keyword arguments are URL query parameters."""

    def open_(**query) -> AppTest:
        test = AppTest.from_file("../../pages/train.py", default_timeout=30)
        for name, value in query.items():
            test.query_params[name] = value
        test.run()
        assert not test.exception
        return test

    yield open_
    for job in list(engine.jobs.values()):
        engine.forget(job)


def button(page: AppTest, key: str):
    return next((button for button in page.button if button.key == key), None)


def query_of(page: AppTest) -> dict[str, str]:
    return {name: values[0] if isinstance(values, list) else values for name, values in page.query_params.items()}


def status(page: AppTest) -> str:
    return next(text.value for text in page.markdown if text.value.startswith("**"))


def captions(page: AppTest) -> str:
    return plain(" ".join(caption.value for caption in page.caption))


def said_beside_the_results(page: AppTest) -> str:
    return " ".join(element.proto.body for element in page.get("html") if element.proto.body.startswith("<p"))


def test_it_opens_with_the_first_preset_and_nothing_trained(page):
    opened = page()
    assert opened.selectbox(key="preset").value == "one hidden layer"
    assert status(opened) == "**Nothing trained yet**"
    assert "407,050 parameters" in plain(opened.subheader[0].value)


def test_a_preset_sets_every_widget(page):
    opened = page()
    opened.selectbox(key="preset").set_value("sigmoid").run()
    assert not opened.exception
    assert "94,494 parameters" in plain(opened.subheader[0].value)
    assert opened.number_input(key="set_epochs").value == 10
    assert opened.select_slider(key="set_batch_size").value == 32
    assert from_query(NetworkConfig, query_of(opened))[0] == PRESETS["sigmoid"]


def test_a_change_makes_own_settings_and_goes_into_the_url(page):
    opened = page()
    opened.slider(key="set_layers").set_value(3).run()
    opened.number_input(key="set_units_2").set_value(7).run()
    assert not opened.exception
    assert opened.selectbox(key="preset").value == "own settings"
    assert query_of(opened)["hidden"] == "512-128-7"


def test_a_link_opens_with_its_settings(page):
    opened = page(hidden="40-30", activation="tanh", learning_rate="0.05", augment="on", batch_size="48")
    assert opened.slider(key="set_layers").value == 2
    assert opened.number_input(key="set_units_1").value == 30
    assert opened.select_slider(key="set_learning_rate").value == 0.05
    assert opened.select_slider(key="set_batch_size").value == 48
    assert opened.button_group(key="set_augment").value == ["turn", "shift", "zoom"]  # as links said once
    assert not opened.warning


def test_a_faulty_link_is_put_right_with_a_notice(page):
    opened = page(hidden="9999", epochs="soon", dropout="0.3")
    assert [("Hidden layers" in warning.value, "Epochs" in warning.value) for warning in opened.warning] == [
        (True, False),
        (False, True),
    ]
    assert opened.slider(key="set_dropout").value == 0.3
    assert query_of(opened)["hidden"] == "512"


def test_what_has_no_effect_is_grey_says_why_and_keeps_its_value(page):
    opened = page(hidden="none", activation="tanh", dropout="0.3")
    assert opened.selectbox(key="preset").value == "no hidden layer"
    activation = opened.selectbox(key="set_activation")
    assert activation.disabled
    assert activation.help.startswith("Activation has no effect without hidden layers. ")
    assert opened.slider(key="set_left_share").disabled
    opened.slider(key="set_layers").set_value(1).run()
    activation, dropout = opened.selectbox(key="set_activation"), opened.slider(key="set_dropout")
    assert [activation.disabled, dropout.disabled] == [False, False]
    assert (activation.value, dropout.value) == ("tanh", 0.3)


def test_default_settings_come_back(page):
    opened = page(hidden="none", epochs="3")
    next(button for button in opened.button if button.label == "Default settings").click().run()
    assert query_of(opened)["hidden"] == "512"
    assert opened.number_input(key="set_epochs").value == 5


def test_a_run_from_start_to_end_and_one_more_epoch(page, engine):
    """With a guess, which stands in the result and on disk, and belongs to this run alone."""
    opened = page(hidden="32", epochs="2", batch_size="256")
    opened.toggle(key="guess_first").set_value(True).run()
    opened.slider(key="guess_accuracy").set_value(97)
    opened.multiselect(key="guess_pair").set_value([9, 4]).run()
    button(opened, "start_training").click().run()
    assert not opened.exception
    job = engine.job(query_of(opened)["run"])
    assert (job.guess.accuracy, job.guess.pair) == (0.97, (4, 9))
    assert "guess" not in "".join(query_of(opened))
    assert button(opened, "start_training") is None
    assert button(opened, "stop_training") is not None
    assert wait_until(lambda: job.can_go_on, PATIENCE)
    opened.run()
    assert not opened.exception
    assert status(opened).startswith("**Finished after 2 of 2 epochs: ")
    said = next(text.value for text in opened.markdown if "Guess: 97% of the test digits right" in text.value)
    assert f"{97 - 100 * job.scores['test_accuracy']:.1f} points too high" in said
    assert job.guess.times >= job.guess.guessed_times > 0
    assert record.load_all()[0][0].guess == job.guess
    assert not opened.toggle(key="guess_first").value
    assert opened.metric[0].value == f"{job.history[-1]['loss']:.4f}"
    button(opened, "one_more_epoch").click().run()
    assert wait_until(lambda: len(job.history) == 3 and job.can_go_on, PATIENCE)
    opened.run()
    assert status(opened).startswith("**Finished after 3 of 3 epochs: ")
    assert "Results of: 784–32–10 ReLU, sample, 3 epochs, batch size 256" in captions(opened)
    assert not said_beside_the_results(opened)
    see_the_weights(opened)
    see_a_pinned_drawing(opened)
    opened.selectbox(key="preset").set_value("sigmoid").run()
    opened.number_input(key="set_epochs").set_value(1).run()
    assert "784–32–10 ReLU" in captions(opened)  # the results are still those of the run
    assert "Press Start to train the settings" in said_beside_the_results(opened)
    opened.session_state["curves_or_code"] = "Keras code"
    opened.run()
    assert 'layers.Dense(144, activation="sigmoid")' in "".join(printed(opened))
    opened.session_state["curves_or_code"] = "Curves"
    button(opened.run(), "start_training").click().run()
    assert wait_until(lambda: engine.job(query_of(opened)["run"]).can_go_on, PATIENCE)
    button(opened.run(), "reset_run").click().run()
    for shown in (opened, opened.run(), page()):  # nothing comes back by itself
        assert status(shown) == "**Nothing trained yet**"
    assert "run" not in query_of(opened)
    assert query_of(opened)["hidden"] == "100-144"
    assert [0.1 < run.scores["threshold"] < 1 for run in record.load_all()[0]] == [True, True]


def see_the_weights(opened: AppTest) -> None:
    """As they are, what has changed, and the gradients: a dozen pictures each."""
    opened.session_state["curves_or_code"] = "Weights"
    titles = []
    for shown in ("Weights", "Changed so far", "Gradients"):
        opened.session_state["shown_of_weights"] = shown
        opened.run()
        assert not opened.exception
        wall = components(opened)["live_weights"]
        assert [len(wall["names"]), wall["names"][11]] == [12, "Weights of neuron 11"]
        assert "After epoch 3. A picture for each neuron" in captions(opened)
        titles.append(wall["title"])
    assert "neighbouring weights of these neurons" in titles[0]
    assert titles[1].startswith("So far, training has changed these weights by 0.0")
    assert titles[2].startswith("The loss falls fastest if blue weights grow")
    assert "curve_loss" not in components(opened)  # only what is open costs anything
    assert "Results of: 784–32–10 ReLU" in captions(opened)  # above all tabs


def see_a_pinned_drawing(opened: AppTest) -> None:
    """Its lines over the epochs; then it is taken away again."""
    opened.session_state["curves_or_code"] = "My drawings"
    assert "Pin up to 3 drawings" in "".join(text.value for text in opened.run().markdown)
    digits = load("sample")
    opened.session_state[PINNED] = [digits.x_test[0].astype(np.float32) / 255]
    opened.run()
    assert not opened.exception
    lines = traces(opened, "pinned_0")
    assert sorted(line["name"] for line in lines) == list("0123456789")
    assert all(line["x"] == [0, 1, 2, 3] for line in lines)
    words = charts(opened)["pinned_0"]
    assert re.search(r"After epoch [123] it began to read a \d|Read as \d all along", words)
    button(opened, "unpin_0").click().run()
    assert "pinned_0" not in components(opened)
    opened.session_state["curves_or_code"] = "Curves"
    opened.run()


@pytest.mark.thorough
def test_a_second_tab_sees_the_run_and_a_second_person_waits_for_theirs(page, engine):
    first = page(hidden="64", epochs="200", batch_size="32")
    button(first, "start_training").click().run()
    mine = engine.job(query_of(first)["run"])
    assert wait_until(lambda: mine.state == "running", PATIENCE)

    watching = page(run=mine.id)
    assert status(watching) == status(first.run())
    assert button(watching, "stop_training") is None  # somebody else's run can be watched, not stopped

    second = page(hidden="16", epochs="1")
    assert status(second) == "**Nothing trained yet**"
    button(second, "start_training").click().run()
    assert status(second).startswith("**Waiting: next in the queue")

    button(first.run(), "stop_training").click().run()
    assert wait_until(lambda: mine.ended, PATIENCE)
    assert "test digits are right" in status(first.run())
    theirs = engine.job(query_of(second)["run"])
    assert wait_until(lambda: theirs.ended, PATIENCE)


@pytest.mark.thorough
def test_those_who_wait_or_watch_look_less_often(page, engine, monkeypatch):
    looks, fragment = [], st.fragment
    monkeypatch.setattr(st, "fragment", lambda drawn, run_every=None: looks.append(run_every) or fragment(drawn))
    every = []
    for _ in range(3):
        opened = page(hidden="64", epochs="200", batch_size="32")
        button(opened, "start_training").click().run()
        job = engine.job(query_of(opened)["run"])
        assert every or wait_until(lambda job=job: job.state == "running", PATIENCE)
        opened.run()
        every.append(looks[-1])
    assert every == [live_run.EVERY, live_run.EVERY, live_run.EVERY_IN_QUEUE]
    page(run=next(iter(engine.jobs)))
    assert looks[-1] == live_run.EVERY_OF_OTHERS


@pytest.mark.thorough
def test_curves_are_made_once_for_all_who_watch_and_say_which_digits_they_show(page, engine, monkeypatch):
    opened = page(hidden="16", epochs="1", batch_size="256")
    button(opened, "start_training").click().run()
    job = engine.job(query_of(opened)["run"])
    assert wait_until(lambda: job.can_go_on, PATIENCE)
    job.data["note"], job.changes = "MNIST could not be downloaded, so this is the sample.", job.changes + 1
    made, curve_chart = [], live_run.curve_chart
    monkeypatch.setattr(live_run, "curve_chart", lambda *given: made.append(curve_chart(*given)) or made[-1])
    for _ in range(3):
        assert "could not be downloaded" in page(run=job.id).warning[0].value
    assert [figure.layout.yaxis.title.text for figure in made] == ["loss", "accuracy"]
    assert {figure.layout.xaxis.title.text for figure in made} == {"epoch (the sample, not MNIST)"}


def test_the_owner_of_the_app_who_only_watches_stops_nothing_with_reset(page, engine, monkeypatch):
    monkeypatch.setattr(live_run, "may_change", lambda owner: True)
    theirs = engine.submit(NetworkConfig((16,)), TrainingConfig(epochs=200), "f" * 32)
    watching = page(run=theirs.id)
    button(watching, "reset_run").click().run()
    assert status(watching) == "**Nothing trained yet**"
    assert theirs.state in ("waiting", "running")


def test_a_diverging_run_ends_with_a_sentence(page, engine):
    opened = page(hidden="64-64", activation="linear", optimizer="sgd", learning_rate="100", epochs="2")
    button(opened, "start_training").click().run()
    job = engine.job(query_of(opened)["run"])
    assert wait_until(lambda: job.ended, PATIENCE)
    time.sleep(0.1)
    opened.run()
    assert "Try a learning rate of 0.01, the usual one for SGD" in opened.error[0].value
    assert button(opened, "start_training") is not None


def test_an_experiment_with_the_data_is_seen_before_it_starts(page):
    opened = page(training_digits="20", left_out="7", wrong_labels="0.5")
    assert opened.button_group(key="set_left_out").value == [7]
    wall = components(opened)["experiment_wall"]
    assert wall["title"] == "All 9 wrong labels"
    assert len(wall["names"]) == 9
    assert all(" labelled " in name for name in wall["names"])
    assert not wall["clickable"]  # a click would show nothing
    assert "from 18 digits: no 7s, about 2 of each other digit. 9 of them have a wrong label." in captions(opened)
    assert "experiment_wall" not in components(page())


@pytest.mark.thorough
def test_augmentation_is_seen_before_it_starts_and_each_kind_has_its_switch(page):
    opened = page(training_digits="20")
    assert "augmented_wall" not in components(opened)
    opened.button_group(key="set_augment").set_value(["slant", "elastic"]).run()
    assert query_of(opened)["augment"] == "slant-elastic"
    assert wait_until(lambda: "augmented_wall" in components(opened.run()), PATIENCE)
    wall = components(opened)["augmented_wall"]
    assert wall["title"] == "On the left as they are, then as they may come"
    assert len(wall["names"]) == 32
    assert wall["names"][:2] == ["Digit 1: as it is", "Digit 1: changed, example 1"]
    button(opened, "augment_anew").click().run()
    assert wait_until(lambda: components(opened.run()).get("augmented_wall", wall)["strip"] != wall["strip"], PATIENCE)
    assert not opened.exception
