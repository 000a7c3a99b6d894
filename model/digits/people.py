"""Digits by people whom no network here learns from: a test set that is not MNIST's.

300 digits by 30 people on other tablets, in other countries, with the habits that MNIST barely holds: slashed zeros,
ones with flag and foot, sevens with a bar. What a network makes of them, beside what it makes of MNIST's own test
digits, shows what "distribution shift" means.
"""

import gzip
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from model.digits.pen import CANVAS, FILL, PEN, draw, place
from model.digits.preprocess import normalize

# What a digit in a style is called; digits in all other styles are called by their label alone.
NAMES = {
    (0, "plain"): "0 without a slash",
    (0, "slashed"): "0 with a slash or bar",
    (1, "plain"): "1 as a mere line",
    (1, "flag"): "1 with a flag",
    (1, "foot"): "1 with a foot",
    (1, "flag and foot"): "1 with flag and foot",
    (2, "plain"): "2 without a loop",
    (2, "loop"): "2 with a loop",
    (4, "open"): "4, open at the top",
    (4, "closed"): "4, closed at the top",
    (7, "plain"): "7 without a bar",
    (7, "bar"): "7 with a bar",
    (9, "straight"): "9 with a straight tail",
    (9, "hooked"): "9 with a hook",
}
FILE = Path(__file__).parents[2] / "assets" / "people.json.gz"


@dataclass(frozen=True)
class People:
    """Digits that people drew, as the canvas gives them.

    `x_test` uint8 `(n, 28, 28)` and `y_test` uint8 `(n,)` as in a `Dataset`; `writers` int `(n,)`, who drew each;
    `styles`, how: "slashed", "bar", … or "plain"; `strokes`, the path of the pen: for each digit its strokes, each
    float `(points, 2)`, x and y (downward) from 0 to 200. `source` says where they are from and under which licence.
    """

    x_test: np.ndarray
    y_test: np.ndarray
    writers: np.ndarray
    styles: tuple[str, ...]
    strokes: tuple[tuple[np.ndarray, ...], ...]
    source: str
    name: str = "people"

    @property
    def named_styles(self) -> list[str]:
        """What each digit is called by its style, as in "7 with a bar"."""
        drawn = zip(self.y_test.tolist(), self.styles, strict=True)
        return [NAMES.get((label, style), str(label)) for label, style in drawn]


@lru_cache(maxsize=1)
def load() -> People:
    """The digits that ship with the app. It takes a second the first time: each is drawn as on the canvas."""
    content = json.loads(gzip.decompress(FILE.read_bytes()))
    digits = content["digits"]
    strokes = tuple(tuple(np.array(stroke, np.float64) for stroke in digit["strokes"]) for digit in digits)
    return People(
        x_test=np.array([_as_on_the_canvas(one) for one in strokes]),
        y_test=np.array([digit["label"] for digit in digits], np.uint8),
        writers=np.array([digit["writer"] for digit in digits]),
        styles=tuple(digit["style"] for digit in digits),
        strokes=strokes,
        source=content["source"],
    )


def _as_on_the_canvas(strokes: tuple[np.ndarray, ...]) -> np.ndarray:
    """Strokes → uint8 (28, 28), through the same `normalize` as a drawing on the page."""
    lines = place(list(strokes), FILL)
    digit = normalize(draw(lines, PEN * FILL * CANVAS), lines)
    assert digit is not None  # there is always ink
    return np.rint(digit.pixels * 255).astype(np.uint8)
