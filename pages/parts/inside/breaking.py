"""Break it, and watch what is left: sliders for damage, and what it does to 1,000 digits and to the one at hand."""

import numpy as np
import streamlit as st

from charts.probabilities import percent
from model.inside.breaking import BITS, Damage, broken
from model.inside.layers import DenseNetwork
from pages.parts.inside.opened import MANY, digits


def show_breaking(network: DenseNetwork, pixels: np.ndarray) -> None:
    """The sliders, and the accuracy and the answer before and after."""
    left, right = st.columns(2, gap="large")
    with left:
        noise = st.slider(
            "Noise on the weights",
            0.0,
            3.0,
            step=0.1,
            key="damage_noise",
            help="Random numbers are added to each weight: as large, on average, as so many times the layer's weights.",
        )
        bits = st.select_slider(
            "Bits a weight",
            BITS,
            value=BITS[0],
            key="damage_bits",
            help="Weights are rounded to so few values: 8 bits are 255 of them, 2 bits are three, 1 bit is the sign.",
        )
        hidden = len(network.layers) > 1
        removed = st.slider("Neurons removed", 0, 100, step=5, key="damage_removed", format="%d%%", disabled=not hidden)
        which = st.segmented_control(
            "Which", ["weakest", "random"], default="weakest", required=True, key="damage_which", disabled=not hidden
        )
        biases = st.toggle("Keep the biases", value=True, key="damage_biases")
    damage = Damage(noise, biases, removed / 100 if hidden else 0.0, which == "random", int(bits))
    worse = broken(network, damage)
    sample = digits()
    x, y = sample.x_test[:MANY].astype(np.float32) / 255, sample.y_test[:MANY]

    def accuracy(judged: DenseNetwork) -> float:
        return float((judged.forward(x).probabilities.argmax(axis=1) == y).mean())

    before, after = accuracy(network), accuracy(worse)
    with right:
        st.metric(
            f"Accuracy on {MANY:,} digits",
            f"{100 * after:.1f}%",
            f"{100 * (after - before):+.1f} points",
            delta_arrow="auto",
        )
        first, now = (each.forward(pixels[None]).probabilities[0] for each in (network, worse))
        st.metric("This picture is read as", f"{now.argmax()} · {percent(now.max())}")
        st.caption(f"Before: {first.argmax()}, {percent(first.max())}; accuracy {100 * before:.1f}%.")
