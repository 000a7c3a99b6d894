"""Ten probabilities as they change while a network learns."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from charts.palette import CATEGORICAL, OTHERS
from charts.probabilities import percent
from charts.words import a_digit

HEIGHT = 260  # pixels
SEEN = 0.2  # a digit that never gets as probable as this has a grey line without a name


def change_of_mind(epochs: Sequence[int], probabilities: np.ndarray) -> str:
    """When the answer of now began, in words, from `probabilities`, float `(n, 10)`, after each of `epochs`."""
    answers = probabilities.argmax(axis=1)
    now, sure = int(answers[-1]), f"now {percent(probabilities[-1, answers[-1]])} sure"
    others = np.flatnonzero(answers != now)
    if not len(others):
        return f"Read as {now} all along, {sure}" if len(epochs) > 1 else f"Read as {now} at first, {sure}"
    return f"After epoch {epochs[others[-1] + 1]} it began to read {a_digit(now)}, {sure}"


def answers_chart(epochs: Sequence[int], probabilities: np.ndarray, last: int, revision: str) -> go.Figure:
    """`probabilities`, float `(n, 10)`, after each of `epochs` (0: before training), as ten lines up to epoch `last`.

    A reader's zoom stays as long as `revision` does.
    """
    figure = go.Figure()
    most = probabilities.max(axis=0)
    for digit in np.argsort(most, kind="stable"):  # what matters is drawn last
        named = bool(most[digit] >= SEEN)
        shares = probabilities[:, digit]
        figure.add_scatter(
            x=list(epochs),
            y=shares,
            name=str(digit),
            mode="lines+markers" if named else "lines",
            line={"color": CATEGORICAL[digit] if named else OTHERS, "width": 2.5 if named else 1},
            marker={"size": 6},
            hovertemplate=f"{digit}: %{{y:.1%}}<extra></extra>",
            cliponaxis=False,
        )
        if named:
            at = len(shares) - 1 if shares[-1] >= SEEN else int(shares.argmax())
            figure.add_annotation(
                x=epochs[at],
                y=float(shares[at]),
                text=f"<b>{digit}</b>",
                font={"size": 15, "color": CATEGORICAL[digit]},
                showarrow=False,
                xanchor="left",
                xshift=8,
                yshift=0 if at == len(shares) - 1 else 10,
            )
    end = max(last, 1)
    figure.update_xaxes(title="Epoch", range=[-0.02 * end, 1.06 * end], fixedrange=True, nticks=8, tickformat="d")
    figure.update_yaxes(title="Probability", tickformat=".0%", range=[-0.02, 1.04], dtick=0.5, fixedrange=True)
    return figure.update_layout(
        title={"text": change_of_mind(epochs, probabilities), "x": 0},
        height=HEIGHT,
        margin={"l": 0, "r": 8, "t": 44, "b": 0},
        showlegend=False,
        hovermode="x unified",
        uirevision=revision,
    )
