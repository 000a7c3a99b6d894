"""The picture that the network is shown: drawn, a test digit, a letter, noise, or nothing at all."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from model.digits.letters import LETTERS, letter
from model.digits.preprocess import normalize
from pages.components.canvas import digit_canvas
from pages.parts.one_of import begin_with_link, one_of, tell
from pages.parts.painted_digit import NOTHING_PAINTED, PAINTING, painted_digit, show_test_digit
from pages.parts.row_of_digits import chosen_in

MOST_SEEDS = 10_000
DRAW, TEST, LETTER, NOISE, EMPTY = "Draw", "Test digit", "Letter", "Noise", "Empty"
PICTURES = {name: name for name in (DRAW, TEST, LETTER, NOISE, EMPTY)}
NOTHING_DRAWN = "Draw a digit, or a letter, or a scribble"


class Subject(NamedTuple):
    """The picture, float32 `(28, 28)` in [0, 1], or None and what to do first; and what it is, if it is no digit."""

    pixels: np.ndarray | None
    otherwise: str = ""
    no_digit: str = ""


def choose_subject() -> Subject:
    """Asks for a picture."""
    source = one_of("Picture", PICTURES, "subject", wrap=True, label_visibility="collapsed")
    if source == TEST:
        tell("letter", None)
        return _test_digit()
    st.query_params.pop("digit", None)
    if source != LETTER:
        tell("letter", None)
    if source == LETTER:
        begin_with_link({letter: letter for letter in LETTERS}, "letter")
        name = st.selectbox("Letter", list(LETTERS), key="letter", persist_state="page", width=160)
        tell("letter", name)
        digit = normalize(letter(name))
        return Subject(digit.pixels if digit else None, no_digit=f"a letter, {name}")
    if source == NOISE:
        seed = st.number_input(
            "Seed of the noise", 0, MOST_SEEDS - 1, key="noise", bind="query-params", width=200, help=SEED
        )
        return Subject(np.random.default_rng(seed).random((28, 28), np.float32), no_digit="pure noise")
    if source == EMPTY:
        return Subject(np.zeros((28, 28), np.float32), no_digit="an empty picture")
    drawn = digit_canvas("canvas")
    row = drawn.row
    if row and len(row.digits) > 1:
        st.caption("These are several digits. Below is the one that was drawn last.")
    return Subject(row.digits[chosen_in(row)].pixels if row else None, NOTHING_DRAWN)


SEED = "The number that the random choices start from: another seed, another picture of noise."


def look_at_test_digit(index: int) -> None:
    """Shows one of the sample's test digits. For a callback: it comes before the controls are made."""
    st.session_state.subject = TEST
    show_test_digit(index)


def _test_digit() -> Subject:
    """The grid of all pages. Which test digit is in it stands in the URL, `?digit=`."""
    asked = st.query_params.get("digit", "")
    if "asked_digit" not in st.session_state:
        st.session_state.asked_digit = asked
        if asked.isdecimal():
            show_test_digit(int(asked))
        elif PAINTING not in st.session_state:
            show_test_digit(0)
    digit = painted_digit()
    index = st.session_state[PAINTING].test_index
    if index is not None:
        st.query_params["digit"] = str(index)
    else:
        st.query_params.pop("digit", None)
    return Subject(digit.pixels if digit else None, NOTHING_PAINTED)
