"""How far a network can be believed: calibration, and what comes of letting it say "I don't know"."""

import numpy as np
import streamlit as st

from charts.evaluation import calibration_chart, share, threshold_chart
from model.runs import evaluation
from model.runs.evaluation import Answers
from pages.components.live_chart import live_chart
from pages.parts.glossary import explained

THRESHOLDS = np.append(np.arange(0, 100), 99.9) / 100  # %; 100 would leave no answer at all


def show_confidence(answers: Answers) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        show_calibration(answers)
    with right:
        show_threshold(answers)


def show_calibration(answers: Answers) -> None:
    st.subheader(
        "Is it right as often as it says?",
        help="A network is well calibrated if 80% of the digits that it is 80% sure of are right. Above the dashed "
        "line, it is right more often than it says. The average distance from the line, weighted by the number of "
        "digits, is the expected calibration error.",
    )
    bins = evaluation.calibration(answers)
    live_chart(
        calibration_chart(
            bins.confidence,
            bins.accuracy,
            (bins.low, bins.high),
            (bins.lower, bins.upper),
            bins.count,
            bins.error,
            bins.bias,
        ),
        "Confidence and accuracy: "
        + ", ".join(
            f"{share(sure, 0)} sure, {share(right, 0)} right"
            for sure, right in zip(bins.confidence, bins.accuracy, strict=True)
        ),
        key="calibration",
    )
    st.caption(
        explained(f"Larger points: more digits; bars: 95% intervals. Expected calibration error {bins.error:.3f}.")
    )


def show_threshold(answers: Answers) -> None:
    st.subheader(
        "If it may say “I don't know”",
        help="Confidence is the probability of its answer. Below the threshold it gives no answer: the answers that "
        "are left are right more often, and a person has to read the rest.",
    )
    figure = st.container()
    percent = st.slider(
        "Lowest confidence for an answer", 0, 99, 90, key="threshold", bind="query-params", format="%d%%"
    )
    at = evaluation.thresholds(answers, THRESHOLDS)
    with figure:
        right = f", {share(at.accuracy[percent])} of that right" if at.coverage[percent] else ""
        live_chart(
            threshold_chart(at.threshold, at.accuracy, at.coverage, percent),
            f"At least {percent}% sure: {share(at.coverage[percent])} answered{right}",
            key="thresholds",
        )
    count = len(answers.labels)
    answered = round(at.coverage[percent] * count)
    st.caption(f"Of {count:,} digits it answers {answered:,} and says “I don't know” to {count - answered:,}.")
