"""The data set in use: chosen, loaded and, where MNIST isn't on this computer, offered for download."""

from collections.abc import Callable

import streamlit as st

from model.digits import data
from model.digits.data import DataError, Dataset
from pages.parts.glossary import explained
from pages.parts.literal import literal
from pages.parts.one_of import one_of

SOURCES = {"sample": "Sample", "mnist": "MNIST"}


def choose_dataset(on_change: Callable[[], None]) -> Dataset:
    """Asks for a data set (`?data=` in the URL) and loads it. Where MNIST is missing, says so: the sample.

    `on_change` is called when somebody chooses another one, before it is loaded.
    """
    source = one_of(
        "Data set",
        SOURCES,
        "data",
        on_change=on_change,
        help="MNIST has 70,000 digits, written by US Census employees and high-school students. The sample has "
        "500 of each digit from MNIST's training images; it comes with the app and works offline.",
    )
    try:
        if source == "mnist" and not data.at_hand():
            return _download_offered()
        return data.load(source)
    except DataError as error:
        st.error(f"{literal(str(error))} Until then, the sample is shown.", icon=":material/broken_image:")
        return data.load("sample")


def _download_offered() -> Dataset:
    st.caption(explained("MNIST isn't on this computer yet, so this is the sample."))
    if not st.button("Download MNIST (11 MB)", icon=":material/download:"):
        return data.load("sample")
    progress = st.progress(0.0, "Connecting")
    dataset = data.load("mnist", lambda share: progress.progress(share, f"{share:.0%} of 11 MB downloaded"))
    progress.empty()
    if not dataset.note:
        st.rerun()
    st.warning(literal(dataset.note), icon=":material/wifi_off:")
    return dataset
