"""One slow network holds up nobody else's, and those that nobody uses make room."""

import threading

import pytest

from model.networks import answering


@pytest.fixture
def networks(tmp_path, monkeypatch):
    """Files that `Classifier.load` is said to load; those called `slow` wait until the event is set."""
    monkeypatch.setattr(answering, "_kept", type(answering._kept)())
    go_on = threading.Event()

    class Loaded:
        def probabilities(self, pixels):
            return pixels

    def load(path):
        if path.name.startswith("slow"):
            assert go_on.wait(30)
        return Loaded()

    monkeypatch.setattr(answering.Classifier, "load", load)

    def file(name, size=10):
        path = tmp_path / name
        with answering.zipfile.ZipFile(path, "w") as archive:
            archive.writestr("weights", bytes(size))
        return path

    yield file
    go_on.set()


def test_a_slow_network_holds_up_nobody_elses(networks):
    slow = [answering.classifier(networks(f"slow {number}")) for number in range(answering.AT_ONCE - 1)]
    assert answering.classifier(networks("quick")).result(60)
    slow.append(answering.classifier(networks("slow too")))
    assert answering.classifier(answering.SHIPPED).result(60)
    assert not any(future.done() for future in slow)


def test_the_longest_unused_networks_are_let_go(networks, monkeypatch):
    first = networks("first", 600)
    monkeypatch.setattr(answering, "MOST_BYTES_KEPT", 1000)
    kept = answering.classifier(first)
    assert answering.classifier(first) is kept
    answering.classifier(networks("second", 600))
    assert answering.classifier(first) is not kept
    monkeypatch.setattr(answering, "MOST_KEPT", 3)
    for number in range(5):
        answering.classifier(networks(f"small {number}"))
    assert len(answering._kept) == 3
