"""Small pictures whose numbers can be read, pixel by pixel: by mouse, finger or arrow keys.

A chart for each would do the same, but the Draw page shows seven with each stroke, and seven charts keep a browser
busy for as long as the answer itself.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from charts.palette import ORANGE
from pages.components.component import component
from pages.components.pictures import as_png_url

INKED = 0.3  # from here on a pixel counts as ink
FINEST = 112  # pixels per side: those of larger images are too small to point at
_component = component(
    __file__,
    html='<div class="pixel-pictures"><div class="pictures"></div><output hidden></output></div>',
)


class Picture(NamedTuple):
    """A 2-D image, uint8 or float in [0, 1], what it shows in words, and what stands above and below it.

    An image in colours, uint8 `(h, w, 3)`, comes with the `numbers` that they stand for, float `(h, w)`. Over it lies
    the `outline` of a digit, where there is one.
    """

    image: np.ndarray
    in_words: str
    title: str = ""
    caption: str = ""
    numbers: np.ndarray | None = None
    outline: str = ""


def outline(pixels: np.ndarray) -> str:
    """The edges between ink and paper of float `(h, w)` in [0, 1], as an SVG path; a pixel is 1 long."""
    ink = np.pad(pixels >= INKED, 1)
    below = [f"M{x} {y}h1" for y, x in np.argwhere(ink[:-1, 1:-1] != ink[1:, 1:-1])]
    beside = [f"M{x} {y}v1" for y, x in np.argwhere(ink[1:-1, :-1] != ink[1:-1, 1:])]
    return "".join(below + beside)


def pixel_pictures(pictures: Sequence[Picture], side: int, key: str) -> None:
    """Shows `pictures` in a row, each in the middle of a square, in its own proportions.

    The square has `side` pixels in a window of usual size, and grows with all type in a larger one.
    """
    data = {"pictures": [_for_browser(*picture) for picture in pictures], "side": side, "accent": ORANGE}
    _component(key=key, data=data, height="content")


def _for_browser(
    image: np.ndarray, in_words: str, title: str, caption: str, numbers: np.ndarray | None, around: str
) -> dict[str, Any]:
    told = None
    rows, columns = image.shape[:2]
    if max(rows, columns) <= FINEST:
        read = image if numbers is None else numbers
        told = [str(number) if read.dtype == np.uint8 else f"{number:.2f}" for number in read.reshape(-1).tolist()]
    named = {"name": in_words, "title": title, "caption": caption, "outline": around}
    return {**named, "source": as_png_url(image), "rows": rows, "columns": columns, "numbers": told}
