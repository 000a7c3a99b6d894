"""A button that copies a link, also where the browser gives a page no clipboard."""

from pages.components.component import component

_copy_link = component(
    __file__,
    html='<div class="copy-link"><button type="button"></button><span role="status"></span></div>',
    isolate_styles=False,
)


def copy_link(
    link: str, key: str, label: str = "Copy link", otherwise: str = "Select the link below and copy it"
) -> None:
    """`otherwise` says what to do where the browser copies nothing. The text may be another one than a link."""
    _copy_link(key=key, data={"link": link, "label": label, "otherwise": otherwise})
