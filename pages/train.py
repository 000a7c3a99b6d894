"""Train: choose a network, start, and watch it learn."""

import streamlit as st

from charts.network_diagram import network_diagram
from model import jobs
from model.network import CLASSES, NetworkConfig
from model.summary import count_parameters, summarize
from pages.parts.live_run import live_run
from pages.parts.settings_form import back_to_defaults, settings_form
from pages.parts.visitor import visitor


def network_section(network: NetworkConfig) -> None:
    """The network as a drawing and as Keras's summary."""
    st.subheader(f"This network has {count_parameters(network):,} parameters", anchor=False)
    drawing, table = st.columns([2, 3])
    sizes = [784, *network.hidden, CLASSES]
    names = ["pixels", *(network.activation for _ in network.hidden), "digits (softmax)"]
    with drawing:
        st.plotly_chart(
            network_diagram(sizes, names),
            key="network_diagram",
            config={"displayModeBar": False},
        )
        st.caption("Each line is a weight. Each layer of many neurons is drawn as a few and a ⋮.")
    with table:
        st.table(
            [
                {
                    "Layer": row.layer,
                    "Output shape": " × ".join(str(size) for size in row.output_shape),
                    "Parameters": f"{row.parameters:,}",
                    "How they add up": row.sum_in_words,
                }
                for row in summarize(network)
            ]
        )


def current_job() -> jobs.Job | None:
    """The run in the URL, else this person's latest."""
    engine = jobs.engine()
    engine.start()
    job = engine.job(st.query_params.get("run")) or engine.newest(visitor())
    if job is None:
        st.query_params.pop("run", None)
    else:
        st.query_params["run"] = job.id
    return job


st.title("Train", anchor=False)
settings, run = st.columns([5, 8], gap="large")
with settings:
    chosen = settings_form()
    for notice in st.session_state.get("notices", []):
        st.warning(notice, icon=":material/link_off:")
    job = current_job()
    busy = job is not None and not job.ended and job.owner == visitor()
with run:
    with st.container(horizontal=True):
        if st.button(
            "Start",
            icon=":material/play_arrow:",
            type="primary",
            key="start_training",
            disabled=chosen is None or busy,
            help="A run is under way: stop or reset it first." if busy else None,
        ):
            st.query_params["run"] = jobs.engine().submit(*chosen, visitor()).id
            st.session_state.pop("notices", None)
            st.rerun()
        st.button(
            "Default settings", icon=":material/undo:", on_click=back_to_defaults, type="tertiary", key="back_to_defaults"
        )
    if job is None:
        with st.container(border=True, key="training_status"):
            st.markdown("**Nothing trained yet**")
            st.write("Press Start: loss and accuracy will grow here, epoch by epoch. Then draw on what you have trained.")
    else:
        live_run(job)
if chosen:
    network_section(chosen[0])
