"""The picture that the network is shown: drawn, a test digit, noise, or nothing at all."""

import numpy as np
import streamlit as st

from model.digits.preprocess import normalize
from pages.components.canvas import digit_canvas
from pages.parts.inside.opened import digits
from pages.parts.one_of import one_of

MOST_SEEDS = 10_000
DRAW, TEST, NOISE, EMPTY = SOURCES = ("Draw", "Test digit", "Noise", "Empty")
PICTURES = {name: name for name in SOURCES}
NOT_A_DIGIT = (
    "This is no digit, and yet the ten probabilities add up to 100%: softmax must share them out among ten digits. "
    "It has no way to say “none of these”."
)


def choose_subject() -> tuple[np.ndarray | None, str]:
    """Asks for a picture. Returns float32 `(28, 28)` in [0, 1], None as long as nothing is drawn, and a remark."""
    source = one_of("Picture", PICTURES, "subject", wrap=True, label_visibility="collapsed")
    if source == DRAW:
        drawn = digit_canvas("canvas")
        digit = normalize(drawn.image, drawn.lines) if drawn else None
        return (digit.pixels if digit else None), "Draw a digit, or a letter, or a scribble"
    if source == TEST:
        return _test_digit()
    if source == NOISE:
        seed = st.number_input("Seed of the noise", 0, MOST_SEEDS - 1, key="noise", bind="query-params", width=200)
        return np.random.default_rng(seed).random((28, 28), np.float32), NOT_A_DIGIT
    return np.zeros((28, 28), np.float32), NOT_A_DIGIT


def _test_digit() -> tuple[np.ndarray, str]:
    sample = digits()
    last = len(sample.x_test) - 1
    with st.container(horizontal=True, vertical_alignment="bottom"):
        index = st.number_input("Test digit", 0, last, key="digit", bind="query-params", width=160)
        st.button("Random", icon=":material/shuffle:", on_click=_random_digit, args=(last,))
    return sample.x_test[index].astype(np.float32) / 255, f"Its label is {sample.y_test[index]}."


def _random_digit(last: int) -> None:
    st.session_state.digit = int(np.random.default_rng().integers(last + 1))
