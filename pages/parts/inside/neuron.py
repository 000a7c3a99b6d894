"""One neuron, or one of the ten outputs, opened: its sum, what it looks for, and what it adds to the answer."""

import numpy as np
import streamlit as st

from charts.inside import signed_bars
from charts.palette import diverging
from charts.probabilities import percent
from model.inside.layers import DenseNetwork, Pass
from model.inside.lit import ALIVE, Neuron, dead, most_exciting, neuron
from model.inside.reasons import SIDE
from model.runs.differences import in_words
from pages.components.digit_wall import digit_wall
from pages.components.live_chart import live_chart
from pages.components.pixel_pictures import Picture, pixel_pictures
from pages.components.sum_table import Part, Sum, signed, sum_table
from pages.parts.glossary import explained, meaning
from pages.parts.inside.lit import chosen, close_neuron
from pages.parts.inside.opened import MANY, digits, many
from pages.parts.inside.subject import look_at_test_digit

STRONGEST = 6  # parts of a sum that are shown one by one
PICTURE = 200  # pixels


def show_neuron(network: DenseNetwork, passed: Pass, name: str) -> None:
    """What the open neuron sees, adds up and passes on. `name` tells networks apart."""
    open_one = chosen(network)
    if open_one is None:
        return
    layer, index = open_one
    one = neuron(network, passed, layer, index)
    last = layer == len(network.layers) - 1
    heading = f"Answer {index}: its sum" if last else f"Hidden layer {layer + 1}, neuron {index}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(heading, help=meaning("Softmax" if last else "Neuron"))
        st.button("Close", icon=":material/close:", on_click=close_neuron, key="close_neuron")
    if last:
        _show_output(network, passed, one, index)
    else:
        _show_hidden(network, passed, one, layer, index, name)


def _show_hidden(network: DenseNetwork, passed: Pass, one: Neuron, layer: int, index: int, name: str) -> None:
    activation = in_words("activation", network.layers[layer].activation)
    left, right = st.columns(2, gap="large")
    with left:
        _show_sum(passed, one, layer, index, "sum")
        st.markdown(
            explained(
                f"Σ weight × input + bias = {_plus(one.contributions.sum())} + {_plus(one.bias)} = "
                f"**{signed(one.total)}** → {activation} → **{signed(one.activation)}**"
            )
        )
    with right:
        if layer == 0:
            weights, parts = one.weights.reshape(SIDE, SIDE), one.contributions.reshape(SIDE, SIDE)
            pictures = [
                signed_picture(weights, "Its weights", "Blue: ink here excites it. Orange: ink here calms it."),
                signed_picture(parts, "Weight × input", "What the pixels of this picture add to its sum."),
            ]
            pixel_pictures(pictures, PICTURE, key="neuron_pictures")
        else:
            order = np.argsort(-one.weights, kind="stable")
            names = [f"from neuron {start}" for start in order]
            title = f"It listens to {int((one.weights > 0).sum())} neurons with a plus, to the others with a minus"
            chart = signed_bars(one.weights[order], names, title, "Weight", "Neurons of the layer before, sorted")
            live_chart(chart, title, key="weights", urgent=False)
    left, right = st.columns(2, gap="large")
    with left:
        _show_adds(one.adds)
    with right:
        _show_exciting(network, layer, index, name)


def _show_adds(adds: np.ndarray) -> None:
    if np.abs(adds).max() <= ALIVE:
        st.caption(":material/power_settings_new: It is silent now: it adds nothing to any digit.")
        return
    title = f"It speaks most for {adds.argmax()}, and most against {adds.argmin()}"
    chart = signed_bars(adds, [str(digit) for digit in range(10)], title, "Adds to the score", "Digit")
    live_chart(chart, f"{title}: {_each(adds)}", key="adds", urgent=False)


def _show_sum(passed: Pass, one: Neuron, layer: int, index: int, called: str) -> None:
    strongest = np.argsort(-np.abs(one.contributions), kind="stable")[:STRONGEST]
    inputs = passed.inputs(layer)[0]
    parts = [Part(int(i), _name(layer, int(i)), float(inputs[i]), float(one.weights[i])) for i in strongest]
    others = float(one.contributions.sum() - one.contributions[strongest].sum())
    title = f"Its {len(parts)} strongest inputs. Point at one"
    sum_table(Sum(layer, index, parts, others, one.bias, one.total, called), title, key="sum")


def _name(layer: int, index: int) -> str:
    return f"pixel in row {index // SIDE}, column {index % SIDE}" if layer == 0 else f"neuron {index}"


def signed_picture(values: np.ndarray, title: str, caption: str) -> Picture:
    """float `(28, 28)` in the colours of both signs; 0 is pale."""
    largest = float(np.abs(values).max())
    words = f"{title}, 28 × 28, from {signed(values.min())} to {signed(values.max())}"
    return Picture(diverging(values, largest), words, title, caption, values)


def _show_exciting(network: DenseNetwork, layer: int, index: int, name: str) -> None:
    activations = many(network, name).activations[layer]
    if dead(activations)[index]:
        st.info(
            explained(
                f"This neuron was never active on {MANY:,} test digits: it is dead. It adds nothing, and where its "
                "slope is 0 training no longer changes it."
            ),
            icon=":material/power_off:",
        )
        return
    found = most_exciting(activations, index)
    sample = digits()
    labels = sample.y_test[found]
    usual = int(np.bincount(labels, minlength=10).argmax()) if len(found) else 0
    count = int((labels == usual).sum())
    digit_wall(
        sample.x_test[found],
        names=[f"Test digit {i}, labelled {sample.y_test[i]}" for i in found],
        notes=[signed(activations[i, index]) for i in found],
        title=f"The test digits that excite it most: {count} of these {len(found)} are a {usual}",
        key="exciting",
        on_click=lambda position: look_at_test_digit(int(found[position])),
        columns=8,
    )
    active = percent((activations[:, index] > 0).mean())
    st.caption(
        explained(f"Below each stands its activation. The neuron is active on {active} of {MANY:,} test digits.")
    )


def _show_output(network: DenseNetwork, passed: Pass, one: Neuron, digit: int) -> None:
    """The sum behind one answer, and what makes a probability of it."""
    scores, probability = passed.scores[0], passed.probabilities[0, digit]
    left, right = st.columns(2, gap="large")
    with left:
        _show_sum(passed, one, len(network.layers) - 1, digit, "score")
        top = scores.max()
        powers = np.exp(scores - top)
        if network.ending == "softmax":
            st.markdown(
                explained(
                    f"**Softmax**: e^({signed(scores[digit])} − {_plus(top)}) ÷ Σ e^(score − {_plus(top)}) = "
                    f"{powers[digit]:.4g} ÷ {powers.sum():.5g} = **{percent(probability)}**. "
                    "The highest score is taken off each, so that no power gets too large; the shares stay the same."
                )
            )
        else:
            before = (
                "A score goes through the sigmoid" if network.ending == "sigmoid" else "A score below 0 counts as 0"
            )
            st.markdown(
                f"{before}. Each digit then gets its share of all ten together: **{percent(probability)}** here."
            )
    with right:
        first, second = np.argsort(-scores, kind="stable")[:2]
        title = f"The ten scores: {first} is {signed(scores[first] - scores[second])} ahead of {second}"
        chart = signed_bars(scores, [str(i) for i in range(10)], title, "Score", "Digit")
        live_chart(chart, f"{title}. {_each(scores)}", key="scores", urgent=False)


def _each(values: np.ndarray) -> str:
    return ", ".join(f"{digit}: {signed(value)}" for digit, value in enumerate(values))


def _plus(value: float) -> str:
    """A number in a sum: one below zero stands in brackets."""
    return f"({signed(value)})" if value < 0 else signed(value)
