"""What the pages say and offer of runs that are not as they should be: interrupted, unsaved, too long, too many."""

import errno

import pytest
from streamlit.testing.v1 import AppTest

from model.jobs.engine import the_engine
from model.jobs.job import Job
from model.jobs.keeping import Keeping
from model.networks.config import NetworkConfig, TrainingConfig
from model.runs import disk
from pages.parts.train import outlook
from tests.model.jobs.test_full_disk import RESULT, ROW
from tests.pages.test_runs import ME, again, button, page, save, text

SOMEBODY = "b" * 32


@pytest.fixture(autouse=True)
def idle_engine(monkeypatch):
    """The app's engine, without a cluster and without the jobs of other tests: its runs wait for ever."""
    monkeypatch.setattr(Keeping, "_later", lambda keeping, task, job: None)
    outlook.disk_trouble.clear()
    before = dict(the_engine().jobs)
    the_engine().jobs.clear()
    yield the_engine()
    the_engine().jobs.clear()
    the_engine().jobs.update(before)
    outlook.disk_trouble.clear()


def a_job(state, job_id="abc", owner=ME, training=TrainingConfig(epochs=30), **facts) -> Job:  # noqa: B008
    job = Job(job_id, NetworkConfig(), training, owner)
    job.state, job.steps, job.history = state, 10, [ROW]
    job.epoch = 2
    for name, value in facts.items():
        setattr(job, name, value)
    the_engine().jobs[job_id] = job
    return job


def train(visitor=ME, **query) -> AppTest:
    app = AppTest.from_file("../../pages/train.py", default_timeout=30)
    app.session_state["visitor"] = visitor
    for name, value in query.items():
        app.query_params[name] = value
    return again(app)


def status(app) -> str:
    return next(element.value for element in app.markdown if element.value.startswith("**"))


def keys(app) -> set[str]:
    return {button.key for button in app.button}


def test_an_interrupted_run_stands_there_with_continue():
    job = a_job("interrupted")
    app = train(run=job.id)
    assert status(app) == "**Interrupted after epoch 1 of 30**"
    assert "Continue resumes it where it stopped" in text(app)
    app.button(key="continue_training").click()
    again(app)
    assert job.state == "waiting"
    assert "continue_training" not in keys(app)
    a_job("interrupted", "begun", history=[], epoch=1)
    assert status(train(run="begun")) == "**Interrupted before the end of its first epoch**"


def test_only_who_may_change_it_can_continue_it(monkeypatch):
    a_job("interrupted", owner=SOMEBODY)
    monkeypatch.setattr("pages.parts.visitor.is_owner", lambda: False)
    assert "continue_training" not in keys(train(run="abc"))


def test_a_run_that_gave_way_says_why():
    a_job("paused", gave_way=True)
    app = train(run="abc")
    assert status(app) == "**Paused after 1 of 30 epochs**"
    assert "Nobody was watching while others waited" in text(app)


def said(app) -> str:
    return " ".join(element.value for element in (*app.info, *app.warning))


def test_an_unknown_run_says_so_and_one_that_has_ended_says_where_it_is():
    app = train(run="nowhere")
    assert "The run in this link isn't here" in said(app)
    assert "The run in this link isn't here" in said(again(app))
    save("ended")
    app = train(run="ended")
    assert "is on the Runs page" in said(app) or "are on the Runs page" in said(app)
    mine = a_job("finished", saved=True, checkpoint=b"x")
    app = train(run="../../etc")
    assert "The run in this link isn't here" in said(app)
    assert app.query_params["run"] in (mine.id, [mine.id])
    assert not said(train(run=mine.id))
    assert not said(train())


def test_a_run_that_the_disk_refused_is_finished_can_be_downloaded_and_saved_again(monkeypatch, runs_dir):
    write = disk.write

    def full(path, content):
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(disk, "write", full)
    job = a_job("running")
    job.done(RESULT)
    app = train(run=job.id)
    assert status(app).startswith("**Finished after 1 of 30 epochs")
    (error,) = [element.value for element in app.error]
    assert "The disk that runs are kept on is full" in error
    assert str(runs_dir) not in error
    assert [element.label for element in app.get("download_button")] == ["Network (.keras)"]
    assert {"save_again", "one_more_epoch", "start_training"} <= keys(app)
    app.button(key="save_again").click()
    assert again(app).error
    monkeypatch.setattr(disk, "write", write)
    app.button(key="save_again").click()
    again(app)
    assert not app.error
    assert "save_again" not in keys(app)
    assert job.saved.folder.is_dir()


def warnings(app) -> str:
    return " ".join(element.value for element in app.warning)


def test_a_full_disk_and_a_long_run_are_said_before_the_start(monkeypatch):
    monkeypatch.setattr("model.jobs.waiting.Pace.is_known", False)
    assert not warnings(train())
    app = train(hidden="1024-1024-1024-1024-1024", epochs="200", source="mnist", batch_size="32")
    assert ", or much longer. Fewer epochs" in warnings(app)  # no epoch was trained here yet
    monkeypatch.setattr("model.jobs.waiting.Pace.is_known", True)
    assert "This run will take about" in warnings(again(app))
    monkeypatch.setattr(disk, "trouble", lambda folder: "The disk is full.")
    outlook.disk_trouble.clear()
    assert "The disk is full. Until then no run can be saved." in warnings(train())


def test_the_curve_of_a_run_that_failed_can_be_had():
    job = a_job("failed", message="The run broke down.")
    app = train(run=job.id)
    assert "history.csv" in str(app.get("download_button")[0].proto)
    assert not train(run=a_job("failed", "none", history=[]).id).get("download_button")
    assert not train(run=a_job("failed", "theirs", owner=SOMEBODY).id).get("download_button")


def test_one_run_too_many_is_a_sentence(idle_engine):
    for number in range(3):
        a_job("waiting", f"run{number}", history=[], epoch=1)
    watching = a_job("waiting", "other", owner=SOMEBODY, history=[], epoch=1)
    app = train(run=watching.id)
    app.button(key="start_training").click()
    again(app)
    assert "You have 3 runs in the queue already" in warnings(app)
    assert len(idle_engine.jobs) == 4


def test_the_owner_of_the_computer_sees_all_that_runs_and_can_stop_it(idle_engine, monkeypatch):
    monkeypatch.setattr("pages.parts.visitor.is_owner", lambda: True)
    running = a_job("running", "one", owner=SOMEBODY, future=object())
    queued = a_job("waiting", "two", history=[], epoch=1)
    a_job("paused", "three")
    a_job("finished", "four")
    app = page()
    assert "Running now: 2" in text(app)
    assert "Training, 1 of 30 epochs" in text(app)
    assert "Waiting: " in text(app)
    monkeypatch.setattr(idle_engine.workers, "wish", lambda job, wish: None)
    app.button(key="stop one").click()
    again(app)
    assert (running.state, queued.state) == ("stopping", "waiting")
    button(app, "Stop all").click()
    again(app)
    assert queued.state == "cancelled"


def test_a_visitor_sees_their_own_and_a_forged_click_stops_nothing(monkeypatch):
    theirs = a_job("waiting", "one", owner=SOMEBODY, history=[], epoch=1)
    monkeypatch.setattr("pages.parts.visitor.is_owner", lambda: False)
    app = page()
    assert "Running now" not in text(app)
    a_job("waiting", "two", history=[], epoch=1)
    app = page()
    assert "Running now: 1" in text(app)
    from pages.parts.runs.running_now import _stop

    monkeypatch.setattr("pages.parts.runs.running_now.may_change", lambda owner: owner == ME)
    _stop([theirs])
    assert theirs.state == "waiting"
