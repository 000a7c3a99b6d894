"""A network lit by one digit: its pixels, neurons as bright as they are active, ten answers, the strongest weights.

One light drawing: canvas and SVG, no Plotly on the way, so that it follows each stroke.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from charts.palette import BLUE, ORANGE
from charts.probabilities import percent
from model.inside.lit import Edge
from pages.components.component import component, told

_component = component(
    __file__,
    html='<div class="lit" role="group"><div class="columns"></div><svg aria-hidden="true"></svg>'
    '<output class="told" role="status"></output></div>',
)


@dataclass(frozen=True)
class Tiles:
    """One hidden layer: the `order` in which its neurons are shown, int `(n,)`; the activation of every neuron, and
    what it adds to the score of the answer, float `(neurons,)`: `exact`, or about."""

    name: str
    order: np.ndarray
    activations: np.ndarray
    adds: np.ndarray
    exact: bool = True


def lit_network(
    pixels: np.ndarray,
    hidden: Sequence[Tiles],
    probabilities: np.ndarray,
    lines: Sequence[Edge],
    in_words: str,
    key: str,
    selected: tuple[int, int] | None = None,
    on_select: Callable[[int, int], None] = lambda layer, neuron: None,
    small: bool = False,
) -> None:
    """Draws it, or what has changed of it. A click or Enter on a neuron calls `on_select(layer, neuron)`.

    `layer` counts the hidden layers from 0; the ten outputs come after them.

    `pixels` is float `(28, 28)` in [0, 1], `probabilities` float `(10,)`; `in_words` says what is seen. A `small`
    one is a picture: nothing in it can be clicked, and a line to a neuron that is not shown is left out.
    """

    def chosen() -> None:
        wish = told(key, "neuron")
        if _valid(wish, [*(len(tiles.order) for tiles in hidden), len(probabilities)]):
            on_select(*wish)

    data = {
        "pixels": np.rint(pixels.reshape(-1) * 255).astype(int).tolist(),
        "hidden": [_for_browser(tiles) for tiles in hidden],
        "probabilities": [round(float(share), 4) for share in probabilities],
        "percents": [_short(percent(share)) for share in probabilities],
        "answer": int(probabilities.argmax()),
        "lines": [[line.layer, line.start, line.end, float(f"{line.contribution:.4g}")] for line in lines],
        "words": in_words,
        "selected": selected,
        "positive": BLUE,
        "negative": ORANGE,
        "small": small,
    }
    _component(key=key, data=data, on_neuron_change=chosen, height="content")


def _valid(wish: Any, sizes: Sequence[int]) -> bool:
    """Whether what a browser sent names a neuron that is there."""
    return (
        isinstance(wish, (list, tuple))
        and len(wish) == 2
        and all(isinstance(number, int) and not isinstance(number, bool) for number in wish)
        and 0 <= wish[0] < len(sizes)
        and 0 <= wish[1] < sizes[wish[0]]
    )


def _for_browser(tiles: Tiles) -> dict[str, Any]:
    return {
        "name": tiles.name,
        "order": tiles.order.tolist(),
        "values": [float(f"{value:.3g}") for value in tiles.activations[tiles.order]],
        "adds": [float(f"{value:.3g}") for value in tiles.adds[tiles.order]],
        "exact": tiles.exact,
    }


def _short(percent: str) -> str:
    return percent.replace("under ", "< ").replace("over ", "> ")
