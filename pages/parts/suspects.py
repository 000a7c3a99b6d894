"""A wall of the digits whose label may be wrong, and the search for them."""

import numpy as np
import pandas as pd
import streamlit as st

from charts.evaluation import share
from charts.probabilities import percent
from model.digits.data import Dataset
from model.jobs.waiting import in_words
from model.labels import search
from model.labels.search import Search, SearchesFull
from model.labels.suspects import Suspects
from model.networks.config import TrainingConfig
from pages.components.digit_wall import digit_wall
from pages.parts.glossary import explained
from pages.parts.literal import literal
from pages.parts.visitor import may_change, visitor

COLUMNS, ON_A_PAGE = 12, 36
ON_PHONE = 6
EVERY = 0.7  # seconds between two looks at a search
ABOUT = (
    "Small networks read each digit after they have learned from the others, never from itself. Where they are as sure "
    "of another digit as they usually are of the right one, the label may be wrong. Look for yourself: the digit may "
    "also just be badly written. (Confident learning: Northcutt, Jiang and Chuang 2021.)"
)
WHAT_IT_DOES = (
    "Small networks learn from a part of these digits and read the others. Where they are sure of another digit, the "
    "label may be wrong. This takes a few seconds for the sample, and about half a minute for all of MNIST."
)


def whole(dataset: Dataset) -> TrainingConfig:
    """Settings of a run that would learn from all training digits of `dataset`, as they are."""
    return TrainingConfig(source=dataset.name, validation_split=0.0)


def show_suspects(dataset: Dataset, training: TrainingConfig, what: str) -> None:
    """Looks for wrong labels among the digits of `dataset` that a run with these settings learns from; `what` is what
    these are called."""
    st.subheader("Labels that may be wrong", anchor=False, help=ABOUT)
    found = search.of(training)
    with st.container(key="suspects"):
        lives = bool(found and found.lives)
        st.fragment(_show, run_every=EVERY if lives else None)(dataset, training, what, lives)


def _show(dataset: Dataset, training: TrainingConfig, what: str, was_alive: bool) -> None:
    current = search.of(training)
    if was_alive != bool(current and current.lives):
        st.rerun()  # the page around looks again, or no more
    if current and current.lives:
        _progress(current)
    elif current and current.found is not None:
        _wall(dataset, current.found, what)
    else:
        _offer(training, what, current)


def _offer(training: TrainingConfig, what: str, last: Search | None) -> None:
    st.caption(explained(WHAT_IT_DOES))
    if st.button(f"Look through {what}", icon=":material/search:", key="find_suspects"):
        try:
            search.start(training, visitor())
        except SearchesFull as error:
            st.warning(literal(str(error)), icon=":material/groups:")
        else:
            st.rerun()
    elif last and last.message:
        st.warning(literal(last.message), icon=":material/info:")


def _progress(current: Search) -> None:
    left = current.seconds_left
    said = "Waiting for another search" if current.state == "waiting" else "Small networks learn and read"
    if current.state == "running" and left is not None:
        said += f": {current.share:.0%}, about {in_words(left)} left"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(current.share, said, width=420)
        if may_change(current.owner) and st.button("Stop the search", icon=":material/stop:", key="stop_suspects"):
            search.stop(current)
            st.rerun()


def _wall(dataset: Dataset, found: Suspects, what: str) -> None:
    st.markdown(f"##### {finding(found, what)}")
    if not len(found.indices):
        return
    if found.made_wrong:
        st.markdown(explained(how_many_found(found)))
    pages = -(-len(found.indices) // ON_A_PAGE)
    which = f"{found.count} {found.made_wrong} {len(found.indices)}"  # each wall has its own page and its own choice
    page = min(st.session_state.get(f"suspects_page {which}", 1), pages)
    chosen = min(st.session_state.get(f"suspect {which}", 0), len(found.indices) - 1)
    some = slice((page - 1) * ON_A_PAGE, page * ON_A_PAGE)
    digit_wall(
        dataset.x_train[found.indices[some]],
        [named(found, place) for place in range(len(found.indices))[some]],
        "Label → what the networks read, most confident first",
        key="suspects_wall",
        on_click=lambda position: st.session_state.update({f"suspect {which}": some.start + position}),
        columns=COLUMNS,
        on_phone=ON_PHONE,
        selected=chosen - some.start if some.start <= chosen < some.stop else None,
        notes=[f"{label} → {read}" for label, read in zip(found.labels[some], found.suggested[some], strict=True)],
    )
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        if pages > 1:
            # As wide as its content it would show one page of many.
            st.pagination(pages, key=f"suspects_page {which}", max_visible_pages=5, width=260)
        st.download_button(
            "CSV",
            as_csv(found),
            f"labels-that-may-be-wrong-{dataset.name}.csv",
            "text/csv",
            icon=":material/download:",
            key="suspects_csv",
            help="Each suspect: its place in x_train, its label, what the networks read, and how sure they are.",
        )
    st.caption(f"{named(found, chosen)}. Click a digit to read the same about it.")


def finding(found: Suspects, what: str) -> str:
    """How many there are, in words without a full stop."""
    if not len(found.indices):
        return f"The networks doubt none of the {found.count:,} labels"
    one = len(found.indices) == 1
    return f"{len(found.indices):,} of {found.count:,} labels may be wrong" if not one else "One label may be wrong"


def how_many_found(found: Suspects) -> str:
    """Where an experiment made labels wrong: recall and precision, in a sentence."""
    return (
        f"Of the {found.made_wrong:,} labels that were made wrong on purpose, **{share(found.recall)}** are among them "
        f"(recall). **{share(found.precision)}** of these suspects were made wrong on purpose (precision)."
    )


def named(found: Suspects, place: int) -> str:
    """A suspect in words: "Training image 12: labelled 4, read as 9 (98% sure)"."""
    said = f"Training image {found.indices[place]}: labelled {found.labels[place]}, read as {found.suggested[place]}"
    return f"{said} ({percent(found.confidence[place])} sure)" + (
        ", made wrong on purpose" if found.wrong[place] else ""
    )


def as_csv(found: Suspects) -> bytes:
    """One row for each suspect, the clearest first."""
    columns = {
        "index": found.indices,
        "label": found.labels,
        "suggested": found.suggested,
        "confidence": np.round(found.confidence, 4),
    }
    if found.made_wrong:
        columns["made_wrong"] = found.wrong.astype(int)
    return pd.DataFrame(columns).to_csv(index=False).encode()
