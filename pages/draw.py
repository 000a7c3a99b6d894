"""Draw: a digit by hand or from a photo, what the network makes of it, and how the ink became 784 numbers."""

from concurrent.futures import Future

import streamlit as st

from model.digits.preprocess import Digit, normalize
from model.digits.side_by_side import several
from pages.components.canvas import digit_canvas
from pages.components.pictures import as_png
from pages.components.pixel_pictures import Picture, pixel_pictures
from pages.parts.answer import answer_when_awake, show_answer
from pages.parts.draw.photo import photo_of_digit
from pages.parts.network_choice import Network, choose_network
from pages.parts.url_check import Anything, check_url, opened_with

NOTHING_DRAWN = "Draw a digit"
STEP = 140  # pixels: seven pictures in a row
STYLE = """
<style>
  .st-key-steps { min-height: 17rem; }  /* nothing moves when the first steps come, */
  .st-key-draw_page [data-stale=true] { opacity: 1; }  /* and nothing fades while the next ones do */
  @media (max-width: 640px) {  /* a phone shows the answer below the canvas without scrolling */
    .stMainBlockContainer { padding-top: 4rem; }
    .stMainBlockContainer h1 { padding: 0; }
  }
</style>
"""


@st.fragment
def draw_and_see(network: Network, classifier: Future) -> None:
    """What changes with each stroke: the drawing, the answer, and the steps between them."""
    drawing, answer = st.columns(2, gap="medium")
    with drawing:
        digit, otherwise = drawing_or_photo()
    with answer:
        pixels, two = (digit.pixels, several(digit.steps[0].image)) if digit else (None, False)
        show_answer(network, classifier, pixels, otherwise, several_digits=two)
    show_steps(digit)


def drawing_or_photo() -> tuple[Digit | None, str]:
    """The digit in the open tab, or None and a sentence on what to do."""
    canvas, photo = st.tabs(
        [":material/draw: Canvas", ":material/photo_camera: Photo"], key="canvas_or_photo", on_change="rerun"
    )
    with canvas:
        drawn = digit_canvas("canvas")
    if not photo.open:
        return drawn and normalize(drawn.image, drawn.lines), NOTHING_DRAWN
    with photo:
        image, otherwise = photo_of_digit("photo")
        return None if image is None else normalize(image), otherwise


def show_steps(digit: Digit | None) -> None:
    """The pictures between the ink and what the network reads, with their numbers."""
    st.subheader(
        "From ink to 784 numbers",
        help="MNIST's digits were cropped, scaled and centred like this before any network learned from them, so a "
        "drawing needs the same. Two steps are ours, for drawings: One pen and Straightened. Point at a pixel to read "
        "its number.",
    )
    with st.container(key="steps"):
        if digit is None:
            st.caption("With the first stroke, each step is shown here.")
            return
        pictures = [
            Picture(step.image, f"{step.name}. {step.explanation}", step.name, step.explanation) for step in digit.steps
        ]
        pixel_pictures(pictures, STEP, key="step_pictures")
        st.download_button(
            "Download as PNG",
            lambda: as_png(digit.pixels),  # made when asked for, not with each stroke
            "digit.png",
            "image/png",
            icon=":material/download:",
            on_click="ignore",
            help="The 28 × 28 picture that the network reads.",
        )


asked = opened_with("draw")
st.html(STYLE)
title, choice = st.columns(2, gap="medium", vertical_alignment="bottom")
title.title("Draw")
with choice:
    network = choose_network()
check_url("draw", asked, {"network": Anything()})  # of a network that isn't here, `choose_network` speaks
classifier = network.wake()
with st.container(key="draw_page"):
    draw_and_see(network, classifier)
answer_when_awake(classifier)
