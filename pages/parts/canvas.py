"""A canvas to draw a digit on: white ink on black, with undo and clear, by mouse, finger or pen."""

from pathlib import Path

import numpy as np
import streamlit as st
from streamlit_drawable_canvas import st_canvas

SIDE = 420  # pixels a side; on a narrower screen the whole of it is shown smaller
BRUSH = 1 / 14  # of the side: a stroke as wide, in a digit that fills the canvas, as MNIST's own
THINNEST, BROADEST = 1 / 42, 1 / 7

_SOURCE = Path(__file__).with_suffix(".js")
# The brush is a plain range input: Streamlit's own slider would hold up the first canvas by half a second.
_tools = st.components.v2.component(
    "mnist_playground.canvas_tools",
    html="""
    <div class="canvas-tools" role="group" aria-label="Canvas">
      <button type="button" data-action="undo" disabled>Undo</button>
      <button type="button" data-action="clear" disabled>Clear</button>
      <label hidden><span>Brush <output></output></span><input type="range" aria-label="Brush width"></label>
    </div>
    """,
    css=_SOURCE.with_suffix(".css").read_text(encoding="utf-8"),
    js=_SOURCE.read_text(encoding="utf-8"),
    isolate_styles=False,
)


def digit_canvas(key: str, side: int = SIDE, brush: int | None = None) -> np.ndarray | None:
    """Shows a canvas at most `side` pixels wide with its tools: undo, clear and, where no `brush` is given, its width.

    Returns uint8 (side, side, 4), white ink on black, or None as long as nothing is drawn. The canvas of `key` lies
    in the container of that key.
    """
    thinnest, usual, broadest = (round(side * share) for share in (THINNEST, BRUSH, BROADEST))
    brushes = {"least": thinnest, "most": broadest, "first": usual} if brush is None else None
    with st.container(key=key, width=side, gap="small"):
        canvas = st.container()
        tools = _tools(
            key=f"{key}_tools",
            data={"area": key, "brushes": brushes},
            default={"brush": brush or usual},
            on_brush_change=lambda: None,
            height="content",
        )
        with canvas:
            drawing = st_canvas(
                stroke_width=tools.brush,
                stroke_color="#FFFFFF",
                background_color="#000000",
                width=side,
                height=side,
                return_image_data=True,
                key=f"{key}_drawing",
            )
    return drawing.image_data if (drawing.json_data or {}).get("objects") else None
