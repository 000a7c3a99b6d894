"""Runs beside one another: curves overlaid, and accuracy against what it costs."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from charts.comparison import MOST_CURVES, Point, accuracy_against, overlaid_curves
from charts.literal import plain
from model.runs.naming import names_to_choose_from
from model.runs.record import Run
from pages.components.live_chart import live_chart
from pages.parts.glossary import explained, meaning
from pages.parts.runs.runs_table import history

LATEST = 4  # runs whose curves are shown as long as none is picked
COSTS = {"parameters": "parameters", "training time": "seconds"}
STYLE = """
<style>  /* on a tablet one below the other: no title and no name is cut */
  :is(.st-key-compared_curves, .st-key-compared_costs) [data-testid=stHorizontalBlock] { flex-wrap: wrap; }
  :is(.st-key-compared_curves, .st-key-compared_costs) [data-testid=stColumn] { min-width: min(30rem, 100%); }
</style>
"""
DATA = {"sample": "Tested on the sample", "mnist": "Tested on MNIST"}


def compare(shown: Sequence[Run], picked: Sequence[Run]) -> None:
    """The curves of the runs that are picked (else the latest ones), and where they stand among all that are shown."""
    compared = picked or shown[:LATEST]
    names = names_to_choose_from(compared)
    about = f"Of {_runs('ticked', len(compared))}" if picked else f"Of the {_runs('latest', len(compared))}"
    curves = [(names[run.id], rows) for run in compared if (rows := history(run))]
    st.html(STYLE)
    if curves:
        if len(curves) > MOST_CURVES:
            st.caption(f"These are the first {MOST_CURVES}: more curves than that can't be told apart.")
        beside = st.container(key="compared_curves").columns(2, gap="medium")
        for metric, column in zip(("accuracy", "loss"), beside, strict=True):
            with column:
                _chart(overlaid_curves(metric, curves[:MOST_CURVES], about), f"compared_{metric}")
        which = (
            f"the {_runs('ticked', len(curves))}"
            if picked
            else f"the {_runs('latest', len(curves))}, as no run is ticked"
        )
        said = f"Curves of {which}. Solid: validation digits. Dotted: training digits."
        st.caption(explained(said), help=meaning("Validation"))
    names = names_to_choose_from(shown)
    points = [run for run in shown if "test_accuracy" in run.scores]
    if len(points) > 1:
        beside = st.container(key="compared_costs").columns(2, gap="medium")
        for (cost, attribute), column in zip(COSTS.items(), beside, strict=True):
            known = [run for run in points if getattr(run, attribute) > 0]
            with column:
                _chart(
                    accuracy_against(cost, [_point(run, names, attribute, picked) for run in known]), f"against {cost}"
                )


def _runs(which: str, number: int) -> str:
    """`latest run`, `latest 4 runs`, `ticked run`, `4 ticked runs`."""
    if number == 1:
        return f"{which} run"
    return f"latest {number} runs" if which == "latest" else f"{number} {which} runs"


def _point(run: Run, names: dict[str, str], attribute: str, picked: Sequence[Run]) -> Point:
    tested_on = DATA.get(run.data.get("name", ""), "Tested elsewhere")
    return Point(names[run.id], getattr(run, attribute), run.scores["test_accuracy"], tested_on, run in picked)


def _chart(figure: Any, key: str) -> None:
    title = figure.layout.title
    live_chart(figure, plain(f"{title.text}. {title.subtitle.text}"), key, urgent=False)
