"""A dense network as dots and lines: many neurons are shown as a few and a “⋮”."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import plotly.graph_objects as go

from charts.palette import BLUE, GREEN, GREY, faded

MOST_DOTS = 8  # a layer with more neurons than OUTPUTS shows this many


@lru_cache(maxsize=64)  # a class looks at the same few networks
def network_diagram(sizes: tuple[int, ...], names: tuple[str, ...]) -> go.Figure:
    """Layers from left to right. `sizes` are neurons per layer, inputs and outputs included; `names` stand below."""
    columns = [_dots(size) for size in sizes]
    figure = go.Figure()
    figure.add_scatter(**_lines(columns))
    for number, (size, name, dots) in enumerate(zip(sizes, names, columns, strict=True)):
        colour = GREY if number == 0 else GREEN if number == len(sizes) - 1 else BLUE
        is_output = number == len(sizes) - 1
        figure.add_scatter(
            x=[number] * len(dots),
            y=dots,
            mode="markers+text" if is_output else "markers",
            text=[str(digit) for digit in range(len(dots))] if is_output else None,
            textposition="middle right",
            marker={"size": 13, "color": colour},
            hovertemplate=f"{name}: {size:,} neurons<extra></extra>",
        )
        if len(dots) < size:
            figure.add_annotation(x=number, y=0, text="⋮", showarrow=False, font={"size": 22})
        figure.add_annotation(
            x=number, y=-1.16, text=f"<b>{size:,}</b><br>{name}", showarrow=False, yanchor="top", font={"size": 13}
        )
    figure.update_layout(
        height=340,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        showlegend=False,
        dragmode=False,
        xaxis={"visible": False, "range": [-0.5, len(sizes) - 0.5], "fixedrange": True},
        yaxis={"visible": False, "range": [-1.62, 1.1], "fixedrange": True},
    )
    return figure


def _dots(size: int) -> list[float]:
    """Heights of the dots of a layer, 1 (top) to −1, with room for the “⋮” where some are left out."""
    if size <= 10:
        return [0.0] if size == 1 else [1 - 2 * i / (size - 1) for i in range(size)]
    half = MOST_DOTS // 2
    upper = [1 - 0.8 * i / (half - 1) for i in range(half)]
    return upper + [-height for height in reversed(upper)]


def _lines(columns: Sequence[Sequence[float]]) -> dict:
    x: list[float | None] = []
    y: list[float | None] = []
    for number, (left, right) in enumerate(pairwise(columns)):
        for start in left:
            for end in right:
                x += [number, number + 1, None]
                y += [start, end, None]
    return {"x": x, "y": y, "mode": "lines", "line": {"color": faded(GREY, 0.35), "width": 1}, "hoverinfo": "skip"}
