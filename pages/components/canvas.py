"""A canvas to draw a digit on: white ink on black, with undo and clear, by mouse, finger or pen."""

import streamlit as st

from model.digits.pen import CANVAS
from pages.components.component import component
from pages.components.drawing import MOST_POINTS, Drawing

BRUSH = CANVAS // 14  # a stroke as wide, in a digit that fills the canvas, as MNIST's own
THINNEST, BROADEST = CANVAS // 42, CANVAS // 7
DRAWING = "drawing"  # in the session: one drawing for all pages

# The brush is a plain range input: Streamlit's own slider would hold up the first canvas by half a second.
# Checks outside this repository know the canvas by its class.
_canvas = component(
    __file__,
    html="""
    <div class="ink"><canvas class="upper-canvas" role="img"></canvas><span aria-hidden="true">Draw a digit</span></div>
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
        drawing.take_strokes(st.session_state[name].strokes)

    def hear_brush() -> None:
        drawing.take_brush(st.session_state[name].brush, THINNEST, BROADEST)

    with st.container(key=key):
        _canvas(
            key=name,
            data={
                "side": CANVAS,
                "strokes": drawing.strokes,
                "brush": drawing.brush if choose_brush else BRUSH,
                "brushes": [THINNEST, BROADEST] if choose_brush else None,
                "mostPoints": MOST_POINTS,
            },
            on_strokes_change=hear_strokes,
            on_brush_change=hear_brush,
            height="content",
        )
    return drawing
