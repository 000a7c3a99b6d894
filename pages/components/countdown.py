"""A clock that runs down in the browser, so that nobody has to look at it on the server."""

from collections.abc import Callable

from pages.components.component import component, told

_component = component(
    __file__,
    html='<div class="clock" role="timer"><span></span><progress></progress></div>',
)


def countdown(left: float, of: float, name: str, key: str, on_end: Callable[[], None]) -> None:
    """Shows the seconds that are `left` `of` so many, and calls `on_end` once they are over.

    Clocks of different names are different ones: of one that was replaced, the end is not heard.
    """

    def ended() -> None:
        if told(key, "ended") == name:
            on_end()

    data = {"left": round(1000 * max(0.0, left)), "of": round(1000 * of), "name": name}
    _component(key=key, data=data, on_ended_change=ended, height="content")
