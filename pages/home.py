"""Home: what this is, a canvas to try it on at once, and three ways on."""

from concurrent.futures import Future

import streamlit as st

from model.digits.preprocess import normalize
from model.digits.side_by_side import several
from model.networks import answering
from pages.components.canvas import digit_canvas
from pages.parts.answer import answer_when_awake, show_answer
from pages.parts.links import page_link
from pages.parts.network_choice import shipped
from pages.parts.open_to import open_to
from pages.parts.url_check import check_url, opened_with

SIDE = 340  # pixels; the large canvas is on the Draw page
WAYS_ON = [
    ("pages/data.py", "Explore the data", ":material/grid_view:", "Real digits, as pictures and as numbers"),
    ("pages/train.py", "Train a network", ":material/model_training:", "See it learn, epoch by epoch"),
    ("pages/draw.py", "Draw", ":material/draw:", "A large canvas, photos, and every step"),
]


@st.fragment
def try_it(classifier: Future) -> None:
    """A small canvas, and what the network that ships makes of the drawing."""
    drawing, answer = st.columns([7, 11], gap="large", vertical_alignment="center")
    with drawing:
        drawn = digit_canvas("canvas", side=SIDE, brush=SIDE // 14)
    digit = drawn and normalize(drawn.image, drawn.lines)
    with answer:
        pixels, two = (digit.pixels, several(digit.steps[0].image)) if digit else (None, False)
        show_answer(shipped(), classifier, pixels, "Draw a digit", several_digits=two)


st.title("MNIST Playground")
st.markdown(
    "Train a neural network on handwritten digits and watch it learn. "
    "Then draw a digit of your own, and see what the network makes of it."
)
open_to()
check_url("home", opened_with("home"), {})
classifier = answering.wake()
try_it(classifier)
for column, (page, label, icon, caption) in zip(st.columns(3), WAYS_ON, strict=True):
    with column.container(border=True, gap="xxsmall"):
        page_link(page, f"**{label}**", icon)
        st.caption(caption)
answer_when_awake(classifier)
