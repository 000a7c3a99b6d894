"""What the app sees of a learner at this moment, for a step to know when it is done."""

from collections.abc import Container, Sequence
from itertools import chain
from typing import Any

import streamlit as st

from model.jobs.engine import the_engine
from model.lessons.conditions import ENDINGS, Seen, TrainedRun
from model.lessons.lesson import Step
from model.lessons.places import CONTROLS, SETTINGS
from model.runs import record
from pages.components.canvas import DRAWING
from pages.parts.answer import SHOWN_ANSWER
from pages.parts.draw.photo import LOOKED_AT
from pages.parts.inside.lit import HIDDEN_NEURON
from pages.parts.inside.painting import PAINTING
from pages.parts.painted_digit import PAINTING as GRID
from pages.parts.visitor import visitor

WAYS_TO_DRAW = ("strokes", "pixels", "photo")
BEFORE = "before_this_step"  # in the session: the step, and what was there when it began


def asks_for_runs(step: Step) -> bool:
    return any(condition.kind == "run" for condition in step.conditions)


def saved_runs() -> list[TrainedRun]:
    """This person's runs on disk: those of an earlier day, too."""
    mine = [run for run in record.load_all()[0] if run.owner == visitor()]
    return [
        TrainedRun(run.id, run.network, run.training, run.status, run.scores.get("test_accuracy"))
        for run in mine
        if run.network and run.training
    ]


def ended_runs() -> frozenset[str]:
    """The names of all runs of this person that have come to an end, on disk or not yet."""
    return frozenset(run.id for run in (*_jobs(), *saved_runs()) if run.state in ENDINGS["ended"])


def see(
    step: Step, name: str, page: str, answered: bool, saved: Sequence[TrainedRun], before: Container[str] = ()
) -> Seen:
    """`name` tells steps apart: what was drawn or opened before this one began is not done for it. Nor are the runs
    `before`, which had ended when the lesson began."""
    now = {**_drawn(), "painted": _painted(), "neuron": st.session_state.get(HIDDEN_NEURON)}
    if st.session_state.get(BEFORE, ("",))[0] != name:
        st.session_state[BEFORE] = name, now
    old = st.session_state[BEFORE][1]
    new = {kind: bool(now[kind]) and now[kind] != old[kind] for kind in now}
    runs = [run for run in (*_jobs(), *saved) if run.id not in before] if asks_for_runs(step) else []
    read, sure = st.session_state.get(SHOWN_ANSWER) or (None, None)
    return Seen(
        page,
        _controls(),
        drawn=any(new[way] for way in WAYS_TO_DRAW),
        painted=new["painted"],
        neuron=new["neuron"],
        answered=answered,
        read=read,
        sure=sure,
        runs=runs,
    )


def _drawn() -> dict[str, Any]:
    """What there is of each of the `WAYS_TO_DRAW`."""
    drawing, grid = st.session_state.get(DRAWING), st.session_state.get(GRID)
    painted = grid is not None and grid.test_index is None and grid.pixels.any()
    found = (
        drawing.strokes if drawing else [],
        grid.pixels.tobytes() if painted else b"",
        st.session_state.get(LOOKED_AT, (None,))[0],
    )
    return dict(zip(WAYS_TO_DRAW, found, strict=True))


def _painted() -> list[Any] | None:
    painting = st.session_state.get(PAINTING)
    return [drawing.strokes for drawing in painting.drawings] if painting and painting.begun else None


def _controls() -> dict[str, Any]:
    names = [*chain(*CONTROLS.values()), *(f"set_{name}" for name in SETTINGS)]
    found = {name: st.session_state[name] for name in names if name in st.session_state}
    found = {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}
    if "set_layers" in st.session_state:
        units = [st.session_state.get(f"set_units_{number}") for number in range(st.session_state.set_layers)]
        found["set_hidden"] = tuple(units)
    return found


def _jobs() -> list[TrainedRun]:
    me = visitor()
    return [
        TrainedRun(job.id, job.network, job.asked, job.state, job.scores.get("test_accuracy"))
        for job in list(the_engine().jobs.values())
        if job.owner == me
    ]
