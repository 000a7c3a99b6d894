"""Data: from pictures to numbers. A wall of digits, one of them as numbers, and the ten classes in four charts."""

from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from charts import classes
from charts.words import a_digit
from model.digits import exploring
from model.digits.data import Dataset
from pages.components.live_chart import live_chart
from pages.parts.data.digit_study import NUMBERS, first_page, go_to, show_closest, show_label, show_pixels, show_wall
from pages.parts.data.style_wall import show_styles
from pages.parts.dataset_choice import SOURCES, choose_dataset
from pages.parts.glossary import explained
from pages.parts.one_of import Spellings, one_of
from pages.parts.printed import printed
from pages.parts.suspects import show_suspects, whole
from pages.parts.url_check import check_url, opened_with

SPLITS = {"train": "Training", "test": "Test"}
ALL = "all"
DIGITS = {name: name for name in (ALL, *map(str, range(10)))}
MOST_SEEDS = 1_000_000


class Chart(NamedTuple):
    figure: go.Figure
    key: str
    alt: str


@st.cache_resource(max_entries=2, show_spinner=False)
def class_charts(_dataset: Dataset, name: str) -> list[Chart]:
    """Four charts of the ten classes, two for each column."""
    statistics = exploring.class_statistics(_dataset.x_train, _dataset.y_train)
    train, test = exploring.class_counts(_dataset.y_train), exploring.class_counts(_dataset.y_test)
    return [
        Chart(classes.class_counts(train, test), "class_counts", f"Training images of 0 to 9: {listed(train)}"),
        Chart(classes.mean_images(statistics.mean), "mean_images", "The mean image of each class, 0 to 9"),
        Chart(
            classes.class_spread(statistics.spread),
            "class_spread",
            f"Distance of each digit, 0 to 9, from the mean image of its class: {listed(statistics.spread.round(1))}",
        ),
        Chart(
            classes.deviation_images(statistics.deviation),
            "deviation_images",
            "The standard deviation of each pixel in each class, 0 to 9: largest along the edges of the strokes",
        ),
    ]


def described(dataset: Dataset) -> str:
    """Shape, dtype and range of each array, as the tutorials print them."""
    names = ("x_train", "y_train", "x_test", "y_test")
    arrays = [(name, getattr(dataset, name)) for name in names]
    return "\n".join(
        f"{name:<8} {array.shape!s:<16} {array.dtype}  {array.min()}–{array.max()}" for name, array in arrays
    )


@st.fragment
def explore(dataset: Dataset) -> None:
    """What changes with a click on a digit: the wall, that digit in numbers, and the digits like it."""
    split, digit, seed = choose_digits()
    images, labels = (dataset.x_train, dataset.y_train) if split == "train" else (dataset.x_test, dataset.y_test)
    order = exploring.shuffled(labels, None if digit == ALL else int(digit), seed)
    wall, numbers = st.columns([5, 7], gap="medium")
    with wall:
        index = show_wall(images, labels, order)
        label = int(labels[index])
        show_label(label)
    with numbers.container(key=NUMBERS):
        show_pixels(images[index], f"{SPLITS[split]} image {index} is {a_digit(label)}")
    show_closest(images[index], label, dataset, leave_out=index if split == "train" else None)


def choose_digits() -> tuple[str, str, int]:
    """Asks which digits stand on the wall and in which order; every choice stands in the URL."""
    with st.container(horizontal=True):
        split = one_of(
            "Images",
            SPLITS,
            "split",
            on_change=other_digits,
            help="Networks learn from the training images. The test images are kept aside to check what they learned.",
        )
        seed = st.number_input(
            "Seed",
            0,
            MOST_SEEDS - 1,
            key="seed",
            bind="query-params",
            on_change=first_page,
            width=140,
            help="Shuffles the wall. The same seed gives the same order on every computer.",
        )
        digit = one_of("Digit", DIGITS, "digit", on_change=first_page, wrap=True)
    return split, digit, seed


def show_classes(dataset: Dataset) -> None:
    st.subheader(
        explained("The ten classes"),
        help="A class is one of the answers that a network can give: here, one for each digit. "
        "These charts only average pixels; no network is involved yet.",
    )
    charts = class_charts(dataset, dataset.name)
    for column, shown in zip(st.columns(2, gap="medium"), (charts[:2], charts[2:]), strict=True):
        with column:
            for figure, key, alt in shown:
                live_chart(figure, alt, key, urgent=False)


def other_digits() -> None:
    """Begins at the first digit again."""
    go_to(index=0)
    first_page()


def listed(numbers: np.ndarray) -> str:
    return ", ".join(map(str, numbers))


asked = opened_with("data")
choice, arrays = st.columns([5, 7], gap="medium", vertical_alignment="bottom")
with choice:
    st.title("Data")
    dataset = choose_dataset(on_change=other_digits)
with arrays:
    printed(described(dataset))
check_url(
    "data",
    asked,
    {
        "data": Spellings(SOURCES),
        "split": Spellings(SPLITS),
        "seed": range(MOST_SEEDS),
        "digit": Spellings(DIGITS),
        "page": range(1, len(dataset.x_train)),
        "index": range(len(dataset.x_train)),
    },
)
explore(dataset)
show_classes(dataset)
show_suspects(dataset, whole(dataset), f"all {len(dataset.x_train):,} training digits")
show_styles(dataset)
