"""Draw: a digit by hand or from a photo, what the network makes of it, and how it came to its 784 numbers."""

from concurrent.futures import Future

import numpy as np
import streamlit as st

from charts.pixels import pixels_chart
from model import answering
from model.preprocess import Digit, normalize
from pages.parts.answer import show_answer
from pages.parts.canvas import digit_canvas
from pages.parts.network_choice import Network, choose_network
from pages.parts.photo import photo_of_digit

LOOK_AGAIN = 0.25  # seconds between looks at whether the network is awake
DRAW, PHOTO = ":material/draw: Draw", ":material/photo_camera: Photo"
NOTHING_DRAWN = "Draw a digit"


def draw_and_see(network: Network, classifier: Future, asleep: bool) -> None:
    """What changes with each stroke: the drawing, the answer, and the steps between them."""
    if asleep and classifier.done():
        st.rerun()  # the last look: from here on, only strokes bring an answer
    drawing, answer = st.columns(2, gap="large")
    with drawing:
        image, otherwise = drawing_or_photo()
    digit = None if image is None else normalize(image)
    with answer:
        show_answer(network, classifier, digit and digit.pixels, otherwise)
    show_steps(digit)


def drawing_or_photo() -> tuple[np.ndarray | None, str]:
    """The image in the open tab, or None and a sentence on what to do."""
    draw, photo = st.tabs([DRAW, PHOTO], key="draw_or_photo", on_change="rerun")
    with draw:
        drawn = digit_canvas("canvas")
    with photo:
        photographed = photo_of_digit("photo")
    return photographed if photo.open else (drawn, NOTHING_DRAWN)


def show_steps(digit: Digit | None) -> None:
    st.subheader(
        "From ink to 784 numbers",
        help="Every digit of MNIST was brought to this form, so a drawing must take it too. "
        "Point at a pixel to read its number.",
    )
    if digit is None:
        st.caption("The steps appear with the first stroke.")
        return
    with st.container(horizontal=True, key="steps"):
        for step in digit.steps:
            with st.container(width=150):
                st.plotly_chart(
                    pixels_chart(step.image, title=step.name),
                    width="content",
                    key=f"step {step.name}",
                    config={"displayModeBar": False},
                    alt=f"{step.name}: {step.explanation}",
                )
                st.caption(step.explanation)


title, choice = st.columns(2, gap="large", vertical_alignment="bottom")
title.title("Draw")
with choice:
    network = choose_network()
classifier = answering.classifier(network.path)
asleep = not classifier.done()
st.fragment(draw_and_see, run_every=LOOK_AGAIN if asleep else None)(network, classifier, asleep)
