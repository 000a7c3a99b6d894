"""All runs in a table: found, sorted, picked."""

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from model.runs import guess
from model.runs.differences import SETTINGS, differing, in_words, values_of, with_label, without_effect
from model.runs.record import UPLOADED, Run
from pages.parts.literal import literal
from pages.parts.one_of import one_of
from pages.parts.visitor import visitor

KEY = "runs_table"
SHOWN = {"all": "All", "mine": "Mine", "starred": "Starred"}
MOST_ROWS = 10  # before the table scrolls
DATA = {"sample": "sample", "mnist": "MNIST"}


def filtered(runs: Sequence[Run]) -> list[Run]:
    """Asks which runs to show; both answers stand in the URL."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        shown = one_of("Show", SHOWN, "show", label_visibility="collapsed")
        text = st.text_input(
            "Find",
            key="find",
            bind="query-params",
            placeholder="Find by name or setting",
            label_visibility="collapsed",
            width=260,
        )
    me = visitor()
    chosen = {"mine": lambda run: run.owner == me, "starred": lambda run: run.starred}.get(shown, lambda run: True)
    words = text.lower().split()
    return [run for run in runs if chosen(run) and all(word in _searched(run) for word in words)]


def choose_runs(runs: Sequence[Run]) -> list[Run]:
    """Shows `runs`, not empty, and returns those that are picked, in the table's order.

    A pick belongs to the run and not to its row: it stays when runs come and go or are filtered.
    """
    ids = [run.id for run in runs]
    picked_before = st.session_state.setdefault("picked_runs", [])
    key = f"{KEY} {hash(tuple(ids))}"  # other rows are another table
    selection = st.dataframe(
        _table(runs),
        key=key,
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        selection_default={"selection": {"rows": [ids.index(picked) for picked in picked_before if picked in ids]}},
        column_config=_columns(),
        height="auto" if len(runs) > MOST_ROWS else "content",
        placeholder="",
        alt=f"{len(runs)} runs with their settings and scores",
    )
    picked = [runs[row] for row in sorted(selection["selection"]["rows"]) if row < len(runs)]
    st.session_state.picked_runs = [run.id for run in picked]
    if same := _in_common(runs):
        st.caption(literal(same))
    return picked


def _table(runs: Sequence[Run]) -> pd.DataFrame:
    settings = differing((run.network, run.training) for run in runs)
    rows = []
    for run in runs:
        values = values_of(run.network, run.training)
        row = {
            "name": run.name,
            "starred": "★" if run.starred else "",
            "test": _percent(run.scores.get("test_accuracy")),
            "last": _percent(next(iter(_validation(run)[-1:]), None)),
            "best": _percent(max(_validation(run), default=None)),
            "guess": guess.in_short(run.guess) if run.guess else None,
            "loss": run.scores.get("test_loss"),
            "data": _data(run),
            "epochs": run.epochs or None,
            "parameters": run.parameters,
            "seconds": run.seconds or None,
            **{SETTINGS[name].label: _setting(run, name, values) for name in settings},
            "created": run.created.astimezone().replace(tzinfo=None),
        }
        rows.append(row)
    table = pd.DataFrame(rows)
    if not any(run.guess for run in runs):
        table = table.drop(columns="guess")
    if "source" in settings:  # the column “data” says it too, and truer: which digits there really were
        table = table.drop(columns=SETTINGS["source"].label)
    return table.drop(columns=SETTINGS["epochs"].label) if "epochs" in settings else table


def _columns() -> dict[str, object]:
    """How the fixed columns look; those of the settings are plain text."""
    column = st.column_config
    number = column.NumberColumn
    return {
        "name": column.TextColumn("Run", width="medium", pinned=True),
        "starred": column.TextColumn("★", width=36, help="Starred runs"),
        "data": column.TextColumn(
            "Data", help="The digits that it learned from; for an uploaded network, those that it was tested on"
        ),
        "epochs": number("Epochs", help="How many times it saw all the training digits"),
        "test": number("Test accuracy", format="%.1f%%", help="On test digits, which it never saw in training"),
        "last": number("Validation accuracy", format="%.1f%%", help="After the last epoch"),
        "best": number("Best validation", format="%.1f%%", help="The highest validation accuracy after any epoch"),
        "guess": column.TextColumn(
            "Guess", help="What was guessed before Start: the test accuracy, and which two digits are confused most"
        ),
        "loss": number(
            "Test loss", format="%.3f", help="How far the ten outputs are from the right answer: lower is better"
        ),
        "parameters": number(
            "Parameters", format="localized", help="All weights and biases: the numbers that training finds"
        ),
        "seconds": number("Seconds", format="%.1f", help="Training time, validation included"),
        "created": column.DatetimeColumn("Started", format="D MMM, HH:mm"),
    }


def _setting(run: Run, name: str, values: dict[str, Any]) -> str:
    """A setting in words; nothing where it is not known, or has no effect."""
    if not values or name in without_effect(values):
        return ""
    return in_words(name, values[name])


def _data(run: Run) -> str:
    return DATA.get(run.data.get("name", ""), "")


def history(run: Run) -> list[dict[str, Any]]:
    """The epochs of `run`; none where it was deleted meanwhile, or its file is damaged."""
    try:
        return _history(str(run.folder), run)
    except (OSError, ValueError, KeyError, TypeError):
        return []


@st.cache_data(max_entries=500, show_spinner=False)
def _history(folder: str, _run: Run) -> list[dict[str, Any]]:
    return _run.history()


def _validation(run: Run) -> list[float]:
    """Validation accuracy after each epoch; none where no digits were kept aside."""
    shares = [row["val_accuracy"] for row in history(run)]
    return [share for share in shares if share is not None and math.isfinite(share)]


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _in_common(runs: Sequence[Run]) -> str:
    """The settings that no column shows, because they are the same, and have an effect, in all runs."""
    known = [run for run in runs if run.status != UPLOADED]
    if len(known) < 2:
        return ""
    all_values = [values_of(run.network, run.training) for run in known]
    untold = set(differing((run.network, run.training) for run in known)).union(*map(without_effect, all_values))
    same = [
        with_label(name, all_values[0][name])
        for name, setting in SETTINGS.items()
        if name not in untold and not setting.shelf
    ]
    return f"Same for all runs: {', '.join(same)}." if same else ""


def _searched(run: Run) -> str:
    values = values_of(run.network, run.training)
    words = [f"{SETTINGS[name].label} {in_words(name, value)}" for name, value in values.items()]
    return " ".join([run.name, run.status, _data(run), *words]).lower()
