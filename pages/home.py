"""Home: what this is, a canvas to try it on at once, the way in for everybody in the room, and a card for each page."""

from concurrent.futures import Future
from contextlib import suppress

import numpy as np
import streamlit as st

from model.digits.rows import Row, painted_row
from model.inside.layers import NotDenseError
from model.networks import answering
from model.networks.classifier import ClassifierError
from pages.components.canvas import digit_canvas
from pages.parts.answer import answer_when_awake, show_answer
from pages.parts.glossary import explained
from pages.parts.inside.lit import show_lit_in_small
from pages.parts.inside.opened import digits, opened
from pages.parts.links import page_link
from pages.parts.network_choice import Network, choose_network, has_own_networks, shipped
from pages.parts.open_to import open_to
from pages.parts.painted_digit import NOTHING_PAINTED, painted_digit
from pages.parts.row_of_digits import chosen_in, show_boxes
from pages.parts.share import join
from pages.parts.url_check import Anything, check_url, opened_with

WAYS_ON = [
    ("pages/data.py", "Explore the data", ":material/grid_view:", "Real digits, as pictures and as numbers"),
    ("pages/train.py", "Train a network", ":material/model_training:", "Watch it learn, epoch by epoch"),
    ("pages/draw.py", "Draw", ":material/draw:", "By hand or from a photo, read step by step"),
    ("pages/inside.py", "Inside", ":material/visibility:", "The network, lit by your digit, and why it says so"),
    ("pages/evaluate.py", "Evaluate", ":material/query_stats:", "Which digits a network gets wrong"),
    ("pages/runs.py", "Runs", ":material/leaderboard:", "Compare what everybody has trained"),
]
EXAMPLE = 3  # of the sample's test digits, which lights the network until somebody draws
STYLE = """
<style>
  .st-key-try_it { --around: 25rem; }
  .st-key-pixels { --around: 28rem; }
  .st-key-in_small { min-height: 8.75rem; }
  @media (min-width: 1200px) {  /* the network in small has its place beside the answer; elsewhere below the bars */
    [data-testid=stColumn]:has(.st-key-in_small) { position: relative; }
    :has(> .st-key-in_small) { position: absolute; top: 0; right: 0; width: calc(100% - 17.5rem); }
    .st-key-try_it .answer { max-width: 17rem; }
  }
  .st-key-try_it [data-stale=true] { opacity: 1; }
  .st-key-ways_on { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: 0.75rem; }
  .st-key-ways_on > * { height: 100%; }
  .st-key-ways_on [class*=st-key-card] { position: relative; height: 100%; }
  .st-key-ways_on [class*=st-key-card] * { position: static; }
  .st-key-ways_on a::after { content: ""; position: absolute; inset: 0; border-radius: 0.6rem; }  /* all of the card, */
  .st-key-ways_on a[href^="#"]::after { content: none; }  /* but for a word that leads to the glossary */
  .st-key-ways_on a[href^="#"] { position: relative; z-index: 1; }
  .st-key-ways_on [class*=st-key-card]:hover { border-color: #2A8FD6; }
  @media (max-width: 640px) {  /* a phone shows the answer below the canvas without scrolling */
    .stMainBlockContainer { padding-top: 4rem; }
    .st-key-join { display: none; }  /* who is here has joined */
    :has(.st-key-network_that_answers) .st-key-try_it { --around: 35rem; }
    .st-key-try_it [data-testid=stHorizontalBlock] { gap: 0; }
  }
</style>
"""


@st.fragment
def try_it(network: Network, classifier: Future) -> None:
    """A canvas, and what `network` makes of the drawing."""
    with st.container(key="try_it"):
        drawing, answer = st.columns([4, 5], gap="medium")
    with drawing:
        row, otherwise = drawn_or_painted()
    with answer:
        show_answer(network, classifier, row, otherwise)
        show_boxes(row, "canvas")
        st.caption(f"Read by: {network.label}")
        with st.container(key="in_small", gap="xxsmall"):  # after the answer, which doesn't wait for it
            show_in_small(classifier, row.digits[chosen_in(row)].pixels if row else None)


def show_in_small(classifier: Future, pixels: np.ndarray | None) -> None:
    """The network lit by the drawing, before there is one by a test digit, where it can be looked into."""
    if not classifier.done():
        return
    with suppress(NotDenseError, ClassifierError, OSError):  # the answer says what is wrong
        network = opened(classifier.result())
        lit_by = example() if pixels is None else pixels
        show_lit_in_small(network, lit_by, key="lit_in_small")
        st.caption("Lit by a test digit, until you draw one" if pixels is None else "Lit by this digit")


def example() -> np.ndarray:
    """float32 `(28, 28)` in [0, 1]"""
    return digits().x_test[EXAMPLE].astype(np.float32) / 255


def drawn_or_painted() -> tuple[Row | None, str]:
    """The digit or the row of digits in the open tab, or None and a sentence on what to do."""
    canvas, pixels = st.tabs(
        [":material/draw: Canvas", ":material/grid_on: Test digit"], key="canvas_or_pixels", on_change="rerun"
    )
    if pixels.open:
        with pixels:
            painted = painted_digit()
            return painted_row(painted) if painted else None, NOTHING_PAINTED
    with canvas:
        drawn = digit_canvas("canvas")
    return drawn.row, "Draw a digit"


def choose() -> Network:
    """The network that answers: one of this person's own as soon as there is one, a link's, else the ready-made one."""
    asked = "network" in st.query_params or "unknown_network" in st.session_state
    return choose_network() if has_own_networks() or asked else shipped()


def cards() -> None:
    with st.container(key="ways_on"):
        for page, label, icon, caption in WAYS_ON:
            with st.container(border=True, gap="xxsmall", key=f"card {page}"):
                page_link(page, f"**{label}**", icon)
                st.caption(explained(caption))


st.html(STYLE)
with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
    st.title("MNIST Playground", width="content")
    join()
st.markdown(
    explained(
        "Train a neural network on handwritten digits and watch it learn. "
        "Then draw a digit of your own and see what the network reads."
    )
)
asked = opened_with("home")
network = choose()
check_url("home", asked, {"network": Anything()})  # of a network that isn't here, `choose_network` speaks
answering.wake()
classifier = network.wake()
try_it(network, classifier)
cards()
page_link(
    "pages/lessons.py",
    "Lessons: about a quarter of an hour each, step by step through all of this",
    ":material/school:",
)
open_to()
answer_when_awake(classifier)
