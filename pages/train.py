"""Train: choose a network, start, and watch it learn."""

import streamlit as st

from charts.network_diagram import network_diagram
from model.networks.config import CLASSES, NetworkConfig, TrainingConfig
from model.networks.settings import to_query
from model.networks.summary import count_parameters, summarize
from pages.components.live_chart import live_chart
from pages.parts.settings_form import settings_form
from pages.parts.share import share_link
from pages.parts.train.current_run import current_job
from pages.parts.train.live_run import live_run


def network_section(network: NetworkConfig) -> None:
    """The network as a drawing and as Keras's summary."""
    st.subheader(f"This network has {count_parameters(network):,} parameters", anchor=False)
    drawing, table = st.columns([2, 3])
    sizes = (784, *network.hidden, CLASSES)
    names = ("pixels", *(network.activation for _ in network.hidden), "digits (softmax)")
    with drawing:
        in_words = "Layers from left to right: " + ", ".join(
            f"{size} {name}" for size, name in zip(sizes, names, strict=True)
        )
        live_chart(network_diagram(sizes, names), in_words, "network_diagram", urgent=False)
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


def differing(network: NetworkConfig, training: TrainingConfig) -> dict[str, str]:
    """The settings that are not the defaults: a short link, and a QR code that is easy to scan."""
    defaults = to_query(NetworkConfig(), TrainingConfig())
    return {name: text for name, text in to_query(network, training).items() if text != defaults[name]}


with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    st.title("Train", anchor=False, width="content")
    share = st.container(width="content")
settings, run = st.columns([5, 8], gap="large")
with settings:
    chosen = settings_form()
    for notice in st.session_state.get("notices", []):
        st.warning(notice, icon=":material/link_off:")
with run:
    live_run(current_job(), chosen)
if chosen:
    with share:
        share_link(differing(*chosen), "/train")
    network_section(chosen[0])
