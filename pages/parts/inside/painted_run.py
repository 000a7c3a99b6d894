"""Training on from a painting: a run like any other, which begins with weights painted by hand."""

from collections.abc import Callable

import streamlit as st

from model.inside import templates
from model.inside.layers import DenseNetwork, NotDenseError
from model.jobs.engine import the_engine
from model.jobs.job import Job
from model.jobs.queue import QueueFull
from model.networks import answering
from model.networks.classifier import ClassifierError
from model.networks.config import PRESET_TRAINING, PRESETS
from pages.parts.inside.opened import opened
from pages.parts.links import page_link
from pages.parts.literal import literal
from pages.parts.train.run_in_words import progress, share_done, status
from pages.parts.visitor import visitor

RUN, FULL = "painted_run", "painted_run_full"  # in the session
PRESET = "no hidden layer"
EVERY = 0.5  # seconds between two looks at a living run


def trained() -> DenseNetwork | None:
    """What training has made of this person's painting, once it is done and awake."""
    job = _job()
    if job is None or job.saved is None:
        return None
    try:
        awake = answering.classifier(job.saved.model_path)
        return opened(awake.result()) if awake.done() else None
    except (OSError, ClassifierError, NotDenseError):
        return None  # it was deleted meanwhile


def show_training(network: DenseNetwork | None, picture: Callable[[], bytes]) -> None:
    """The button that trains on from `network`, where there is one, and how this person's last such run stands.

    `picture` makes the PNG file of the templates, when asked for.
    """
    job = _job()
    with st.container(horizontal=True, vertical_alignment="center"):
        if network is not None:
            st.button(
                "Train on from here",
                icon=":material/model_training:",
                type="primary",
                key="train_on",
                disabled=job is not None and job.lives,
                on_click=_train_on,
                args=(network,),
                help=f"{PRESET_TRAINING[PRESET].epochs} epochs on the sample. The run begins with your painting as its "
                "weights. It is a run like any other: watch it on Train, draw for it, find it on Runs.",
            )
            st.download_button(
                "Download as PNG",
                picture,
                "templates.png",
                "image/png",
                icon=":material/download:",
                on_click="ignore",
                help="Your ten templates in one picture",
            )
        if job is not None:
            page_link("pages/train.py", "Watch it on Train", ":material/show_chart:", {"run": job.id})
    if full := st.session_state.pop(FULL, ""):
        st.warning(full, icon=":material/groups:")
    if job is not None:
        waits = job.lives or (job.saved is not None and trained() is None)
        st.fragment(_show, run_every=EVERY if waits else None)(job, waits)


def _show(job: Job, waited: bool) -> None:
    job.watched()
    waits = job.lives or (job.saved is not None and not answering.classifier(job.saved.model_path).done())
    if waited and not waits:
        st.rerun()  # its templates stand on the page now
    st.markdown(f"**{literal(status(job))}**")
    if job.lives:
        st.progress(share_done(job), text=progress(job))
    if job.message:
        st.error(literal(job.message), icon=":material/error:")


def _job() -> Job | None:
    return the_engine().job(st.session_state.get(RUN))


def _train_on(network: DenseNetwork) -> None:
    painting = templates.beginning(network)
    try:
        job = the_engine().submit(PRESETS[PRESET], PRESET_TRAINING[PRESET], visitor(), beginning=painting)
    except QueueFull as error:
        st.session_state[FULL] = str(error)
        return
    st.session_state[RUN] = job.id
