"""How well each style of writing is read."""

from collections.abc import Sequence

import plotly.graph_objects as go

from charts.evaluation import share
from charts.palette import RIGHT, WRONG

HEIGHT = 26  # pixels a bar
FAILS = 0.9  # of the digits in a style: a style that is read less often than this is what fails


def style_bars(
    names: Sequence[str], right: Sequence[int], totals: Sequence[int], mistaken_for: Sequence[int | None]
) -> go.Figure:
    """The share of each style's digits that are read right, the first on top: `right` of `totals`.

    `mistaken_for`: the commonest wrong answer, None where there is none.
    """
    accuracies = [r / total for r, total in zip(right, totals, strict=True)]
    figure = go.Figure(
        go.Bar(
            x=accuracies,
            y=[f"{name} ({total})" for name, total in zip(names, totals, strict=True)],
            orientation="h",
            marker_color=[WRONG if accuracy < FAILS else RIGHT for accuracy in accuracies],
            text=[share(accuracy, 0) for accuracy in accuracies],
            textposition="auto",
            hovertext=[
                f"{name}: {r} of {total} read right" + ("" if other is None else f"<br>most often read as {other}")
                for name, r, total, other in zip(names, right, totals, mistaken_for, strict=True)
            ],
            hoverinfo="text",
        )
    )
    failing = sum(accuracy < FAILS for accuracy in accuracies)
    worst = f"Worst: {names[0]}" if failing else "No style fails"
    figure.update_xaxes(title="share read right", range=[0, 1], tickformat=".0%", fixedrange=True)
    figure.update_yaxes(autorange="reversed", fixedrange=True)
    return figure.update_layout(
        title={"text": worst, "x": 0},
        height=100 + HEIGHT * len(names),
        margin={"l": 0, "r": 16, "t": 44, "b": 0},
        showlegend=False,
    )
