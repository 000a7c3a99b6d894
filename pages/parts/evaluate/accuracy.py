"""How many digits a network reads right: those it learned from, new ones, and what lies between."""

import streamlit as st

from charts.evaluation import accuracy_chart, share
from model.runs.evaluation import Score, name_the_gap
from pages.components.live_chart import live_chart
from pages.parts.glossary import explained, hinted

GAP = (
    "What counts is new digits. If a network reads the digits it learned from much better than new ones, it has "
    "learned them by heart: overfitting. From a gap of 2 points on it is some overfitting, from 5 on overfitting. If "
    "it can't even read 9 in 10 of the digits it learned from, it has learned too little: underfitting."
)
LOSS = (
    "How far the ten probabilities are from the right answer, averaged over the digits; training makes it small. "
    "Penalties on weights are left out."
)
INTERVAL = (
    "Other test digits would have given a slightly different result. In 95 of 100 such tests, the interval (Wilson's) "
    "contains the accuracy on all digits of this kind. With four times as many digits it would be half as wide."
)


def show_accuracy(test: Score | None, learned: Score | None) -> None:
    """Shows both scores and names the gap between them. None stands for what is not known."""
    if test and learned:
        st.subheader(name_the_gap(test, learned), help=hinted("Overfitting", GAP))
    left, right = st.columns([5, 7], gap="large", vertical_alignment="center")
    with left:
        if test:
            show_score("Test", test, "digits that were kept out of training")
            low, high = test.interval
            st.caption(
                explained(f"95% confidence interval: {share(low)} to {share(high)}"),
                help=hinted("Confidence interval", INTERVAL),
            )
        if learned:
            show_score("Training", learned, "digits it learned from, read again by the finished network")
    if test:
        alt = f"Test accuracy {share(test.accuracy)}"
        if learned:
            alt += f", training accuracy {share(learned.accuracy)}"
        with right:
            chart = accuracy_chart(test.accuracy, test.interval, learned.accuracy if learned else None)
            live_chart(chart, alt, key="accuracy_chart", urgent=False)


def show_score(name: str, score: Score, which: str) -> None:
    with st.container(horizontal=True):
        st.metric(
            f"{name} accuracy",
            share(score.accuracy, 2),
            help=hinted("Accuracy", f"The share of {score.count:,} digits that are read right: {which}."),
            width=190,
        )
        if score.loss is not None:
            st.metric(f"{name} loss", f"{score.loss:.4f}", help=hinted("Loss", LOSS), width=150)
