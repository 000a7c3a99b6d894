"""Accuracy as a curve over what is done to the digits."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from charts.evaluation import share
from charts.palette import GREY, VALIDATION


def robustness_chart(
    name: str, unit: str, amounts: Sequence[float], accuracy: np.ndarray, none: float, stands: tuple[float, float]
) -> go.Figure:
    """`accuracy`, float `(k,)` in [0, 1], at each of the `amounts`, `(k,)`, of which `none` changes nothing.

    Between the two amounts `stands` it reads nearly as well as there: that part is shaded.
    """
    figure = go.Figure(
        go.Scatter(
            x=list(amounts),
            y=accuracy,
            mode="lines+markers",
            line={"color": VALIDATION, "width": 3},
            marker={"size": 7},
            hovertext=[
                f"{name} {amount:g}: {share(value)} read right" for amount, value in zip(amounts, accuracy, strict=True)
            ],
            hoverinfo="text",
        )
    )
    figure.add_vline(none, line={"color": GREY, "width": 1, "dash": "dot"})
    if stands[0] < stands[1]:
        figure.add_vrect(*stands, fillcolor=GREY, opacity=0.15, line_width=0)
    figure.update_xaxes(title=unit, fixedrange=True, zeroline=False)
    figure.update_yaxes(title="read right", range=[0, 1.04], tickformat=".0%", fixedrange=True)
    return figure.update_layout(
        title={"text": f"{name}: {_finding(stands, none)}", "x": 0},
        height=250,
        margin={"l": 0, "r": 8, "t": 40, "b": 0},
        showlegend=False,
        hovermode="closest",
    )


def _finding(stands: tuple[float, float], none: float) -> str:
    if stands == (none, none):
        return "even a little hurts"
    return f"fine from {stands[0]:g} to {stands[1]:g}".replace("-", "−")
