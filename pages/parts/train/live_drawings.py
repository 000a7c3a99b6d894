"""My pinned drawings while a network learns: the ten probabilities of each, after every epoch that was kept."""

import math
from contextlib import suppress

import numpy as np
import streamlit as st

from charts.answers import answers_chart, change_of_mind
from model.jobs.job import Job
from pages.components.drawing import DRAWING
from pages.components.live_chart import live_chart
from pages.parts.glossary import explained
from pages.parts.links import page_link
from pages.parts.past import answer_then
from pages.parts.pinned import MOST, is_pinned, pin, pinned, unpin
from pages.parts.row_of_digits import chosen_in

PICTURE = 96  # pixels in a window of usual size


def live_drawings(job: Job | None) -> None:
    """Draws the lines of each pinned drawing for `job`, and offers to pin one."""
    drawings = pinned()
    if not drawings:
        st.markdown(explained(f"Pin up to {MOST} drawings, and see after which epoch a network begins to read them."))
    for place, pixels in enumerate(drawings):
        picture, lines = st.columns([1, 5], vertical_alignment="center")
        with picture, st.container(key=f"picture_of_pinned_{place}"):
            st.image(np.rint(pixels * 255).astype(np.uint8), width=PICTURE)
            st.button("Unpin", icon=":material/keep_off:", key=f"unpin_{place}", on_click=unpin, args=(place,))
        with lines:
            _show_lines(job, pixels, place)
    if len(drawings) < MOST:
        _offer()


def _show_lines(job: Job | None, pixels: np.ndarray, place: int) -> None:
    """What the run's networks answered, as far as it has come."""
    epochs: list[int] = []
    answers: list[np.ndarray] = []
    if job is not None:
        for epoch, path in job.snapshots().items():
            with suppress(OSError, ValueError):  # it has just gone from one folder into another
                answers.append(answer_then(path, job.network, pixels))
                epochs.append(epoch)
    if job is None or not epochs:
        st.caption(explained("Press Start: its lines begin after the first epoch."))
        return
    probabilities = np.array(answers)
    figure = answers_chart(epochs, probabilities, math.ceil(job.reach), f"{job.id} {place}")
    words = f"Ten probabilities over the epochs. {change_of_mind(epochs, probabilities)}"
    live_chart(figure, words, key=f"pinned_{place}", urgent=False)


def _offer() -> None:
    """A button that pins what is on the canvas of the other pages, and the way there."""
    drawing = st.session_state.get(DRAWING)
    with st.container(horizontal=True, vertical_alignment="center"):
        if drawing:
            row = drawing.row
            digit = row.digits[chosen_in(row)] if row else None
            if digit and not is_pinned(digit.pixels):
                st.button(
                    "Pin what I drew last",
                    icon=":material/keep:",
                    key="pin_last",
                    on_click=pin,
                    args=(digit.pixels,),
                )
        page_link("pages/draw.py", "Draw one to pin", ":material/draw:")
