"""Searches for wrong labels: a process of their own, one at a time, the same one for all who ask."""

import subprocess
import sys
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor

import pytest

from model.jobs.engine import wait_until
from model.labels import search
from model.labels.search import SearchesFull
from model.networks.config import TrainingConfig

PATIENCE = 120
DIGITS = TrainingConfig(training_digits=200, wrong_labels=0.1)


@pytest.fixture(autouse=True)
def none_yet(monkeypatch):
    monkeypatch.setattr(search, "_searches", OrderedDict())
    with ThreadPoolExecutor(max_workers=1) as one_at_a_time:
        monkeypatch.setattr(search, "_one_at_a_time", one_at_a_time)
        yield
        for living in list(search._searches.values()):
            search.stop(living)


def program(monkeypatch, says):
    """What a search does instead: a line of Python."""
    monkeypatch.setattr(
        search,
        "_process",
        lambda: subprocess.Popen(
            [sys.executable, "-c", says], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ),
    )


@pytest.mark.thorough
def test_a_search_finds_in_a_process_of_its_own():
    found = search.start(DIGITS, "ann")
    assert search.start(DIGITS, "bob") is found  # the same digits
    assert search.of(DIGITS) is found
    assert wait_until(lambda: not found.lives, PATIENCE)
    assert found.state == "done", found.message
    assert (found.share, found.found.count, found.found.made_wrong) == (1.0, 200, 20)
    assert found.found.wrong.any()
    assert found.found.wrong.dtype == bool
    assert search.start(DIGITS, "bob") is found  # and it is kept


def test_a_search_that_waits_or_runs_can_be_stopped_and_started_again(monkeypatch):
    program(monkeypatch, "import time; print('{\"share\": 0.5}', flush=True); time.sleep(600)")
    first = search.start(DIGITS, "ann")
    assert wait_until(lambda: first.share == 0.5, PATIENCE)
    assert first.seconds_left > 0
    waiting = search.start(TrainingConfig(seed=1), "bob")
    assert (first.state, waiting.state) == ("running", "waiting")
    search.stop(waiting)
    search.stop(first)
    assert wait_until(lambda: first.program is None, PATIENCE)
    assert (first.state, waiting.state) == ("stopped", "stopped")
    assert search.start(DIGITS, "ann") is not first


def test_a_class_cannot_start_thirty_at_once(monkeypatch):
    program(monkeypatch, "import time; time.sleep(600)")
    search.start(TrainingConfig(seed=0), "0")
    with pytest.raises(SearchesFull, match="Your other search"):
        search.start(TrainingConfig(seed=99), "0")
    for number in range(1, search.MOST_WAITING):
        search.start(TrainingConfig(seed=number), str(number))
    with pytest.raises(SearchesFull, match="Others are looking"):
        search.start(TrainingConfig(seed=98), "somebody else")


@pytest.mark.parametrize(
    ("says", "message"),
    [
        ('print(\'{"refused": "These are too few."}\')', "These are too few."),
        ("import os; os._exit(3)", search.BROKE_DOWN),
        ("print('no JSON')", search.BROKE_DOWN),
    ],
)
def test_a_search_that_ends_badly_says_so(monkeypatch, says, message):
    program(monkeypatch, says)
    ended = search.start(DIGITS, "ann")
    assert wait_until(lambda: not ended.lives, PATIENCE)
    assert (ended.state, ended.message) == ("failed", message)
    assert search.start(DIGITS, "ann") is not ended


def test_a_search_that_the_computer_has_no_room_for_fails_and_can_be_tried_again(monkeypatch):
    def full():
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(search, "_process", full)
    found = search.start(DIGITS, "ann")
    assert wait_until(lambda: not found.lives, PATIENCE)
    assert (found.state, found.message) == ("failed", search.BROKE_DOWN)
    assert search.start(DIGITS, "ann") is not found
