"""A neuron's sum, part by part: pointing at a part lights up, in the drawing of the network, where it comes from."""

from collections.abc import Sequence
from typing import NamedTuple

from charts.palette import BLUE, ORANGE
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
    """Shows the sum. A part that is pointed at, or reached with the arrow keys, is told to `lit_network`."""
    parts = [
        {
            "source": [shown.layer, part.start, shown.end, float(part.number * part.weight)],
            "cells": [part.name, signed(part.number), f"× {signed(part.weight)}", signed(part.number * part.weight)],
        }
        for part in shown.parts
    ]
    foot = [("all others", shown.others), ("bias", shown.bias), (shown.called, shown.total)]
    data = {
        "title": title,
        "head": ["from", "input", "× weight", "= adds"],
        "parts": parts,
        "foot": [[name, "", "", signed(value)] for name, value in foot],
        "positive": BLUE,
        "negative": ORANGE,
    }
    _component(key=key, data=data, height="content")


def signed(value: float) -> str:
    """−0.314 → "−0.31"."""
    text = f"{value:.2f}"
    return "0.00" if text == "-0.00" else text.replace("-", "−")
