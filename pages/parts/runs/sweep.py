"""A small sweep: what to vary, and the heat map and table that fill in as its runs end."""

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

import streamlit as st

from charts.heat_map import sweep_heat_map
from model.jobs import sweep
from model.jobs.engine import the_engine
from model.jobs.job import Job
from model.jobs.queue import QueueFull
from model.networks.config import NetworkConfig, TrainingConfig
from model.networks.settings import SettingError, from_query
from model.runs.differences import SETTINGS, in_words, no_effect, values_of, without_effect
from model.runs.naming import network_name
from model.runs.record import Run
from pages.components.live_chart import live_chart
from pages.parts.glossary import explained, meaning
from pages.parts.links import page_link
from pages.parts.literal import literal
from pages.parts.locks import locked
from pages.parts.runs.learning_curve import AMOUNT, show_learning_curve
from pages.parts.settings_form import current_query
from pages.parts.visitor import may_change, visitor

EVERY = 1.5  # seconds between two looks at a living sweep
FIRST, SECOND, NO_SECOND = "learning_rate", "batch_size", "none"
AT_FIRST = {
    "learning_rate": ["0.0001", "0.001", "0.01", "0.1"],
    "batch_size": ["32", "128"],
    AMOUNT: ["10", "100", "1000", "60000"],
}
STATES = {
    "waiting": "Waiting",
    "running": "Training",
    "pausing": "Pausing",
    "paused": "Paused",
    "interrupted": "Interrupted",
    "stopping": "Stopping",
    "failed": "Diverged",
    "cancelled": "Stopped",
    "finished": "Finished",
    "stopped": "Stopped",
}


def show_sweep(saved: Sequence[Run]) -> None:
    """The form, and below it this person's latest sweep."""
    engine = the_engine()
    engine.start()
    name = sweep.newest(engine, saved, visitor())
    found = sweep.cells(engine, saved, name) if name else []
    alive = any(cell.lives for cell in found)
    if locked():
        st.caption(":material/lock: A link has locked settings, so no sweep can be started here.")
    else:
        _form(alive)
    if full := st.session_state.pop("queue_full", ""):
        st.warning(full, icon=":material/groups:")
    if found:
        st.fragment(_draw, run_every=EVERY if alive else None)(name, saved, alive)


def _form(alive: bool) -> None:
    base = _base()
    said = (
        "A sweep trains one network for each combination of the values below and shows which works best: at most "
        f"{sweep.MOST_RUNS} runs. Everything else is as set on the Train page: {network_name(base[0])}, "
        f"{in_words('source', base[1].source)}, {base[1].epochs} epochs. A setting with a single value stays fixed."
    )
    st.caption(explained(said), help=meaning("Sweep"))
    first, second = st.columns(2, gap="medium")
    with first:
        values = _vary("First setting", "sweep_first", list(SETTINGS), FIRST)
    with second:
        others = [NO_SECOND, *(name for name in SETTINGS if name not in values)]
        values |= _vary("Second setting", "sweep_second", others, SECOND)
    pairs, problem, alike = [], "", ""
    try:
        read = {name: sweep.read_values(name, texts) for name, texts in values.items()}
        pairs = sweep.combinations(*base, read)
        alike = _say_alike(pairs, read)
    except SettingError as error:
        problem = str(error)
    with st.container(horizontal=True, vertical_alignment="center"):
        start = st.button(
            f"Start {len(pairs)} runs" if pairs else "Start",
            icon=":material/grid_on:",
            type="primary",
            key="start_sweep",
            disabled=alive or not pairs,
            help="One sweep at a time" if alive else None,
        )
        page_link("pages/train.py", "Change the other settings", ":material/tune:")
    if said := problem or alike:
        st.caption(f":material/info: {literal(said)}")
    if "optimizer" in values and "learning_rate" not in values:
        st.caption("Each optimizer gets its usual learning rate, Keras's default for it.")
    if start and pairs and not alive:  # a browser can press a grey button too
        try:
            sweep.start(the_engine(), pairs, visitor())
        except QueueFull as error:
            st.warning(literal(str(error)), icon=":material/groups:")
        else:
            st.rerun()


def _say_alike(pairs: Sequence[tuple[NetworkConfig, TrainingConfig]], read: Mapping[str, Sequence[Any]]) -> str:
    """A sentence where fewer networks are trained than there are combinations: some would be the same."""
    count = prod(map(len, read.values()))
    if len(pairs) == count:
        return ""
    idle = set().union(*(without_effect(values_of(*pair)) for pair in pairs)) & read.keys()
    why = " and ".join(map(no_effect, sorted(idle)))
    return f"Of {count} combinations, {len(pairs)} differ: {why}. Networks that would be the same are trained once."


def _base() -> tuple[NetworkConfig, TrainingConfig]:
    """The settings as they stand on the Train page."""
    query = current_query()
    return from_query(NetworkConfig, query)[0], from_query(TrainingConfig, query)[0]


def _vary(label: str, key: str, names: list[str], default: str) -> dict[str, list[str]]:
    """Asks for a setting and values for it; empty if there is none to vary."""
    name = st.selectbox(
        label,
        names,
        index=names.index(default) if default in names else 0,
        format_func=lambda name: SETTINGS[name].label if name in SETTINGS else "None",
        key=key,
    )
    if name == NO_SECOND:
        return {}
    options = sweep.suggestions(name)
    texts = st.multiselect(
        f"Values of {SETTINGS[name].label.lower()}",
        options,
        AT_FIRST.get(name, options[:3]),
        format_func=lambda text: _words(name, text),
        key=f"{key} {name}",
        persist_state="page",
        accept_new_options=True,
        help=f"{SETTINGS[name].hint} To add a value that isn't in the list, type it (layers as 300-100).",
    )
    return {name: texts}


def _words(name: str, text: str) -> str:
    try:
        return in_words(name, sweep.read_values(name, [text])[0])
    except SettingError:
        return text


def _draw(name: str, saved: Sequence[Run], alive: bool) -> None:
    engine = the_engine()
    found = sweep.cells(engine, saved, name)
    for cell in found:
        if job := engine.job(cell.id):
            job.watched()
    if alive and not any(cell.lives for cell in found):
        st.rerun()  # the page around hears that nothing moves any more, and shows the new runs
    axes = sweep.axes(found)
    done = sum(cell.ended for cell in found)
    if alive:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.progress(done / len(found), f"{done} of {len(found)} runs done", width=420)
            if st.button("Stop the sweep", icon=":material/stop:", key="stop_sweep"):
                for cell in found:
                    if (job := engine.job(cell.id)) and may_change(job.owner):
                        engine.stop(job)
    elif resting := [job for cell in found if cell.rests and (job := engine.job(cell.id))]:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                "Continue the sweep",
                icon=":material/play_arrow:",
                key="continue_sweep",
                on_click=_go_on,
                args=(resting,),
            )
            st.caption(f"{len(resting)} of {len(found)} runs were paused, or interrupted when the app ended.")
    if engine.problem:
        st.warning(literal(engine.problem), icon=":material/cloud_off:")
    as_curve = AMOUNT in axes and len(axes[AMOUNT]) > 1 and show_learning_curve(found, list(axes))
    if axes and not as_curve:
        _heat_map(found, axes, done)
    _table(found, list(axes))


def _go_on(jobs: Sequence[Job]) -> None:
    try:
        for job in jobs:
            if may_change(job.owner):
                the_engine().go_on(job)
    except QueueFull as error:
        st.session_state.queue_full = str(error)


def _heat_map(found: Sequence[sweep.Cell], axes: dict[str, list], done: int) -> None:
    places = {_place(values_of(cell.network, cell.training), axes): cell for cell in found}
    names, base = list(axes), values_of(found[0].network, found[0].training)
    rows = axes[names[1]] if len(names) > 1 else [None]
    grid = [
        [places.get(_place(base | dict(zip(names, (column, row), strict=False)), axes)) for column in axes[names[0]]]
        for row in rows
    ]
    best = sweep.best(found)
    title = "The heat map fills in as the networks train", "Each cell is a run"
    if best:
        title = (
            f"{'Best' if done == len(found) else 'Best so far'}: {best.accuracy:.1%}",
            sweep.in_short(best, names),
        )
    across, *down = [(SETTINGS[name].label, [in_words(name, value) for value in axes[name]]) for name in names]
    figure = sweep_heat_map(
        across,
        down[0] if down else None,
        [[cell.accuracy if cell else None for cell in row] for row in grid],
        [[_label(cell) for cell in row] for row in grid],
        title,
    )
    live_chart(figure, ": ".join(title), "sweep_heat_map")
    said = "Accuracy on the validation digits after the last epoch. Settings are never chosen by the test digits."
    st.caption(explained(said))


def _place(values: Mapping[str, Any], axes: Mapping[str, list]) -> tuple:
    """Where the run with these settings stands; one run stands in several places where a setting has no effect."""
    idle = without_effect(values)
    return tuple(None if name in idle else values[name] for name in axes)


def _label(cell: sweep.Cell | None) -> str:
    if cell is None:
        return ""
    return STATES.get(cell.state, cell.state) if cell.accuracy is None else f"{cell.accuracy:.1%}"


def _table(found: Sequence[sweep.Cell], names: Sequence[str]) -> None:
    rows = []
    for cell in found:
        values = values_of(cell.network, cell.training)
        idle = without_effect(values)
        row: dict[str, Any] = (
            {SETTINGS[name].label: "" if name in idle else in_words(name, values[name]) for name in names}
            | {"State": STATES.get(cell.state, cell.state), "Epochs": f"{cell.epochs} of {cell.training.epochs}"}
            | {
                "Accuracy": None if cell.accuracy is None else 100 * cell.accuracy,
                "Seconds": cell.seconds or None,
                "Note": cell.message,
            }
        )
        rows.append(row)
    if not any(row["Note"] for row in rows):
        rows = [{key: value for key, value in row.items() if key != "Note"} for row in rows]
    st.dataframe(
        rows,
        key="sweep_table",
        hide_index=True,
        placeholder="",
        column_config={
            "Accuracy": st.column_config.NumberColumn(format="%.1f%%"),
            "Seconds": st.column_config.NumberColumn(format="%.1f"),
        },
        alt=f"The {len(rows)} runs of the sweep",
    )
