"""The network, lit by one picture; and one of its neurons, opened."""

import numpy as np
import streamlit as st

from charts.inside import signed_bars
from charts.palette import diverging
from charts.probabilities import percent
from model.inside.layers import DenseNetwork, Pass
from model.inside.lit import Neuron, dead, influence, most_exciting, neuron, strongest_edges
from model.inside.reasons import SIDE
from model.runs.differences import in_words
from pages.components.digit_wall import digit_wall
from pages.components.lit_network import Tiles, lit_network
from pages.components.live_chart import live_chart
from pages.components.pixel_pictures import Picture, pixel_pictures
from pages.parts.inside.opened import MANY, digits, many
from pages.parts.inside.subject import TEST

OPENED = "opened_neuron"  # in the session: (layer, neuron)
STRONGEST = 12  # bars, and rows of a sum


def show_lit(network: DenseNetwork, passed: Pass, by_index: bool) -> None:
    """Draws the network as it stands for one picture. A click on a neuron opens it below."""
    answer = int(passed.probabilities[0].argmax())
    hidden = []
    for layer, adds in enumerate(influence(network, passed, answer)):
        order = np.arange(len(adds)) if by_index else np.argsort(-np.abs(adds), kind="stable")
        hidden.append(Tiles(f"Hidden layer {layer + 1} · {len(adds)}", order, passed.activations[layer][0]))
    active = [f"{int((values[0] > 0).sum())} of {values.shape[1]} neurons active" for values in passed.activations]
    told = " → ".join(["The picture", *active, f"answer {answer}, {percent(passed.probabilities[0, answer])}"])
    lit_network(
        passed.pixels[0].reshape(SIDE, SIDE),
        hidden,
        passed.probabilities[0],
        strongest_edges(network, passed),
        told,
        key="lit_network",
        selected=chosen(network),
        on_select=lambda layer, index: st.session_state.update({OPENED: (layer, index)}),
    )


def chosen(network: DenseNetwork) -> tuple[int, int] | None:
    """The neuron that is open, if this network has it."""
    layer, index = st.session_state.get(OPENED, (-1, -1))
    return (layer, index) if 0 <= layer < len(network.layers) and index < network.sizes[layer + 1] else None


def show_neuron(network: DenseNetwork, passed: Pass, name: str) -> None:
    """What the open neuron sees, adds up and passes on."""
    open_one = chosen(network)
    if open_one is None:
        st.caption("Click a neuron or an answer to open it: what it looks for, its sum, what it adds to each digit.")
        return
    layer, index = open_one
    one = neuron(network, passed, layer, index)
    if layer == len(network.layers) - 1:
        _show_output(network, passed, one, index)
        return
    activation = network.layers[layer].activation
    st.subheader(f"Hidden layer {layer + 1}, neuron {index}")
    st.markdown(
        f"Σ weight × input = {number(one.contributions.sum())}, + bias {number(one.bias)} = **{number(one.total)}** "
        f"→ {in_words('activation', activation)} → **{number(one.activation)}**"
    )
    seen, adds = st.columns(2, gap="large")
    with seen:
        _show_inputs(one, layer)
    with adds:
        title = "What it adds to the score of each digit"
        chart = signed_bars(one.adds, [str(digit) for digit in range(10)], title, "Score", "Digit")
        live_chart(chart, f"{title}: {_in_words(one.adds)}", key="adds", urgent=False)
    _show_exciting(network, layer, index, name)


def _show_inputs(one: Neuron, layer: int) -> None:
    if layer == 0:
        weights, parts = one.weights.reshape(SIDE, SIDE), one.contributions.reshape(SIDE, SIDE)
        pictures = [
            _coloured(weights, "Its weights", "Blue: ink here excites it. Orange: ink here calms it."),
            _coloured(parts, "Weight × input", "What this picture's pixels add to its sum."),
        ]
        pixel_pictures(pictures, 200, key="neuron_pictures")
        return
    strongest = np.argsort(-np.abs(one.contributions), kind="stable")[:STRONGEST]
    names = [f"neuron {start}" for start in strongest]
    title = f"The {len(strongest)} inputs that count most"
    chart = signed_bars(one.contributions[strongest], names, title, "Weight × input", "Neurons of the layer before")
    live_chart(chart, f"{title}: {', '.join(names)}", key="inputs", urgent=False)


def _coloured(values: np.ndarray, title: str, caption: str) -> Picture:
    largest = float(np.abs(values).max())
    words = f"{title}, 28 × 28, from {number(values.min())} to {number(values.max())}"
    return Picture(diverging(values, largest), words, title, caption, values)


def _show_exciting(network: DenseNetwork, layer: int, index: int, name: str) -> None:
    activations = many(network, name).activations[layer]
    if dead(activations)[index]:
        st.info(
            f"This neuron was never active on {MANY:,} test digits: it is dead. It adds nothing, and as its gradient "
            "is 0, training no longer changes it.",
            icon=":material/power_off:",
        )
        return
    found = most_exciting(activations, index)
    sample = digits()
    active = (activations[:, index] > 0).mean()
    digit_wall(
        sample.x_test[found],
        names=[f"Test digit {i}: activation {number(activations[i, index])}" for i in found],
        notes=[number(activations[i, index]) for i in found],
        title=f"The test digits that excite it most (active on {percent(active)} of {MANY:,})",
        key="exciting",
        on_click=lambda position: st.session_state.update(subject=TEST, digit=int(found[position])),
        columns=8,
    )


def _show_output(network: DenseNetwork, passed: Pass, one: Neuron, digit: int) -> None:
    """The sum behind one answer, its largest parts first, and the softmax."""
    st.subheader(f"Why {percent(passed.probabilities[0, digit])} for {digit}")
    strongest = np.argsort(-np.abs(one.contributions), kind="stable")[:STRONGEST]
    inputs = passed.inputs(len(network.layers) - 1)[0]
    what = "neuron" if len(network.layers) > 1 else "pixel"
    rows = [
        {
            "from": f"{what} {start}",
            "activation": number(inputs[start]),
            "× weight": number(one.weights[start]),
            "= adds": number(one.contributions[start]),
        }
        for start in strongest
    ]
    rest = one.contributions.sum() - one.contributions[strongest].sum()
    rows.append({"from": f"all other {what}s", "activation": "", "× weight": "", "= adds": number(rest)})
    rows.append({"from": "bias", "activation": "", "× weight": "", "= adds": number(one.bias)})
    rows.append({"from": "score", "activation": "", "× weight": "", "= adds": number(one.total)})
    table, sums = st.columns(2, gap="large")
    table.table(rows)
    with sums:
        scores = passed.scores[0]
        title = f"The ten scores: {int(scores.argmax())} has the highest"
        chart = signed_bars(scores, [str(i) for i in range(10)], title, "Score", "Digit")
        live_chart(chart, f"{title}: {_in_words(scores)}", key="scores", urgent=False)
        if network.ending == "softmax":
            top = scores.max()
            powers = np.exp(scores - top)
            st.markdown(
                f"**Softmax**: e^({number(scores[digit])} − {number(top)}) ÷ Σ e^(score − {number(top)}) = "
                f"{powers[digit]:.3g} ÷ {powers.sum():.3g} = **{percent(passed.probabilities[0, digit])}**. "
                "Taking the highest score off each changes nothing, and keeps the powers small."
            )


def _in_words(values: np.ndarray) -> str:
    return ", ".join(f"{digit}: {number(value)}" for digit, value in enumerate(values))


def number(value: float) -> str:
    """−0.314 → "−0.31"."""
    text = f"{value:.2f}"
    return "0.00" if text == "-0.00" else text.replace("-", "−")
