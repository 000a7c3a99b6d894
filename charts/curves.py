"""Loss and accuracy as they grow, batch by batch and epoch by epoch."""

import math
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from charts.palette import GREY, TRAINING, VALIDATION, faded

MOST_POINTS = 300  # batch points drawn; more would only make the page slower


def curve_chart(
    metric: str,
    history: Sequence[dict[str, Any]],
    batches: Sequence[dict[str, Any]],
    steps: int,
    epochs: int,
    revision: str,
    digits: str = "",
) -> go.Figure:
    """`metric` (`"loss"` or `"accuracy"`) over epochs, for training and validation digits.

    `history` and `batches` hold epoch and batch events: dicts with `epoch` (from 1), `step`, `loss`, `accuracy`,
    `val_loss`, `val_accuracy`. `steps` is the number of batches in an epoch. A reader's zoom stays as long as
    `revision` does. `digits`, where given, says on the chart itself which digits these are.
    """
    thinned = batches[:: max(1, len(batches) // MOST_POINTS)]
    traces = [
        go.Scatter(
            x=[round(point["epoch"] - 1 + point["step"] / max(1, steps), 4) for point in thinned],
            y=[round(point[metric], 5) for point in thinned],
            name="batches",
            mode="lines",
            line={"color": faded(TRAINING, 0.6), "width": 1.2},
            hovertemplate="epoch %{x:.2f}: %{y:.4f}<extra>batches</extra>",
        )
    ]
    for name, key, colour, symbol in (
        ("training", metric, TRAINING, "circle"),
        ("validation", f"val_{metric}", VALIDATION, "diamond"),
    ):
        rows = [row for row in history if row[key] is not None]
        traces.append(
            go.Scatter(
                x=[row["epoch"] for row in rows],
                y=[row[key] for row in rows],
                name=name,
                mode="lines+markers",
                line={"color": colour, "width": 2.5, "dash": "solid" if name == "training" else "dot"},
                marker={"size": _marker_size(epochs), "symbol": symbol},
                hovertemplate=f"epoch %{{x}}: %{{y:.4f}}<extra>{name}</extra>",
            )
        )
    layout = {
        "title": {"text": _title(metric, history), "font": {"size": 15}, "x": 0.01, "xanchor": "left"},
        "height": 310,
        "margin": {"l": 52, "r": 12, "t": 40, "b": 72},
        "legend": {"orientation": "h", "y": -0.26, "x": 0, "font": {"size": 12}},
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": GREY, "activecolor": TRAINING, "orientation": "v"},
        "hovermode": "closest",
        "uirevision": revision,
        "xaxis": {
            "title": {"text": f"epoch ({digits})" if digits else "epoch", "standoff": 4},
            "range": [0, max(1, epochs) + 0.15],
            "dtick": _tick(epochs),
        },
        "yaxis": {"title": {"text": metric}, **_span(metric)},
    }
    return go.Figure(traces, layout)  # all at once: `update_layout` takes three times as long, in a chart drawn live


def _span(metric: str) -> dict[str, Any]:
    if metric == "accuracy":
        return {"range": [0, 1.03], "tickformat": ".0%"}
    return {"rangemode": "tozero"}


def _marker_size(epochs: int) -> int:
    """Pixels: beads on a string, also where there are many."""
    return max(3, min(9, round(180 / max(1, epochs))))


def _tick(epochs: int) -> int:
    return max(1, round(epochs / 10))


def _title(metric: str, history: Sequence[dict[str, Any]]) -> str:
    if len(history) < 2:
        return "Loss: is it falling?" if metric == "loss" else "Accuracy: is it rising?"
    before, now = history[-2][metric], history[-1][metric]
    if not (math.isfinite(before) and math.isfinite(now)):
        return f"{metric.capitalize()} is no number any more after epoch {history[-1]['epoch']}"
    direction = "falls" if now < before else "rises" if now > before else "stays"
    number = f"{now:.3f}" if metric == "loss" else f"{now:.1%}"
    return f"{metric.capitalize()} {direction}: {number} after epoch {history[-1]['epoch']}"
