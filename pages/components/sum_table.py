"""A neuron's sum, part by part, and the softmax: pointing at a number lights up where it comes from in the network."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from charts.palette import BLUE, ORANGE
from charts.probabilities import percent
from pages.components.component import component

_component = component(
    __file__,
    html='<div class="title"></div><table><thead></thead><tbody></tbody><tfoot></tfoot></table>',
)


class Part(NamedTuple):
    """One product of the sum: the number `start` of the layer before, called `name`, times its weight."""

    start: int
    name: str
    number: float
    weight: float


class Sum(NamedTuple):
    """The sum of the neuron `end` of `layer`: its largest parts, what all `others` add up to, the bias, the total.

    `called` is what the total is: the sum, or a score. The layers count from 0, the first hidden one.
    """

    layer: int
    end: int
    parts: Sequence[Part]
    others: float
    bias: float
    total: float
    called: str


def sum_table(shown: Sum, title: str, key: str) -> None:
    """Shows the sum. A row that is pointed at, or reached with the arrow keys, is told to `lit_network`: a part lights
    up its input and its weight, all others the layer of the inputs, bias and total the neuron itself."""
    layer, end = shown.layer, shown.end
    largest = max((abs(part.number * part.weight) for part in shown.parts), default=0.0)
    parts = []
    for part in shown.parts:
        product = float(part.number * part.weight)
        cells = [part.name, signed(part.number), f"× {signed(part.weight)}", signed(product)]
        lights = {"lines": [[layer, part.start, end, product]], "spots": [[layer, part.start]]}
        parts.append(_row(cells, lights, abs(product) / max(largest, 1e-9), product < 0))
    itself = {"spots": [[layer + 1, end]]}
    of_all = {"lines": [line for part in parts for line in part["lights"]["lines"]], **itself}
    foot: list[tuple[str, float, dict[str, Any]]] = [
        ("all others", shown.others, {"layers": [layer]}),
        ("bias", shown.bias, itself),
        (shown.called, shown.total, of_all),
    ]
    _show(
        title,
        ["from", "input", "× weight", "= adds"],
        parts,
        [_row([name, "", "", signed(value)], lights) for name, value, lights in foot],
        key,
    )


def shares_table(
    scores: np.ndarray, power: tuple[str, np.ndarray], shares: np.ndarray, layer: int, title: str, key: str
) -> None:
    """Shows how ten probabilities are made of ten scores: `power` is what each score becomes first, with its name.

    All are float `(10,)`. `layer` is that of the ten outputs: each row lights up its own.
    """
    rows = []
    for digit, (score, each, share) in enumerate(zip(scores, power[1], shares, strict=True)):
        cells = [str(digit), signed(score), _small(each), percent(share).replace("under", "<").replace("over", ">")]
        rows.append(_row(cells, {"spots": [[layer + 1, digit]]}, float(share)))
    everything = {"spots": [[layer + 1, digit] for digit in range(len(scores))]}
    total = _row(["all ten", "", _small(power[1].sum()), "100%"], everything)
    _show(title, ["answer", "score", power[0], "share"], rows, [total], key)


def _row(cells: list[str], lights: dict[str, Any], bar: float | None = None, negative: bool = False) -> dict[str, Any]:
    """One line: its cells, what it lights up in the network, and a bar as long as the share `bar` of the longest."""
    return {"cells": cells, "lights": lights, "bar": bar, "negative": negative}


def _show(title: str, head: list[str], rows: list[dict], foot: list[dict], key: str) -> None:
    colours = {"positive": BLUE, "negative": ORANGE}
    _component(key=key, data={"title": title, "head": head, "rows": rows, "foot": foot} | colours, height="content")


def signed(value: float) -> str:
    """−0.314 → "−0.31"."""
    text = f"{value:.2f}"
    return "0.00" if text == "-0.00" else text.replace("-", "−")


def _small(value: float) -> str:
    """A number of 0 or more, which may be tiny: with four digits behind the point."""
    return "< 0.0001" if 0 < value < 0.0001 else f"{value:.4f}"
