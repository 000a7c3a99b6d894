"""The first layer's weights as a row of pictures, as Inside and Train show them."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from charts.palette import diverging
from model.inside.first_layer import smoothness
from pages.components.digit_wall import digit_wall
from pages.components.pictures import as_indexed_strip

SHADES = 63  # of orange and blue, pale in the middle: enough to see, and few bytes for each who watches


class FirstWeights(NamedTuple):
    """Pictures that are made: `strip` is a PNG's URL, `title` says what they show."""

    strip: str
    names: list[str]
    title: str


def made(weights: np.ndarray, hidden: bool, title: str = "") -> FirstWeights:
    """Of float `(n, 28, 28)`, the weights of `hidden` neurons or of the ten answers; each in its own scale."""
    what = "neuron" if hidden else "digit"
    shares = weights / np.maximum(np.abs(weights).max(axis=(1, 2), keepdims=True), 1e-12)
    shades = np.rint((shares + 1) / 2 * (SHADES - 1)).astype(np.uint8)
    strip = as_indexed_strip(shades, diverging(np.linspace(-1, 1, SHADES), 1))
    names = [f"{what} {index}" for index in range(len(weights))]
    return FirstWeights(strip, names, title or in_words(smoothness(weights), what))


def in_words(alike: float, what: str) -> str:
    """What the weights show, from how alike neighbouring ones are."""
    found = "Noise" if alike < 0.2 else "Strokes come out of the noise" if alike < 0.5 else "Strokes"
    alike_so = "have nothing in common" if alike < 0.1 else "are a little alike" if alike < 0.35 else "are alike"
    return f"{found}: neighbouring weights of these {what}s {alike_so}"


def show(shown: FirstWeights, key: str, columns: int, on_click: Callable[[int], None] | None = None) -> None:
    """Shows them; a click on one leads to the network lit above, below which `on_click` opens something."""
    names = [f"Weights of {name}" for name in shown.names]
    where = "lit" if on_click else None
    digit_wall(shown.strip, names, shown.title, key, columns, on_click, shown.names, shows_in=where, on_phone=4)
