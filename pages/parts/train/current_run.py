"""Which run the Train page shows: the one in its link, else this person's latest; and a sentence where that is gone."""

import re

import streamlit as st

from model.jobs.engine import the_engine
from model.jobs.job import Job
from model.runs import record
from pages.parts.links import page_link
from pages.parts.url_check import say_not_here
from pages.parts.visitor import visitor


def current_job() -> Job | None:
    """The run in the URL, else this person's latest. Says so where the URL's is not here."""
    engine = the_engine()
    engine.start()
    asked = st.query_params.get("run")
    job = engine.job(asked)
    if asked and asked != st.session_state.get("run_shown"):  # a new link, or a new run
        st.session_state.unknown_run = "" if job else asked
    job = job or engine.newest(visitor())
    if job is None:
        st.query_params.pop("run", None)
    else:
        st.query_params["run"] = job.id
    st.session_state.run_shown = job.id if job else None
    if unknown := st.session_state.get("unknown_run"):
        _say_unknown(unknown)
    return job


def _say_unknown(asked: str) -> None:
    """What became of a run that is not here: it may be among those on disk."""
    known = re.fullmatch(record.folders.ID, asked) and next(
        (run for run in record.load_all()[0] if run.id == asked), None
    )
    with st.container(key="unknown_run"):
        if known:
            st.info("The run in this link has ended. Its curves and its network are on the Runs page.")
            page_link("pages/runs.py", "Look at it", ":material/leaderboard:")
        else:
            say_not_here("run", "Ask for a new link, or train a network of your own.")
