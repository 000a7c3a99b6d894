"""Runs beside one another: curves overlaid, and accuracy against what it costs."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from charts.comparison import MOST_CURVES, Point, accuracy_against, overlaid_curves
from model.differences import told_apart
from model.runs import Run

LATEST = 4  # runs whose curves are shown as long as none is picked
COSTS = {"parameters": "parameters", "training time": "seconds"}
DATA = {"sample": "tested on the sample", "mnist": "tested on MNIST"}


def compare(shown: Sequence[Run], picked: Sequence[Run]) -> None:
    """The curves of the runs that are picked (else the latest ones), and where they stand among all that are shown."""
    names = told_apart(shown)
    curves = [(names[run.id], rows) for run in picked or shown[:LATEST] if (rows := _history(run))]
    if curves:
        if not picked:
            st.caption("These are the latest runs. Tick others in the table to compare them.")
        elif len(curves) > MOST_CURVES:
            st.caption(f"More than {MOST_CURVES} curves can't be told apart: these are the first {MOST_CURVES}.")
        for metric, column in zip(("accuracy", "loss"), st.columns(2, gap="medium"), strict=True):
            with column:
                _chart(overlaid_curves(metric, curves[:MOST_CURVES]), f"compared_{metric}")
        st.caption("Solid: on validation digits. Dotted: on the training digits themselves.")
    points = [run for run in shown if "test_accuracy" in run.scores]
    if len(points) > 1:
        for (cost, attribute), column in zip(COSTS.items(), st.columns(2, gap="medium"), strict=True):
            known = [run for run in points if getattr(run, attribute) > 0]
            with column:
                _chart(
                    accuracy_against(cost, [_point(run, names, attribute, picked) for run in known]), f"against {cost}"
                )


def _point(run: Run, names: dict[str, str], attribute: str, picked: Sequence[Run]) -> Point:
    tested_on = DATA.get(run.data.get("name", ""), "tested elsewhere")
    return Point(names[run.id], getattr(run, attribute), run.scores["test_accuracy"], tested_on, run in picked)


def _history(run: Run) -> list[dict[str, Any]]:
    try:
        return run.history()
    except (OSError, ValueError, KeyError, TypeError):  # deleted meanwhile, or damaged
        return []


def _chart(figure: Any, key: str) -> None:
    st.plotly_chart(figure, key=key, config={"displayModeBar": False}, alt=figure.layout.title.text)
