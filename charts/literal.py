"""Text of anybody's making in a chart, shown as it is: Plotly reads HTML's tags and entities in it, and `%{…}`."""

from html import escape, unescape


def literal(text: str) -> str:
    """`text` in a single line, for a title, a legend, a label or a hover template."""
    return escape(" ".join(text.split()), quote=False).replace("%{", "&#37;{")


def plain(text: str) -> str:
    """What a chart shows of `text`, for those who hear it: `literal` undone."""
    return unescape(text)
