"""What all charts of bars side by side have in common: their title, their margins, an axis of names."""

from collections.abc import Sequence
from typing import Any

import numpy as np


def bar_layout(
    title: str, height: int, across: str, places: Sequence[int] | np.ndarray, names: Sequence[str] | None
) -> dict:
    """Plotly's layout of such a chart, `height` pixels high: `across` names the axis below the bars.

    It has ticks at `places`, with `names`, or the places themselves where those are None.
    """
    below: dict[str, Any] = {"title": {"text": across}, "tickvals": places}
    if names is not None:
        below["ticktext"] = names
    return {
        "title": {"text": title, "x": 0, "font": {"size": 18}},
        "height": height,
        "margin": {"l": 64, "r": 0, "t": 48, "b": 48},
        "bargap": 0.25,
        "dragmode": False,
        "xaxis": below | {"fixedrange": True, "showgrid": False, "zeroline": False},
    }
