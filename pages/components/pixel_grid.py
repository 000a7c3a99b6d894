"""A grid of 28 × 28 pixels to paint: by arrow keys and space, or by mouse, finger and pen."""

from collections.abc import Callable

import numpy as np

from charts.palette import ORANGE
from pages.components.component import component, told

SIDE = 28
_grid = component(
    __file__,
    html="""
    <div class="pixel-grid" role="application" tabindex="0"><canvas></canvas><i></i></div>
    <p role="status" class="at"></p>
    """,
)


def pixel_grid(pixels: np.ndarray, version: int, key: str, on_paint: Callable[[np.ndarray], None]) -> None:
    """Shows `pixels`, uint8 `(28, 28)`; calls `on_paint` with what somebody has made of them, of the same kind.

    What the browser shows is replaced by `pixels` when their `version` changes, and only then.
    """

    def painted() -> None:
        grey = told(key, "grey")
        if is_picture(grey):
            on_paint(np.array(grey, np.uint8).reshape(SIDE, SIDE))

    data = {"grey": pixels.reshape(-1).tolist(), "version": version, "accent": ORANGE}
    _grid(key=key, data=data, on_grey_change=painted, height="content")


def is_picture(grey: object) -> bool:
    """Whether this is a list of 784 whole numbers from 0 to 255: a browser may send anything."""
    if not isinstance(grey, list) or len(grey) != SIDE * SIDE:
        return False
    return all(type(value) is int and 0 <= value <= 255 for value in grey)
