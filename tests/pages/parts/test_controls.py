"""Controls keep their values in slow browsers, too."""

import ast
from pathlib import Path

PAGES = Path(__file__).parents[3] / "pages"
CONTROLS = {
    *("slider", "select_slider", "selectbox", "number_input", "text_input", "toggle"),
    *("checkbox", "radio", "multiselect", "pills", "segmented_control"),
}
GIVEN = {"value", "default", "index"}  # arguments with which a control begins, whatever the session says


def forgetful(code: str) -> list[int]:
    """The lines in which a control is made that begins with what the session says, and would not say it again."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CONTROLS:
            given = {keyword.arg for keyword in node.keywords}
            third = node.func.attr in ("slider", "number_input") and len(node.args) > 3
            if "key" in given and not third and not given & {"bind", "persist_state", *GIVEN}:
                found.append(node.lineno)
    return found


def test_what_such_a_control_looks_like():
    ways = ["0, 9, key='a'", "0, 9, key='a', persist_state='page'", "0, 9, 5, key='a'", "0, 9, key='a', value=3"]
    assert forgetful("\n".join(f"st.slider('A', {way})" for way in ways)) == [1]


def test_each_control_says_its_value_until_the_browser_has_it():
    """The session gives a control its first value in one run. A slow phone may see no more than the next run of the
    page, in which that value is no news: it would begin with the least one, and send that back. With `persist_state`
    Streamlit says the value until the browser knows it."""
    paths = sorted(PAGES.rglob("*.py"))
    found = {path.name: lines for path in paths if (lines := forgetful(path.read_text(encoding="utf-8")))}
    assert paths
    assert not found
