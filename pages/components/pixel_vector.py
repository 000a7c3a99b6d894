"""One digit as numbers: 28 × 28 pixels with their values, and the same values in one row of 784, linked.

Pointing at a pixel marks its place in the row, and the other way round, without a question to the server:
that is why this is a small component and not two charts. The arrow keys do what the pointer does.
"""

import numpy as np

from charts.palette import ORANGE
from pages.components.component import component

_component = component(
    __file__,
    html='<div class="pixel-vector"></div>',
)


def pixel_vector(image: np.ndarray, divided: bool, name: str, key: str) -> None:
    """Shows a digit, uint8 `(28, 28)`: its pixels with their values printed over them, and its vector.

    `divided` prints the values divided by 255, 0 to 1, in place of 0 to 255. `name` says to a screen reader
    which digit this is.
    """
    grey = image.reshape(-1)
    texts = [f"{value / 255:.2f}" if divided else str(value) for value in grey]
    _component(key=key, data={"grey": grey.tolist(), "texts": texts, "accent": ORANGE, "name": name})
