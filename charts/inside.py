"""Inside a network: what adds to what, as bars around zero."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from charts.bars import bar_layout
from charts.palette import BLUE, ORANGE

HEIGHT = 300  # pixels


def signed_bars(values: np.ndarray, names: Sequence[str], title: str, axis: str, across: str) -> go.Figure:
    """Bars up (blue) and down (orange) from zero, one for each of `values`, float `(n,)`, with its name below."""
    colours = [BLUE if value >= 0 else ORANGE for value in values]
    bars = go.Bar(
        x=list(range(len(values))),
        y=np.asarray(values, float),
        marker={"color": colours, "cornerradius": 3},
        customdata=list(names),
        hovertemplate="%{customdata}: %{y:.2f}<extra></extra>",
    )
    few = len(values) <= 12
    places, shown = (list(range(len(values))), list(names)) if few else ([], [])
    layout = bar_layout(title, HEIGHT, across, places, shown) | {
        "yaxis": {"title": {"text": axis}, "fixedrange": True, "zeroline": True, "zerolinewidth": 1},
    }
    return go.Figure(bars, layout)
