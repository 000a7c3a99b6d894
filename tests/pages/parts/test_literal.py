"""Text of anybody's making in Markdown. That a browser shows it letter by letter is tested in a browser."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.parts.literal import NOTHING, literal


def as_shown(markdown: str) -> str:
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown.replace(NOTHING, ""))


@pytest.mark.parametrize(
    "text", ["run a", "784–512–10 ReLU, adam", "Epochs can't be “soon”; 1 to 200.", "5 × 3 = 15 (ü)"]
)
def test_plain_text_stays_as_it_is(text):
    assert literal(text) == text


@given(st.text(alphabet="ab1 .:/@<>-=~*_`#[]()!$|&\\w\n+)”", max_size=40))
def test_nothing_is_lost_and_no_markup_is_left(text):
    markdown = literal(text)
    assert as_shown(markdown) == " ".join(text.split())
    left = re.sub(r"\\.", "\1", markdown.replace(NOTHING, "\0"))
    assert not set(left) & set("`*_[]<>$~|&\n")
    assert not re.search(r":\S|www\.|@(?!\0)|--|==", left)
    assert not re.match(r"\d*[.)#+=-]", left)
