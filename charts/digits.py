"""Digits as pictures: a wall of them, to look over and to click on, and how far they lie from one another."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from PIL import Image

from charts.palette import BLUE, ORANGE, OTHERS

SIDE = 28  # pixels a side of a digit
GAP = 2  # pixels between two digits
NOTE = 9  # pixels for a line of text below a digit
SHARPNESS = 3  # each pixel is drawn as 3 × 3, so that the browser keeps its edges when it scales the picture


def wall(
    images: np.ndarray,
    hover: Sequence[str],
    title: str,
    columns: int = 8,
    height: int = 440,
    selected: int | None = None,
    notes: Sequence[str] | None = None,
) -> go.Figure:
    """A wall of digits, row by row, one point for each digit: point `i` belongs to `images[i]`.

    `images` is uint8 `(n, 28, 28)`. `hover` has a line of text for each of them, and so has `notes`, where it
    is given: these stand below the digits. The digit at the position `selected` is framed. `height` is in
    pixels.
    """
    cell_height = SIDE + GAP + (NOTE if notes else 0)
    cell_width = SIDE + GAP
    rows = -(-max(1, len(images)) // columns)
    position = np.arange(len(images))
    left, top = position % columns * cell_width, position // columns * cell_height
    figure = go.Figure()
    figure.add_layout_image(
        source=_mosaic(images, left, top, (rows * cell_height, columns * cell_width)),
        xref="x",
        yref="y",
        x=0,
        y=0,
        sizex=columns * cell_width,
        sizey=rows * cell_height,
        sizing="stretch",
        layer="below",
    )
    figure.add_scatter(
        x=left + SIDE / 2,
        y=top + SIDE / 2,
        mode="markers",
        marker={"size": 24, "opacity": 0},
        text=list(hover),
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
    )
    for i, note in enumerate(notes or ()):
        figure.add_annotation(
            x=left[i] + SIDE / 2, y=top[i] + SIDE, text=note, showarrow=False, yanchor="top", yshift=2
        )
    if selected is not None:
        corner = left[selected], top[selected]
        figure.add_shape(
            type="rect",
            x0=corner[0] - GAP / 2,
            y0=corner[1] - GAP / 2,
            x1=corner[0] + SIDE + GAP / 2,
            y1=corner[1] + SIDE + GAP / 2,
            line={"color": ORANGE, "width": 3},
        )
    hidden = {"visible": False, "fixedrange": True, "constrain": "domain"}
    figure.update_xaxes(range=[-GAP, columns * cell_width], constraintoward="left", **hidden)
    figure.update_yaxes(
        range=[rows * cell_height, -GAP], constraintoward="top", scaleanchor="x", scaleratio=1, **hidden
    )
    figure.update_layout(
        title={"text": title, "x": 0},
        height=height,
        margin={"l": 0, "r": 0, "t": 40, "b": 0},
        hovermode="closest",
        hoverdistance=-1,
        dragmode=False,
    )
    return figure


def class_distances(distances: np.ndarray, label: int) -> go.Figure:
    """How far the closest digit of each class lies from one digit whose class is `label`.

    `distances` is float32 `(10,)`, in pixel distance: 0 for the same image, 28 at most.
    """
    rivals = [digit for digit in range(10) if digit != label]
    rival = min(rivals, key=lambda digit: distances[digit])
    own = distances[label] <= distances[rival]
    title = (
        f"Its own class is closest; the {rival}s come next"
        if own
        else f"By its pixels alone it would pass for a {rival}"
    )
    colours = [BLUE if digit == label else ORANGE if digit == rival else OTHERS for digit in range(10)]
    figure = go.Figure(
        go.Bar(
            x=list(range(10)),
            y=distances,
            marker_color=colours,
            hovertemplate="closest %{x}: pixel distance %{y:.2f}<extra></extra>",
        )
    )
    figure.update_xaxes(title="class of the other digit", dtick=1, fixedrange=True)
    figure.update_yaxes(title="distance to the closest", rangemode="tozero", fixedrange=True)
    figure.update_layout(
        title={"text": title, "x": 0}, height=320, margin={"l": 0, "r": 0, "t": 44, "b": 0}, bargap=0.25
    )
    return figure


def _mosaic(images: np.ndarray, left: np.ndarray, top: np.ndarray, size: tuple[int, int]) -> Image.Image:
    """All digits in one picture of `size` (height, width), each at its place; transparent between them."""
    picture = np.zeros((*size, 2), np.uint8)  # grey level and opacity
    for image, x, y in zip(images, left, top, strict=True):
        picture[y : y + SIDE, x : x + SIDE, 0] = image
        picture[y : y + SIDE, x : x + SIDE, 1] = 255
    large = picture.repeat(SHARPNESS, axis=0).repeat(SHARPNESS, axis=1)
    return Image.fromarray(large, "LA")
