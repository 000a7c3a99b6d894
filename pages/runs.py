"""Runs: all that was trained, side by side; keep, take away, bring in, and sweep."""

import streamlit as st

from model.runs import record
from pages.parts.glossary import explained
from pages.parts.links import page_link
from pages.parts.literal import literal
from pages.parts.one_of import Spellings
from pages.parts.runs.comparison import compare
from pages.parts.runs.run_actions import actions, undo
from pages.parts.runs.running_now import running_now
from pages.parts.runs.runs_table import SHOWN, choose_runs, filtered
from pages.parts.runs.sweep import show_sweep
from pages.parts.runs.upload import upload
from pages.parts.url_check import Anything, check_url, opened_with


def show_runs(saved: list[record.Run], warnings: list[str]) -> None:
    if saved:
        shown = filtered(saved)
        if not shown:
            st.caption("No run matches. Show all, or search for something else.")
        picked = choose_runs(shown) if shown else []
        if picked:
            actions(picked)
        elif shown:
            st.caption(
                explained("Tick runs to compare, star, rename, download or delete them."),
                help="Click the box in a row to tick it. By keyboard: Tab to the table, arrow keys to a row, "
                "Shift + Space to tick it.",
            )
    else:
        shown, picked = [], []
        with st.container(border=True, width=480):
            st.markdown("**No runs yet**")
            st.caption(
                explained("Every network you train is kept here, with its curves, its scores and files to download.")
            )
            page_link("pages/train.py", "Train a network", ":material/model_training:")
    undo()
    for warning in warnings:
        st.caption(f":material/warning: {literal(warning)}")
    if shown:
        compare(shown, picked)


asked = opened_with("runs")
saved, warnings = record.load_all()
with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
    st.title("Runs", anchor=False, width="content")
    upload()
check_url("runs", asked, {"view": ["Compare", "Sweep"], "show": Spellings(SHOWN), "find": Anything()})
compared, swept = st.tabs(["Compare", "Sweep"], key="view", on_change="rerun", bind="query-params")
if swept.open:
    with swept:
        show_sweep(saved)
else:
    with compared:
        running_now()
        show_runs(saved, warnings)
