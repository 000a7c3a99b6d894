"""The timeline: the chosen network as it was before training, after some of its epochs, and as it is now."""

from pathlib import Path
from typing import NamedTuple

import streamlit as st

from model.inside.layers import DenseNetwork
from model.networks.snapshots import BEFORE
from model.runs.record import Run
from pages.components.timeline import timeline
from pages.parts.glossary import explained
from pages.parts.literal import literal
from pages.parts.network_choice import Network
from pages.parts.one_of import tell, went_back
from pages.parts.past import network_then

EPOCH = "epoch"  # in the session and in the URL: the state that is shown, unless it is the latest
OF = "epoch_of"  # in the session: the network that the epoch is of
NONE = ":material/timeline: How it learned can't be shown: {}"
SHIPPED = "the ready-made network comes without snapshots. Train one of your own."
UPLOADED = "an uploaded network comes without snapshots. Train one here."
OLD = "this run has no snapshots, perhaps because it is an old one. Train it again."


class Moment(NamedTuple):
    """The network at one time: `name` tells it from all others, `label` says when it was; `latest` is as it is now.

    `first` is where the timeline begins, None where there is nothing but the latest state.
    """

    network: DenseNetwork
    name: str
    label: str
    latest: DenseNetwork
    latest_name: str
    first: tuple[DenseNetwork, str] | None = None


def choose_moment(chosen: Network, latest: DenseNetwork | None) -> Moment | None:
    """Shows the slider, or says why there is none; returns the state that it stands at, if there is a `latest` one."""
    past = _past(chosen.run)
    if not past or chosen.run is None or chosen.run.network is None:
        st.session_state.pop(EPOCH, None)
        tell(EPOCH, None)
        st.caption(explained(NONE.format(SHIPPED if chosen.run is None else OLD if chosen.run.network else UPLOADED)))
        epoch = None
    else:
        epoch = _choose_epoch(chosen.run, list(past))
    if latest is None:
        return None
    name = f"{chosen.id} {chosen.path.stat().st_mtime_ns}"
    now = Moment(latest, name, "Now", latest, name)
    if not past or chosen.run is None or chosen.run.network is None:
        return now
    config, began = chosen.run.network, min(past)
    try:
        now = now._replace(first=(network_then(past[began], config), f"{name} @{began}"))
        if epoch is None:
            return now
        return now._replace(network=network_then(past[epoch], config), name=f"{name} @{epoch}", label=_label(epoch))
    except (OSError, ValueError):
        st.caption(":material/broken_image: This snapshot can't be read any more. The network is shown as it is now.")
        return now


def _choose_epoch(run: Run, epochs: list[int]) -> int | None:
    """Asks for one of `epochs`; None is now. The choice stands in the URL."""
    if EPOCH not in st.session_state or went_back():
        st.session_state[EPOCH] = st.query_params.get(EPOCH, "")
    elif st.session_state[OF] != run.id:  # another network, which begins as it is now
        st.session_state[EPOCH] = ""
    st.session_state[OF] = run.id
    told = st.session_state[EPOCH]
    at = epochs.index(int(told)) if told in map(str, epochs) else len(epochs)
    if told and at == len(epochs):
        st.caption(
            f":material/link_off: There is no snapshot of epoch {literal(told[:9])}. Choose a time on the slider."
        )
        st.session_state[EPOCH] = ""

    def move(place: int) -> None:
        st.session_state[EPOCH] = str(epochs[place]) if place < len(epochs) else ""

    labels = [*map(_label, epochs), f"Now, after {_epochs(run)}"]
    timeline(labels, at, "Timeline: how it learned", "timeline_slider", move)
    tell(EPOCH, str(epochs[at]) if at < len(epochs) else None)
    return epochs[at] if at < len(epochs) else None


def _past(run: Run | None) -> dict[int, Path]:
    """The run's snapshots, without one of its last epoch: that is the network as it is now."""
    if run is None:
        return {}
    whole = run.status == "finished"
    return {epoch: path for epoch, path in run.snapshots().items() if not (whole and epoch == run.epochs)}


def _label(epoch: int) -> str:
    return "Before training" if epoch == BEFORE else f"After epoch {epoch}"


def _epochs(run: Run) -> str:
    return "1 epoch" if run.epochs == 1 else f"{run.epochs} epochs"
