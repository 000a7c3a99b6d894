"""What a page of AppTest shows of our own components: charts, walls of digits, a digit in numbers."""

import html
import json
import re
from typing import Any

from streamlit.testing.v1 import AppTest


def opened(file: str, **query: str) -> AppTest:
    """The page in that file, from the folder of the tests, as a link with this query opens it."""
    app = AppTest.from_file(file, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    return again(app)


def again(app: AppTest) -> AppTest:
    """The page drawn once more, without an error."""
    app.run()
    assert not app.exception, app.exception
    return app


def plain(text: str) -> str:
    """Without the links to the glossary."""
    return re.sub(r"\[(.*?)\]\(#glossary-[\w-]+\)", r"\1", text)


def components(app: AppTest) -> dict[str, dict[str, Any]]:
    """What the browser gets of each component, by its key."""
    return {component.key: json.loads(component.proto.json) for component in app.get("bidi_component")}


def charts(app: AppTest) -> dict[str, str]:
    """The text alternative of each chart and of each row of pictures, by its key."""
    shown = components(app)
    pictures = {
        key: "; ".join(p["name"] for p in data["pictures"]) for key, data in shown.items() if "pictures" in data
    }
    return {key: data["alt"] for key, data in shown.items() if "figure" in data} | pictures


def traces(app: AppTest, key: str) -> list[dict[str, Any]]:
    """The traces of the chart of that key."""
    return json.loads(components(app)[key]["figure"])["data"]


def printed(app: AppTest) -> list[str]:
    """What stands on the page as a program would print it."""
    bodies = [element.proto.body for element in app.get("html")]
    return [html.unescape(text) for body in bodies for text in re.findall(r"<pre[^>]*>(.*?)</pre>", body, re.DOTALL)]
