"""Boxes around the digits of a row, each with what it was read as; who points at one with the mouse chooses it."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from charts.palette import BLUE, ORANGE
from pages.components.component import component, told_place
from pages.components.pictures import as_png_url

_component = component(__file__, html='<div class="picture"></div>')


class Boxed(NamedTuple):
    """The edges of a box, as shares of the picture's width and height, and what stands above it."""

    left: float
    top: float
    right: float
    bottom: float
    said: str


def digit_boxes(
    boxes: Sequence[Boxed],
    area: str,
    picture: np.ndarray | None,
    chosen: int,
    key: str,
    on_point: Callable[[int], None],
) -> None:
    """Lays `boxes` over the canvas in the container of the key `area`, or over a `picture`, uint8 (h, w, 3).

    Ink can be drawn through them. `on_point` gets the place of the one that the mouse rests on.
    """

    def pointed() -> None:
        place = told_place(key, "place", len(boxes))
        if place is not None:
            on_point(place)

    data = {"boxes": [box._asdict() for box in boxes], "chosen": chosen, "area": area}
    data |= {"picture": None if picture is None else as_png_url(picture), "colours": [BLUE, ORANGE]}
    _component(key=key, data=data, on_place_change=pointed, height="content")
