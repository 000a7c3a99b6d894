"""Be the network: ten templates painted by hand, scored on test digits, and trained on from there."""

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from charts.baselines import accuracy_bars
from charts.evaluation import share
from charts.palette import DIVERGING, diverging
from charts.words import a_digit
from model.digits.data import Dataset
from model.inside import templates
from model.inside.layers import DenseNetwork
from model.networks.config import CLASSES
from pages.components.canvas import Ink, canvas
from pages.components.digit_wall import digit_wall
from pages.components.live_chart import live_chart
from pages.components.pictures import as_png
from pages.parts.inside.opened import MANY, digits
from pages.parts.inside.own_templates import Painting
from pages.parts.inside.painted_run import show_training, trained

PAPER, FOR, AGAINST = DIVERGING[2][1], Ink(DIVERGING[-1][1], "For"), Ink(DIVERGING[0][1], "Against")
PAINTING, CHOSEN = "ten_templates", "template"  # in the session
YOURS, MEANS, TRAINED = "Your painting", "Mean images", "Trained from yours"
RULES = {
    "Chance": "A digit drawn by lot: one in ten is right.",
    YOURS: "Your ten templates.",
    MEANS: "The digit with the nearest mean image.",
    TRAINED: "What training made of your templates.",
}
LARGER = 8  # pixels a side, for each of a template's, in the picture to download
ABOUT = (
    "Without a hidden layer, a network has one weight for each pixel and digit: ten pictures. A digit's score is the "
    "sum of pixel × weight, and the highest score wins. Blue: ink here speaks for the digit. Orange: against it. The "
    "bias takes off what a template scores on average, so that more paint is no advantage by itself."
)
STYLE = """
<style>
  .st-key-template_canvas { --around: 27rem; }
  .st-key-template_reading { min-height: 5.5rem; }  /* the canvas stays where it is while the words change */
  @media (max-width: 640px) {  /* ten digits in a row on a phone, and the result above the canvas */
    .st-key-template_reading { min-height: 9rem; }
    .st-key-template [role=radiogroup] button { min-width: 0; padding: 0.25rem 0.62rem; }
  }
</style>
"""


@st.cache_data(max_entries=1, show_spinner=False)
def _means() -> DenseNetwork:
    sample = digits()
    return templates.network_of_means(sample.x_train, sample.y_train)


@st.fragment
def be_the_network() -> None:
    """What changes with each stroke: the ten templates, and how well they read."""
    st.html(STYLE)
    painting: Painting = st.session_state.setdefault(PAINTING, Painting())
    words = st.container(key="template_reading", gap="small")
    left, right = st.columns([2, 3], gap="large")
    with left:
        _paint(painting)
    with right:
        _show_reading(painting, digits(), words)


def _paint(painting: Painting) -> None:
    st.session_state.setdefault(CHOSEN, 0)
    digit = st.segmented_control(
        "Digit to paint",
        list(range(10)),
        required=True,
        key=CHOSEN,
        persist_state="session",
        wrap=True,
        help=ABOUT,
    )
    # A board that was cleared from here begins anew.
    board = f"template_{digit} {st.session_state.get('templates_cleared', 0)}"
    canvas(
        painting.drawings[digit],
        "template_canvas",
        board,
        "template_drawing_surface",
        choose_brush=True,
        inks=(FOR, AGAINST),
        paper=PAPER,
        hint=f"Where does {a_digit(digit)} have ink, and where not?",
        keyboard=True,
    )
    with st.container(horizontal=True):
        if painting.begun:
            st.button("Clear all ten", icon=":material/delete:", type="tertiary", on_click=_clear, args=(painting,))
        elif painting.cleared:
            st.button("Undo", icon=":material/undo:", type="tertiary", on_click=_bring_back, args=(painting,))


def _clear(painting: Painting) -> None:
    painting.clear()
    st.session_state.templates_cleared = st.session_state.get("templates_cleared", 0) + 1


def _bring_back(painting: Painting) -> None:
    painting.bring_back()
    st.session_state.templates_cleared += 1


def _show_reading(painting: Painting, sample: Dataset, words: DeltaGenerator) -> None:
    """The finding, in the container of `words`; and here the ten templates, beside what others read by."""
    x, y = sample.x_test[:MANY], sample.y_test[:MANY]
    pictures, begun, found = painting.templates(), painting.begun, trained()
    network = templates.network_of(pictures, sample.x_train)
    right = np.zeros(len(y), bool)
    if begun:
        read = templates.readings(network, x, among=begun)
        right = read == y
        words.subheader(f"Your painting reads {share(right.mean())} of {MANY:,} test digits right", help=ABOUT)
        words.caption(_advice(read, y, begun))
    else:
        words.subheader("You are the network: paint its ten templates", help=ABOUT)
        words.caption(
            "Choose a digit. Paint blue where its ink should be, orange where ink would speak against it. After each "
            f"stroke, your templates read {MANY:,} test digits."
        )
    wall, bars = st.columns(2, gap="medium")
    with wall:
        shares = [f" · {share(right[y == digit].mean(), 0)}" if digit in begun else "" for digit in range(10)]
        notes = [f"{digit}{told}" for digit, told in enumerate(shares)]
        _show_templates(pictures, YOURS, "Yours: how many of each digit are read right", notes)
    with bars:
        ways = {MEANS: _means()} | ({TRAINED: found} if found else {})
        accuracies = {name: float((templates.readings(way, x) == y).mean()) for name, way in ways.items()}
        _show_accuracies(({YOURS: float(right.mean())} if begun else {}) | accuracies)
    show_training(network if begun else None, lambda: as_png(_sheet(pictures)))
    means, training = st.columns(2, gap="medium")
    with means:
        _show_templates(templates.templates_of(_means()), MEANS, "Mean images: blue where there is more ink")
    with training:
        if found:
            _show_templates(
                templates.templates_of(found), TRAINED, f"What training made of yours: {share(accuracies[TRAINED])}"
            )


def _show_accuracies(ways: dict[str, float]) -> None:
    names, accuracies = ["Chance", *ways], [1 / CLASSES, *ways.values()]
    best = max(ways, key=lambda name: ways[name])
    title = f"Best: {best.lower()}, {share(ways[best])}"
    figure = accuracy_bars(names, accuracies, [RULES[name] for name in names], YOURS, title)
    alt = ", ".join(f"{name} {share(value)}" for name, value in zip(names, accuracies, strict=True))
    live_chart(figure, f"Read right: {alt}", key="templates_chart", urgent=False)


def _advice(read: np.ndarray, labels: np.ndarray, begun: list[int]) -> str:
    """What to paint next: a digit without paint, else the one that is read worst, with what it is taken for."""
    if missing := [digit for digit in range(10) if digit not in begun]:
        return f"By chance it would be 10%. Not painted yet: {', '.join(map(str, missing))}."
    recall = [(read[labels == digit] == digit).mean() for digit in range(10)]
    worst = int(np.argmin(recall))
    wrong = read[(labels == worst) & (read != worst)]
    if not len(wrong):
        return "Every digit is read right."
    taken_for = int(np.bincount(wrong, minlength=10).argmax())
    return (
        f"The {worst} is read worst: {recall[worst]:.0%} right; most others are taken for {a_digit(taken_for)}. What "
        f"sets {a_digit(worst)} apart from {a_digit(taken_for)}? Paint that for one and against the other."
    )


def _show_templates(pictures: np.ndarray, name: str, title: str, notes: list[str] | None = None) -> None:
    """Ten pictures, float `(10, 28, 28)`: blue above zero, orange below. A click on one's own paints on there."""
    own = name == YOURS
    digit_wall(
        diverging(pictures, 1.0 if own else float(np.abs(pictures).max())),
        names=[f"{name}: template of the {digit}" + (", click to paint it" if own else "") for digit in range(10)],
        notes=notes or [str(digit) for digit in range(10)],
        title=title,
        key=f"wall_{name}",
        on_click=(lambda place: st.session_state.update({CHOSEN: place})) if own else None,
        columns=5,
        selected=st.session_state.get(CHOSEN) if own else None,
    )


def _sheet(pictures: np.ndarray) -> np.ndarray:
    """The ten templates in two rows, in colours: uint8 `(h, w, 3)`."""
    large = np.repeat(np.repeat(diverging(pictures, 1.0), LARGER, axis=1), LARGER, axis=2)
    return np.concatenate([np.concatenate(list(large[start : start + 5]), axis=1) for start in (0, 5)])
