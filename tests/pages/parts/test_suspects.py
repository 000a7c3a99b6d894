"""The wall of labels that may be wrong, on Data and on Evaluate, without a browser: before, during, after a search."""

from collections import OrderedDict

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from model.labels import search
from model.labels.search import Search, SearchesFull
from model.labels.suspects import Suspects, digits_of
from model.networks.config import TrainingConfig
from pages.parts.suspects import as_csv, how_many_found
from tests.pages.shown import components

WHOLE = TrainingConfig(validation_split=0.0)
FOUND = Suspects(
    np.arange(50), np.full(50, 4, np.uint8), np.full(50, 9, np.uint8), np.full(50, 0.999), np.zeros(50, bool), 4000, 0
)


@pytest.fixture
def searches(monkeypatch):
    """Those of this test; none of them runs."""
    monkeypatch.setattr(search, "_searches", OrderedDict())
    monkeypatch.setattr(search, "_run", lambda search: None)
    return search._searches


@pytest.fixture
def page(searches, monkeypatch):
    monkeypatch.delenv("MNIST_PATH", raising=False)
    app = AppTest.from_file("../../../pages/data.py", default_timeout=60)
    app.run()
    assert not app.exception
    return app


def test_from_the_button_to_the_wall(page, searches):
    assert "suspects_wall" not in components(page)
    page.button(key="find_suspects").click().run()
    (current,) = searches.values()
    assert (current.training, current.state) == (digits_of(WHOLE), "waiting")
    current.state, current.share, current.began = "running", 0.25, current.began - 3
    page.run()
    assert "Small networks learn and read: 25%, about" in page.get("progress")[0].proto.text
    current.state, current.found = "done", FOUND
    page.run()
    assert "50 of 4,000 labels may be wrong" in " ".join(markdown.value for markdown in page.markdown)
    wall = components(page)["suspects_wall"]
    assert (len(wall["names"]), wall["notes"][0]) == (36, "4 → 9")
    assert wall["names"][0] == "Training image 0: labelled 4, read as 9 (99.9% sure)"
    assert not page.exception


def test_a_search_can_be_stopped_and_a_full_house_is_said(page, searches, monkeypatch):
    page.button(key="find_suspects").click().run()
    page.button(key="stop_suspects").click().run()
    assert [current.state for current in searches.values()] == ["stopped"]

    def full(training, owner):
        raise SearchesFull(search.FULL)

    monkeypatch.setattr(search, "start", full)
    page.button(key="find_suspects").click().run()
    assert search.FULL in [warning.value for warning in page.warning]
    assert not page.exception


def test_the_labels_of_a_run_that_were_made_wrong_are_counted():
    wrong = np.arange(50) < 40
    found = Suspects(**{**vars(FOUND), "wrong": wrong, "made_wrong": 80})
    assert "Of the 80 labels that were made wrong on purpose, **50.0%** are among them" in how_many_found(found)
    assert "**80.0%** of these suspects" in how_many_found(found)
    lines = as_csv(found).decode().splitlines()
    assert lines[:2] == ["index,label,suggested,confidence,made_wrong", "0,4,9,0.999,1"]
    assert as_csv(FOUND).decode().splitlines()[0] == "index,label,suggested,confidence"
    assert isinstance(Search(WHOLE, "me").seconds_left, type(None))
