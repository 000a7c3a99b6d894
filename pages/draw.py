"""Draw: a digit by hand or from a photo, what the network makes of it, and how the ink became 784 numbers."""

from concurrent.futures import Future
from html import escape

import streamlit as st

from model.digits.preprocess import Digit, normalize
from model.digits.side_by_side import several
from pages.components.canvas import digit_canvas
from pages.components.pictures import as_png
from pages.components.pixel_pictures import Picture, pixel_pictures
from pages.parts.answer import answer_when_awake, show_answer
from pages.parts.draw.photo import photo_of_digit
from pages.parts.draw.replay import show_replay
from pages.parts.draw.side_by_side import choose_others
from pages.parts.network_choice import Network, choose_network
from pages.parts.painted_digit import NOTHING_PAINTED, painted_digit
from pages.parts.pinned import pin_button
from pages.parts.url_check import Anything, check_url, opened_with

CANVAS_TAB = ":material/draw: Canvas"
NOTHING_DRAWN = "Draw a digit"
STEP = 140  # pixels: seven pictures in a row
STYLE = """
<style>
  .st-key-draw_page { --around: 17rem; }
  .st-key-pixels { --around: 21rem; }
  .st-key-steps { min-height: 17rem; }  /* nothing moves when the first steps come, */
  .st-key-draw_page [data-stale=true] { opacity: 1; }  /* and nothing fades while the next ones do */
  .st-key-side_by_side [data-testid=stHorizontalBlock] { flex-wrap: wrap; }
  .st-key-side_by_side [data-testid=stColumn] { min-width: 10rem; }
  .st-key-side_by_side [data-testid=stColumn] .answer { min-height: 5rem; gap: 0.75rem; }
  .st-key-side_by_side [data-testid=stColumn] .digit { font-size: 4.5rem; line-height: 5rem; }
  .st-key-side_by_side [data-testid=stColumn] .sure { font-size: 1.1rem; }
  .st-key-side_by_side .name { font-weight: 600; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
  @media (max-width: 640px) {  /* a phone shows the answer below the canvas without scrolling */
    .stMainBlockContainer { padding-top: 4rem; }
    .st-key-draw_page [data-testid=stHorizontalBlock] { gap: 0.5rem; }
    .st-key-photo_pictures { flex-wrap: nowrap; gap: 0.5rem; }  /* a photo and its ink stay beside each other */
    .st-key-photo_pictures > * { flex: 1 1 0; min-width: 0; }
    .st-key-photo_pictures :is(img, [data-testid=stImageContainer], .stImage) { width: 100% !important; }
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
        show_answers(network, classifier, digit, otherwise)
    show_steps(digit)
    if digit and st.session_state["canvas_or_photo"] == CANVAS_TAB:
        show_replay(classifier)


def show_answers(network: Network, classifier: Future, digit: Digit | None, otherwise: str) -> None:
    """What the chosen network makes of the digit, and beside it what up to two others do."""
    place = st.container(key="side_by_side")
    pixels, two = (digit.pixels, several(digit.steps[0].image)) if digit else (None, False)
    others = choose_others(network)
    if not others:
        with place:
            show_answer(network, classifier, pixels, otherwise, several_digits=two)
        return
    columns = place.columns(1 + len(others), gap="small")
    for number, (column, each) in enumerate(zip(columns, [network, *others], strict=True)):
        awake = classifier if each == network else each.wake()
        with column:
            st.html(f'<div class="name" title="{escape(each.label)}">{escape(each.name)}</div>')
            show_answer(each, awake, pixels, otherwise, f"other_{number}_" if number else "", two, compact=True)
        answer_when_awake(awake)


def drawing_or_photo() -> tuple[Digit | None, str]:
    """The digit in the open tab, or None and a sentence on what to do."""
    tabs = [CANVAS_TAB, ":material/photo_camera: Photo", ":material/grid_on: Test digit"]
    canvas, photo, pixels = st.tabs(tabs, key="canvas_or_photo", on_change="rerun")
    if pixels.open:
        with pixels:
            return painted_digit(), NOTHING_PAINTED
    with canvas:
        drawn = digit_canvas("canvas", choose_brush=True)
    if not photo.open:
        return normalize(drawn.image, drawn.lines) if drawn else None, NOTHING_DRAWN
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
            st.caption("Each step appears here once you draw.")
            return
        pictures = [
            Picture(step.image, f"{step.name}. {step.explanation}", step.name, step.explanation) for step in digit.steps
        ]
        pixel_pictures(pictures, STEP, key="step_pictures")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.download_button(
                "Download as PNG",
                lambda: as_png(digit.pixels),  # made when asked for, not with each stroke
                "digit.png",
                "image/png",
                icon=":material/download:",
                on_click="ignore",
                help="The 28 × 28 picture that the network reads",
            )
            pin_button(digit.pixels)


asked = opened_with("draw")
st.html(STYLE)
title, choice = st.columns(2, gap="medium")
title.title("Draw")
with choice:
    network = choose_network()
# Of networks that aren't here, `choose_network` and `choose_others` speak.
check_url("draw", asked, {"network": Anything(), "compare": Anything()})
classifier = network.wake()
with st.container(key="draw_page"):
    draw_and_see(network, classifier)
answer_when_awake(classifier)
