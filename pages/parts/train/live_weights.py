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
from model.networks.snapshots import BEFORE
from pages.parts.first_weights import FirstWeights, made, show
from pages.parts.glossary import explained, meaning
from pages.parts.past import first_weights_then, network_then

DIGITS = 500  # of the sample, whose loss the gradients are of
COLUMNS = 6
KEPT = 60  # rows of pictures, of different runs or of the same at different times
WEIGHTS, CHANGED, GRADIENTS = "Weights", "Changed so far", "Gradients"
EXPLAINED = {
    WEIGHTS: "Blue: ink here excites it. Orange: ink here calms it.",
    CHANGED: "What training has added to the initial random weights (blue), and taken away (orange).",
    GRADIENTS: f"The gradient of the loss on {DIGITS} digits, with its sign turned: training goes downhill.",
}
NORMALIZED = (
    "This network has batch normalization: its gradients depend on each batch as a whole, so they aren't shown here. "
    "Train one without it to see them."
)
ONE_MAKES = Lock()  # pictures, and whoever else wants the same ones meanwhile waits for them


def live_weights(job: Job | None) -> None:
    """Draws the weights of `job` as they are now. What is made for one who looks serves all."""
    past = job.snapshots() if job else {}
    if job is None or not (job.look or past):
        st.caption(
            ":material/blur_on: Once a network learns, its first weights appear here and turn from noise into strokes."
        )
        return
    what = st.segmented_control(
        "What is shown of each weight",
        list(EXPLAINED),
        default=WEIGHTS,
        required=True,
        key="shown_of_weights",
        label_visibility="collapsed",
        help=meaning("Gradient"),
    )
    if what == GRADIENTS and job.network.batch_normalization:
        st.caption(explained(NORMALIZED))
        return
    with ONE_MAKES:
        shown = _shown(job, past, what)
    if shown is None:
        st.caption("This can be shown after the first epoch.")
        return
    when, pictures = shown
    show(pictures, "live_weights", COLUMNS)
    each = "neuron" if job.network.hidden else "digit"
    st.caption(explained(f"{when}. A picture for each {each}, a pixel for each weight. {EXPLAINED[what]}"))


def _shown(job: Job, past: dict[int, Path], what: str) -> tuple[str, FirstWeights] | None:
    """When it was, and the pictures; None where there are none yet."""
    last = max(past, default=0)
    when = f"After epoch {last}" if last else "Before training"
    if what == GRADIENTS:
        return (when, _downhill(past[last], _changed(past[last]), job.network, job.training.loss)) if past else None
    look, first = job.look, job.first_look if what == CHANGED else None
    if look and (first or what == WEIGHTS) and not (job.ended and past):
        before = (first["values"], first["scale"]) if first else None
        return f"In epoch {look['epoch']}", _looked((look["values"], look["scale"]), before, bool(job.network.hidden))
    if not past or (what == CHANGED and BEFORE not in past):
        return None
    since = past[BEFORE] if what == CHANGED else None
    return when, _then(past[last], _changed(past[last]), since, job.network)


def _changed(path: Path) -> int:
    return path.stat().st_mtime_ns


Packed = tuple[bytes, float]


@lru_cache(maxsize=KEPT)
def _looked(now: Packed, before: Packed | None, hidden: bool) -> FirstWeights:
    """Of a look; less an earlier one, if there is one."""
    weights = unpacked(*now)
    return made(weights, hidden) if before is None else _of_change(weights - unpacked(*before), hidden)


@lru_cache(maxsize=KEPT)
def _then(path: Path, _mtime: int, since: Path | None, config: NetworkConfig) -> FirstWeights:
    """Of a snapshot; less an earlier one, if there is one."""
    weights = pictures(first_weights_then(path, config))
    if since is None:
        return made(weights, bool(config.hidden))
    return _of_change(weights - pictures(first_weights_then(since, config)), bool(config.hidden))


def _of_change(change: np.ndarray, hidden: bool) -> FirstWeights:
    size = f"{np.abs(change).mean():.2g}"
    title = (
        f"So far, training has changed these weights by {size} on average"
        if change.any()
        else "Nothing has changed yet"
    )
    return made(change, hidden, title)


@lru_cache(maxsize=KEPT)
def _downhill(path: Path, _mtime: int, config: NetworkConfig, loss: str) -> FirstWeights:
    sample = load("sample")
    slopes = gradients(network_then(path, config), sample.x_train[:DIGITS], sample.y_train[:DIGITS], loss)
    downhill = -pictures(slopes)
    steepest = f"{np.abs(downhill).max():.2g}"
    title = f"The loss falls fastest if blue weights grow and orange ones shrink (steepest slope: {steepest})"
    return made(downhill, bool(config.hidden), title)
