"""After an answer: “Right” or “No, it's a …”. The drawing goes into my handwriting, under that label."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from model.digits.preprocess import Digit, normalize
from model.handwriting import collection
from model.handwriting.drawings import LabelledDrawing, labelled
from pages.components.canvas import DRAWING
from pages.components.drawing import Drawing
from pages.components.label_keys import label_keys
from pages.parts.own_drawings import act, mine, show_changes_everywhere


def label_the_drawing(digit: Digit | None, answer: int | None, on_canvas: bool, part: Drawing | None = None) -> None:
    """Asks which digit the drawing is, or a `part` of it. It redraws nothing but its own small place with a stroke."""
    show_changes_everywhere()
    kept = None
    if digit is not None:
        name = as_drawing(0, digit.pixels).id
        kept = next((drawing.label for drawing in mine().drawings if drawing.id == name), None)

    def keep(label: int) -> None:
        of_photo = as_drawing(label, digit.pixels) if digit else None
        drawing = of_strokes(label, part) if part else on_the_canvas(label) if on_canvas else of_photo
        if drawing is not None:
            act(lambda owner: collection.keep(owner, [drawing]))

    with st.container(key="labelling"):
        label_keys(answer, kept, digit is not None, "label_keys", keep)


def on_the_canvas(label: int) -> LabelledDrawing | None:
    """What is on the canvas now, with all strokes that have come since the page was drawn; None where it is empty."""
    drawing: Drawing | None = st.session_state.get(DRAWING)
    return of_strokes(label, drawing) if drawing else None


def of_strokes(label: int, drawing: Drawing) -> LabelledDrawing | None:
    digit = normalize(drawing.image, drawing.lines)
    return None if digit is None else as_drawing(label, digit.pixels, drawing.lines)


def as_drawing(label: int, pixels: np.ndarray, lines: Sequence[np.ndarray] = ()) -> LabelledDrawing:
    return labelled(label, pixels, [line.tolist() for line in lines])
