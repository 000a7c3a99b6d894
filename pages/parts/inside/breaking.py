"""Break it, and watch what is left: sliders for damage, and what it does to 1,000 digits and to the one at hand."""

import numpy as np
import streamlit as st

from charts.probabilities import percent
from model.inside.breaking import BITS, Damage, broken
from model.inside.layers import DenseNetwork
from pages.parts.glossary import explained
from pages.parts.inside.opened import MANY, accuracy, in_turn, many

WHOLE = {"noise": 0.0, "bits": BITS[0], "removed": 0, "which": "weakest", "biases": True}
ENOUGH = 0.02  # accuracy lost below this is worth calling little


def show_breaking(network: DenseNetwork, pixels: np.ndarray, name: str) -> None:
    """The sliders, and the accuracy and the answer before and after."""
    left, right = st.columns(2, gap="large")
    with left:
        damage = _damage(hidden=len(network.layers) > 1)
    before = many(network, name).accuracy
    after, now = in_turn(_with, damage, network, pixels)
    with right:
        st.subheader(finding(damage, before, after))
        st.metric(
            f"Accuracy on {MANY:,} test digits",
            f"{100 * after:.1f}%",
            f"{100 * (after - before):+.1f} points" if after != before else None,
        )
        first = network.forward(pixels[None]).probabilities[0]
        st.metric("This picture is read as", f"{now.argmax()} · {percent(now.max())}")
        st.caption(
            explained(f"Whole: read as {first.argmax()}, {percent(first.max())} sure; accuracy {100 * before:.1f}%.")
        )


def _with(damage: Damage, network: DenseNetwork, pixels: np.ndarray) -> tuple[float, np.ndarray]:
    """The accuracy of the broken network, and its probabilities for the picture."""
    worse = broken(network, damage)
    return accuracy(worse), worse.forward(pixels[None]).probabilities[0]


def _damage(hidden: bool) -> Damage:
    for name, value in WHOLE.items():
        st.session_state.setdefault(f"damage_{name}", value)
    noise = st.slider(
        "Noise on the weights",
        0.0,
        3.0,
        step=0.1,
        key="damage_noise",
        persist_state="page",
        format="%.1f",
        help="A random number is added to each weight. At 1, these are on average as large as the weights themselves.",
    )
    bits = st.select_slider(
        "Bits per weight",
        BITS,
        key="damage_bits",
        persist_state="page",
        help="Weights are rounded to few values: 8 bits leave 255, 4 bits 15, 2 bits three (−, 0, +), 1 bit the sign.",
    )
    removed = st.slider(
        "Neurons removed",
        0,
        100,
        step=5,
        key="damage_removed",
        persist_state="page",
        format="%d%%",
        disabled=not hidden,
        help="Of each hidden layer. The weakest are those with the smallest weights, in and out.",
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        which = st.segmented_control(
            "Which ones",
            ["weakest", "random"],
            required=True,
            key="damage_which",
            persist_state="page",
            disabled=not hidden or not removed,
        )
        biases = st.toggle("Keep the biases", key="damage_biases", persist_state="page")
        st.button("Make it whole", icon=":material/healing:", on_click=_heal, key="damage_undo")
    if not hidden:
        st.caption(explained("This network has no hidden neurons to remove."))
    return Damage(noise, biases, removed / 100 if hidden else 0.0, which == "random", int(bits))


def _heal() -> None:
    st.session_state.update({f"damage_{name}": value for name, value in WHOLE.items()})


def finding(damage: Damage, before: float, after: float) -> str:
    """What the damage did, in words without a full stop, from the accuracies, 0 to 1, before and after it."""
    if damage == Damage(random=damage.random):
        return "The network is whole. Move a slider"
    lost = before - after
    if after <= 0.2:
        return "Hardly better than guessing"
    if lost < ENOUGH:
        of_weights = damage.noise or damage.bits < BITS[0]
        return "It hardly minds" + (": what it knows is spread over many weights" if of_weights else "")
    wrong, at_first = (round(MANY * (1 - accuracy)) for accuracy in (after, before))
    return f"It now misreads {wrong} of {MANY:,} digits, instead of {at_first or 'none'}"
