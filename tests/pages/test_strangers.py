"""What a stranger can do with what is somebody else's: look. Each action is tried on the server, past grey buttons."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from model.jobs.engine import Engine, the_engine
from model.networks.config import NetworkConfig, TrainingConfig
from model.runs import record
from pages.parts.runs import run_actions
from tests.pages.test_runs import again, page, save, text

OWNER, STRANGER = "a" * 32, "f" * 32
ENGINE_ACTIONS = ("stop", "pause", "go_on", "one_more_epoch", "forget")


@pytest.fixture
def theirs():
    return save("theirs", owner=OWNER)


def opened(picked=("theirs",), drawn_for="stranger", **state) -> AppTest:
    """The Runs page of a stranger; `drawn_for="owner"` is one whose buttons were live when they were drawn."""
    with pytest.MonkeyPatch.context() as patched:
        if drawn_for == "owner":
            patched.setattr(run_actions, "may_change", lambda owner: True)
        app = page(picked=picked, visitor=STRANGER)
    for name, value in state.items():
        app.session_state[name] = value
    return app


def press(app: AppTest, wanted: str) -> AppTest:
    """Presses the button of that label or key as a script does that talks to the server: also where it is grey."""
    button = next(button for button in app.button if wanted in (button.label, button.key))
    button.proto.disabled = False
    button.click()
    return again(app)


def as_it_was(run: record.Run) -> bool:
    return record.load_all()[0] == [run]


@pytest.mark.parametrize("drawn_for", ["stranger", "owner"])
def test_pressing_every_button_on_somebody_elses_run_changes_nothing(theirs, drawn_for):
    for label in [button.label for button in opened().button]:
        app = press(opened(drawn_for=drawn_for), label)
        assert as_it_was(theirs), label
        assert "Deleted" not in text(app)
        if drawn_for == "owner" and label in ("Star", "Delete"):
            assert "Only the person who trained a run" in text(app)


def test_writing_a_new_name_into_the_grey_field_changes_nothing(theirs):
    app = opened()
    app.text_input(key="name theirs").set_value("taken over")
    again(app)
    assert as_it_was(theirs)
    assert "Only the person who trained a run" in text(app)


def test_of_runs_that_are_picked_together_only_ones_own_are_deleted(theirs):
    mine = save("mine", owner=STRANGER)
    app = press(opened(picked=["mine", "theirs"], drawn_for="owner"), "Delete")
    assert as_it_was(theirs)
    assert not mine.folder.exists()
    assert "Deleted “run mine”" in text(app)


def test_a_deleted_run_is_brought_back_only_by_who_may(theirs):
    app = opened(deleted_runs=[record.delete(theirs)])
    again(app)
    press(app, "Undo")
    assert record.load_all()[0] == []


def test_keys_carry_no_paths_of_the_server(theirs):
    app = opened()
    ids = [widget.id for widget in (*app.button, *app.text_input)]
    ids += [
        element.proto.id for kind in ("download_button", "file_uploader", "bidi_component") for element in app.get(kind)
    ]
    assert ids
    assert not [widget_id for widget_id in ids if "/" in widget_id or str(theirs.folder) in widget_id]


@pytest.mark.parametrize("state", ["waiting", "running", "paused", "stopping", "finished", "failed"])
def test_a_run_of_another_visitor_is_watched_and_nothing_else(monkeypatch, state):
    engine, done = the_engine(), []
    monkeypatch.setattr(Engine, "start", lambda engine: None)
    monkeypatch.setattr(Engine, "_launch", lambda engine, job, state="waiting": job.queued(state))
    job = engine.submit(NetworkConfig((16,)), TrainingConfig(epochs=1), OWNER)
    job.state = state
    for action in ENGINE_ACTIONS:
        monkeypatch.setattr(Engine, action, lambda engine, job, action=action: done.append(action))
    try:
        app = AppTest.from_file("../../pages/train.py", default_timeout=30)
        app.session_state["visitor"] = STRANGER
        app.query_params["run"] = job.id
        again(app)
        labels = {button.label for button in app.button}
        assert not labels & {"Stop", "Pause", "Continue", "One more epoch", "Reset"}
        assert "Start" in labels
        assert not done
    finally:
        engine.jobs.pop(job.id)


def test_rights_are_asked_again_when_a_button_is_pressed(monkeypatch):
    """The page had drawn Stop while it was this person's; the press comes when it is not any more."""
    engine, done = the_engine(), []
    monkeypatch.setattr(Engine, "start", lambda engine: None)
    monkeypatch.setattr(Engine, "_launch", lambda engine, job, state="waiting": job.queued(state))
    monkeypatch.setattr(Engine, "stop", lambda engine, job: done.append("stop"))
    job = engine.submit(NetworkConfig((16,)), TrainingConfig(epochs=1), STRANGER)
    try:
        app = AppTest.from_file("../../pages/train.py", default_timeout=30)
        app.session_state["visitor"] = STRANGER
        app.query_params["run"] = job.id
        again(app)
        job.owner = OWNER
        press(app, "stop_training")
        assert not done
    finally:
        engine.jobs.pop(job.id)


def test_start_pressed_while_it_is_grey_starts_nothing(monkeypatch):
    engine = the_engine()
    monkeypatch.setattr(Engine, "start", lambda engine: None)
    monkeypatch.setattr("pages.parts.settings_form.settings_form", lambda: None)
    before = set(engine.jobs)
    app = AppTest.from_file("../../pages/train.py", default_timeout=30)
    again(app)
    assert next(button for button in app.button if button.key == "start_training").disabled
    press(app, "start_training")
    assert set(engine.jobs) == before


def test_start_of_a_sweep_pressed_while_it_is_grey_starts_nothing(monkeypatch):
    engine = the_engine()
    monkeypatch.setattr(Engine, "start", lambda engine: None)
    app = page(view="Sweep", visitor=STRANGER)
    app.multiselect[0].set_value(["fast"])
    again(app)
    assert next(button for button in app.button if button.key == "start_sweep").disabled
    press(app, "start_sweep")
    assert not [job for job in engine.jobs.values() if job.owner == STRANGER]


def test_the_owner_of_the_app_may_change_every_run(theirs, monkeypatch):
    monkeypatch.setattr("pages.parts.visitor.is_owner", lambda: True)
    app = opened()
    app.text_input(key="name theirs").set_value("kept for class")
    again(app)
    assert as_it_was(replace(theirs, name="kept for class"))
