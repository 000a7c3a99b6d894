"""Replay: one's own strokes once more, point by point, and what the network made of them on the way."""

from concurrent.futures import Future

import numpy as np
import streamlit as st

from charts.words import a_digit
from model.digits.replaying import Replay, replay
from model.networks.classifier import ClassifierError
from pages.components.canvas import DRAWING
from pages.components.drawing import Drawing
from pages.components.film import Film, Reel, changes_of_mind, film

HELP = "What the network would have answered at each moment while you drew."


def show_replay(classifier: Future) -> None:
    """Offers the replay of what is on the canvas, once there is ink on it."""
    drawing: Drawing | None = st.session_state.get(DRAWING)
    if not drawing or not classifier.done():
        return
    if not st.toggle("Replay my strokes", key="replay", persist_state="page", help=HELP):
        return
    try:
        with st.spinner("Drawing it again"):
            seen = _replayed(drawing)
        probabilities = classifier.result().probabilities(seen.pixels)
    except (ClassifierError, OSError):
        return  # the answer says what is wrong
    film(_film(seen, probabilities), key="replayed")


def _replayed(drawing: Drawing) -> Replay:
    """The last one is kept for as long as nothing is drawn: another network may read it."""
    kept = st.session_state.get("replay_of")
    if kept is None or kept[0] is not drawing.strokes:
        widths = [stroke[0] for stroke in drawing.strokes]
        kept = st.session_state.replay_of = (drawing.strokes, replay(drawing.lines, widths))
    return kept[1]


def _film(seen: Replay, probabilities: np.ndarray) -> Film:
    changes = changes_of_mind(probabilities)
    answers = probabilities.argmax(axis=1)
    title = f"It read {a_digit(answers[-1])} from the first point on"
    if changes:
        frame, before, after = changes[-1]
        title = f"At point {seen.points[frame]} of {seen.points[-1]}, {before} became {after}"
        if len(changes) > 1:
            title += f"; it changed its mind {len(changes)} times"
    return Film(
        title,
        [Reel("Your strokes", seen.ink), Reel("What the network reads", seen.pixels)],
        probabilities,
        [""] * len(seen.points),
        "Point of the pen",
        len(probabilities) - 1,
        [(frame, f"{before} → {after}") for frame, before, after in changes],
        seen.points,
    )
