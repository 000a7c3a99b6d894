"""Train: choose a network, start, and watch it learn."""

import streamlit as st

from charts.network_diagram import network_diagram
from model import jobs
from model.job import Job
from model.network import CLASSES, NetworkConfig
from model.summary import count_parameters, summarize
from pages.parts.live_run import live_run
from pages.parts.settings_form import settings_form
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


def current_job() -> Job | None:
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
with run:
    live_run(current_job(), chosen)
if chosen:
    network_section(chosen[0])
