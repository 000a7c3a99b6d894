"""How good a network is: its accuracy with what chance may do to it, its mistakes, and how far it can be believed."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from charts.palette import BLUE, GREEN, GREY, INK, ORANGE, RIGHT, SEQUENTIAL, WRONG, faded
from charts.words import a_digit

PALEST = 0.25  # share of colour in the emptiest cell; all cells are light enough for black text, in either theme


def share(value: float, decimals: int = 1) -> str:
    """0.973 → "97.3%"; a hyphen where the value is not defined."""
    return "–" if np.isnan(value) else f"{100 * value:.{decimals}f}%"


def accuracy_chart(test: float, interval: tuple[float, float], learned: float | None) -> go.Figure:
    """The test accuracy with its confidence interval and, where it is known, the accuracy on digits learned from.

    All in [0, 1].
    """
    low, high = interval
    figure = go.Figure()
    figure.add_scatter(
        **_mark(test, "test digits", ORANGE),
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [high - test],
            "arrayminus": [test - low],
            "color": ORANGE,
            "thickness": 3,
            "width": 9,
        },
        hovertemplate=f"test accuracy {share(test, 2)}<br>95% interval: {share(low, 2)} to {share(high, 2)}"
        "<extra></extra>",
    )
    if learned is not None:
        figure.add_scatter(
            **_mark(learned, "digits it<br>learned from", BLUE),
            hovertemplate=f"training accuracy {share(learned, 2)}<extra></extra>",
        )
    ends = [low, high, test if learned is None else learned]
    room = max(0.004, 0.15 * (max(ends) - min(ends)))
    figure.update_xaxes(
        title="accuracy: share of digits read right",
        tickformat=".1~%",
        range=[min(ends) - room, max(ends) + room],
        nticks=6,
        fixedrange=True,
    )
    rows = len(figure.data)
    figure.update_yaxes(fixedrange=True, showgrid=False, range=[-0.5, rows - 0.3])
    return figure.update_layout(
        title={"text": f"On new digits, {share(low)} to {share(high)} are right", "x": 0},
        height=110 + 80 * rows,
        margin={"l": 0, "r": 16, "t": 44, "b": 0},
        showlegend=False,
        hovermode="closest",
    )


def _mark(accuracy: float, name: str, colour: str) -> dict:
    return {
        "x": [accuracy],
        "y": [name],
        "mode": "markers+text",
        "text": [share(accuracy)],
        "textposition": "top center",
        "textfont": {"size": 15},
        "marker": {"size": 15, "color": colour},
        "cliponaxis": False,
    }


def confusion_chart(matrix: np.ndarray, rows: bool, selected: tuple[int, int] | None) -> go.Figure:
    """The confusion matrix, int `(10, 10)`, true digits down and answers across; point `10 * true + answer` is a cell.

    With `rows`, each row is shown in percent of its digits. The cell `selected`, if any, is framed.
    """
    totals = matrix.sum(axis=1, keepdims=True)
    shares = matrix / np.maximum(1, totals)
    values = shares if rows else matrix
    wrong = np.where(np.eye(10, dtype=bool), 0, values)
    figure = go.Figure()
    for layer, colour, top in (
        (np.where(np.eye(10, dtype=bool), values, np.nan), RIGHT, values.max()),
        (np.where((wrong > 0), wrong, np.nan), WRONG, wrong.max()),
    ):
        figure.add_heatmap(
            z=layer,
            zmin=0,
            zmax=top or 1,
            colorscale=[[0, _tint(colour)], [1, colour]],
            showscale=False,
            hoverinfo="skip",
            xgap=2,
            ygap=2,
        )
    true, read_as = np.divmod(np.arange(100), 10)
    figure.add_scatter(
        x=read_as,
        y=true,
        mode="markers",
        marker={"size": 26, "symbol": "square", "opacity": 0},
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
        customdata=np.stack([matrix.ravel(), np.repeat(totals, 10), 100 * shares.ravel()], axis=1),
        hovertemplate="true %{y}, read as %{x}: %{customdata[0]:,} of %{customdata[1]:,} "
        "(%{customdata[2]:.1f}%)<extra></extra>",
        showlegend=False,
    )
    for i in np.flatnonzero(matrix.ravel()):
        text = f"{100 * values.ravel()[i]:.1f}" if rows else f"{matrix.ravel()[i]}"
        figure.add_annotation(
            x=read_as[i], y=true[i], text=text, showarrow=False, font={"size": 13, "color": INK[0][1]}
        )
    if selected:
        true_digit, answer = selected
        figure.add_shape(
            type="rect",
            **{"x0": answer - 0.5, "x1": answer + 0.5, "y0": true_digit - 0.5, "y1": true_digit + 0.5},
            line={"color": BLUE, "width": 3},
        )
    figure.update_xaxes(title="read as", dtick=1, range=[-0.52, 9.52], fixedrange=True, showgrid=False, zeroline=False)
    figure.update_yaxes(
        title="true digit", dtick=1, range=[9.52, -0.52], fixedrange=True, showgrid=False, zeroline=False
    )
    figure.update_layout(
        title={"text": confusion_title(wrong, matrix, rows), "x": 0},
        height=470,
        margin={"l": 0, "r": 0, "t": 44, "b": 0},
        hovermode="closest",
        hoverdistance=-1,
    )
    return figure


def _tint(colour: str) -> str:
    """The palest shade of `colour`, `#RRGGBB`, as an `rgb()`."""
    mixed = (
        PALEST * int(colour[i : i + 2], 16) + (1 - PALEST) * int(SEQUENTIAL[0][1][i : i + 2], 16) for i in (1, 3, 5)
    )
    return "rgb({:.0f}, {:.0f}, {:.0f})".format(*mixed)


def confusion_title(wrong: np.ndarray, matrix: np.ndarray, rows: bool) -> str:
    """Names the fullest cell beside the diagonal; `wrong` is the matrix as shown, with zeros on the diagonal."""
    if not wrong.any():
        return "Not one digit is read wrong"
    true, read_as = np.unravel_index(wrong.argmax(), wrong.shape)
    if rows:
        return f"Most confused: {share(wrong[true, read_as])} of the {true}s are read as {read_as}s"
    count = int(matrix[true, read_as])
    read = f"is read as {a_digit(int(read_as))}" if count == 1 else f"are read as {read_as}s"
    return f"Most confused: {count} of the {true}s {read}"


def calibration_chart(
    confidence: np.ndarray,
    accuracy: np.ndarray,
    interval: tuple[np.ndarray, np.ndarray],
    edges: tuple[np.ndarray, np.ndarray],
    count: np.ndarray,
    error: float,
    bias: float,
) -> go.Figure:
    """A reliability diagram: for each bin, `(k,)`, how sure the network was and how often it was right.

    `interval` are the ends of the accuracy's confidence interval, `edges` the bin's, `count` its digits. `error` is
    the expected calibration error, `bias` the mean confidence less the accuracy.
    """
    figure = go.Figure()
    figure.add_scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        line={"color": GREY, "dash": "dash", "width": 2},
        hovertemplate="on this line, it is as often right as it says<extra></extra>",
    )
    figure.add_scatter(
        x=confidence,
        y=accuracy,
        mode="lines+markers",
        line={"color": BLUE, "width": 2},
        marker={"size": 8 + 14 * np.sqrt(count / count.max())},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": interval[1] - accuracy,
            "arrayminus": accuracy - interval[0],
            "color": faded(BLUE, 0.6),
            "thickness": 2,
            "width": 5,
        },
        customdata=np.stack([100 * edges[0], 100 * edges[1], count, 100 * interval[0], 100 * interval[1]], axis=1),
        hovertemplate="%{customdata[2]:,} digits with a confidence of %{customdata[0]:.0f} to "
        "%{customdata[1]:.0f}%:<br>on average %{x:.1%} sure, %{y:.1%} right<br>"
        "95% interval: %{customdata[3]:.0f} to %{customdata[4]:.0f}%<extra></extra>",
        cliponaxis=False,
    )
    figure.update_xaxes(title="confidence: how sure it is", tickformat=".0%", range=[0, 1.02], fixedrange=True)
    figure.update_yaxes(
        title="accuracy: how often it is right", tickformat=".0%", range=[0, 1.08], dtick=0.2, fixedrange=True
    )
    figure.add_annotation(x=0.12, y=0.06, text="as often right as it says", showarrow=False, xanchor="left")
    off = f"{100 * error:.1f} points"
    if error < 0.01:
        title = f"It is as sure as it should be, within {off}"
    else:
        title = f"{'Overconfident' if bias > 0 else 'Underconfident'}: {off} off on average"
    return _laid_out(figure, title)


def threshold_chart(thresholds: np.ndarray, accuracy: np.ndarray, coverage: np.ndarray, chosen: int) -> go.Figure:
    """Accuracy of the answers and share of digits answered against the least confidence; `(k,)` each, in [0, 1].

    `chosen` is the position of the threshold in use.
    """
    figure = make_subplots(2, 1, shared_xaxes=True, vertical_spacing=0.07)
    curves = (("of the answers right", accuracy, GREEN), ("of the digits answered", coverage, BLUE))
    for row, (name, values, colour) in enumerate(curves, start=1):
        hover = {"hovertemplate": f"at least %{{x:.0%}} sure: %{{y:.1%}} {name}<extra></extra>"}
        curve = go.Scatter(x=thresholds, y=values, mode="lines", line={"color": colour, "width": 3}, **hover)
        point = go.Scatter(
            x=thresholds[[chosen]],
            y=values[[chosen]],
            mode="markers",
            marker={"size": 12, "color": colour},
            cliponaxis=False,
            **hover,
        )
        figure.add_traces([curve, point], rows=row, cols=1)
    figure.add_vline(thresholds[chosen], line={"color": GREY, "width": 2, "dash": "dash"})
    figure.update_xaxes(tickformat=".0%", range=[0, 1.02], fixedrange=True)
    figure.update_xaxes(title="lowest confidence for an answer", row=2)
    lowest = float(np.nanmin(accuracy))
    room = 0.06 * (1 - lowest) + 0.0005
    figure.update_yaxes(title="answers right", tickformat=".1~%", range=[lowest - room, 1 + room], row=1)
    figure.update_yaxes(title="answered", tickformat=".0%", range=[0, 1.06], row=2)
    figure.update_yaxes(fixedrange=True, nticks=4)
    answered, right = share(coverage[chosen]), share(accuracy[chosen])
    title = f"It answers {answered}, and {right} of that is right" if coverage[chosen] else "It answers nothing at all"
    return _laid_out(figure, title)


def _laid_out(figure: go.Figure, title: str) -> go.Figure:
    return figure.update_layout(
        title={"text": title, "x": 0},
        height=380,
        margin={"l": 0, "r": 8, "t": 44, "b": 0},
        showlegend=False,
        hovermode="closest",
    )
