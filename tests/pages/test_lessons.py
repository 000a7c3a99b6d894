"""Lessons without a browser: the list, the strip, the place in the URL, and settings that a link locks."""

import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from model.lessons.conditions import TrainedRun
from model.lessons.places import NUMBERS, PARAMETERS, WORDS
from model.lessons.reading import load_all
from model.networks.config import NetworkConfig, TrainingConfig
from pages.parts import locks
from pages.parts.inside import learning_step, lit, timeline
from pages.parts.inside.step_stages import STAGES
from pages.parts.lessons import place
from pages.parts.lessons.progress import Progress
from pages.parts.runs import runs_table
from tests.pages.shown import again, opened

PAGES = Path(__file__).parents[2] / "pages"
CODE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(PAGES.rglob("*.py")))

APP, LESSONS, TRAIN = (f"../../{path}" for path in ("app.py", "pages/lessons.py", "pages/train.py"))
RATES = next(lesson for lesson in load_all()[0] if lesson.name == "learning-rate")


def texts(app: AppTest) -> str:
    return " ".join(element.value for element in (*app.markdown, *app.caption))


def test_the_list_has_every_lesson_and_the_teachers_page_aims_and_answers():
    app = opened(LESSONS)
    for lesson in load_all()[0]:
        assert app.button(key=f"open_{lesson.name}_1").label == "Begin"
    app = opened(LESSONS, view="teach", about="learning-rate")
    assert RATES.aims[0] in texts(app)
    assert "What comes out" in texts(app)
    assert f"**{RATES.steps[0].question.choices[1]}** ✓" in texts(app)
    app.selectbox(key="step_of_learning-rate").set_value(2)
    assert "Press **Start**" in texts(again(app))


def test_the_strip_says_the_step_hears_the_answer_and_leads_on():
    app = opened(APP, lesson="learning-rate", step="1", network="shipped")
    assert "#### Guess: tiny steps" in texts(app)
    assert app.button(key="lesson_open").label == "Go to Train"
    assert app.query_params["lesson"] == "learning-rate"
    app.session_state["answer_learning-rate_1"] = 0
    assert "Not so: About one in five." in texts(again(app))
    app.session_state["answer_learning-rate_1"] = 1
    assert "**Right.**" in texts(again(app))
    app.button(key="lesson_next").click()
    app.run()
    assert app.session_state[place.OPEN] == ("learning-rate", 2)
    app.button(key="lesson_leave").click()
    again(app)
    assert place.OPEN not in app.session_state
    assert "lesson" not in app.query_params


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"lesson": "[no](https://b.example)"}, "in this link isn't here"),
        ({"step": "3"}, "names a step, but no lesson"),
        ({"lesson": "learning-rate", "step": "1e999", "network": "shipped"}, "It may be 1 to 7"),
        ({"lesson": "9" * 5000, "step": "²"}, "isn't here"),
        ({"only": "speed"}, "which is not a setting"),
    ],
)
def test_a_wrong_link_gets_a_sentence(query, said):
    warnings = [warning.value for warning in opened(APP, **query).warning]
    assert any(said in sentence for sentence in warnings), warnings
    assert all(len(sentence) < 300 and "](" not in sentence for sentence in warnings)


def test_controls_that_streamlit_binds_to_the_url_are_known():
    """A step sets their values itself: with another value in the URL alone they would stay as they are."""
    found = [re.findall(r'key="(\w+)"', part)[-1] for part in CODE.split('bind="query-params"')[:-1]]
    assert sorted(found) == sorted(name for bound in place.BOUND.values() for name in bound)


@pytest.mark.parametrize("page", sorted(set(PARAMETERS) - {"train"}))
def test_what_a_lesson_may_open_is_what_the_page_checks(page):
    code = (PAGES / f"{page}.py").read_text(encoding="utf-8")
    known = set(re.findall(r'"(\w+)":', code))
    if page == "inside":
        known |= {*learning_step.PARAMETERS, timeline.EPOCH, lit.NEURON}
        assert {"EPOCH:", "NEURON:", "**PARAMETERS"} <= set(re.findall(r"EPOCH:|NEURON:|\*\*PARAMETERS", code))
        assert known >= set(PARAMETERS[page]) >= {*learning_step.PARAMETERS, timeline.EPOCH, lit.NEURON}
    assert set(PARAMETERS[page]) <= known


def test_values_that_a_lesson_may_name_are_those_of_the_controls():
    assert WORDS["inside weights"] == tuple(learning_step.WEIGHTS)
    assert WORDS["inside batch"] == tuple(learning_step.BATCHES)
    assert WORDS["inside rule"] == tuple(learning_step.NAMES.values())
    assert WORDS["runs show"] == tuple(runs_table.SHOWN)
    assert NUMBERS["inside stage"] == range(1, len(STAGES) + 1)
    of_pages = ("inside view", "inside look", "inside subject", "runs view")
    assert all(f'"{word}"' in CODE for control in of_pages for word in WORDS[control])


def test_without_a_lesson_there_is_no_strip():
    app = opened(APP)
    assert place.OPEN not in app.session_state
    assert "lesson_next" not in [button.key for button in app.button]


@pytest.mark.parametrize(("view", "way"), [("Look inside", "One learning step"), ("One learning step", ""), (None, "")])
def test_a_step_leads_back_to_its_view_of_the_page(monkeypatch, view, way):
    step = next(lesson for lesson in load_all()[0] if lesson.name == "one-step-downhill").steps[1]
    monkeypatch.setattr(place.st, "session_state", {"view": view} if view else {})
    assert place.way_back(step, "inside") == way
    assert place.way_back(step, "draw") == "Inside"


@pytest.mark.parametrize("by", ["link", "button"])
def test_a_step_whose_opening_was_cut_off_by_another_run_is_opened_by_that(monkeypatch, by):
    """Streamlit ends a run in the middle of it where a browser asks for the next one."""
    here = place.Place("learning-rate", 2)
    state = {} if by == "link" else {place.OPEN: here, place.OPENING: True}
    query = {"lesson": here.lesson, "step": str(here.step)} if by == "link" else {}
    opened_steps, cuts = [], [RuntimeError("cut off")]

    def open_(lesson, here, page) -> None:
        if cuts:
            raise cuts.pop()
        opened_steps.append(here)

    monkeypatch.setattr(place, "st", SimpleNamespace(session_state=state, query_params=query))
    monkeypatch.setattr(place, "progress", lambda name: SimpleNamespace(step=1))
    for name, instead in (("_open", open_), ("_tell", lambda here: None), ("went_back", lambda: False)):
        monkeypatch.setattr(place, name, instead)
    at = "home" if by == "link" else "train"
    with pytest.raises(RuntimeError):
        place.follow(at)
    assert place.follow(at)[0][1] == here.step
    assert opened_steps == [here]
    assert place.OPENING not in state
    query.clear()
    place.follow("train")  # asked for before the browser had the URL that came with the opening
    assert opened_steps == [here, here]
    query.update(lesson=here.lesson, step=str(here.step))
    place.follow("train")
    query.clear()
    place.follow("draw")
    place.follow("train")
    assert opened_steps == [here, here]


def test_who_begins_again_finds_no_answers_and_no_step_done(monkeypatch):
    kept = Progress(step=4, done={1, 2}, answers={1: 1}, finished=True, before=frozenset({"old"}))
    state = {place.answer_key(RATES, 1): 1, "other": 1}
    monkeypatch.setattr(place, "st", SimpleNamespace(session_state=state, query_params={}))
    monkeypatch.setattr(place, "progress", lambda name: kept)
    monkeypatch.setattr(place, "tell", lambda name, value: None)
    place.begin(RATES)
    assert kept == Progress(finished=True)
    assert set(state) == {"other", place.OPEN, place.OPENING}


def test_what_was_there_before_does_not_end_a_step(monkeypatch):
    opened(APP)  # components are known once an app has run
    from pages.parts.lessons import seen

    runs = [TrainedRun(name, NetworkConfig(hidden=(128,)), TrainingConfig(), "finished") for name in ("old", "new")]
    grid = SimpleNamespace(test_index=None, pixels=np.ones((28, 28), np.uint8))
    state = {seen.GRID: grid}
    monkeypatch.setattr(seen, "st", SimpleNamespace(session_state=state))
    monkeypatch.setattr(seen, "_jobs", lambda: runs)
    step = RATES.steps[1]
    now = seen.see(step, "step", "train", False, [], before={"old"})
    assert [run.id for run in now.runs] == ["new"]
    assert not now.drawn
    grid.pixels = 2 * grid.pixels  # painted with the keys
    assert seen.see(step, "step", "train", False, []).drawn
    grid.test_index = 5  # chosen, not painted
    assert not seen.see(step, "step", "train", False, []).drawn
    state[seen.LOOKED_AT] = ("a photo", None)
    assert seen.see(step, "step", "train", False, []).drawn


@pytest.mark.parametrize("hides", [False, True])
def test_locked_settings_keep_the_links_values_whatever_a_browser_sends(hides):
    names = {"only": "learning_rate"} if hides else {"lock": "epochs,hidden,nonsense"}
    app = opened(TRAIN, epochs="7", hidden="32", learning_rate="0.01", **names)
    shown = {widget.key for widget in (*app.slider, *app.select_slider, *app.number_input, *app.selectbox)}
    assert ("set_epochs" in shown) != hides
    assert "preset" not in shown
    if hides:
        assert "You can change: learning rate. Everything else is set by the link: " in texts(app)
    else:
        assert app.number_input(key="set_epochs").disabled
        assert any("“nonsense”, which is not a setting" in warning.value for warning in app.warning)
    app.session_state["set_epochs"], app.session_state["set_layers"] = 200, 0
    app.select_slider(key="set_learning_rate").set_value(0.1)
    again(app)
    settings = app.session_state["settings"]
    assert (settings["epochs"], settings["hidden"], settings["learning_rate"]) == ("7", "32", "0.1")
    assert locks.LOCK in app.session_state
