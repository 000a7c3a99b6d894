"""The Home page without a browser: what it says, where it leads, and that it keeps nobody waiting."""

import os
import subprocess
import sys
from pathlib import Path

from streamlit.testing.v1 import AppTest

from tests.pages.shown import charts

ROOT = Path(__file__).parents[2]


def home() -> AppTest:
    app = AppTest.from_file("../../app.py", default_timeout=60).run()
    assert not app.exception
    return app


def test_two_sentences_and_three_ways_on():
    app = home()
    assert app.title[0].value == "MNIST Playground"
    assert app.markdown[0].value.count(". ") == 1
    links = [(link.proto.page, link.proto.label) for link in app.get("page_link")]
    assert links == [("data", "**Explore the data**"), ("train", "**Train a network**"), ("draw", "**Draw**")]


def test_no_answer_before_a_stroke():
    app = home()
    assert charts(app)["bars"] == "No answer yet"


LIGHT = """
import sys
from concurrent.futures import Future
from streamlit.testing.v1 import AppTest

from tests.pages.shown import charts
from model.networks import answering

answering.classifier = lambda path: Future()  # a network that never wakes up
app = AppTest.from_file("app.py", default_timeout=60).run()
assert not app.exception and app.title[0].value == "MNIST Playground"
app.switch_page("pages/data.py").run()
assert not app.exception and app.title[0].value == "Data"
assert "tensorflow" not in sys.modules
"""


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
