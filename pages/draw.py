"""Draw: a digit by hand or from a photo, what the network makes of it, and how the ink became 784 numbers."""

from concurrent.futures import Future
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from model.digits.preprocess import Digit
from model.digits.rows import Row, painted_row
from pages.components.canvas import DRAWING, digit_canvas
from pages.components.pictures import as_png
from pages.components.pixel_pictures import Picture, pixel_pictures
from pages.parts.answer import answer_when_awake, show_answer
from pages.parts.draw.handwriting import my_handwriting
from pages.parts.draw.labelling import label_the_drawing
from pages.parts.draw.photo import Seen, photo_of_digits
from pages.parts.draw.replay import show_replay
from pages.parts.draw.side_by_side import choose_others
from pages.parts.draw.speed import show_round, speed_drawing
from pages.parts.network_choice import Network, choose_network
from pages.parts.own_drawings import shown_anew
from pages.parts.painted_digit import NOTHING_PAINTED, painted_digit
from pages.parts.pinned import pin_button
from pages.parts.row_of_digits import chosen_in, show_boxes
from pages.parts.url_check import Anything, check_url, opened_with

CANVAS_TAB = ":material/draw: Canvas"
PHOTO_TAB = ":material/photo_camera: Photo"
SPEED_TAB = ":material/timer: Speed drawing"
TEST_DIGIT_TAB = ":material/grid_on: Test digit"
NOTHING_DRAWN = "Draw a digit"
STEP = 140  # pixels: seven pictures in a row
STYLE = """
<style>
  .st-key-draw_page { --around: 17rem; }
  .st-key-pixels { --around: 21rem; }
  .st-key-speed { --around: 27rem; }
  .st-key-speed .asked { font-size: 2rem; line-height: 2.5rem; font-weight: 600; }
  .st-key-handwriting_wall, .st-key-form_wall_place { max-width: 35rem; }
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
    .st-key-speed { --around: 20rem; }
    .st-key-speed kbd { display: none; }
    .st-key-photo_pictures { flex-wrap: nowrap; gap: 0.5rem; }  /* a photo and its ink stay beside each other */
    .st-key-photo_pictures > * { flex: 1 1 0; min-width: 0; }
  }
</style>
"""


@st.fragment
def draw_and_see(network: Network, classifier: Future) -> None:
    """What changes with each stroke: the drawing, the answer, and the steps between them."""
    drawing, answer = st.columns(2, gap="medium")
    with drawing:
        seen = drawing_or_photo()
    tab = st.session_state["canvas_or_photo"]
    if tab == SPEED_TAB:
        with answer:
            show_round(classifier)
        return
    with answer:
        place, below = st.container(key="side_by_side"), st.container()
        said = show_answers(place, network, classifier, seen.row, seen.otherwise)
        if tab == CANVAS_TAB:
            show_boxes(seen.row, "canvas")
    if tab == PHOTO_TAB:
        with drawing:
            show_boxes(seen.row, "photo", seen.close_up)
    row, digit, several, part = seen.row, None, False, None
    if row:
        number, several = chosen_in(row), len(row.digits) > 1
        digit = row.digits[number]
        part = st.session_state[DRAWING].only(row.strokes[number]) if several and row.strokes else None
    if tab != TEST_DIGIT_TAB:
        with below:
            label_the_drawing(digit, said, tab == CANVAS_TAB, part)
    show_steps(digit)
    if digit and not several and tab == CANVAS_TAB:
        show_replay(classifier)


def show_answers(
    place: DeltaGenerator, network: Network, classifier: Future, row: Row | None, otherwise: str
) -> int | None:
    """In `place`, what the chosen network makes of the digit, which is returned, and beside it what others do."""
    others = choose_others(network)
    if not others:
        with place:
            return show_answer(network, classifier, row, otherwise)
    columns = place.columns(1 + len(others), gap="small")
    answers = []
    for number, (column, each) in enumerate(zip(columns, [network, *others], strict=True)):
        awake = classifier if each == network else each.wake()
        with column:
            st.html(f'<div class="name" title="{escape(each.label)}">{escape(each.name)}</div>')
            key = f"other_{number}_" if number else ""
            answers.append(show_answer(each, awake, row, otherwise, key, compact=True))
        answer_when_awake(awake)
    return answers[0]


def drawing_or_photo() -> Seen:
    """The digit or the row of digits in the open tab, or None and a sentence on what to do."""
    tabs = [CANVAS_TAB, PHOTO_TAB, TEST_DIGIT_TAB, SPEED_TAB]
    canvas, photo, pixels, speed = st.tabs(tabs, key="canvas_or_photo", on_change="rerun")
    if speed.open:
        with speed, st.container(key="speed"):
            speed_drawing()
        return Seen(None, {})
    if pixels.open:
        with pixels:
            painted = painted_digit()
            return Seen(painted_row(painted) if painted else None, {}, NOTHING_PAINTED)
    with canvas:
        drawn = digit_canvas("canvas", choose_brush=True)
    if not photo.open:
        return Seen(drawn.row, {}, NOTHING_DRAWN)
    with photo:
        return photo_of_digits("photo")


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
shown_anew()
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
my_handwriting(network, classifier)
answer_when_awake(classifier)
