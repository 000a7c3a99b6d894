"""The first layer while it learns: a dozen neurons that turn from noise into strokes, and where they go next."""

from functools import lru_cache
from pathlib import Path
from threading import Lock

import numpy as np
import streamlit as st

from model.digits.data import load
from model.inside.first_layer import gradients, pictures
from model.jobs.job import Job
from model.networks.config import NetworkConfig
from model.networks.looks import unpacked
from pages.parts.first_weights import FirstWeights, made, show
from pages.parts.glossary import explained, meaning
from pages.parts.past import network_then

DIGITS = 500  # of the sample, whose loss the gradients are of
COLUMNS = 6
KEPT = 60  # rows of pictures, of different runs or of the same at different times
ONE_MAKES = Lock()  # pictures, and whoever else wants the same ones meanwhile waits for them


def live_weights(job: Job | None) -> None:
    """Draws the weights of `job` as they are now. What is made for one who looks serves all."""
    past = job.snapshots() if job else {}
    if job is None or not (job.look or past):
        st.caption(
            ":material/blur_on: Once a network learns, its first weights appear here, and turn from noise into strokes."
        )
        return
    hidden = bool(job.network.hidden)
    look = job.look
    with ONE_MAKES:
        if look and (not job.ended or not past):
            when = f"In epoch {look['epoch']}"
            shown = _looked(look["values"], look["scale"], hidden)
        else:
            last = max(past)
            when = f"After epoch {last}" if last else "Before training"
            shown = _then(past[last], past[last].stat().st_mtime_ns, job.network)
    each = "neuron" if hidden else "digit"
    st.caption(
        f"{when}. A picture for each {each}, a pixel for each weight. Blue: ink here excites it. Orange: calms it."
    )
    show(shown, "live_weights", COLUMNS)
    if st.toggle("Gradients", key="show_gradients", help=meaning("Gradient")):
        _show_gradients(job, past, hidden)


def _show_gradients(job: Job, past: dict[int, Path], hidden: bool) -> None:
    if not past:
        st.caption("They can be shown after the first epoch.")
        return
    last = max(past)
    with ONE_MAKES:
        shown = _downhill(past[last], past[last].stat().st_mtime_ns, job.network, job.training.loss, last)
    show(shown, "live_gradients", COLUMNS)
    about = f"The gradient of the loss on {DIGITS} digits, upside down: training goes downhill."
    st.caption(explained(f"{about} Each picture has its own scale."))


@lru_cache(maxsize=KEPT)
def _looked(values: bytes, scale: float, hidden: bool) -> FirstWeights:
    return made(unpacked({"values": values, "scale": scale}), hidden)


@lru_cache(maxsize=KEPT)
def _then(path: Path, _changed: int, config: NetworkConfig) -> FirstWeights:
    return made(pictures(network_then(path, config).layers[0].kernel), bool(config.hidden))


@lru_cache(maxsize=KEPT)
def _downhill(path: Path, _changed: int, config: NetworkConfig, loss: str, epoch: int) -> FirstWeights:
    sample = load("sample")
    slopes = gradients(network_then(path, config), sample.x_train[:DIGITS], sample.y_train[:DIGITS], loss)
    when = f"After epoch {epoch}" if epoch else "Before training"
    steepest = f"{np.abs(pictures(slopes)).max():.2g}"
    title = f"{when}, the loss falls fastest if blue weights grow and orange ones shrink (steepest slope: {steepest})"
    return made(-pictures(slopes), bool(config.hidden), title)
