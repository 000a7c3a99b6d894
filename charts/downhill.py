"""The loss after one step, over the length of the step: downhill first, then up again."""

import numpy as np
import plotly.graph_objects as go

from charts.palette import BLUE, GREY, ORANGE

HEIGHT = 320  # pixels
CUT = 3.0  # times the loss before: what rises higher is cut off


def downhill_chart(rates: np.ndarray, losses: np.ndarray, before: float, chosen: float, after: float) -> go.Figure:
    """A line of `losses` over learning `rates`, both float `(n,)`, beside the loss `before` and the `chosen` rate with
    its loss `after`. What is no number, or far above the loss before, leaves the chart."""
    top = CUT * before
    seen = np.where(np.isfinite(losses), losses, np.nan)
    best = rates[np.nanargmin(seen)] if np.isfinite(seen).any() else chosen
    figure = go.Figure()
    figure.add_scatter(
        x=rates,
        y=seen,
        mode="lines",
        line={"color": BLUE, "width": 3},
        hovertemplate="learning rate %{x:.2g}: loss %{y:.3f}<extra></extra>",
    )
    figure.add_scatter(
        x=[chosen],
        y=[min(after, top) if np.isfinite(after) else top],
        mode="markers",
        marker={"size": 14, "color": ORANGE, "line": {"width": 2, "color": "white"}},
        hovertemplate=f"your step: loss {after:.3f}<extra></extra>",
    )
    figure.add_hline(before, line={"color": GREY, "dash": "dash", "width": 1.5}, annotation_text="before")
    figure.update_xaxes(title="learning rate of this step", type="log", dtick=1, fixedrange=True, exponentformat="none")
    figure.update_yaxes(title="loss of the batch", range=[0, top], fixedrange=True)
    return figure.update_layout(
        title={"text": finding(before, chosen, after, float(best)), "x": 0, "font": {"size": 18}},
        height=HEIGHT,
        margin={"l": 64, "r": 8, "t": 48, "b": 48},
        showlegend=False,
    )


def finding(before: float, chosen: float, after: float, best: float) -> str:
    """Whether the chosen step is too short, too long, or about right; `best` is the rate with the lowest loss."""
    if not after < before:
        return "Too long: this step climbs up the other side"
    if chosen < best / 5:
        return f"Downhill; a longer step, up to {best:.2g}, would lead further"
    if chosen > best * 3:
        return f"Downhill, but past the lowest point, at {best:.2g}"
    return "Downhill, about as far as one step can lead"
