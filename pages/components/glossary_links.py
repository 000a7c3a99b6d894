"""Links to a word of the glossary: a click opens the glossary at that word."""

from pages.components.component import component

_glossary_links = component(__file__, html="<span></span>", isolate_styles=False)


def glossary_links(container: str, meanings: dict[str, str]) -> None:
    """Has links to `#glossary-…` open the popover in the container of the key `container` at the element of that id.

    `meanings`, link → text, are shown to who points at one.
    """
    _glossary_links(key="glossary_links", data={"container": container, "meanings": meanings})
