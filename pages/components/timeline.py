"""A slider over the states of something that grows, with a button that plays them. The server shows each state."""

from collections.abc import Callable, Sequence

from pages.components.component import component, told_place

_component = component(
    __file__,
    html="""
    <div class="timeline" role="group">
      <button type="button"></button>
      <div class="track"><input type="range" step="1" min="0"></div>
      <output role="status"></output>
    </div>
    """,
)


def timeline(labels: Sequence[str], at: int, title: str, key: str, on_move: Callable[[int], None]) -> None:
    """Shows `labels`, one a state, with the one at the place `at` chosen. Another choice calls `on_move` with its
    place. While it plays, the next state is asked for as soon as the last one has been drawn.
    """

    def moved() -> None:
        place = told_place(key, "place", len(labels))
        if place is not None:
            on_move(place)

    data = {"labels": list(labels), "at": at, "title": title}
    _component(key=key, data=data, on_place_change=moved, height="content")
