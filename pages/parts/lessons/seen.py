"""What the app sees of a learner at this moment, for a step to know when it is done."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from model.jobs.engine import the_engine
from model.lessons.conditions import Seen, TrainedRun
from model.lessons.lesson import Step
from model.lessons.places import CONTROLS, SETTINGS
from model.runs import record
from pages.components.canvas import DRAWING
from pages.parts.inside.lit import OPENED
from pages.parts.inside.painting import PAINTING
from pages.parts.visitor import visitor

BEFORE = "before_this_step"  # in the session: the step, and what was there when it began


def asks_for_runs(step: Step) -> bool:
    return any(condition.kind == "run" for condition in step.conditions)


def saved_runs() -> list[TrainedRun]:
    """This person's runs on disk: those of an earlier day, too."""
    mine = [run for run in record.load_all()[0] if run.owner == visitor()]
    return [
        TrainedRun(run.network, run.training, run.status, run.scores.get("test_accuracy"))
        for run in mine
        if run.network and run.training
    ]


def see(step: Step, name: str, page: str, answered: bool, saved: Sequence[TrainedRun]) -> Seen:
    """`name` tells steps apart: what was drawn or opened before this one began is not done for it."""
    now = {"drawn": _strokes(), "painted": _painted(), "neuron": st.session_state.get(OPENED)}
    if st.session_state.get(BEFORE, ("",))[0] != name:
        st.session_state[BEFORE] = name, now
    before = st.session_state[BEFORE][1]
    new = {kind: bool(now[kind]) and now[kind] != before[kind] for kind in now}
    runs = [*_jobs(), *saved] if asks_for_runs(step) else []
    return Seen(page, _controls(), answered=answered, runs=runs, **new)


def _strokes() -> list[Any] | None:
    drawing = st.session_state.get(DRAWING)
    return drawing.strokes if drawing else None


def _painted() -> list[Any] | None:
    painting = st.session_state.get(PAINTING)
    return [drawing.strokes for drawing in painting.drawings] if painting and painting.begun else None


def _controls() -> dict[str, Any]:
    names = [*CONTROLS, *(f"set_{name}" for name in SETTINGS)]
    found = {name: st.session_state[name] for name in names if name in st.session_state}
    found = {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}
    if "set_layers" in st.session_state:
        units = [st.session_state.get(f"set_units_{number}") for number in range(st.session_state.set_layers)]
        found["set_hidden"] = tuple(units)
    return found


def _jobs() -> list[TrainedRun]:
    me = visitor()
    return [
        TrainedRun(job.network, job.asked, job.state, job.scores.get("test_accuracy"))
        for job in list(the_engine().jobs.values())
        if job.owner == me
    ]
