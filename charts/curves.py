"""Loss and accuracy as they change, batch by batch and epoch by epoch."""

import math
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from charts.palette import GREY, TRAINING, VALIDATION, faded

MOST_POINTS = 300  # batch points drawn; more would only make the page slower
LEAST_SPAN = {"loss": 0.02, "accuracy": 0.02}  # of the zoomed axis: noise is not to look like news
ROOM = 0.12  # of the span, above and below what is shown
DIVERGED = 5.0  # a loss that no guessing gives: about twice that of ten equally likely digits

Rows = Sequence[dict[str, Any]]


def curve_chart(
    metric: str,
    history: Rows,
    batches: Rows,
    steps: int,
    epochs: float,
    revision: str,
    digits: str = "",
    whole: bool = False,
) -> go.Figure:
    """`metric` (`"loss"` or `"accuracy"`) over epochs, for training and validation digits.

    `history` and `batches` hold epoch and batch events: dicts with `epoch` (from 1), `step`, `loss`, `accuracy`,
    `val_loss`, `val_accuracy`, and `samples` of a batch event. `steps` is the number of batches in an epoch, `epochs`
    where the axis ends. From two epochs on, the other axis shows the later epochs large, or its `whole` range. A
    reader's zoom stays as long as `revision` does. `digits`, where given, says on the chart which digits these are.
    """
    points = _evened_out(batches, steps, metric)
    thinned = points[:: max(1, len(points) // MOST_POINTS)]
    traces = [
        go.Scatter(
            x=[x for x, _ in thinned],
            y=[y for _, y in thinned],
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
    title, subtitle = _title(metric, history)
    layout = {
        "title": {"text": title, "font": {"size": 16}, "x": 0.01, "xanchor": "left"}
        | {"subtitle": {"text": subtitle, "font": {"size": 14}}},
        "height": 340,
        "margin": {"l": 60, "r": 12, "t": 68, "b": 76},
        "legend": {"orientation": "h", "y": -0.26, "x": 0, "font": {"size": 14}},
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": GREY, "activecolor": TRAINING, "orientation": "v"},
        "hovermode": "closest",
        "uirevision": f"{revision} whole" if whole else revision,
        "xaxis": {
            "title": {"text": f"epoch ({digits})" if digits else "epoch", "standoff": 4},
            "range": [0, max(1, epochs) + 0.15],
            "dtick": _tick(epochs),
        },
        "yaxis": {"title": {"text": metric}} | _span(metric, history, whole),
    }
    return go.Figure(traces, layout)  # all at once: `update_layout` takes three times as long, in a chart drawn live


def _evened_out(batches: Rows, steps: int, metric: str) -> list[tuple[float, float]]:
    """Place and value of each batch event. An epoch's last batch holds fewer digits: alone, it would only be noise."""
    points, before = [], None
    for event in batches:
        value, samples = event[metric], event.get("samples", 0)
        if before and event["step"] == steps and before["epoch"] == event["epoch"] and samples < before["samples"]:
            together = samples + before["samples"]
            value = (value * samples + before[metric] * before["samples"]) / together
        points.append((round(event["epoch"] - 1 + event["step"] / max(1, steps), 4), round(value, 5)))
        before = event if samples else None
    return points


def _span(metric: str, history: Rows, whole: bool) -> dict[str, Any]:
    """The range of the y axis: from two epochs on, all that came after the first, with some room."""
    percent = {"tickformat": ".0%"} if metric == "accuracy" else {}
    values = [row[key] for row in history for key in (metric, f"val_{metric}") if row[key] is not None]
    if metric == "loss" and values and max(values) > DIVERGED and min(values) > 0:
        scale = {"title": {"text": "loss (logarithmic)"}, "type": "log"}
        return scale | {"dtick": 1 if max(values) > 100 * min(values) else "D2"}
    later = [row[key] for row in history[1:] for key in (metric, f"val_{metric}") if row[key] is not None]
    if whole or not later:
        return {"range": [0, 1.03], **percent} if metric == "accuracy" else {"rangemode": "tozero"}
    low, high = min(later), max(later)
    short = max(0.0, LEAST_SPAN[metric] - (high - low)) / 2
    room = ROOM * max(high - low, LEAST_SPAN[metric])
    low, high = max(0.0, low - short - room), high + short + room
    if metric == "accuracy":
        high = min(high, 1.005)
        percent = {"tickformat": ".0%" if high - low > 0.05 else ".1%"}
    return {"range": [low, high], **percent}


def _marker_size(epochs: float) -> int:
    """Pixels: beads on a string, also where there are many."""
    return max(3, min(9, round(180 / max(1, epochs))))


def _tick(epochs: float) -> int:
    return max(1, round(epochs / 10))


def _title(metric: str, history: Rows) -> tuple[str, str]:
    """What the last epoch did to the training digits' curve and, in a line below, to that of the validation digits."""
    if len(history) < 2:
        return ("Loss: is it falling?" if metric == "loss" else "Accuracy: is it rising?"), ""
    before, now = history[-2], history[-1]
    title = f"{metric.capitalize()} {_change(metric, before[metric], now[metric])}"
    validation = f"val_{metric}"
    if now[validation] is None or before[validation] is None:
        return f"{title} after epoch {now['epoch']}", ""
    below = f"validation {metric} {_change(metric, before[validation], now[validation])}"
    apart = (now[metric] < before[metric]) != (now[validation] < before[validation])
    if apart or (metric == "loss" and now[validation] > DIVERGED):  # what holds for one alone, does not for both
        title = f"Training {title[0].lower()}{title[1:]}"
    return f"{title} after epoch {now['epoch']}", below


def _change(metric: str, before: float, now: float) -> str:
    """`falls: 0.300`, where that can be seen in the number."""
    if not (math.isfinite(before) and math.isfinite(now)):
        return "is no longer a number"
    number = _number(metric, now)
    if number == _number(metric, before):
        return f"stays at {number}"
    return f"{'falls' if now < before else 'rises'}: {number}"


def _number(metric: str, value: float) -> str:
    return f"{value:.1%}" if metric == "accuracy" else f"{value:.3f}" if value < 10 else f"{value:.3g}"
