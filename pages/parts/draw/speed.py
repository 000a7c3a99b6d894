"""Speed drawing: “draw a 7!”, digit after digit for a minute, and each goes into my handwriting.

The network reads a drawing only once it is finished: nobody should draw for the network.
"""

import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import streamlit as st

from charts.words import a_digit
from model.handwriting import collection
from model.handwriting.drawings import LabelledDrawing, arrays
from model.handwriting.found import counted
from model.networks.classifier import ClassifierError
from pages.components.canvas import BRUSH, canvas
from pages.components.countdown import countdown
from pages.components.digit_wall import digit_wall
from pages.components.drawing import Drawing
from pages.parts.draw.labelling import of_strokes
from pages.parts.glossary import explained
from pages.parts.literal import literal
from pages.parts.own_drawings import act, mine, problem, show_changes_everywhere

SECONDS = 60
MOST = 100  # digits of a round
ROUND = "speed_round"  # in the session
COLUMNS = 8


@dataclass
class Round:
    """What is asked for, digit after digit; when it began, by `time.monotonic`, and how often others began before; what
    was drawn so far, and what is being drawn."""

    asked: list[int]
    number: int
    began: float = field(default_factory=time.monotonic)
    drawn: list[LabelledDrawing] = field(default_factory=list)
    drawing: Drawing = field(default_factory=lambda: Drawing(BRUSH))
    ended: bool = False

    @property
    def left(self) -> float:
        return SECONDS - (time.monotonic() - self.began)

    @property
    def over(self) -> bool:
        return self.ended or self.left <= 0 or len(self.drawn) == MOST

    @property
    def digit(self) -> int:
        """The one to be drawn now."""
        return self.asked[len(self.drawn)]

    def end(self) -> None:
        self.ended = True


def new_round(random: np.random.Generator, number: int) -> Round:
    """All ten digits in some order, again and again, never the same one twice in a row."""
    asked: list[int] = []
    while len(asked) < MOST:
        ten = random.permutation(10).tolist()
        asked += ten if not asked or ten[0] != asked[-1] else ten[::-1]
    return Round(asked[:MOST], number)


def speed_drawing() -> None:
    """What is to be drawn, the canvas, and Next."""
    this: Round | None = st.session_state.get(ROUND)
    if this is None or this.over:
        show_changes_everywhere()
        _offer(this)
        return
    above, below = st.container(), st.container(horizontal=True, vertical_alignment="center")
    with below:
        # Not in its callback: a stroke that comes together with the click has been heard by now.
        if st.button("Next", icon=":material/arrow_forward:", type="primary", key="speed_next", shortcut="Enter"):
            _take(this)
            if this.over:
                st.rerun()
        st.button("End", icon=":material/stop:", key="speed_end", on_click=this.end)
        st.caption(f"{len(this.drawn)} drawn", width="content")
    with above:
        _ask(this)


def _ask(this: Round) -> None:
    """The digit, the clock and an empty canvas."""
    st.html(f'<div class="asked" role="status">Draw {a_digit(this.digit)}</div>')
    name = f"{this.number}"
    countdown(this.left, SECONDS, name, "speed_clock", this.end)
    board = f"speed_{name}_{len(this.drawn)}"
    canvas(this.drawing, "speed_canvas", board, "speed_drawing_surface", hint=f"Draw {a_digit(this.digit)}")


def _offer(this: Round | None) -> None:
    """Before the first round, and after each."""

    def start() -> None:
        st.session_state[ROUND] = new_round(np.random.default_rng(), this.number + 1 if this else 0)

    st.html(f'<div class="asked" role="status">{"Round over" if this else "Speed drawing"}</div>')
    st.caption(
        explained(
            "Draw the digit that is asked for, press Next, and go on: how many do you get done in a minute? Each "
            "goes into my handwriting, under the digit that was asked for. The network reads them only when they are "
            "finished."
        )
    )
    again = this is not None
    st.button(
        "Once more" if again else "Start the clock",
        icon=":material/replay:" if again else ":material/timer:",
        type="primary",
        key="speed_start",
        on_click=start,
    )


def _take(this: Round) -> None:
    """The drawing on the canvas is finished; an empty canvas is no drawing."""
    drawing = of_strokes(this.digit, this.drawing) if this.drawing else None
    if drawing is None or this.over:
        return
    if not act(lambda owner: collection.keep(owner, [drawing])):
        this.end()
        return
    this.drawn.append(drawing)
    this.drawing = Drawing(BRUSH)


def show_round(classifier: Future) -> None:
    """What the network makes of the drawings that are finished; when the round is over, one can be taken out again."""
    this: Round | None = st.session_state.get(ROUND)
    if said := problem():
        st.warning(literal(said), icon=":material/error:")
    if this is None or not this.drawn:
        st.caption(explained("Here you see what the network makes of the drawings that are finished."))
        return
    read = answers_to(classifier, this.drawn)
    digits = counted(len(this.drawn), "digit", "digits")
    score = "" if read is None else f", {sum(r == d.label for r, d in zip(read, this.drawn, strict=True))} read right"
    st.subheader(f"{digits}{score}", anchor=False)
    kept = {drawing.id for drawing in mine().drawings}
    digit_wall(
        arrays(this.drawn)[0],
        names=[in_words(drawing, None if read is None else read[i]) for i, drawing in enumerate(this.drawn)],
        notes=[note(one, None if read is None else read[i], one.id in kept) for i, one in enumerate(this.drawn)],
        title="In the order in which you drew them",
        key="speed_wall",
        on_click=partial(_out_or_in, this) if this.over else None,
        columns=COLUMNS,
    )
    if this.over:
        st.caption("One went wrong? Click it, and it is taken out of my handwriting; click it again to put it back.")


def answers_to(classifier: Future, drawn: Sequence[LabelledDrawing]) -> list[int] | None:
    """What it reads in each; None as long as the network wakes up, or where it can't answer."""
    if not classifier.done():
        return None
    try:
        probabilities = classifier.result().probabilities(arrays(drawn)[0].astype(np.float32) / 255)
    except (ClassifierError, OSError):
        return None
    return probabilities.argmax(axis=1).tolist()


def in_words(drawing: LabelledDrawing, read: int | None) -> str:
    """What a drawing is, and what was read."""
    return a_digit(drawing.label).capitalize() + ("" if read is None else f", read as {read}")


def note(drawing: LabelledDrawing, read: int | None, kept: bool) -> str:
    """The same, short, below its picture."""
    if not kept:
        return "out"
    if read is None:
        return str(drawing.label)
    return f"{drawing.label} ✓" if read == drawing.label else f"{drawing.label} ✗ {read}"


def _out_or_in(this: Round, position: int) -> None:
    if not this.over:
        return
    drawing = this.drawn[position]
    if any(one.id == drawing.id for one in mine().drawings):
        act(lambda owner: collection.delete(owner, [drawing.id]))
    else:
        act(lambda owner: collection.keep(owner, [drawing]))
