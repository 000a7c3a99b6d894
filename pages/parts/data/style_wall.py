"""The styles in which the world writes its digits, each with its name and how common it is among those learned from."""

import numpy as np
import streamlit as st

from model.digits import people, styles
from model.digits.data import Dataset
from pages.parts.glossary import explained

COLUMNS = 3
EXAMPLES = 5  # of each style
COUNTED = 500  # digits of each class: enough to tell rare from common, and done in a second
SIDE = 28
WHERE = {
    (0, "slashed"): "Where 0 and O must not be mixed up: programmers, engineers, the military.",
    (1, "plain"): "As schools in the USA and Britain teach it.",
    (1, "flag"): "As schools in continental Europe and Latin America teach it.",
    (1, "flag and foot"): "As printed.",
    (2, "loop"): "From lessons in joined-up writing.",
    (4, "open"): "As most schools teach it.",
    (4, "closed"): "As printed.",
    (7, "bar"): "In continental Europe and Latin America, so that nobody takes it for a 1.",
}
NAMES = {"mnist": "MNIST", "sample": "the sample"}


@st.cache_resource(max_entries=2, show_spinner="Looking for styles")
def counted(_dataset: Dataset, name: str) -> dict[int, dict[str, int]]:
    return styles.counts(_dataset.x_train, _dataset.y_train, COUNTED)


def show_styles(dataset: Dataset) -> None:
    """Shows people's digits style by style, and how many of the dataset's training digits look like each."""
    st.subheader(
        "Styles of the world",
        help="A network knows only the styles that it has learned from, and reads others worse, even where people "
        "see at once what is meant. Evaluate → People shows which. The numbers come from rules on the pixels, such as "
        "“a 7 whose ink is widest in its middle has a bar”: they tell rare from common, no more.",
    )
    drawn, found = people.load(), counted(dataset, dataset.name)
    columns = st.columns(COLUMNS, gap="large")
    for number, ((label, style), name) in enumerate(people.NAMES.items()):
        which = [i for i, digit in enumerate(drawn.y_test) if digit == label and drawn.styles[i] == style][:EXAMPLES]
        total, alike = sum(found[label].values()), found[label].get(style, 0)
        with columns[number % COLUMNS], st.container(key=f"style_{label}_{style.replace(' ', '_')}"):
            st.markdown(f"**{name}**")
            st.image(strip(drawn.x_test[which]), width=EXAMPLES * 48)
            common = f"Among {NAMES[dataset.name]}'s {label}s: {share(alike, total)}."
            st.caption(explained(f"{WHERE.get((label, style), '')} {common}".strip()))
    st.caption(f"300 digits by 30 people. Source: {drawn.source}.")


def strip(images: np.ndarray) -> np.ndarray:
    """uint8 (n, 28, 28) → one row of digits, with room for `EXAMPLES`, each pixel twice as large: uint8 (56, 280)."""
    row = np.zeros((SIDE, EXAMPLES * SIDE), np.uint8)
    row[:, : len(images) * SIDE] = images.transpose(1, 0, 2).reshape(SIDE, -1)
    return row.repeat(2, axis=0).repeat(2, axis=1)


def share(alike: int, total: int) -> str:
    """In words that promise no more than the rules can keep: "none of 500", "about 3 of 100", "about 26 of 100"."""
    if not alike:
        return f"none of the first {total}"
    if alike < total / 100:
        return f"{alike} of the first {total}"
    return f"about {round(100 * alike / total)} in 100"
