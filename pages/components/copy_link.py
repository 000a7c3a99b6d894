"""A button that copies a link, also where the browser gives a page no clipboard."""

from pages.components.component import component

_copy_link = component(
    __file__,
    html='<div class="copy-link"><button type="button">Copy link</button><span role="status"></span></div>',
    isolate_styles=False,
)


def copy_link(link: str, key: str) -> None:
    _copy_link(key=key, data={"link": link})
