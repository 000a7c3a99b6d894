"""The labels of the digits that a network learned from: which of them may be wrong."""

from dataclasses import replace

import streamlit as st

from model.runs.held_out import HeldOut
from model.runs.record import Run
from pages.parts.links import page_link
from pages.parts.suspects import show_suspects, whole


def show_labels(run: Run | None, digits: HeldOut) -> None:
    """`run` is None for the network that ships; `digits` are those that the network learned from, if they are here."""
    dataset = digits.dataset
    if digits.learned_from is None:
        st.info("The digits that this network learned from are not known, or not on this computer.")
        page_link("pages/data.py", "Look for wrong labels in a data set", ":material/grid_view:")
        return
    if run is None or run.training is None:
        show_suspects(dataset, whole(dataset), f"all {len(dataset.x_train):,} training digits")
        return
    training = replace(run.training, source=dataset.name)
    show_suspects(dataset, training, f"the {len(digits.learned_from):,} digits that it learned from")
