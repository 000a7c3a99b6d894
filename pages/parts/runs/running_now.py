"""The runs that learn or wait, each with a Stop for whoever may stop it. The owner of the computer sees all of them."""

from collections.abc import Sequence

import streamlit as st

from model.jobs.engine import the_engine
from model.jobs.job import Job
from model.runs.naming import told_apart
from pages.parts.links import page_link
from pages.parts.literal import literal
from pages.parts.train.run_in_words import status
from pages.parts.visitor import is_owner, may_change, visitor

EVERY = 2.0  # seconds between two looks
MOST_ROWS = 40
STATES = {"running": "Training", "pausing": "Pausing", "stopping": "Stopping", "waiting": "Starting"}


def running_now() -> None:
    """A list that is redrawn by itself; nothing where nobody's run is one that this person may stop."""
    engine = the_engine()
    lives = bool(_mine(engine.living()))
    st.fragment(_draw, run_every=EVERY if lives else None)(lives)
    for warning in engine.warnings if is_owner() else ():
        st.caption(f":material/warning: {literal(warning)}")


def _draw(lived: bool) -> None:
    jobs = _mine(the_engine().living())
    if lived and not jobs:
        st.rerun()  # the table below has them now
    if not jobs:
        return
    with st.container(border=True, key="running_now"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"**Running now: {len(jobs)}**", width="content")
            if len(jobs) > 1:
                st.button("Stop all", icon=":material/stop:", key="stop_all", on_click=_stop, args=(jobs,))
        shown = jobs[:MOST_ROWS]
        for job, name in zip(shown, told_apart([(job.network, job.training) for job in shown]), strict=True):
            _row(job, name)
        if len(jobs) > MOST_ROWS:
            st.caption(f"And {len(jobs) - MOST_ROWS} more waiting.")


def _row(job: Job, name: str) -> None:
    whose = "yours" if job.owner == visitor() else f"visitor {job.owner[:4]}"
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(gap=None):
            st.text(f"{name} ({whose})")
            st.caption(_how_it_stands(job))
        page_link("pages/train.py", "Watch", ":material/visibility:", query={"run": job.id})
        st.button(
            "Stop",
            icon=":material/stop:",
            key=f"stop {job.id}",
            on_click=_stop,
            args=([job],),
            disabled=job.state == "stopping",
            type="tertiary",
        )


def _how_it_stands(job: Job) -> str:
    if job.state == "waiting" and job.future is None:
        return status(job)
    seen = "" if job.is_watched else ", nobody is watching"
    return f"{STATES[job.state]}, {len(job.history)} of {job.training.epochs} epochs{seen}"


def _mine(jobs: Sequence[Job]) -> list[Job]:
    return [job for job in jobs if may_change(job.owner)]


def _stop(jobs: Sequence[Job]) -> None:
    for job in _mine(jobs):
        the_engine().stop(job)
