"""“Right”, or “No, it's a …”: what a drawing is, said with a click or a key, whatever else is on its way."""

from collections.abc import Callable

from pages.components.component import component, told_place

_component = component(
    __file__,
    html="""
    <div class="first"><button type="button" class="right">Right</button><span>No, it's a</span></div>
    <div class="digits" role="group" aria-label="No, it's a"></div>
    <p role="status"></p>
    """,
)


def label_keys(
    answer: int | None, kept: int | None, there_is_ink: bool, key: str, on_label: Callable[[int], None]
) -> None:
    """Calls `on_label` with the digit that somebody says it is; the network's `answer`, where that is right.

    `kept` is the label under which this drawing is kept already.
    """

    def labelled() -> None:
        label = told_place(key, "label", 10)
        if label is not None:
            on_label(label)

    data = {"answer": answer, "kept": kept, "ink": there_is_ink}
    _component(key=key, data=data, on_label_change=labelled, height="content")
