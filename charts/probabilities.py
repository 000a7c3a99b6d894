"""How likely each digit is, as ten bars."""

import numpy as np
import plotly.graph_objects as go

from charts.bars import bar_layout
from charts.palette import OTHERS, RUNNER_UP, WINNER

HEIGHT, COMPACT_HEIGHT = 340, 250  # pixels
SEEN = 0.005  # a second guess below this is not worth a word


def probabilities_chart(probabilities: np.ndarray | None, compact: bool = False) -> go.Figure:
    """Draws ten bars from `probabilities`, float (10,) in [0, 1]; the winner and the second guess stand out.

    None draws the same axes without bars, so that nothing jumps when the first answer comes. A `compact` chart leaves
    out the axis of the percentages: two or three of them stand side by side.
    """
    digits = np.arange(10)
    heights = np.zeros(10) if probabilities is None else np.asarray(probabilities, np.float64)
    colours, labels = [OTHERS] * 10, [""] * 10
    title = "The probability of each digit"
    if probabilities is not None:
        second, first = np.argsort(heights, kind="stable")[-2:]
        colours[first], labels[first] = WINNER, percent(heights[first])
        title = f"Most likely {first}"
        if heights[second] >= SEEN:
            colours[second], labels[second] = RUNNER_UP, percent(heights[second])
            title += f", then {second}"
    bars = go.Bar(
        x=digits,
        y=heights,
        marker={"color": colours, "cornerradius": 4},
        text=labels,
        textposition="outside",
        cliponaxis=False,
        constraintext="none",
        textfont={"size": 15},
        customdata=[percent(height) for height in heights],
        hovertemplate="%{x}: %{customdata}<extra></extra>",
    )
    layout = bar_layout(title, HEIGHT, "Digit", digits, None) | {
        "yaxis": {
            "title": {"text": "Probability"},
            "range": [0, 1.12],
            "tickvals": [0, 0.5, 1],
            "ticktext": [f"{tick}%" for tick in (0, 50, 100)],
            "fixedrange": True,
        },
    }
    if compact:
        layout |= {"height": COMPACT_HEIGHT, "margin": {"l": 32, "r": 32, "t": 48, "b": 48}}
        layout["yaxis"] |= {"visible": False}
        layout["xaxis"] |= {"tickfont": {"size": 12}}
        bars.textfont.size = 13
    return go.Figure(bars, layout)


def percent(share: float) -> str:
    """0.873 → "87%"; never a full 0 or 100%: no network is that sure."""
    if share < 0.001:
        return "under 0.1%"
    if share >= 0.9995:
        return "over 99.9%"
    decimals = 1 if share < 0.0995 or share >= 0.99 else 0
    return f"{100 * share:.{decimals}f}%"


def whole_percent(share: float) -> str:
    """The same where there is little room: 0.873 → "87%", 0.997 → ">99%"."""
    if 0.01 <= share <= 0.99:
        return f"{100 * share:.0f}%"
    return ">99%" if share > 0.5 else "<1%"
