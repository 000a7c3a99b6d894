"""A canvas to draw a digit on: white ink on black, with undo and clear, by mouse, finger or pen."""

from contextlib import suppress

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from model.digits.pen import CANVAS
from pages.components.component import component, told
from pages.components.drawing import BROADEST, MOST_POINTS, MOST_STROKES, Drawing

SCALE = 3  # pixels of the picture for each of the canvas's own: sharp on a projector, too
INK, PAPER = "#FFFFFF", "#000000"
BRUSH = CANVAS // 14  # a stroke as wide, in a digit that fills the canvas, as MNIST's own
THINNEST = CANVAS // 42
DRAWING = "drawing"  # in the session: one drawing for all pages

# The brush is a plain range input: Streamlit's own slider would hold up the first canvas by half a second.
_board = component(
    __file__,
    html="""
    <div class="canvas-tools" role="group" aria-label="Canvas">
      <button type="button" data-action="undo" disabled>Undo</button>
      <button type="button" data-action="clear" disabled>Clear</button>
      <label hidden><span>Brush <output></output></span><input type="range" aria-label="Brush width"></label>
    </div>
    """,
    isolate_styles=False,
)


def digit_canvas(key: str, choose_brush: bool = False) -> Drawing:
    """Shows a canvas as large as there is room for, with undo, clear and, with `choose_brush`, the brush's width.

    Returns what is drawn: it stays while its owner looks at other pages. The canvas lies in the container of `key`.
    """
    drawing: Drawing = st.session_state.setdefault(DRAWING, Drawing(brush=BRUSH))
    name = f"{key}_with_brush" if choose_brush else f"{key}_alone"

    # Called before whatever page comes next: a stroke counts although its owner has left at once.
    def hear_strokes() -> None:
        drawing.take_strokes(told(name, "strokes"))

    def hear_brush() -> None:
        drawing.take_brush(told(name, "brush"), THINNEST)

    with st.container(key=key, gap="xsmall"):
        _surface(f"{name}_drawing_surface")
        _board(
            key=name,
            data={
                "area": key,
                "side": CANVAS,
                "scale": SCALE,
                "ink": INK,
                "paper": PAPER,
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
    return drawing


def _surface(key: str) -> None:
    """Fabric's canvas. It is always called alike, so that Streamlit leaves it alone: the board beside it leads it."""
    side = SCALE * CANVAS
    with suppress(AttributeError, KeyError, TypeError):  # a forged message; what it tells is nowhere used
        st_canvas(
            stroke_width=SCALE * BRUSH,
            stroke_color=INK,
            background_color=PAPER,
            width=side,
            height=side,
            update_streamlit=False,
            key=key,
        )
