"""The second half of a learning step: from the loss back to each weight, and what the new weights say."""

import numpy as np
import streamlit as st

from charts.downhill import downhill_chart
from charts.inside import signed_bars
from charts.probabilities import percent
from model.inside.learning_step import BETA_1, BETA_2, LearningStep, change, downhill
from pages.components.live_chart import live_chart
from pages.parts.glossary import explained, meaning
from pages.parts.inside.opened import in_turn
from pages.parts.inside.step_numbers import Chosen, each, number, plus, source, strongest

LENGTHS = 21  # steps that are tried for the way downhill


def show_error(step: LearningStep, chosen: Chosen) -> None:
    error, label = step.errors[-1][0], int(step.labels[0])
    title = f"Error of each answer: {label} has to rise, the others to fall"
    chart = signed_bars(error, [str(digit) for digit in range(10)], title, "Probability − label", "Digit")
    live_chart(chart, f"{title}. {each(error)}", key="step_errors")
    probability = float(step.passed.probabilities[0, label])
    st.markdown(
        explained(
            "The gradient says how fast the loss grows with each score: for softmax, **probability − label**: for "
            f"the {label}, {probability:.4f} − 1 = **{number(error[label])}**; for each other digit, its probability "
            "− 0."
        ),
        help=meaning("Gradient"),
    )


def show_gradient(step: LearningStep, chosen: Chosen) -> None:
    layer, index = chosen.layer, chosen.neuron
    error = float(step.errors[layer][0, index])
    if layer < len(step.before.layers) - 1:
        weights, back = step.before.layers[layer + 1].kernel[index], step.errors[layer + 1][0]
        heard = float(weights @ back)
        slope = float(step.before.layers[layer].slopes(step.passed.sums[layer][:1, index])[0])
        st.markdown(
            explained(
                f"Back along the weights: Σ weight × error over the {len(back)} neurons that listen to it = "
                f"{number(heard)}. Times its slope: {plus(heard)} × {plus(slope)} = **{number(error)}**, "
                "the error of this neuron."
            )
        )
    else:
        st.markdown(f"The error of this answer is **{number(error)}**.")
    inputs, gradient = step.passed.inputs(layer)[0], step.gradients[layer].kernel[:, index]
    rows = [
        {
            "Weight from": source(layer, i),
            "Input": number(inputs[i]),
            "× error = gradient for this digit": number(inputs[i] * error),
            "Gradient of the batch (mean)": number(gradient[i]),
        }
        for i in strongest(step, chosen)
    ]
    st.table(rows)
    _silent(gradient)
    st.caption(explained("A weight whose input is 0 had no part in the answer: for this digit, its gradient is 0."))


def _silent(gradient: np.ndarray) -> None:
    if not gradient.any():
        st.info(
            explained(
                "All gradients of this neuron are 0: it is silent for every digit of this batch. Choose another neuron."
            ),
            icon=":material/power_off:",
        )


def show_new_weights(step: LearningStep, chosen: Chosen) -> None:
    layer, index = chosen.layer, chosen.neuron
    before, after = step.before.layers[layer].kernel[:, index], step.after.layers[layer].kernel[:, index]
    gradient = step.gradients[layer].kernel[:, index]
    if chosen.optimizer == "sgd":
        st.markdown(
            explained(
                f"**SGD**: new weight = weight − learning rate × gradient, with a learning rate of {chosen.rate:g}."
            )
        )
    else:
        st.markdown(
            explained(
                f"**Adam** divides a running mean of the gradient (share of the old: {BETA_1}) by the root of one of "
                f"its square ({BETA_2}). In the first step little is left but the sign: each weight moves by about "
                f"the learning rate, {chosen.rate:g}."
            )
        )
    moved = change(gradient, chosen.optimizer, chosen.rate)
    rows = [
        {
            "Weight from": source(layer, i),
            "Weight": number(before[i]),
            "Gradient": number(gradient[i]),
            "Change": number(moved[i]),
            "New weight": number(after[i]),
        }
        for i in strongest(step, chosen)
    ]
    st.table(rows)
    _silent(gradient)
    bias = step.before.layers[layer].bias[index], step.after.layers[layer].bias[index]
    count = sum(one.kernel.size + one.bias.size for one in step.before.layers)
    st.caption(
        explained(f"Its bias: {number(bias[0])} → {number(bias[1])}. All {count:,} parameters change in the same step.")
    )


def show_after(step: LearningStep, chosen: Chosen) -> None:
    label = int(step.labels[0])
    one, batch = (step.loss[0], step.loss_after[0]), (step.loss.mean(), step.loss_after.mean())
    with st.container(horizontal=True):
        for name, (before, after), shown in (
            ("Loss on this digit", one, True),
            ("Loss of the batch", batch, len(step.loss) > 1),
        ):
            if shown:
                change_of = f"{after - before:+.3f}"
                st.metric(
                    f"{name}, before {before:.2f}, after", f"{after:.2f}", change_of, delta_color="inverse", border=True
                )
        before, after = step.passed.probabilities[0, label], step.passed_after.probabilities[0, label]
        st.metric(f"Probability of {label}, before {percent(before)}, after", percent(after), border=True)
    rates = chosen.rate * np.geomspace(1e-2, 1e2, LENGTHS)
    losses = in_turn(downhill, step, chosen.pixels, chosen.optimizer, rates)
    chart = downhill_chart(rates, losses, float(batch[0]), chosen.rate, float(batch[1]))
    live_chart(chart, str(chart.layout.title.text), key="downhill")
    st.caption(
        explained(
            "The line shows where a shorter or a longer step in the same direction would have led. The gradient only "
            "knows the slope at the start: far away the way may lead up again."
        )
    )
