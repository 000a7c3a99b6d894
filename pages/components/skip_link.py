"""The first stop of the keyboard on a page with many settings: past them, to the button that matters."""

from pages.components.component import component

_skip_link = component(
    __file__,
    html='<a class="skip-link" href="#"></a>',
    isolate_styles=False,
)


def skip_link(label: str, to: str) -> None:
    """A link, seen only while it has the focus, that leads to the first button in the container of the key `to`."""
    _skip_link(key=f"skip_to_{to}", data={"label": label, "to": to})
