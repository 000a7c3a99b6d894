"""People beside MNIST: the same network, judged by digits that do not come from where it learned."""

import streamlit as st

from charts.evaluation import share
from charts.styles import style_bars
from model.digits import people
from model.runs.evaluation import Answers, Score
from model.runs.styles import by_style
from pages.components.live_chart import live_chart
from pages.parts.evaluate.accuracy import show_accuracy

SHIFT = (
    "MNIST's digits, to train on and to test with, were all written by Americans on the same kind of form. These come "
    "from elsewhere: other people, other countries, other pens. That is called distribution shift, and a network that "
    "is only ever judged by MNIST looks better than it is. Training with augmentation narrows the gap."
)
STYLES = (
    "People learn to write digits in different ways. Styles are told apart by rules on the strokes, not by a network. "
    "In brackets: how many of the 300 digits are written so."
)


def show_people(answers: Answers, elsewhere: Score | None, its_digits: str) -> None:
    """Shows the score on people's digits beside the one on `its_digits`, which is None where not known; then styles."""
    score = answers.score()
    here = f"{share(score.accuracy)} on {score.count} digits drawn by 30 people"
    there = f"{share(elsewhere.accuracy)} on {its_digits}, " if elsewhere else ""
    st.subheader(f"{there}{here}", help=SHIFT)
    show_accuracy(score, None)
    scores = by_style(answers, people.load().named_styles)
    st.markdown("##### Which styles it reads", help=STYLES)
    figure = style_bars(
        [s.name for s in scores],
        [s.right for s in scores],
        [s.total for s in scores],
        [s.mistaken_for for s in scores],
    )
    alt = "Read right: " + ", ".join(f"{s.name} {s.right} of {s.total}" for s in scores)
    live_chart(figure, alt, key="styles", urgent=False)
    st.caption(f"Source: {people.load().source}.")
