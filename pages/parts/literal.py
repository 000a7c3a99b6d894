"""Text of anybody's making, shown as it is: a run's name, a file's, the values in a link.

Streamlit reads nearly all text as Markdown: a name could bring pictures, links and large type into everybody's pages.
Plotly's text is escaped in `charts.literal`, HTML by `html.escape`.
"""

import re

# What Markdown, its mathematics (`$`), and Streamlit's colours and icons (`:`) begin with.
MARKUP = re.compile(r"[\\`*_\[\]<>$~|&]|:(?=\S)|(?<=\\):")
# What makes a line a heading, a quotation, a list or a rule.
FIRST = re.compile(r"^(\d*)([.)#+=-])")
# Some is made from the text that is left after that: links from addresses, pictures from `:smile:`, arrows from `->`.
# They need their characters side by side: something that shows nothing stands between them.
APART = re.compile(r"(\\:)|(www)(?=\.)|(@)|(\\[<>~]|[-=])(?=\\[<>]|[-=])", re.IGNORECASE)
NOTHING = ":small[]"


def literal(text: str) -> str:
    """`text` in a single line, as Markdown that shows it letter by letter."""
    line = " ".join(text.split())
    escaped = MARKUP.sub(lambda found: f"\\{found[0]}", line)
    escaped = FIRST.sub(lambda found: f"{found[1]}\\{found[2]}", escaped)
    return APART.sub(lambda found: f"{found[0]}{NOTHING}", escaped)
