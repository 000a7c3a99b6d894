"""What a browser tells of a component may be anything: it is looked at before it is used."""

import pytest
import streamlit as st

from pages.components.component import told, told_place


@pytest.mark.parametrize("state", [None, "text", 7, [], [("position", 3)], {}, {"position": None}])
def test_what_is_no_state_tells_nothing(monkeypatch, state):
    monkeypatch.setattr(st, "session_state", {"wall": state})
    assert told("wall", "position") is None
    assert told_place("wall", "position", 10) is None
    assert told("another", "position") is None


@pytest.mark.parametrize("place", [-1, 10, 10**400, 3.0, True, "3", [3], {"3": 3}, float("nan")])
def test_a_place_is_one_of_those_that_are_there(monkeypatch, place):
    monkeypatch.setattr(st, "session_state", {"wall": {"position": place}})
    assert told_place("wall", "position", 10) is None


def test_a_click_is_told(monkeypatch):
    monkeypatch.setattr(st, "session_state", {"wall": {"position": 3}})
    assert told_place("wall", "position", 10) == 3
