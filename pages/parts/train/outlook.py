"""What is worth knowing before a start: that the run will be long, or that nothing could be kept of it."""

from pathlib import Path

import streamlit as st

from model.jobs import waiting
from model.jobs.engine import the_engine
from model.networks.config import NetworkConfig, TrainingConfig
from model.runs import disk, record
from pages.parts.literal import literal

LONG = 600.0  # seconds: a run that takes longer says so before it starts
LOOK_AGAIN = 30.0  # seconds between two looks at the disk


def say_outlook(network: NetworkConfig, training: TrainingConfig) -> None:
    """A sentence for each thing that speaks against starting now."""
    if trouble := disk_trouble(str(record.runs_dir())):
        st.warning(f"{literal(trouble)} Until then no run can be saved.", icon=":material/hard_drive:")
    engine = the_engine()
    seconds = engine.expected_seconds(network, training)
    if seconds > LONG:
        long = waiting.in_words(seconds)
        about = f"about {long}" if engine.queue.pace.is_known else f"{long}, or much longer"
        st.warning(
            f"This run will take {about}. Fewer epochs, fewer neurons or a larger batch size make it shorter.",
            icon=":material/hourglass_top:",
        )


@st.cache_data(ttl=LOOK_AGAIN, max_entries=4, show_spinner=False)
def disk_trouble(folder: str) -> str:
    """A sentence if runs could not be kept now, else nothing. The same look serves everybody for half a minute."""
    return disk.trouble(Path(folder))
