"""A digit without a pen: one of MNIST's test digits, or 28 × 28 pixels painted with the keyboard."""

from dataclasses import dataclass, field
from random import randrange

import numpy as np
import streamlit as st

from model.digits import data
from model.digits.preprocess import Digit, Step, normalize
from pages.components.pixel_grid import SIDE, pixel_grid

NOTHING_PAINTED = "Try a test digit, or paint one"
PAINTING = "painting"  # in the session: one for all pages
TEST_DIGITS = 1000  # in the sample, which is always at hand


@dataclass
class Painting:
    """The pixels in the grid, uint8 `(28, 28)`, which test digit they are as long as nobody has changed them, and
    how often others have taken their place."""

    pixels: np.ndarray = field(default_factory=lambda: np.zeros((SIDE, SIDE), np.uint8))
    test_index: int | None = None
    version: int = 0

    def show(self, pixels: np.ndarray, test_index: int | None = None) -> None:
        self.pixels, self.test_index, self.version = pixels, test_index, self.version + 1

    def take(self, pixels: np.ndarray) -> None:
        self.pixels, self.test_index = pixels, None

    @property
    def digit(self) -> Digit | None:
        """What a network gets: a test digit as it is, anything else brought to the same form."""
        if self.test_index is None:
            return normalize(self.pixels)
        pixels = self.pixels.astype(np.float32) / 255
        return Digit(pixels, (Step("Scaled to 0–1", "A test digit has its form already: only divide by 255.", pixels),))


def painted_digit() -> Digit | None:
    """Shows the grid with what fills it, and returns the digit in it, or None while it is empty."""
    painting: Painting = st.session_state.setdefault(PAINTING, Painting())
    _choose_test_digit(painting)
    with st.container(key="pixels"):
        pixel_grid(painting.pixels, painting.version, "pixel_grid", painting.take)
    return painting.digit


def show_test_digit(index: int) -> None:
    """Puts one of the sample's test digits into the grid. To be called before the grid is shown."""
    painting: Painting = st.session_state.setdefault(PAINTING, Painting())
    sample = data.load("sample")
    index %= TEST_DIGITS
    st.session_state["test_digit"] = index
    painting.show(sample.x_test[index], index)


def _choose_test_digit(painting: Painting) -> None:
    """Next, random or any test digit."""

    def typed() -> None:
        if st.session_state["test_digit"] is not None:
            show_test_digit(st.session_state["test_digit"])

    def empty() -> None:
        st.session_state["test_digit"] = None
        painting.show(np.zeros((SIDE, SIDE), np.uint8))

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.number_input(
            "Test digit",
            0,
            TEST_DIGITS - 1,
            value=None,
            key="test_digit",
            persist_state="page",
            placeholder=f"0–{TEST_DIGITS - 1}",
            width=130,
            on_change=typed,
            help=f"One of the sample's {TEST_DIGITS:,} test images, by its index.",
        )
        after = -1 if painting.test_index is None else painting.test_index
        st.button("Next", on_click=show_test_digit, args=(after + 1,), key="next_test_digit")
        st.button("Random", on_click=lambda: show_test_digit(randrange(TEST_DIGITS)), key="random_test_digit")
        st.button("Clear", on_click=empty, key="clear_pixels")
    if painting.test_index is not None:
        st.caption(f"Test image {painting.test_index}, labelled {data.load('sample').y_test[painting.test_index]}")
