"""A canvas to draw a digit on: white ink on black, with undo and clear, by mouse, finger or pen."""

from typing import NamedTuple

import numpy as np
import streamlit as st
from streamlit_drawable_canvas import st_canvas

from model.digits.pen import line
from pages.components.component import component
from pages.components.kept import Kept

SIDE = 420  # pixels a side; on a narrower screen the whole of it is shown smaller
BRUSH = 1 / 14  # of the side: a stroke as wide, in a digit that fills the canvas, as MNIST's own
THINNEST, BROADEST = 1 / 42, 1 / 7

# The brush is a plain range input: Streamlit's own slider would hold up the first canvas by half a second.
_tools = component(
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


class Drawing(NamedTuple):
    """White ink on black, uint8 (side, side), and the lines that the pen went along, each float (n, 2) in pixels."""

    image: np.ndarray
    lines: list[np.ndarray]


def digit_canvas(key: str, side: int = SIDE, brush: int | None = None) -> Drawing | None:
    """Shows a canvas at most `side` pixels wide with its tools: undo, clear and, where no `brush` is given, its width.

    Returns None as long as nothing is drawn. The canvas of `key` lies in the container of that key.
    """
    thinnest, usual, broadest = (round(side * share) for share in (THINNEST, BRUSH, BROADEST))
    brushes = {"least": thinnest, "most": broadest, "first": usual} if brush is None else None
    name = f"{key}_{side}"
    kept = st.session_state.setdefault(f"{name}_kept", Kept())
    if f"{name}_drawing" not in st.session_state:
        kept.come_back()

    def hear() -> None:
        wish = st.session_state[f"{name}_tools"].wish
        if wish is not None:
            kept.undo() if wish == "undo" else kept.clear()

    with st.container(key=key, width=side, gap="small"):
        canvas = st.container()
        tools = _tools(
            key=f"{name}_tools",
            data={"area": key, "brushes": brushes, "kept": kept.counts()},
            default={"brush": brush or usual},
            on_brush_change=lambda: None,
            on_wish_change=hear,
            height="content",
        )
        with canvas:
            drawing = st_canvas(
                stroke_width=tools.brush,
                stroke_color="#FFFFFF",
                background_color="#000000",
                width=side,
                height=side,
                initial_drawing={"objects": kept.begins},
                return_image_data=True,
                key=f"{name}_drawing",
            )
    kept.see(drawing)
    return Drawing(kept.image, [line(stroke["path"]) for stroke in kept.strokes]) if kept.strokes else None
