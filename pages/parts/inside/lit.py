"""The network, lit by one picture: as it is on Inside, and in small."""

import re
from dataclasses import replace

import numpy as np
import streamlit as st

from charts.probabilities import percent
from model.inside.layers import DenseNetwork, Pass
from model.inside.lit import active, influence, strongest_edges
from model.inside.reasons import SIDE
from pages.components.lit_network import Tiles, lit_network
from pages.parts.one_of import tell, went_back

OPENED = "opened_neuron"  # in the session: (layer, neuron)
HIDDEN_NEURON = "opened_hidden_neuron"  # in the session: the same, unless one of the ten answers is open
NEURON, BRIGHTEST = "neuron", "brightest"  # in the URL: ?neuron=1-5, the first layer's neuron 5; it is counted from 0
IN_SMALL = 128  # neurons of a layer that are shown in small: those that matter most
ORDERS = {"matter": "Most important first", "index": "By index"}


def show_lit(network: DenseNetwork, passed: Pass) -> None:
    """Draws the network as it stands for one picture. A click on a neuron opens it below."""
    by_index = False
    if len(network.layers) > 1:
        order = st.segmented_control(
            "Order of the neurons",
            list(ORDERS),
            format_func=ORDERS.get,
            default="matter",
            required=True,
            key="order",
            label_visibility="collapsed",
        )
        by_index = order == "index"
    lit_network(
        passed.pixels[0].reshape(SIDE, SIDE),
        _tiles(network, passed, by_index),
        passed.probabilities[0],
        strongest_edges(network, passed),
        in_words(network, passed),
        key="lit_network",
        selected=chosen(network),
        on_select=open_neuron,
    )


def show_lit_in_small(network: DenseNetwork, pixels: np.ndarray, key: str) -> None:
    """The same as a small picture: of each layer only the neurons that matter most, and nothing to click on."""
    passed = network.forward(pixels[None])
    tiles = [replace(one, order=one.order[:IN_SMALL]) for one in _tiles(network, passed, False)]
    edges = strongest_edges(network, passed)
    lit_network(pixels, tiles, passed.probabilities[0], edges, in_words(network, passed), key=key, small=True)


def _tiles(network: DenseNetwork, passed: Pass, by_index: bool) -> list[Tiles]:
    answer = int(passed.probabilities[0].argmax())
    tiles = []
    for layer, adds in enumerate(influence(network, passed, answer)):
        order = np.arange(len(adds)) if by_index else np.argsort(-np.abs(adds), kind="stable")
        exact = layer == len(passed.activations) - 1
        tiles.append(Tiles(f"Hidden layer {layer + 1}", order, passed.activations[layer][0], adds, exact))
    return tiles


def in_words(network: DenseNetwork, passed: Pass) -> str:
    """What the picture of the network shows."""
    probabilities = passed.probabilities[0]
    hidden = zip(network.layers, passed.activations, strict=False)
    counts = [(int(active(layer, values[0]).sum()), values.shape[1]) for layer, values in hidden]
    answer = f"answer {probabilities.argmax()}, {percent(probabilities.max())}"
    lit = [f"{some} of {all_of_them} neurons active" for some, all_of_them in counts]
    return " → ".join(["The network, lit by the picture: 784 pixels", *lit, answer])


def open_neuron(layer: int, index: int) -> None:
    st.session_state[OPENED] = (layer, index)


def close_neuron() -> None:
    st.session_state.pop(OPENED, None)


def chosen(network: DenseNetwork) -> tuple[int, int] | None:
    """The neuron that is open, if this network has it."""
    layer, index = st.session_state.get(OPENED, (-1, -1))
    return (layer, index) if 0 <= layer < len(network.layers) and index < network.sizes[layer + 1] else None


class NeuronNames:
    """All that a link may say of a neuron. Whether a network has it is seen once that is awake."""

    def __contains__(self, text: object) -> bool:
        return text == BRIGHTEST or (isinstance(text, str) and re.fullmatch("[1-9]-[0-9]{1,4}", text) is not None)


def follow_link(network: DenseNetwork, passed: Pass) -> str:
    """Opens the neuron that the URL asks for, and has the URL say which one is open.

    Returns a sentence where the network has no such neuron, else "".
    """
    said = ""
    if NEURON not in st.session_state or went_back():
        said = _open_asked(network, passed, st.query_params.get(NEURON, ""))
    here = chosen(network)
    st.session_state[NEURON] = f"{here[0] + 1}-{here[1]}" if here else ""
    st.session_state[HIDDEN_NEURON] = here if here and here[0] < len(network.layers) - 1 else None
    tell(NEURON, st.session_state[NEURON] or None)
    return said


def _open_asked(network: DenseNetwork, passed: Pass, asked: str) -> str:
    if asked == BRIGHTEST:
        if chosen(network) is None and passed.activations:
            open_neuron(0, int(passed.activations[0][0].argmax()))
    elif asked in NeuronNames():
        layer, index = map(int, asked.split("-"))
        open_neuron(layer - 1, index)
        if chosen(network) is None:
            close_neuron()
            return f"This network has no neuron {index} in layer {layer}, which the link asks for. Click another one."
    elif went_back():
        close_neuron()
    return ""
