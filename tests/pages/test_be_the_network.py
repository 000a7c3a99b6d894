"""Be the network, without a browser: what a painting reads, what training makes of it, and what a browser may send."""

import numpy as np
import pytest

from model.digits.data import load
from model.inside import templates
from model.jobs.engine import wait_until
from model.networks import answering
from model.networks.config import TrainingConfig
from model.runs import record
from pages.components.drawing import is_drawing
from pages.parts.inside import painted_run
from pages.parts.inside.opened import opened
from pages.parts.inside.own_templates import Painting
from tests.pages.shown import charts, components
from tests.pages.test_inside import again, captions, page

RING = [40, 140, 40, 70, 100, 70, 180, 140, 240, 210, 180, 210, 100, 140, 40]
MIDDLE = [40, 140, 40, 140, 240]


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


@pytest.mark.thorough
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
    ended = opened(answering.classifier(run.model_path).result()).layers[0].kernel
    assert np.corrcoef(started[:, 0], ended[:, 0])[0, 1] > 0.9  # one epoch changes it, but not beyond recognition
    engine.forget(job)


def test_strokes_of_the_second_ink_belong_to_paintings_alone():
    against = [[-MIDDLE[0], *MIDDLE[1:]]]
    assert is_drawing(against, two_inks=True)
    assert not is_drawing(against)
    for forged in ([[0, 1, 1]], [[-281, 1, 1]], [[True, 1, 1]], [[-40, 1]], [[-40, 1, 1e9]]):
        assert not is_drawing(forged, two_inks=True)
