"""The settings as the Keras script that does the same: the bridge for those who follow a tutorial."""

import streamlit as st

from model.networks.config import NetworkConfig, TrainingConfig
from model.runs.script import keras_script
from pages.components.copy_link import copy_link
from pages.parts.printed import printed


def keras_code(network: NetworkConfig, training: TrainingConfig) -> None:
    """Shows the script of these settings, to copy and to download."""
    script = keras_script(network, training, training.source, training.epochs)
    with st.container(horizontal=True, vertical_alignment="center"):
        copy_link(script, "copy_code", "Copy code", "Select the code below and copy it")
        st.download_button(
            "Download",
            script,
            "train_mnist.py",
            "text/x-python",
            icon=":material/download:",
            key="download_code",
            on_click="ignore",
        )
    st.caption(
        "These settings in plain Keras. It draws its random numbers in another order, so scores differ a little.",
    )
    with st.container(key="keras_code", height=460, border=False):
        printed(script)
