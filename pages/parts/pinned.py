"""Up to three pictures that somebody has pinned, to see on Train how a network comes to read them."""

import numpy as np
import streamlit as st

from pages.parts.links import page_link

MOST = 3
PINNED = "pinned_drawings"  # in the session: pictures, float32 (28, 28)


def pinned() -> list[np.ndarray]:
    return st.session_state.setdefault(PINNED, [])


def pin(pixels: np.ndarray) -> None:
    """Pins float32 `(28, 28)` in [0, 1] beside the others, unless it is there or there are three."""
    if len(pinned()) < MOST and not is_pinned(pixels):
        pinned().append(pixels)


def unpin(place: int) -> None:
    if place < len(pinned()):
        del pinned()[place]


def is_pinned(pixels: np.ndarray) -> bool:
    return any(np.array_equal(pixels, other) for other in pinned())


def pin_button(pixels: np.ndarray) -> None:
    """Offers to pin a picture; where it is pinned, leads to Train."""
    if is_pinned(pixels):
        page_link("pages/train.py", "Pinned. See it on Train", ":material/keep:")
        return
    full = len(pinned()) >= MOST
    st.button(
        "Pin to Train",
        icon=":material/keep:",
        key="pin_drawing",
        disabled=full,
        on_click=pin,
        args=(pixels,),
        help=f"{MOST} pictures are pinned. Take one away on Train, in My drawings."
        if full
        else "Train then shows, in My drawings, how a network comes to read it, epoch by epoch.",
    )
