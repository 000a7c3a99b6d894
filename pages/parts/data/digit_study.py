"""One digit out of many: found on a wall, seen as numbers, and beside the digits most similar to it."""

import numpy as np
import streamlit as st

from charts.classes import class_distances
from charts.words import a_digit
from model.digits import exploring
from model.digits.data import Dataset
from pages.components.digit_wall import digit_wall
from pages.components.live_chart import live_chart
from pages.components.pixel_vector import pixel_vector
from pages.parts.glossary import explained
from pages.parts.one_of import tell, went_back
from pages.parts.printed import printed

COLUMNS, ROWS = 8, 8
ON_A_PAGE = COLUMNS * ROWS
CLOSEST = 10
NUMBERS = "digit_as_numbers"  # the container that shows the digit which was clicked
VALUES = {"uint8": "0–255", "float32": "÷ 255"}


def go_to(**values: int | str) -> None:
    """Sets widgets of the Data page, and with them its URL: `split`, and `index` of the digit studied."""
    for key, value in values.items():
        st.session_state[key] = value


def first_page() -> None:
    """Goes back to the wall's first page: for other digits, or the same in another order, its pages are new ones."""
    st.query_params.pop("page", None)
    st.session_state.wall_number = st.session_state.get("wall_number", 0) + 1


def choose_page(pages: int) -> int:
    """The buttons below the wall; the page, from 1 to `pages`, stands in the URL."""
    if went_back():
        st.session_state.wall_number = st.session_state.get("wall_number", 0) + 1
    told = st.query_params.get("page", "")
    page = st.pagination(
        pages,
        default=int(told) if told.isdecimal() and 1 <= int(told) <= pages else 1,
        key=f"page of wall {st.session_state.get('wall_number', 0)}",
        max_visible_pages=5,
        width="stretch",
    )
    tell("page", None if page == 1 else str(page))
    return page


def show_wall(images: np.ndarray, labels: np.ndarray, order: np.ndarray) -> int:
    """Shows the digits at the indices `order`, page by page. Returns the index of the one chosen to study."""
    wall = st.container()
    page = choose_page(-(-len(order) // ON_A_PAGE))
    index = st.number_input(
        "Index of the image to study",
        0,
        len(labels) - 1,
        key="index",
        bind="query-params",
        help="An image's place in the array, from 0: x_train[0] is the first training image.",
    )
    shown = order[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    place = np.flatnonzero(shown == index)
    with wall:
        digit_wall(
            images[shown],
            names=[f"{a_digit(labels[i])}, index {i}" for i in shown],
            title="Click a digit to look inside",
            key="wall",
            on_click=lambda position: go_to(index=int(shown[position])),
            columns=COLUMNS,
            selected=int(place[0]) if place.size else None,
            shows_in=NUMBERS,
        )
    return index


def show_label(label: int) -> None:
    """Shows a label as a digit and as the one-hot vector that a network is trained towards."""
    one_hot = " ".join(str(int(digit == label)) for digit in range(10))
    printed(f"label    {label}\n          0 1 2 3 4 5 6 7 8 9\none-hot  [{one_hot}]")
    st.caption(
        explained("Label and one-hot vector"),
        help="One number for each class: 1 for the right class, 0 for the others. A network answers with ten "
        "numbers too; training pushes them towards these.",
    )


def show_pixels(image: np.ndarray, name: str) -> None:
    """Shows a digit, uint8 `(28, 28)`, as pixels with their values and as a vector; `name` says which one."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(
            f"##### {name}",
            width="content",
            help="Point at a pixel or use the arrow keys to find its place in the vector. Networks learn best from "
            "small numbers, so pixels are divided by 255: then they lie between 0 and 1.",
        )
        values = st.segmented_control(
            "Values of the pixels",
            list(VALUES),
            format_func=VALUES.get,
            key="values",
            default="uint8",
            required=True,
            label_visibility="collapsed",
        )
    pixel_vector(image, values == "float32", name, key="pixel_vector")


def show_closest(image: np.ndarray, label: int, dataset: Dataset, leave_out: int | None) -> None:
    """Shows the training images closest to `image`, without the one at index `leave_out`: itself."""
    st.subheader(
        "The most similar digits",
        help="Pixel distance: take both images as 784 numbers from 0 to 1, subtract them, square the differences, "
        "add them up and take the square root. 0 means the same image. Classifying a digit by its most similar "
        "ones is called k-nearest neighbours.",
    )
    distance = exploring.distances(image, dataset.x_train)
    closest = exploring.nearest(distance, CLOSEST, leave_out)
    of_each_class = exploring.nearest_of_each_class(distance, dataset.y_train, leave_out)
    labels = dataset.y_train[closest.indices]
    same = int((labels == label).sum())
    title = (
        f"All {CLOSEST} closest are {label}s too"
        if same == CLOSEST
        else f"{same} of the {CLOSEST} closest are {label}s"
    )
    left, right = st.columns(2, gap="medium")
    with left:
        digit_wall(
            dataset.x_train[closest.indices],
            names=[
                f"{a_digit(a)}, training image {i}, distance {d:.2f}"
                for a, i, d in zip(labels, closest.indices, closest.distances, strict=True)
            ],
            notes=[f"{a} · {d:.1f}" for a, d in zip(labels, closest.distances, strict=True)],
            title=title,
            key="closest",
            on_click=lambda position: go_to(split="train", index=int(closest.indices[position])),
            columns=5,
            shows_in=NUMBERS,
        )
    with right:
        in_words = "Distance to the closest 0 to 9: " + ", ".join(f"{d:.1f}" for d in of_each_class.distances)
        chart = class_distances(of_each_class.distances, label)
        live_chart(chart, in_words, key="class_distances", urgent=False)
