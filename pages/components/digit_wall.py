"""A wall of digits, to look over, and to choose from by mouse, finger or arrow keys where a click does something."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from charts.palette import ORANGE
from pages.components.component import component, told_place
from pages.components.pictures import as_strip

_component = component(
    __file__,
    html='<div class="title"></div><div class="digits" role="group"></div>',
)


def digit_wall(
    images: np.ndarray | str,
    names: Sequence[str],
    title: str,
    key: str,
    columns: int,
    on_click: Callable[[int], None] | None = None,
    notes: Sequence[str] = (),
    selected: int | None = None,
    shows_in: str | None = None,
    on_phone: int | None = None,
) -> None:
    """Shows `images`, uint8 `(n, 28, 28)` or, in colours, `(n, 28, 28, 3)`, row by row; or what `as_strip` made of
    them, where many look at the same.

    A click calls `on_click` with the position of the one clicked; without it they are pictures and no buttons. `names`
    says what each of them is, to who points at it and to a screen reader. `notes`, where given, stand below them. The
    digit at the position `selected` is framed. The container of the key `shows_in` shows the clicked digit: the page
    scrolls to it where it is off the screen.
    A phone has `on_phone` columns, where that is given.
    """

    def clicked() -> None:
        position = told_place(key, "position", len(names))
        if on_click and position is not None:
            on_click(position)

    strip = images if isinstance(images, str) else as_strip(images)
    data: dict[str, Any] = {"strip": strip, "names": list(names), "notes": list(notes), "title": title}
    data |= {"columns": columns, "onPhone": on_phone or columns, "clickable": on_click is not None}
    data |= {"selected": selected, "accent": ORANGE, "showsIn": shows_in}
    events = {"on_position_change": clicked} if on_click else {}
    _component(key=key, data=data, **events)
