"""Several ways of reading the same digits, side by side."""

from collections.abc import Sequence

import plotly.graph_objects as go

from charts.evaluation import share
from charts.palette import BLUE, OTHERS

HEIGHT = 38  # pixels a bar


def accuracy_bars(
    names: Sequence[str], accuracies: Sequence[float], hovers: Sequence[str], own: str, title: str
) -> go.Figure:
    """The accuracy of each way, in [0, 1], the first on top; the bar named `own` stands out. `hovers` explain them."""
    bars = go.Bar(
        x=list(accuracies),
        y=list(names),
        orientation="h",
        marker={"color": [BLUE if name == own else OTHERS for name in names], "cornerradius": 3},
        text=[share(accuracy) for accuracy in accuracies],
        textposition="outside",
        cliponaxis=False,
        customdata=list(hovers),
        hovertemplate="%{y}: %{text}<br>%{customdata}<extra></extra>",
    )
    figure = go.Figure(bars)
    figure.update_xaxes(
        title="share of digits read right",
        range=[0, 1.12],
        tickvals=[0, 0.25, 0.5, 0.75, 1],
        tickformat=".0%",
        fixedrange=True,
    )
    figure.update_yaxes(autorange="reversed", fixedrange=True, showgrid=False)
    return figure.update_layout(
        title={"text": title, "x": 0},
        height=96 + HEIGHT * len(names),
        margin={"l": 0, "r": 0, "t": 44, "b": 0},
        bargap=0.3,
        showlegend=False,
    )
