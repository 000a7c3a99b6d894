"""One neuron, or one of the ten outputs, opened: its sum, what it looks for, and what it adds to the answer."""

import numpy as np
import streamlit as st

from charts.inside import signed_bars
from charts.palette import diverging
from charts.probabilities import percent
from charts.words import are_digits
from model.inside.activations import sigmoid
from model.inside.layers import DenseNetwork, Pass
from model.inside.lit import ALIVE, Neuron, active, dead, most_exciting, neuron
from model.inside.reasons import SIDE
from model.runs.differences import in_words
from pages.components.digit_wall import digit_wall
from pages.components.live_chart import live_chart
from pages.components.pixel_pictures import Picture, outline, pixel_pictures
from pages.components.sum_table import Part, Sum, shares_table, signed, sum_table
from pages.parts.glossary import explained, meaning
from pages.parts.inside.lit import chosen, close_neuron
from pages.parts.inside.opened import MANY, digits, many
from pages.parts.inside.subject import look_at_test_digit

STRONGEST = 6  # parts of a sum that are shown one by one
PICTURE = 200  # pixels
FEW = 3  # weights of each sign that are named to those who hear a chart
ABOUT = (
    "About: the layers behind it bend what it passes on. This is its activation times the gradient, how fast each "
    "score grows with it."
)


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
            title = f"{int((one.weights > 0).sum())} of its {len(one.weights):,} weights are positive"
            chart = signed_bars(one.weights[order], names, title, "Weight", "Neurons of the layer before, sorted")
            live_chart(chart, f"{title}. {_ends(one.weights, order)}", key="weights", urgent=False)
    left, right = st.columns(2, gap="large")
    with left:
        _show_adds(one, exact=layer == len(network.layers) - 2)
    with right:
        _show_exciting(network, layer, index, name)


def _ends(weights: np.ndarray, order: np.ndarray) -> str:
    """The largest weights and the smallest, in words; `order` sorts them, the largest first."""
    parts = [", ".join(f"{signed(weights[i])} from neuron {i}" for i in some) for some in (order[:FEW], order[-FEW:])]
    return f"The largest: {parts[0]}; the smallest: {parts[1]}"


def _show_adds(one: Neuron, exact: bool) -> None:
    """What the neuron adds to the ten scores; where other layers come between, not `exact` but about that much."""
    adds = one.adds
    if np.abs(adds).max() <= ALIVE:
        silent = abs(one.activation) <= ALIVE
        why = "It is silent now" if silent else "What it passes on gets no further now"
        st.caption(f":material/power_settings_new: {why}: it adds nothing to any digit.")
        return
    about = "Adds to the score" + ("" if exact else ", about")
    title = f"It speaks most for {adds.argmax()}, and most against {adds.argmin()}"
    chart = signed_bars(adds, [str(digit) for digit in range(10)], title, about, "Digit")
    live_chart(chart, f"{title}. {about}: {_each(adds)}", key="adds", urgent=False)
    if not exact:
        st.caption(explained(ABOUT))


def _show_sum(passed: Pass, one: Neuron, layer: int, index: int, called: str) -> None:
    strongest = np.argsort(-np.abs(one.contributions), kind="stable")[:STRONGEST]
    inputs = passed.inputs(layer)[0]
    parts = [Part(int(i), _name(layer, int(i)), float(inputs[i]), float(one.weights[i])) for i in strongest]
    others = float(one.contributions.sum() - one.contributions[strongest].sum())
    title = f"Its {len(parts)} strongest inputs. Point at a row"
    sum_table(Sum(layer, index, parts, others, one.bias, one.total, called), title, key="sum")


def _name(layer: int, index: int) -> str:
    return f"pixel in row {index // SIDE}, column {index % SIDE}" if layer == 0 else f"neuron {index}"


def signed_picture(values: np.ndarray, title: str, caption: str, over: np.ndarray | None = None) -> Picture:
    """float `(28, 28)` in the colours of both signs; 0 is pale. The ink of a digit that it lies `over` is outlined."""
    largest = float(np.abs(values).max())
    words = f"{title}, 28 × 28, from {signed(values.min())} to {signed(values.max())}"
    return Picture(diverging(values, largest), words, title, caption, values, "" if over is None else outline(over))


def _show_exciting(network: DenseNetwork, layer: int, index: int, name: str) -> None:
    activations, dense = many(network, name).activations[layer], network.layers[layer]
    mine = activations[:, index]
    found = most_exciting(dense, activations, index)
    if dead(activations)[index]:
        st.info(
            explained(
                f"This neuron was never active on {MANY:,} test digits: it is dead. It adds nothing, and where its "
                "slope is 0 training no longer changes it."
            ),
            icon=":material/power_off:",
        )
        return
    if not len(found):
        st.info(
            explained(
                f"Its sum is never above 0 on {MANY:,} test digits, so none of them excites it. It isn't dead: it "
                f"passes on numbers from {signed(mine.min())} to {signed(mine.max())}."
            ),
            icon=":material/remove:",
        )
        return
    sample = digits()
    labels = sample.y_test[found]
    usual = int(np.bincount(labels, minlength=10).argmax())
    count = int((labels == usual).sum())
    digit_wall(
        sample.x_test[found],
        names=[f"Test digit {i}, labelled {sample.y_test[i]}" for i in found],
        notes=[signed(mine[i]) for i in found],
        title=f"The test digits that excite it most: {count} of these {len(found)} {are_digits(count, usual)}",
        key="exciting",
        on_click=lambda position: look_at_test_digit(int(found[position])),
        columns=8,
        shows_in="lit",
    )
    share = percent(active(dense, activations)[:, index].mean())
    st.caption(
        explained(
            f"Below each stands its activation. The neuron is active on {share} of {MANY:,} test digits: its sum is "
            "above 0 there."
        )
    )


def _show_output(network: DenseNetwork, passed: Pass, one: Neuron, digit: int) -> None:
    """The sum behind one answer, and what makes a probability of it and of the nine others."""
    scores, shares = passed.scores[0], passed.probabilities[0]
    last = len(network.layers) - 1
    left, right = st.columns(2, gap="large")
    with left:
        _show_sum(passed, one, last, digit, "score")
    with right:
        first, second = np.argsort(-scores, kind="stable")[:2]
        title = f"The ten scores: {first} is {signed(scores[first] - scores[second])} ahead of {second}"
        shares_table(scores, _powers(network.ending, scores), shares, last, title, key="shares")
        st.markdown(explained(_sharing(network.ending, scores, digit, percent(shares[digit]))))


def _powers(ending: str, scores: np.ndarray) -> tuple[str, np.ndarray]:
    """What each score becomes before it gets its share, float `(10,)`, and what that is called."""
    if ending == "softmax":
        return "e^(score − top)", np.exp(scores - scores.max())
    return ("sigmoid", sigmoid(scores)) if ending == "sigmoid" else ("at least 0", np.maximum(scores, 0))


def _sharing(ending: str, scores: np.ndarray, digit: int, share: str) -> str:
    if ending == "softmax":
        top, powers = scores.max(), _powers(ending, scores)[1]
        return (
            f"**Softmax**: e^({signed(scores[digit])} − {_plus(top)}) ÷ Σ e^(score − {_plus(top)}) = "
            f"{powers[digit]:.4g} ÷ {powers.sum():.5g} = **{share}**. The highest score is taken off each, so that no "
            "power gets too large; the shares stay the same."
        )
    before = "A score goes through the sigmoid" if ending == "sigmoid" else "A score below 0 counts as 0"
    return f"{before}. Each digit then gets its share of all ten together: **{share}** here."


def _each(values: np.ndarray) -> str:
    return ", ".join(f"{digit}: {signed(value)}" for digit, value in enumerate(values))


def _plus(value: float) -> str:
    """A number in a sum: one below zero stands in brackets."""
    return f"({signed(value)})" if value < 0 else signed(value)
