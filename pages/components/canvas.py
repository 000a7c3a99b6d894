"""A canvas to draw a digit on: white ink on black, with undo and clear, by mouse, finger or pen."""

from contextlib import suppress
from typing import NamedTuple

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from model.digits.pen import CANVAS
from pages.components.component import component, told
from pages.components.drawing import BROADEST, DRAWING, MOST_POINTS, MOST_STROKES, Drawing

SCALE = 3  # pixels of the picture for each of the canvas's own: sharp on a projector, too
PAPER = "#000000"
BRUSH = CANVAS // 14  # a stroke as wide, in a digit that fills the canvas, as MNIST's own
THINNEST = CANVAS // 42


class Ink(NamedTuple):
    """What a stroke is drawn with: `#RRGGBB`, and what its button says where there are two."""

    colour: str
    name: str = ""


WHITE = Ink("#FFFFFF")

# The brush is a plain range input: Streamlit's own slider would hold up the first canvas by half a second.
_board = component(
    __file__,
    html="""
    <div class="canvas-tools" role="group" aria-label="Canvas">
      <button type="button" data-action="undo" disabled>Undo</button>
      <button type="button" data-action="clear" disabled>Clear</button>
      <div class="inks" role="group" aria-label="Ink" hidden></div>
      <label hidden><span>Brush <output></output></span><input type="range" aria-label="Brush width"></label>
    </div>
    <p class="canvas-status" role="status"></p>
    """,
    more_script="canvas_surface.js",
    isolate_styles=False,
)


def digit_canvas(key: str, choose_brush: bool = False) -> Drawing:
    """Shows a canvas as large as there is room for, with undo, clear and, with `choose_brush`, the brush's width.

    Returns what is drawn: it stays while its owner looks at other pages. The canvas lies in the container of `key`.
    """
    drawing: Drawing = st.session_state.setdefault(DRAWING, Drawing(brush=BRUSH))
    name = f"{key}_with_brush" if choose_brush else f"{key}_alone"
    canvas(drawing, key, name, f"{name}_drawing_surface", choose_brush)
    return drawing


def canvas(
    drawing: Drawing,
    key: str,
    board: str,
    surface: str,
    choose_brush: bool = False,
    inks: tuple[Ink, ...] = (WHITE,),
    paper: str = PAPER,
    hint: str = "Draw a digit",
    keyboard: bool = False,
) -> None:
    """Shows `drawing` in the container of `key`, to be drawn on with one or two `inks`, also by `keyboard` if so.

    Another drawing on the same canvas has another `board` on the same `surface`; both are keys. The second of two inks
    gives strokes of a negative width.
    """

    # Called before whatever page comes next: a stroke counts although its owner has left at once.
    def hear_strokes() -> None:
        drawing.take_strokes(told(board, "strokes"))

    def hear_brush() -> None:
        drawing.take_brush(told(board, "brush"), THINNEST)

    with st.container(key=key, gap="xsmall"):
        _surface(surface, inks[0].colour, paper)
        _board(
            key=board,
            data={
                "area": key,
                "side": CANVAS,
                "scale": SCALE,
                "inks": [ink._asdict() for ink in inks],
                "paper": paper,
                "hint": hint,
                "keyboard": keyboard,
                "strokes": drawing.strokes,
                "brush": drawing.brush if choose_brush else BRUSH,
                "brushes": [THINNEST, BROADEST] if choose_brush else None,
                "mostPoints": MOST_POINTS,
                "mostStrokes": MOST_STROKES,
            },
            on_strokes_change=hear_strokes,
            on_brush_change=hear_brush,
            height="content",
        )


def _surface(key: str, ink: str, paper: str) -> None:
    """Fabric's canvas. It is always called alike, so that Streamlit leaves it alone: the board beside it leads it."""
    side = SCALE * CANVAS
    with suppress(AttributeError, KeyError, TypeError):  # a forged message; what it tells is nowhere used
        st_canvas(
            stroke_width=SCALE * BRUSH,
            stroke_color=ink,
            background_color=paper,
            width=side,
            height=side,
            update_streamlit=False,
            key=key,
        )
