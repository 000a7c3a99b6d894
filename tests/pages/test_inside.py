"""The Inside page without a browser: what it is shown, what it tells, and what it can't look into."""

import re
import time
from concurrent.futures import Future
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from model.digits.data import load
from model.digits.letters import letter
from model.digits.preprocess import normalize
from model.inside import tsne
from model.inside.breaking import Damage
from model.inside.points import digits_at_hand
from model.networks import answering
from model.networks.config import NetworkConfig
from model.networks.network import build
from model.networks.snapshots import snapshot
from model.runs import record, snapshots
from pages.components.pixel_pictures import outline
from pages.parts.inside import breaking
from tests.pages.shown import again, charts, components, opened, plain
from tests.pages.test_draw import RUN

PAGE = "../../pages/inside.py"


@pytest.fixture(scope="module")
def awake():
    return answering.wake().result(120)


def page(**query) -> AppTest:
    return opened(PAGE, **query)


def awoken(app: AppTest) -> AppTest:
    """The page as soon as its network is awake."""
    for _ in range(600):
        if "Waking up" not in captions(app):
            break
        time.sleep(0.1)
        again(app)
    return app


def captions(app: AppTest) -> str:
    return plain(" ".join(element.value for element in app.caption))


def test_before_a_stroke_it_says_what_to_do(awake):
    app = page()
    assert "lights up" in captions(app)
    assert "lit_network" not in components(app)


def test_a_test_digit_lights_the_network(awake):
    app = page(subject="Test digit", digit="3")
    lit = components(app)["lit_network"]
    assert [len(layer["order"]) for layer in lit["hidden"]] == [
        len(layer.bias) for layer in _network(awake).layers[:-1]
    ]
    assert sum(lit["probabilities"]) == pytest.approx(1, abs=0.01)
    assert 10 <= len(lit["lines"]) <= 40
    assert "answer" in lit["words"]
    assert "Test image 3, labelled 3" in captions(app)


def _network(classifier):
    from model.inside.opening import open_network

    return open_network(classifier.model)


def test_noise_must_be_named_a_digit_too(awake):
    for subject, what in (("Noise", "pure noise"), ("Empty", "an empty picture"), ("Letter", "a letter, A")):
        app = page(subject=subject)
        assert "It must name a digit" in app.info[0].value
        assert what in app.info[0].value
        digit = int(np.argmax(components(app)["lit_network"]["probabilities"]))
        assert f"the network says {digit}," in app.info[0].value


def test_a_neuron_and_an_output_are_opened_with_their_numbers(awake):
    app = page(subject="Test digit", digit="3")
    lit = components(app)["lit_network"]
    app.session_state["opened_neuron"] = (0, lit["hidden"][0]["order"][0])
    again(app)
    assert "Σ weight × input" in app.markdown[0].value
    assert "Its weights" in charts(app)["neuron_pictures"]
    assert "Adds to the score, about:" in charts(app)["adds"]  # other layers come between
    assert [layer["exact"] for layer in lit["hidden"]] == [False, True]
    app.session_state["opened_neuron"] = (1, lit["hidden"][1]["order"][0])
    again(app)
    parts = components(app)["sum"]["rows"]
    assert {line[0] for part in parts for line in part["lights"]["lines"]} == {1}
    weights = _network(awake).layers[1].kernel[:, lit["hidden"][1]["order"][0]]
    assert (
        f"{(weights > 0).sum()} of its {len(weights):,} weights are positive. The largest: " in charts(app)["weights"]
    )
    assert "about" not in charts(app)["adds"]
    answer = int(np.argmax(lit["probabilities"]))
    app.session_state["opened_neuron"] = (2, answer)
    again(app)
    assert f"Answer {answer}" in app.subheader[0].value
    shares = components(app)["shares"]["rows"]
    assert [row["bar"] for row in shares] == pytest.approx(lit["probabilities"], abs=1e-3)
    assert [row["lights"]["spots"] for row in shares] == [[[3, digit]] for digit in range(10)]
    assert shares[answer]["cells"][2] == "1.0000"  # e^0: it has the highest score
    app.session_state["order"] = "index"
    assert components(again(app))["lit_network"]["hidden"][0]["order"][:3] == [0, 1, 2]
    app.session_state["opened_neuron"] = (7, 4000)  # of a network that was looked into before
    assert "Click a neuron" in captions(again(app))


def test_a_link_opens_a_neuron_and_says_which_is_open(awake):
    app = page(subject="Test digit", digit="3", neuron="1-5")
    assert app.session_state["opened_neuron"] == app.session_state["opened_hidden_neuron"] == (0, 5)
    app.session_state["opened_neuron"] = (2, 7)  # an answer
    again(app)
    assert app.query_params["neuron"] in ("3-7", ["3-7"])
    assert app.session_state["opened_hidden_neuron"] is None
    app = page(subject="Test digit", digit="3", neuron="brightest")
    first = components(app)["lit_network"]["hidden"][0]
    layer, index = app.session_state["opened_neuron"]
    assert (layer, first["values"][first["order"].index(index)]) == (0, max(first["values"]))
    assert "has no neuron 9000 in layer 1" in captions(page(subject="Test digit", neuron="1-9000"))
    assert "can't be “first”" in page(subject="Test digit", neuron="first").warning[0].value


def test_a_sum_on_the_page_adds_up(awake):
    app = page(subject="Test digit", digit="3")
    app.session_state["opened_neuron"] = (2, 3)
    shown = components(again(app))["sum"]
    numbers, (others, bias, score) = (
        [float(line["cells"][-1].replace("−", "-")) for line in shown[part]] for part in ("rows", "foot")
    )
    assert sum(numbers) + others + bias == pytest.approx(score, abs=0.05)  # of rounded numbers
    pixels = _test_digit(3)
    assert score == pytest.approx(float(_network(awake).forward(pixels).scores[0, 3]), abs=0.01)


def _test_digit(index):
    return load("sample").x_test[index][None].astype(np.float32) / 255


def test_reasons_changes_and_damage(awake):
    app = page(subject="Test digit", digit="3")
    _reasons(app)
    app.session_state["look"] = "What would change it"
    _changes(again(app))
    app.session_state["look"] = "Break it"
    _damage(again(app))


def _reasons(app):
    assert "Gradient × input" in charts(app)["reasons"]
    assert "Occlusion" in charts(app)["reasons"]
    assert _under_the_patches(app).endswith("Blue: covering this ink lowers the score of 3. Orange: it raises it.")
    picture, *maps = components(app)["reasons"]["pictures"]
    assert not picture["outline"]
    assert all(one["outline"] == outline(_test_digit(3)[0]) for one in maps)
    app.selectbox(key="rival of 3").set_value(5)
    again(app)
    assert "3 rather than 5" in app.subheader[0].value
    assert _under_the_patches(app).endswith(
        "Blue: covering this ink costs 3 some of its lead over 5. Orange: it widens it."
    )
    wall = components(app)["alike"]
    assert not wall["clickable"]
    assert [name.partition("read as ")[2][0] == "3" for name in wall["names"]] == [True] * 8 + [False]
    assert wall["title"].endswith(f"it reads that one as {wall['names'][-1].partition('read as ')[2][0]}")


def _under_the_patches(app):
    return components(app)["reasons"]["pictures"][2]["caption"]


def _changes(app):
    film = components(app)["change"]
    answers = np.argmax(film["probabilities"], axis=1)
    assert answers[0] == 3
    assert len(film["told"]) == len(film["likeliest"]) == len(answers)
    assert film["likeliest"][0].startswith("3 at ")
    assert ("small steps make it" in film["title"]) == (answers[-1] != 3)
    app.session_state["not 3"] = 8
    app.toggle(key="imagine").set_value(True)
    again(app)
    assert " an 8: pixels changed by " in components(app)["change"]["title"]
    dream = components(app)["dream"]
    assert dream["title"] == "The most 8-like picture that this network can imagine"
    assert np.argmax(dream["probabilities"][-1]) == 8
    assert dream["begins"] == dream["count"] - 1


def _damage(app):
    whole = app.metric[0].value

    def after(key, value, kind):
        kind(key=key).set_value(value)
        again(app)
        return float(app.metric[0].value.rstrip("%"))

    assert "The network is whole" in app.subheader[0].value
    assert after("damage_noise", 3.0, app.slider) < float(whole.rstrip("%"))
    assert "of 1,000 digits, instead of" in app.subheader[0].value or "guessing" in app.subheader[0].value
    app.button(key="damage_undo").click()
    again(app)
    assert (app.metric[0].value, app.slider(key="damage_noise").value) == (whole, 0)
    assert after("damage_removed", 5, app.slider) > 95
    assert app.subheader[0].value == "It hardly minds"
    assert after("damage_bits", 8, app.select_slider) > 95
    assert app.subheader[0].value == "It hardly minds: what it knows is spread over many weights"
    assert after("damage_biases", False, app.toggle) < 95
    assert after("damage_removed", 100, app.slider) < 20
    assert app.subheader[0].value == "Hardly better than guessing"


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        ((0.996, 0.948), "It now misreads 52 of 1,000 digits, instead of 4"),
        ((1.0, 0.9), "It now misreads 100 of 1,000 digits, instead of none"),
    ],
)
def test_what_was_misread_before_is_told_as_it_was(lost, said):
    assert breaking.finding(Damage(noise=1), *lost) == said


def test_a_neuron_that_nothing_excites_says_so_and_so_does_a_dead_one(tmp_path, monkeypatch):
    monkeypatch.setenv("RUNS_DIR", str(tmp_path / "runs"))
    model = build(NetworkConfig(hidden=(3,), activation="tanh"), seed=1)
    kernel, bias, *rest = model.get_weights()
    kernel[:, :2], bias[:2] = 0, (-1, 0)  # always below 0; always 0
    model.set_weights([kernel, bias, *rest])
    model.save(tmp_path / "model.keras")
    saved = record.save(replace(RUN, id="silent", name="silent"), (tmp_path / "model.keras").read_bytes(), [])
    answering.classifier(saved.model_path).result(60)
    app = page(network="silent", subject="Test digit", digit="3")
    said = []
    for index in range(2):
        app.session_state["opened_neuron"] = (0, index)
        again(app)
        said.append(plain(app.info[0].value))
        assert "exciting" not in components(app)
    assert "Its sum is never above 0 on 1,000 test digits" in said[0]
    assert "It isn't dead: it passes on numbers from −0.76 to −0.76." in said[0]
    assert "it is dead" in said[1]


def test_a_network_without_hidden_layers_is_looked_into_and_a_convolutional_one_says_why_not(tmp_path, monkeypatch):
    import keras
    from keras import layers

    monkeypatch.setenv("RUNS_DIR", str(tmp_path / "runs"))

    def save(name, model):
        model.save(tmp_path / "model.keras")
        saved = record.save(replace(RUN, id=name, name=name), (tmp_path / "model.keras").read_bytes(), [])
        answering.classifier(saved.model_path).result(60)

    plain = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), layers.Dense(10, "softmax")])
    save("plain", plain)
    pictures = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(2, 9), layers.Flatten(), layers.Dense(10)])
    save("pictures", pictures)
    app = page(network="plain", subject="Test digit", digit="3")
    assert components(app)["lit_network"]["hidden"] == []
    app.session_state["opened_neuron"] = (0, 3)
    again(app)
    assert components(app)["sum"]["rows"][0]["cells"][0].startswith("pixel in row")
    app.session_state["look"] = "Break it"
    assert "no hidden neurons" in captions(again(app))
    app = page(network="pictures", subject="Test digit", digit="3")
    assert "a layer of the kind Conv2D" in app.warning[0].value
    assert "lit_network" not in components(app)


def test_what_a_lesson_says_of_letters_and_of_an_empty_picture_is_so(awake):
    """How sure is sure? names them; another ready-made network may see them otherwise."""
    shown = [normalize(letter(name)).pixels for name in "SZBIWN"] + [np.zeros((28, 28), np.float32)]
    answers = awake.probabilities(np.stack(shown))
    sure = answers.max(axis=1)
    assert list(answers.argmax(axis=1)[[0, 1, 2, 3, 6]]) == [5, 2, 8, 1, 1]
    assert (sure[[0, 1, 2, 3, 6]] > 0.99).all()
    assert (sure[[4, 5]] < 0.5).all()


def test_a_learning_step_is_shown_stage_by_stage_with_one_loss_on_all_of_them(awake):
    app = page(
        view="One learning step", weights="trained", stage="2", training_digit="3", batch="1", rule="adam", rate="x"
    )
    assert "“rate” can't be “x”" in app.warning[0].value
    assert components(app)["step_sum"]["rows"]
    said = {}
    for stage in ("5", "7", "8", "9"):
        app.session_state["stage"] = stage
        said[stage] = plain(" ".join(element.value for element in again(app).markdown))
    loss = float(said["5"].partition("**Loss = ")[2].partition(" = ")[2].partition("*")[0])
    assert app.metric[0].label == f"Loss on this digit, before {loss:.2f}, after"
    assert "the error of this neuron" in said["7"]
    assert "**Adam**" in said["8"]
    assert "batch" not in app.metric[1].label  # it is this digit alone
    assert "loss" in components(app)["downhill"]["figure"]


def test_a_link_says_which_untrained_network_takes_the_step(awake):
    app = page(view="One learning step", hidden="32", activation="sigmoid")
    awoken(app)
    assert "The network that the link asks for, 784–32–10, before its first step" in captions(app)
    assert app.query_params["activation"] in ("sigmoid", ["sigmoid"])
    next(button for button in app.button if button.label == "Take the network set on Train").click()
    assert "The network as set on Train, 784–512–10" in captions(awoken(again(app)))
    assert "hidden" not in app.query_params
    assert "can't be “many”" in page(view="One learning step", hidden="many").warning[0].value


@pytest.fixture
def learned(tmp_path, monkeypatch):
    """A run with three snapshots: a network before training, and two others."""
    monkeypatch.setenv("RUNS_DIR", str(tmp_path / "runs"))
    config = NetworkConfig(hidden=(12,))
    models = [build(config, seed=seed) for seed in range(4)]
    for epoch, model in enumerate(models[:3]):
        snapshots.write(tmp_path / "snapped", epoch, snapshot(model))
    models[3].save(tmp_path / "model.keras")
    run = replace(RUN, id="learned", network=config, epochs=3)
    saved = record.save(run, (tmp_path / "model.keras").read_bytes(), [], tmp_path / "snapped")
    answering.classifier(saved.model_path).result(60)
    return saved, models


@pytest.mark.thorough
def test_the_timeline_moves_everything_at_once(awake, learned):
    _, models = learned
    app = page(network="learned", subject="Test digit", digit="3")
    shown = components(app)
    assert shown["timeline_slider"]["labels"] == [
        "Before training",
        "After epoch 1",
        "After epoch 2",
        "Now, after 3 epochs",
    ]
    for place, model in enumerate(models):
        app.session_state["epoch"] = str(place) if place < 3 else ""
        app.session_state["look"] = "How it learned it"
        shown = components(again(app))
        assert shown["timeline_slider"]["at"] == place
        assert (
            app.query_params.get("epoch") in ([str(place)], str(place))
            if place < 3
            else "epoch" not in app.query_params
        )
        given = model(_test_digit(3)).numpy()[0]
        assert shown["lit_network"]["probabilities"] == pytest.approx(given, abs=2e-3)
        digits = digits_at_hand()
        right = int((model(digits.images[:1000] / 255).numpy().argmax(axis=1) == digits.labels[:1000]).sum())
        said = re.search(r"([\d,]+) of 1,000 test digits are read correctly", captions(app))[1]
        assert int(said.replace(",", "")) == pytest.approx(right, abs=3)  # half the precision may turn a close call
        assert len(shown["first_weights"]["names"]) == 12
        points = shown["digit_points"]
        assert len(points["points"]) == len(points["labels"]) == len(digits.labels)
        assert points["mine"]["read"] == given.argmax()
        assert "the closest other point is the same digit" in points["title"]


def test_a_snapshot_that_is_broken_and_networks_without_any_say_so(awake, learned):
    run, _ = learned
    path = run.snapshots()[1]
    path.write_bytes(b"\0" * path.stat().st_size)
    assert "can't be read any more" in captions(page(network="learned", epoch="1"))
    app = page(network="learned", epoch="77")
    assert "There is no snapshot of epoch 77" in captions(app)
    assert components(app)["timeline_slider"]["at"] == 3
    assert "the ready-made network comes without snapshots" in captions(page(network="shipped"))


def test_how_it_learned_needs_no_drawing_and_t_sne_shows_how_far_it_is(awake, monkeypatch):
    app = page(network="shipped")
    app.session_state["look"] = "How it learned it"
    shown = components(again(app))
    assert shown["digit_points"]["mine"] is None
    assert "lit_network" not in shown
    app.session_state["two_dimensions"] = "t-SNE"
    assert "t-SNE lays out all" in plain(" ".join(text.value for text in again(app).markdown))
    layout = SimpleNamespace(points=Future(), progress=0.4)
    monkeypatch.setattr(tsne, "known", lambda name: layout)
    assert "Laying out the digits: 40%" in again(app).get("progress")[0].proto.text
    count = len(digits_at_hand().labels)
    layout.points.set_result(np.random.default_rng(0).random((count, 2), np.float32))
    shown = components(again(app))["digit_points"]
    assert len(shown["labels"]) == count
    assert "the closest other point is the same digit" in shown["title"]
