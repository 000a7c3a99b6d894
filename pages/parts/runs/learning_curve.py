"""A sweep over the amount of digits, as the learning curve that teachers draw on the board."""

from collections.abc import Sequence
from dataclasses import astuple, replace

import streamlit as st

from charts.learning_curve import learning_curve
from model.digits import data
from model.digits.data import DataError
from model.jobs.sweep import Cell
from model.networks.config import TrainingConfig
from model.runs.differences import values_of, with_label
from model.runs.learning_curve import Point, of_neighbours, point
from pages.components.live_chart import live_chart

AMOUNT = "training_digits"
ABOUT = (
    "Each band shows where the accuracy would lie, in 95 of 100 cases, with other validation digits. Nearest "
    "neighbours learn nothing: they compare a new digit with each of the training digits, and the three nearest vote."
)


def show_learning_curve(found: Sequence[Cell], names: Sequence[str]) -> bool:
    """Draws the curve of a sweep that varies `names`; False where its digits aren't on this computer."""
    first = found[0].training
    try:
        if first.source == "mnist" and not data.at_hand():
            return False
        data.load(first.source)
    except DataError:
        return False
    lines: dict[str, list[Point]] = {}
    for cell in found:
        if cell.accuracy is not None:
            values = values_of(cell.network, cell.training)
            name = ", ".join(with_label(other, values[other]) for other in names if other != AMOUNT) or "This network"
            lines.setdefault(name, []).append(of_cell(cell.training, cell.accuracy))
    for points in lines.values():
        points.sort(key=lambda place: place.digits)
    amounts = tuple(sorted({cell.training.training_digits for cell in found}))
    beside = neighbours(replace(first, training_digits=60_000), amounts) if "wrong_labels" not in names else []
    figure = learning_curve(
        [(name, [astuple(place) for place in points]) for name, points in lines.items()],
        [astuple(place) for place in beside],
    )
    said = "; ".join(
        f"{name}: " + ", ".join(f"{place.accuracy:.1%} after {place.digits:,} digits" for place in points)
        for name, points in [*lines.items(), ("nearest neighbours", beside)]
    )
    live_chart(figure, f"Learning curve. {said}", "learning_curve")
    st.caption("Accuracy on the validation digits, which are the same for all.", help=ABOUT)
    return True


@st.cache_data(max_entries=100, show_spinner=False)
def of_cell(training: TrainingConfig, accuracy: float) -> Point:
    """Found once: a living sweep is looked at every second or two."""
    return point(data.load(training.source), training, accuracy)


@st.cache_data(max_entries=8, show_spinner="Asking the nearest neighbours")
def neighbours(training: TrainingConfig, amounts: tuple[int, ...]) -> list[Point]:
    return of_neighbours(data.load(training.source), training, amounts)
