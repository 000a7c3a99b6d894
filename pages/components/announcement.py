"""A sentence for those who don't see the page: screen readers say it when it changes, politely."""

from pages.components.component import component

_announcement = component(
    __file__,
    html='<div class="announcement" role="status" aria-live="polite"></div>',
    isolate_styles=False,
)


def announcement(sentence: str, key: str) -> None:
    """Says `sentence` when it is another one than before. The place itself stays: only then is a change noticed."""
    _announcement(key=key, data={"sentence": sentence})
