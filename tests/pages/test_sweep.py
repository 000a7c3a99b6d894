"""The sweep on the Runs page without a browser: asked for, queued, filling in, stopped."""

from model.jobs.engine import Engine, the_engine
from tests.pages.shown import charts
from tests.pages.test_runs import HISTORY, again, button, page, text


def test_the_sweep_says_how_many_runs_it_makes_and_when_that_is_too_many(monkeypatch):
    monkeypatch.setattr(Engine, "start", lambda engine: None)
    app = page(view="Sweep")
    assert button(app, "Start 8 runs")
    app.multiselect[0].set_value(["0.1", "fast"])
    again(app)
    assert "Learning rate can't be “fast”" in text(app)
    assert button(app, "Start").disabled
    app.multiselect[0].set_value(["0.1"])  # one value is a fixed setting
    assert button(again(app), "Start 2 runs")
    app.multiselect[0].set_value([str(rate / 100) for rate in range(1, 14)])
    again(app)
    assert "26 runs; at most 24" in text(app)
    app.selectbox(key="sweep_first").set_value("hidden")
    app.selectbox(key="sweep_second").set_value("activation")
    again(app).multiselect[0].set_value(["none", "32"])
    app.multiselect[1].set_value(["relu", "tanh"])
    assert button(again(app), "Start 3 runs")
    assert "Of 4 combinations, 3 differ: activation has no effect without hidden layers." in text(app)


def heat_map(app) -> str:
    """The text alternative of the sweep's chart."""
    (alt,) = charts(app).values()
    return alt


def test_a_sweep_is_queued_shown_and_stopped(monkeypatch):
    monkeypatch.setattr(Engine, "start", lambda engine: None)
    monkeypatch.setattr(Engine, "_launch", lambda engine, job, state="waiting": job.queued(state))
    engine = the_engine()
    app = page(view="Sweep", visitor="c" * 32)
    button(app, "Start 8 runs").click()
    again(app)
    mine = [job for job in engine.jobs.values() if job.owner == "c" * 32]
    try:
        assert len(mine) == 8
        assert button(app, "Start 8 runs").disabled
        assert list(app.dataframe[0].value["State"]) == ["Waiting"] * 8
        assert heat_map(app).startswith("The heat map fills in")
        mine[0].hear({"kind": "epoch", **HISTORY[0]})
        again(app)
        assert heat_map(app) == "Best so far: 85.0%: batch size 32, learning rate 0.0001"
        button(app, "Stop the sweep").click()
        again(app)
        assert [job.state for job in mine] == ["stopping"] + ["cancelled"] * 7
    finally:
        for job in mine:
            engine.jobs.pop(job.id)
