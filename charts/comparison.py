"""Runs side by side: their curves overlaid, and what accuracy costs."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from charts.literal import literal
from charts.palette import BLUE, CATEGORICAL, ORANGE, faded

MOST_CURVES = len(CATEGORICAL)
HEIGHT = 340  # pixels
MARGIN = {"l": 0, "r": 8, "t": 78, "b": 0}
DIVERGED = 5.0  # a loss that no guessing gives: about twice that of ten equally likely digits
MANY_TIMES = 20
STEPS = (  # of a logarithmic axis, from few to many for each power of ten
    (1,),
    (1, 3),
    (1, 2, 5),
    (1, 1.5, 2, 3, 5, 7),
    (1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9),
)


@dataclass(frozen=True)
class Point:
    """A run in a scatter plot: `cost` is its parameters or seconds, `accuracy` 0 to 1 on `tested_on` digits."""

    name: str
    cost: float
    accuracy: float
    tested_on: str
    picked: bool = False


def overlaid_curves(metric: str, runs: Sequence[tuple[str, Sequence[dict[str, Any]]]], about: str = "") -> go.Figure:
    """`metric` (`"loss"` or `"accuracy"`) over epochs for up to ten runs: pairs of a name and rows, one per epoch.

    Validation curves are solid. Training curves are dotted; a run without validation digits has only that. `about`
    says in the title which runs these are.
    """
    figure = go.Figure()
    ends = []
    for number, (name, rows) in enumerate(runs[:MOST_CURVES]):
        name, colour = literal(name), CATEGORICAL[number]
        validated = any(row[f"val_{metric}"] is not None for row in rows)
        for key, kind in ((metric, "training"), (f"val_{metric}", "validation")):
            drawn = [row for row in rows if row[key] is not None]
            if not drawn:
                continue
            solid = kind == "validation" or not validated
            figure.add_scatter(
                x=[row["epoch"] for row in drawn],
                y=[row[key] for row in drawn],
                name=name if solid else f"{name}, training",
                legendgroup=name,
                showlegend=solid,
                mode="lines+markers",
                line={"color": colour if solid else faded(colour, 0.6), "width": 2.5 if solid else 1.5}
                | {"dash": "solid" if solid else "dot"},
                marker={"size": 7 if solid else 4},
                hovertemplate=f"epoch %{{x}}: %{{y:{_format(metric)}}} {kind}<extra>{name}</extra>",
            )
            if solid and math.isfinite(drawn[-1][key]):
                ends.append((drawn[-1][key], name, kind))
    figure.update_layout(
        title=_winner(metric, ends, about),
        height=HEIGHT + 24 * len(ends),
        margin=MARGIN | {"b": 64 + 24 * len(ends)},
        hovermode="closest",
        legend={"orientation": "v", "yref": "container", "y": 0, "yanchor": "bottom", "x": 0, "title": None},
        xaxis={"title": {"text": "epoch"}, "tickformat": "d", "dtick": _step(runs)}
        | {"fixedrange": True, "rangemode": "tozero"},
        yaxis={"title": {"text": metric}, "fixedrange": True} | _heights(metric, figure),
    )
    return figure


def _step(runs: Sequence[tuple[str, Sequence[dict[str, Any]]]]) -> int:
    """Whole epochs from one tick to the next."""
    return max(1, round(max((row["epoch"] for _, rows in runs for row in rows), default=1) / 8))


def accuracy_against(cost: str, points: Sequence[Point]) -> go.Figure:
    """Test accuracy over its `cost`, `"parameters"` or `"training time"`, on a logarithmic axis.

    A shape for each set of test digits; the runs that are picked stand out.
    """
    figure = go.Figure()
    unit = "%{x:,} parameters" if cost == "parameters" else "%{x:.1f} seconds"
    for tested_on, symbol in zip(
        sorted({point.tested_on for point in points}), ("circle", "diamond", "square"), strict=False
    ):
        shown = [point for point in points if point.tested_on == tested_on]
        figure.add_scatter(
            x=[point.cost for point in shown],
            y=[point.accuracy for point in shown],
            text=[literal(point.name) for point in shown],
            name=tested_on,
            mode="markers",
            marker={
                "symbol": symbol,
                "size": [15 if point.picked else 10 for point in shown],
                "color": [ORANGE if point.picked else BLUE for point in shown],
                "opacity": 0.85,
                "line": {"width": 1, "color": "white"},
            },
            hovertemplate=f"%{{text}}<br>test accuracy %{{y:.1%}}, {unit}<extra></extra>",
        )
    label = "parameters" if cost == "parameters" else "training time in seconds"
    figure.update_layout(
        title=_cheapest(cost, points),
        height=HEIGHT,
        margin=MARGIN,
        hovermode="closest",
        showlegend=True,
        legend={"orientation": "h", "y": -0.25, "x": 0, "yanchor": "top", "title": None},
        xaxis={"title": {"text": label}, "type": "log", "fixedrange": True, "exponentformat": "none"}
        | _decades([point.cost for point in points]),
        yaxis={"title": {"text": "test accuracy"}, "tickformat": ".1%", "fixedrange": True, "nticks": 6},
    )
    return figure


def _decades(costs: Sequence[float]) -> dict[str, Any]:
    """Range and ticks of a logarithmic axis: as few of each power of ten as make three ticks in all."""
    low, high = min(costs, default=1.0) / 1.4, max(costs, default=10.0) * 1.4
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks: list[float] = []
    for steps in STEPS:
        ticks = [tick for power in powers for step in steps if low <= (tick := step * 10.0**power) <= high]
        if len(ticks) >= 3:
            break
    texts = [f"{tick:,.6g}" if tick < 1000 else f"{tick:,.0f}" for tick in ticks]
    return {"range": [math.log10(low), math.log10(high)], "tickvals": ticks, "ticktext": texts}


def _heights(metric: str, figure: go.Figure) -> dict[str, Any]:
    """The axis of the curves: logarithmic where one run's loss dwarfs all others, which it would press flat."""
    curves = [values for trace in figure.data if (values := [value for value in trace.y if math.isfinite(value)])]
    if not curves:
        return {}
    smallest, largest = min(map(min, curves)), sorted(map(max, curves))
    if metric == "accuracy":
        return {"tickformat": ".0%" if largest[-1] - smallest > 0.05 else ".1%"}
    if smallest > 0 and (largest[-1] > DIVERGED or largest[-1] > MANY_TIMES * largest[len(largest) // 2]):
        ticks = 1 if largest[-1] > 100 * smallest else "D2"
        return {"type": "log", "title": {"text": "loss (logarithmic)"}, "dtick": ticks, "exponentformat": "none"}
    return {}


def _format(metric: str) -> str:
    return ".2%" if metric == "accuracy" else ".4f"


def heading(finding: str, about: str) -> dict[str, Any]:
    """A chart's title, and a line below it."""
    return {"text": finding, "x": 0, "font": {"size": 16}, "subtitle": {"text": about, "font": {"size": 13}}}


def _winner(metric: str, ends: Sequence[tuple[float, str, str]], about: str) -> dict[str, Any]:
    """The finding, on which digits, and below it whose it is."""
    if not ends:
        return heading(f"No {metric} to compare yet", "")
    value, name, kind = max(ends) if metric == "accuracy" else min(ends)
    number = f"{value:.1%}" if metric == "accuracy" else f"{value:.3f}"
    if len(ends) == 1:
        return heading(f"{kind.capitalize()} {metric} ends at {number}", name)
    finding = f"{'Highest' if metric == 'accuracy' else 'Lowest'} {kind} {metric} at the end: {number}"
    return heading(finding, f"{about}: {name}" if about else name)


def _cheapest(cost: str, points: Sequence[Point]) -> dict[str, Any]:
    """The finding: what the cheapest run costs that comes within one percentage point of the most accurate.

    Only runs that were tested on the same digits can be compared; it is about those that there are most of.
    """
    points = [point for point in points if math.isfinite(point.accuracy) and math.isfinite(point.cost)]
    sets = {point.tested_on: [other for other in points if other.tested_on == point.tested_on] for point in points}
    tested_on, alike = max(sets.items(), key=lambda entry: len(entry[1]), default=("", []))
    if len(alike) < 2:
        question = "Do more parameters pay?" if cost == "parameters" else "Does longer training pay?"
        return heading(question, "Each dot is a run")
    best = max(alike, key=lambda point: (point.accuracy, -point.cost))
    near = min((point for point in alike if point.accuracy >= best.accuracy - 0.01), key=lambda point: point.cost)
    about = f"{tested_on}: {best.accuracy:.1%} with {_amount(cost, best.cost)}"
    if near.cost > 0.9 * best.cost:
        return heading("No cheaper run comes within 1 point of the best", about)
    share = _percent(near.cost / best.cost)
    enough = "parameters are" if cost == "parameters" else "time is"
    finding = f"{share} of the {enough} enough to come within 1 point of the best"
    return heading(finding, f"{about}, {near.accuracy:.1%} with {_amount(cost, near.cost)}")


def _amount(cost: str, value: float) -> str:
    return f"{value:,.0f} parameters" if cost == "parameters" else f"{value:.1f} s"


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= 0.01 else "Under 1%"
