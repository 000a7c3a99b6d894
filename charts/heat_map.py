"""A sweep as a heat map."""

import math
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from charts.comparison import MARGIN, heading
from charts.literal import literal
from charts.palette import GREY, SEQUENTIAL, faded

SMALLEST_SPAN = 0.02  # of accuracy, between the first and the last colour
LARGEST_SPAN = 0.2


def sweep_heat_map(
    columns: tuple[str, Sequence[str]],
    rows: tuple[str, Sequence[str]] | None,
    accuracies: Sequence[Sequence[float | None]],
    labels: Sequence[Sequence[str]],
    title: tuple[str, str],
) -> go.Figure:
    """A sweep's accuracies, 0 to 1, as colours: a setting's label and values for the columns, and maybe for the rows.

    `accuracies` has a row for each value of the second setting; None where nothing is known yet. `labels` stand in
    the cells; `title` is the finding and a line below it.
    """
    known = [value for row in accuracies for value in row if value is not None and math.isfinite(value)]
    top = max(known, default=1.0)
    span = min(LARGEST_SPAN, max(SMALLEST_SPAN, top - min(known, default=0.0)))
    across, down = ([literal(value) for value in values[1]] if values else [""] for values in (columns, rows))
    words = [[(column, row) for column in across] for row in down]
    # Places are numbers, with the values' texts as ticks: Plotly takes a text such as "128" for the number of a place.
    where = {"x": list(range(len(across))), "y": list(range(len(down))), "xgap": 3, "ygap": 3}
    empty = go.Heatmap(
        **where,
        z=[[0 if value is None else None for value in row] for row in accuracies],
        colorscale=[[0, faded(GREY, 0.18)], [1, faded(GREY, 0.18)]],
        showscale=False,
        hoverinfo="skip",
    )
    filled = go.Heatmap(
        **where,
        z=accuracies,
        text=labels,
        texttemplate="%{text}",
        textfont={"size": 14},
        customdata=words,
        zmin=top - span,
        zmax=top,
        colorscale=SEQUENTIAL,
        showscale=bool(known),
        colorbar={"title": {"text": "accuracy"}, "tickformat": ".0%" if span > 0.05 else ".1%"}
        | {"thickness": 12, "outlinewidth": 0},
        hovertemplate=f"{columns[0]} %{{customdata[0]}}<br>"
        + (f"{rows[0]} %{{customdata[1]}}<br>" if rows else "")
        + "accuracy %{z:.2%}<extra></extra>",
        hoverongaps=False,
    )
    figure = go.Figure([empty, filled])
    for y, row in enumerate(accuracies):  # cells without a colour have their word too
        for x, value in enumerate(row):
            if value is None:
                figure.add_annotation(x=x, y=y, text=labels[y][x], showarrow=False)
    figure.update_layout(
        title=heading(*title),
        height=170 + 52 * max(2, len(down)),
        margin=MARGIN,
        xaxis={"title": {"text": columns[0]}, **_places(across)},
        yaxis={"title": {"text": rows[0] if rows else ""}, **_places(down)},
    )
    if not rows:
        figure.update_yaxes(showticklabels=False)
    return figure


def _places(texts: Sequence[str]) -> dict[str, Any]:
    """An axis with a place for each of `texts`, all of them in sight whatever is drawn there."""
    axis = {"type": "linear", "range": [-0.5, len(texts) - 0.5], "tickvals": list(range(len(texts)))}
    return axis | {"ticktext": list(texts), "fixedrange": True, "showgrid": False, "zeroline": False}
