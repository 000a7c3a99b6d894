"""The Home page without a browser: what it says, where it leads, and that it keeps nobody waiting."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from model.digits import data
from model.networks import answering
from pages.components.pixel_grid import is_picture
from pages.parts.inside.lit import IN_SMALL
from tests.pages.shown import charts, components, printed

ROOT = Path(__file__).parents[2]


def home() -> AppTest:
    app = AppTest.from_file("../../app.py", default_timeout=60).run()
    assert not app.exception
    return app


def test_two_sentences_and_a_card_for_each_page():
    app = home()
    assert app.title[0].value == "MNIST Playground"
    assert app.markdown[0].value.count(". ") == 1
    links = [(link.proto.page, link.proto.label) for link in app.get("page_link")]
    assert links[:3] == [("data", "**Explore the data**"), ("train", "**Train a network**"), ("draw", "**Draw**")]
    assert {page for page, _ in links} == {file.stem for file in (ROOT / "pages").glob("*.py")} - {"home"}


def test_it_says_how_to_join_and_which_network_reads():
    app = home()
    assert app.button(key="join").label.startswith("Join: http://")
    assert any(caption.value.startswith("Read by: ") for caption in app.caption)
    app.button(key="join").click().run()
    assert not app.exception
    assert any(text.startswith("http://") for text in printed(app))


def test_a_test_digit_is_read_as_it_is_and_a_painted_one_brought_to_its_form():
    app = home()
    app.session_state["canvas_or_pixels"] = ":material/grid_on: Test digit"
    app.run()
    sample = data.load("sample")
    app.number_input(key="test_digit").set_value(321).run()
    app.button(key="next_test_digit").click().run()
    assert not app.exception
    assert components(app)["pixel_grid"]["grey"] == sample.x_test[322].reshape(-1).tolist()
    assert any(f"Test image 322, labelled {sample.y_test[322]}" in caption.value for caption in app.caption)
    painting = app.session_state["painting"]
    assert np.array_equal(painting.digit.pixels, sample.x_test[322] / np.float32(255))
    painting.take(sample.x_test[322] // 255 * 255)
    assert painting.digit.pixels.max() == 1
    assert len(painting.digit.steps) > 1
    answering.wake().result(120)
    small = components(app.run())["lit_in_small"]
    assert small["small"]
    assert [len(layer["order"]) for layer in small["hidden"]] == [IN_SMALL, IN_SMALL]
    app.button(key="clear_pixels").click().run()
    assert app.session_state["painting"].digit is None
    app.button(key="random_test_digit").click().run()
    assert app.session_state["painting"].test_index == app.number_input(key="test_digit").value


@pytest.mark.parametrize("told", [None, "0", [0] * 783, [0] * 785, [256] * 784, [-1] * 784, [0.5] * 784, [True] * 784])
def test_what_can_not_be_painted_is_refused(told):
    assert not is_picture(told)
    assert is_picture([0, 255] * 392)


def test_no_answer_before_a_stroke():
    app = home()
    assert charts(app)["bars"] == "No answer yet"


def test_before_a_stroke_a_test_digit_lights_the_network_in_small():
    answering.wake().result(120)
    app = home()
    assert charts(app)["bars"] == "No answer yet"
    sample = data.load("sample")
    lit = components(app)["lit_in_small"]
    assert lit["pixels"] == sample.x_test[3].reshape(-1).tolist()
    assert lit["answer"] == sample.y_test[3]
    assert "Lit by a test digit, until you draw one" in [caption.value for caption in app.caption]


LIGHT = """
import sys
from concurrent.futures import Future
import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from model.digits import data
from pages.components.pixel_grid import is_picture
from tests.pages.shown import charts, components, printed
from model.networks import answering

answering.classifier = lambda path: Future()  # a network that never wakes up
app = AppTest.from_file("app.py", default_timeout=60).run()
assert not app.exception and app.title[0].value == "MNIST Playground"
app.switch_page("pages/data.py").run()
assert not app.exception and app.title[0].value == "Data"
assert "tensorflow" not in sys.modules
"""


@pytest.mark.thorough
def test_home_and_data_wait_for_no_tensorflow(tmp_path):
    script = tmp_path / "light.py"
    script.write_text(LIGHT.replace('"app.py"', repr(str(ROOT / "app.py"))))
    result = subprocess.run(
        [sys.executable, script],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr[-2000:]
