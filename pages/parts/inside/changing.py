"""What would change the answer, in slow motion; and the picture that the network makes up by itself."""

import numpy as np
import streamlit as st

from charts.palette import diverging
from charts.probabilities import percent
from charts.words import a_digit
from model.inside.changing import Change, imagine, towards
from model.inside.layers import DenseNetwork, Pass
from pages.components.film import Film, Reel, changes_of_mind, film
from pages.parts.glossary import explained, meaning

KEPT = 20  # films that stay in memory, of each of the two kinds: up to 700 kB each


@st.cache_resource(max_entries=KEPT, show_spinner="Changing it step by step")
def _changed(_network: DenseNetwork, name: str, pixels: np.ndarray, digit: int) -> Change:
    """`name` tells networks apart."""
    return towards(_network, pixels, digit)


@st.cache_resource(max_entries=KEPT, show_spinner="The network imagines it, step by step")
def _imagined(_network: DenseNetwork, name: str, digit: int) -> Change:
    return imagine(_network, digit)


def show_changes(network: DenseNetwork, pixels: np.ndarray, passed: Pass, name: str) -> None:
    """The picture on its way to another answer, and the most digit-like picture of all. `name` tells networks apart."""
    answer = int(passed.probabilities[0].argmax())
    others = [digit for digit in range(10) if digit != answer]
    usual = int(np.argsort(passed.probabilities[0], kind="stable")[-2])
    digit = st.segmented_control(
        "What would make it a …?",
        others,
        default=usual,
        required=True,
        key=f"not {answer}",
        help=meaning("Adversarial example"),
    )
    change = _changed(network, name, pixels, int(digit))
    film(_film(change, _title(change, answer, int(digit)), "Step"), key="change")
    st.caption(
        explained(
            "Each step changes the pixels a little, in the direction that raises the new answer fastest: the "
            "gradient. A picture that people read as before, and the network as something else, is called an "
            "adversarial example."
        )
    )
    if st.toggle(f"Let the network imagine {a_digit(digit)}, from grey noise", key="imagine", persist_state="page"):
        dream = _imagined(network, name, int(digit))
        read = dream.probabilities[-1].argmax()
        title = f"The most {digit}-like picture that this network can imagine"
        if read != digit:
            title = f"It tried to imagine {a_digit(digit)}, and still reads {a_digit(read)}"
        film(_film(dream, title, "Step", begins=len(dream.pictures) - 1), key="dream")
        st.caption(
            explained(
                "It need not look like a digit: the network only ever learned to tell ten digits apart, never to "
                "draw one."
            )
        )


def _title(change: Change, answer: int, digit: int) -> str:
    if change.flipped is None:
        return f"It stays {a_digit(answer)}: {len(change.pictures) - 1} small steps don't make it {a_digit(digit)}"
    steps = "1 small step makes" if change.flipped == 1 else f"{change.flipped} small steps make"
    share = percent(float(change.changed[change.flipped]))
    return f"{steps} it {a_digit(digit)}: pixels changed by {share} on average"


def _film(change: Change, title: str, axis: str, begins: int = 0) -> Film:
    differences = change.pictures - change.pictures[0]
    largest = float(np.abs(differences).max())
    told = [
        f"Pixels changed by {percent(share)} on average." if share else "Nothing is changed yet."
        for share in change.changed
    ]
    return Film(
        title,
        [
            Reel("The picture", change.pictures),
            Reel("Ink: blue added, orange taken", diverging(differences, largest)),
        ],
        change.probabilities,
        told,
        axis,
        begins,
        [(frame, f"{before} → {after}") for frame, before, after in changes_of_mind(change.probabilities)],
    )
