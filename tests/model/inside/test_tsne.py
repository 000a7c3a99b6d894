"""t-SNE: one layout for all who ask, with progress, and a place for a new digit."""

import numpy as np
import pytest

from model.inside import tsne


def test_a_new_digit_stands_between_those_closest_to_it():
    seen = np.repeat(np.eye(3, dtype=np.float32), 10, axis=0)
    points = np.repeat(np.array([[0, 0], [10, 0], [0, 10]], np.float32), 10, axis=0)
    assert tsne.among(points, seen, np.array([0.1, 0.9, 0], np.float32)).tolist() == [10, 0]


def test_those_who_ask_for_the_same_get_the_same_and_too_many_have_to_come_again(monkeypatch):
    monkeypatch.setattr(tsne.Layout, "_make", lambda layout, seen: seen())
    monkeypatch.setattr(tsne, "_layouts", tsne.OrderedDict())
    monkeypatch.setattr(tsne, "KEPT", 2)
    first = tsne.ask("a", lambda: np.zeros((3, 2)))
    assert tsne.ask("a", lambda: None) is first is tsne.known("a")
    assert first.points.result(10).shape == (3, 2)
    monkeypatch.setattr(tsne, "MOST_WAITING", 0)
    assert tsne.ask("b", lambda: np.zeros((3, 2))) is None
    monkeypatch.setattr(tsne, "MOST_WAITING", 6)
    for name in "bcd":
        tsne.ask(name, lambda: np.zeros((3, 2))).points.result(10)
    assert tsne.known("a") is None
    assert tsne.known("d") is not None


@pytest.mark.thorough
def test_clumps_stay_clumps_and_progress_reaches_the_end():
    random = np.random.default_rng(0)
    labels = np.repeat(np.arange(3), 40)
    seen = (random.standard_normal((120, 20)) + 20 * np.eye(20)[labels]).astype(np.float32)
    layout = tsne.Layout(lambda: seen)
    points = layout.points.result(120)
    assert layout.progress == pytest.approx(1)
    middles = np.array([points[labels == label].mean(axis=0) for label in range(3)])
    closest = ((points[:, None] - middles) ** 2).sum(axis=2).argmin(axis=1)
    assert (closest == labels).all()
