"""The Inside page without a browser: what it is shown, what it tells, and what it can't look into."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from model.digits.data import load
from model.inside import templates
from model.jobs.engine import wait_until
from model.networks import answering
from model.networks.config import TrainingConfig
from model.runs import record
from pages.components.drawing import is_drawing
from pages.parts.inside import painted_run
from pages.parts.inside.own_templates import Painting
from tests.pages.shown import charts, components

PAGE = "../../pages/inside.py"
RING = [40, 140, 40, 70, 100, 70, 180, 140, 240, 210, 180, 210, 100, 140, 40]
MIDDLE = [40, 140, 40, 140, 240]


@pytest.fixture(scope="module")
def awake():
    return answering.wake().result(120)


def page(**query) -> AppTest:
    app = AppTest.from_file(PAGE, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    return again(app)


def again(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, app.exception
    return app


def captions(app: AppTest) -> str:
    return " ".join(element.value for element in app.caption)


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
    assert "Its label is" in captions(app)


def _network(classifier):
    from model.inside.layers import open_network

    return open_network(classifier.model)


def test_noise_must_be_named_a_digit_too(awake):
    assert "no digit" in captions(page(subject="Noise"))
    assert "no digit" in captions(page(subject="Empty"))


def test_a_neuron_and_an_output_are_opened_with_their_numbers(awake):
    app = page(subject="Test digit", digit="3")
    lit = components(app)["lit_network"]
    app.session_state["opened_neuron"] = (0, lit["hidden"][0]["order"][0])
    again(app)
    assert "Σ weight × input" in app.markdown[0].value
    assert "Its weights" in charts(app)["neuron_pictures"]
    app.session_state["opened_neuron"] = (1, lit["hidden"][1]["order"][0])
    again(app)
    assert "inputs that count most" in charts(app)["inputs"]
    answer = int(np.argmax(lit["probabilities"]))
    app.session_state["opened_neuron"] = (2, answer)
    again(app)
    assert f"for {answer}" in app.subheader[0].value
    app.session_state["opened_neuron"] = (7, 4000)  # of a network that was looked into before
    assert "Click a neuron" in captions(again(app))


def test_reasons_changes_and_damage(awake):
    app = page(subject="Test digit", digit="3")
    assert "Gradient × input" in charts(app)["reasons"]
    assert "Occlusion" in charts(app)["reasons"]
    app.session_state["look"] = "What would change it"
    again(app)
    assert "adversarial example" in captions(app) or "does not become" in captions(app)
    app.session_state["look"] = "Break it"
    again(app)
    whole = float(app.metric[0].value.rstrip("%"))
    app.slider(key="damage_noise").set_value(3.0)
    again(app)
    assert float(app.metric[0].value.rstrip("%")) < whole


def painted(strokes: dict[int, list]) -> Painting:
    painting = Painting()
    for digit, lines in strokes.items():
        painting.drawings[digit].take_strokes(lines)
    return painting


def test_a_painting_reads_and_an_empty_one_says_what_to_do():
    app = page(view="Be the network")
    assert "paint its ten templates" in app.subheader[0].value
    assert "Your painting" not in charts(app)["templates_chart"]
    assert not [button.key for button in app.button if button.key == "train_on"]
    against = [-MIDDLE[0], *MIDDLE[1:]]
    app.session_state["ten_templates"] = painting = painted({0: [RING, against], 1: [MIDDLE]})
    again(app)
    sample = load("sample")
    network = templates.network_of(painting.templates(), sample.x_train)
    right = templates.readings(network, sample.x_test, among=[0, 1]) == sample.y_test
    assert right.mean() > 0.17  # nearly all zeros and ones
    assert f"{100 * right.mean():.1f}%" in app.subheader[0].value
    assert "Not painted yet: 2, 3" in captions(app)
    assert components(app)["wall_Your painting"]["notes"][0] == f"0 · {100 * right[sample.y_test == 0].mean():.0f}%"
    assert "Mean images 80.4%" in charts(app)["templates_chart"]
    next(button for button in app.button if button.label == "Clear all ten").click().run()
    assert painting.begun == []
    next(button for button in app.button if button.label == "Undo").click().run()
    assert painting.begun == [0, 1]


def test_a_run_trains_on_from_a_painting(engine, monkeypatch):
    monkeypatch.setitem(painted_run.PRESET_TRAINING, painted_run.PRESET, TrainingConfig(epochs=1))
    app = page(view="Be the network")
    app.session_state["ten_templates"] = painting = painted({0: [RING], 1: [MIDDLE]})
    again(app)
    app.button(key="train_on").click().run()
    job = engine.job(app.session_state["painted_run"])
    assert (job.painted, job.network.hidden, job.owner) == (True, (), app.session_state["visitor"])
    assert wait_until(lambda: job.can_go_on, 90)
    (run,), _ = record.load_all()
    assert (run.painted, run.name) == (True, "784–10 softmax regression, Adam, from a painting")
    answering.classifier(run.model_path).result(60)
    again(app)
    share = f"{100 * run.scores['test_accuracy']:.1f}%"
    assert f"Trained from yours {share}" in charts(app)["templates_chart"]
    started = templates.network_of(painting.templates(), load("sample").x_train).layers[0].kernel
    ended = _network(answering.classifier(run.model_path).result()).layers[0].kernel
    assert np.corrcoef(started[:, 0], ended[:, 0])[0, 1] > 0.9  # one epoch changes it, but not beyond recognition
    engine.forget(job)


def test_strokes_of_the_second_ink_belong_to_paintings_alone():
    against = [[-MIDDLE[0], *MIDDLE[1:]]]
    assert is_drawing(against, two_inks=True)
    assert not is_drawing(against)
    for forged in ([[0, 1, 1]], [[-281, 1, 1]], [[True, 1, 1]], [[-40, 1]], [[-40, 1, 1e9]]):
        assert not is_drawing(forged, two_inks=True)
