"""Pages whose tests ask for no engine have one that trains nothing, also where other tests have started it."""

import pytest

from model.jobs.engine import Engine


@pytest.fixture(autouse=True)
def nothing_trains_by_the_way(request, monkeypatch):
    if "engine" not in request.fixturenames:
        monkeypatch.setattr(Engine, "start", lambda engine: None)
        monkeypatch.setattr(Engine, "_hand_over", lambda engine: None)
