"""An image as a small picture whose numbers can be read, pixel by pixel."""

import numpy as np
import plotly.graph_objects as go

from charts.palette import INK

FINEST = 112  # pixels a side: larger images are shown coarser, and their numbers would be too small to point at
TITLE_HEIGHT = 28  # pixels


def pixels_chart(
    image: np.ndarray,
    title: str = "",
    side: int = 150,
    limits: tuple[float, float] | None = None,
    colorscale: list = INK,
) -> go.Figure:
    """Draws a 2-D `image` in a square of `side` pixels, keeping its proportions; each number stands on hover.

    `limits` are the values that take the first and last colour of `colorscale`; by default 0 to 255 for integers
    and 0 to 1 for floats. An image larger than 112 pixels a side is shown coarser, without the numbers.
    """
    image = np.asarray(image)
    decimals = "d" if image.dtype.kind in "iu" else ".2f"
    low, high = limits or ((0, 255) if decimals == "d" else (0, 1))
    hover = {"hovertemplate": f"row %{{y}}, column %{{x}}: %{{z:{decimals}}}<extra></extra>"}
    if max(image.shape) > FINEST:
        image, hover = coarser(image, -(-max(image.shape) // FINEST)), {"hoverinfo": "skip"}
    heat_map = go.Heatmap(z=image, zmin=low, zmax=high, colorscale=colorscale, showscale=False, **hover)
    top = TITLE_HEIGHT if title else 0
    columns, rows = (around(length, max(image.shape)) for length in image.shape[::-1])
    hidden = {"visible": False, "fixedrange": True}
    layout = {
        "title": {"text": title, "font": {"size": 14}, "x": 0, "xanchor": "left", "pad": {"l": 0}},
        "width": side,
        "height": side + top,
        "margin": {"l": 0, "r": 0, "t": top, "b": 0, "pad": 0},
        "plot_bgcolor": colorscale[0][1],
        "dragmode": False,
        "xaxis": {**hidden, "range": columns},
        "yaxis": {**hidden, "range": rows[::-1]},  # row 0 is at the top
    }
    return go.Figure(heat_map, layout)


def coarser(image: np.ndarray, factor: int) -> np.ndarray:
    """Replaces each square of `factor` × `factor` pixels by its mean; what is left over at the end is cut off."""
    rows, columns = (max(length // factor, 1) for length in image.shape)
    image = image[: rows * factor, : columns * factor]
    height, width = image.shape
    squares = image.reshape(rows, height // rows, columns, width // columns)
    return squares.mean(axis=(1, 3)).astype(image.dtype)


def around(length: int, longest: int) -> list[float]:
    """The range of an axis with `length` pixels in the middle of `longest`."""
    outside = (longest - length) / 2
    return [-0.5 - outside, length - 0.5 + outside]
