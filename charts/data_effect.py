"""How well each digit is read, beside how many of it were there to learn from."""

import numpy as np
import plotly.graph_objects as go

from charts.evaluation import share
from charts.palette import RIGHT, WRONG

STARVED = 0.5  # of the most that there are of any digit


def digits_chart(recall: np.ndarray, learned: np.ndarray) -> go.Figure:
    """A bar for each digit: the share that is read right, `recall` float `(10,)`; below it how many were learned from.

    `learned` is int `(10,)`. Digits with less than half as many as others are hatched and in another colour.
    """
    starved = learned < STARVED * learned.max()
    figure = go.Figure(
        go.Bar(
            x=[f"{digit}<br>{count:,}" for digit, count in enumerate(learned)],
            y=recall,
            marker={
                "color": [WRONG if rare else RIGHT for rare in starved],
                "pattern": {"shape": ["/" if rare else "" for rare in starved]},
            },
            text=[share(value, 0) for value in recall],
            textposition="outside",
            hovertext=[
                f"{digit}: {share(value)} read right, learned from {count:,}"
                for digit, (value, count) in enumerate(zip(recall, learned, strict=True))
            ],
            hoverinfo="text",
        )
    )
    figure.update_xaxes(title="digit, and how many of it were learned from", fixedrange=True, type="category")
    figure.update_yaxes(title="share read right", range=[0, 1.15], tickformat=".0%", fixedrange=True)
    figure.update_yaxes(tickvals=[0, 0.25, 0.5, 0.75, 1])
    return figure.update_layout(
        title={"text": _title(recall, learned, starved), "x": 0},
        height=340,
        margin={"l": 0, "r": 0, "t": 44, "b": 0},
        showlegend=False,
    )


def _title(recall: np.ndarray, learned: np.ndarray, starved: np.ndarray) -> str:
    if not starved.any():
        worst = int(np.nanargmin(recall))
        return f"The {worst} is read worst: {share(recall[worst])}"
    which = ", ".join(f"{digit}s" for digit in np.flatnonzero(starved))
    rare = "Rare" if learned[starved].any() else "Missing"
    there, others = np.nanmean(recall[starved]), np.nanmean(recall[~starved])
    return f"{rare} {which}: {share(there)} right; the others {share(others)}"
