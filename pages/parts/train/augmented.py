"""What augmentation will do to the digits, before it starts: some as they are, and beside each as it may come."""

from concurrent.futures import Future

import numpy as np
import streamlit as st

from model.digits import data
from model.digits.data import DataError
from model.networks.augmentation import examples_later
from model.networks.config import TrainingConfig
from model.networks.learned_digits import learned_digits
from pages.components.digit_wall import digit_wall

DIGITS, COLUMNS = 4, 8  # of which the first shows the digit as it is
LOOK_AGAIN = 0.5  # seconds between looks at whether they have been changed
DRAWN = "augmented_drawn"  # in the session: how often they were drawn anew
MOST_DRAWN = 10_000


def show_augmented(training: TrainingConfig) -> None:
    """Shows some training digits as these settings will change them; nothing, where they change nothing."""
    if not training.augment:
        return
    try:  # what it learns from may have to be downloaded first: digits of MNIST are shown anyway
        dataset = data.load(training.source if training.source == "sample" or data.at_hand() else "sample")
    except DataError:
        return  # Start says it, with the reason
    learned = learned_digits(dataset.y_train, training)
    _, firsts = np.unique(dataset.y_train[learned.indices], return_index=True)  # no two alike
    images = dataset.x_train[learned.indices[np.sort(firsts)[:DIGITS]]]
    done = _changed(images, training).done()
    st.fragment(_wall, run_every=None if done else LOOK_AGAIN)(images, training, done)


def _changed(images: np.ndarray, training: TrainingConfig) -> Future[np.ndarray]:
    drawn = st.session_state.get(DRAWN, 0)
    each = np.repeat(images, COLUMNS - 1, axis=0)
    return examples_later(each.tobytes(), training.augment, training.seed + drawn)


def _wall(images: np.ndarray, training: TrainingConfig, was_done: bool) -> None:
    found = _changed(images, training)
    if not found.done():
        st.caption(":material/hourglass_top: Changing some digits")
        return
    if not was_done:
        st.rerun()  # the page around looks no more
    each = found.result().reshape(len(images), COLUMNS - 1, 28, 28)
    shown = np.concatenate([images[:, None], each], axis=1).reshape(-1, 28, 28)
    names = ["as it is", *(f"changed, example {number}" for number in range(1, COLUMNS))]
    digit_wall(
        shown,
        [f"Digit {row}: {name}" for row in range(1, len(images) + 1) for name in names],
        "On the left as they are, then as they may come",
        key="augmented_wall",
        on_click=lambda position: _draw_anew(),
        columns=COLUMNS,
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Draw anew", icon=":material/refresh:", key="augment_anew", on_click=_draw_anew, type="tertiary")
        st.caption("Each digit comes differently in each epoch. Validation and test digits stay as they are.")


def _draw_anew() -> None:
    st.session_state[DRAWN] = (st.session_state.get(DRAWN, 0) + 1) % MOST_DRAWN
