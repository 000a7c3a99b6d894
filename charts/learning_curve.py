"""Accuracy over the number of digits learned from: the learning curve."""

from collections.abc import Sequence

import plotly.graph_objects as go

from charts.evaluation import share
from charts.palette import CATEGORICAL, GREY, faded

Place = tuple[int, float, float, float]  # digits, accuracy, and the ends of its interval, in [0, 1]


def learning_curve(lines: Sequence[tuple[str, Sequence[Place]]], neighbours: Sequence[Place]) -> go.Figure:
    """A line for each kind of network, its points sorted by digits, with their intervals as a band.

    `neighbours` are the points of nearest neighbours on the same digits, a dashed line for comparison; it may be empty.
    """
    figure = go.Figure()
    kinds = [(name, points, CATEGORICAL[i % len(CATEGORICAL)], "solid") for i, (name, points) in enumerate(lines)]
    if neighbours:
        kinds.append(("3 nearest neighbours", neighbours, GREY, "dash"))
    for name, points, colour, dash in kinds:
        digits = [point[0] for point in points]
        figure.add_scatter(
            x=[*digits, *digits[::-1]],
            y=[*(point[3] for point in points), *(point[2] for point in points[::-1])],
            fill="toself",
            fillcolor=faded(colour, 0.15),
            line={"width": 0},
            mode="lines",
            hoverinfo="skip",
            showlegend=False,
        )
        figure.add_scatter(
            x=digits,
            y=[point[1] for point in points],
            name=name,
            mode="lines+markers",
            line={"color": colour, "width": 3, "dash": dash},
            marker={"size": 8},
            hovertext=[
                f"{name}: {share(right)} after {count:,} digits<br>95% interval: {share(low)} to {share(high)}"
                for count, right, low, high in points
            ],
            hoverinfo="text",
        )
    amounts = sorted({point[0] for _, points, *_ in kinds for point in points})
    figure.update_xaxes(
        title="digits learned from (logarithmic)",
        type="log",
        tickvals=amounts,
        ticktext=[f"{amount:,}" for amount in amounts],
        fixedrange=True,
    )
    figure.update_yaxes(title="validation digits read right", tickformat=".1~%", fixedrange=True)
    return figure.update_layout(
        title={"text": _finding(lines), "x": 0},
        height=380,
        margin={"l": 0, "r": 8, "t": 44, "b": 0},
        legend={"x": 1, "y": 0, "xanchor": "right", "yanchor": "bottom"},
        hovermode="closest",
    )


def _finding(lines: Sequence[tuple[str, Sequence[Place]]]) -> str:
    longest = max((points for _, points in lines), key=len, default=())
    if len(longest) < 2:
        return "The curve grows as the networks train"
    (few, before, *_), (many, after, *_) = longest[0], longest[-1]
    return f"From {few:,} to {many:,} digits, accuracy goes from {share(before)} to {share(after)}"
