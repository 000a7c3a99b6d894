"""How many digits a network reads right: those it learned from, new ones, and what lies between."""

import streamlit as st

from charts.evaluation import accuracy_chart, share
from model.runs.evaluation import Score, name_the_gap
from pages.components.live_chart import live_chart

GAP = (
    "What counts is new digits. A network that reads those it learned from much better has learned them by heart: "
    "that is overfitting. One that can't even read those has learned too little: underfitting. The gap counts where "
    "the training accuracy lies beyond the interval of the test accuracy."
)
LOSS = (
    "What training makes small: how far the ten probabilities are from the right answer, averaged over the digits. "
    "Penalties on weights are left out."
)
INTERVAL = (
    "With other test digits the figure would have come out a little different. In 95 of 100 such tests, the interval "
    "(Wilson's) holds the accuracy on all digits of this kind. Four times as many digits halve it."
)


def show_accuracy(test: Score | None, learned: Score | None) -> None:
    """Shows both scores and names the gap between them. None stands for what is not known."""
    if test and learned:
        st.subheader(name_the_gap(test, learned), help=GAP)
    left, right = st.columns([5, 7], gap="large", vertical_alignment="center")
    with left:
        if test:
            show_score("Test", test, "on digits kept back from training")
            low, high = test.interval
            st.caption(f"95\u00a0% confidence interval: {share(low)} to {share(high)}", help=INTERVAL)
        if learned:
            show_score("Training", learned, "on digits it learned from, read once more with the finished network")
    if test:
        alt = f"Test accuracy {share(test.accuracy)}"
        if learned:
            alt += f", training accuracy {share(learned.accuracy)}"
        with right:
            chart = accuracy_chart(test.accuracy, test.interval, learned and learned.accuracy)
            live_chart(chart, alt, key="accuracy_chart", urgent=False)


def show_score(name: str, score: Score, which: str) -> None:
    with st.container(horizontal=True):
        st.metric(
            f"{name} accuracy",
            share(score.accuracy, 2),
            help=f"The share read right of {score.count:,} digits: {which}.",
            width=190,
        )
        if score.loss is not None:
            st.metric(f"{name} loss", f"{score.loss:.4f}", help=LOSS, width=150)
