"""The first half of a learning step: from the digit to its loss, with the real numbers of a chosen neuron."""

import numpy as np
import streamlit as st

from charts.inside import signed_bars
from charts.probabilities import percent, probabilities_chart
from charts.words import a_digit
from model.inside.learning_step import LearningStep
from model.inside.lit import neuron
from model.runs.differences import in_words
from pages.components.digit_wall import digit_wall
from pages.components.live_chart import live_chart
from pages.components.pixel_pictures import Picture, pixel_pictures
from pages.components.sum_table import Part, Sum, sum_table
from pages.parts.glossary import explained, meaning
from pages.parts.inside.step_numbers import STRONGEST, Chosen, called, each, first, number, plus, source

PICTURE = 220  # pixels


def show_digit(step: LearningStep, chosen: Chosen) -> None:
    label = step.labels[0]
    left, right = st.columns(2, gap="large")
    with left:
        pixel_pictures(
            [Picture(chosen.pixels[0], a_digit(label).capitalize(), "The digit", "784 numbers")],
            PICTURE,
            key="step_digit",
        )
        st.markdown(
            explained(f"Its label says **{label}**. What the network gets are 784 numbers from 0 (paper) to 1 (ink).")
        )
    with right:
        count = len(step.labels)
        others = "It learns from this digit alone." if count == 1 else f"It learns from {count} digits in one step."
        digit_wall(
            np.rint(255 * chosen.pixels).astype(np.uint8),
            names=[a_digit(one) for one in step.labels],
            notes=[str(one) for one in step.labels],
            title=f"The batch. {others}",
            key="step_batch",
            columns=8,
        )


def show_sum(step: LearningStep, chosen: Chosen) -> None:
    layer, index = chosen.layer, chosen.neuron
    one, inputs = neuron(step.before, first(step), layer, index), step.passed.inputs(layer)[0]
    strongest = np.argsort(-np.abs(one.contributions), kind="stable")[:STRONGEST]
    parts = [Part(int(i), source(layer, int(i)), float(inputs[i]), float(one.weights[i])) for i in strongest]
    others = float(one.contributions.sum() - one.contributions[strongest].sum())
    title = f"{called(step, chosen)}: its {len(parts)} strongest inputs of {len(inputs):,}"
    sum_table(Sum(layer, index, parts, others, one.bias, one.total, "its sum"), title, key="step_sum")
    what = "pixel" if layer == 0 else "activation"
    st.caption(explained(f"Each {what} times its weight, all added up, and the bias: one number a neuron."))


def show_activation(step: LearningStep, chosen: Chosen) -> None:
    total = float(step.passed.sums[chosen.layer][0, chosen.neuron])
    if chosen.layer == len(step.before.layers) - 1:
        st.markdown(f"This is one of the ten answers: its sum, **{number(total)}**, is its score, as it is.")
        st.caption(explained("Choose a neuron of a hidden layer above to see an activation function at work."))
        return
    name = in_words("activation", step.before.layers[chosen.layer].activation)
    passed = float(step.passed.activations[chosen.layer][0, chosen.neuron])
    slope = float(step.before.layers[chosen.layer].slopes(step.passed.sums[chosen.layer][:1, chosen.neuron])[0])
    st.markdown(f"sum **{number(total)}** → {name} → **{number(passed)}** is passed on")
    st.markdown(
        explained(
            f"The slope of {name} at this point is **{number(slope)}**. It will matter on the way back: where the "
            "slope is 0, no error gets through, and the neuron learns nothing from this digit."
        )
    )
    active = int((step.passed.activations[chosen.layer][0] > 0).sum())
    st.caption(
        explained(f"{active} of {step.before.sizes[chosen.layer + 1]} neurons of this layer pass on more than 0.")
    )


def show_softmax(step: LearningStep, chosen: Chosen) -> None:
    scores, probabilities = step.passed.scores[0], step.passed.probabilities[0]
    left, right = st.columns(2, gap="large")
    with left:
        _scores(scores, "step_scores")
    with right:
        live_chart(probabilities_chart(probabilities), each(probabilities), key="step_probabilities")
    label = int(step.labels[0])
    total = np.exp(scores - scores.max()).sum()
    power = np.exp(scores[label] - scores.max())
    st.markdown(
        explained(
            f"**Softmax** makes shares of the scores: for the {label}, e^({number(scores[label])} − "
            f"{plus(float(scores.max()))}) ÷ the sum over all ten = {power:.3g} ÷ {total:.4g} = "
            f"**{percent(probabilities[label])}**."
        ),
        help=meaning("Softmax"),
    )


def _scores(scores: np.ndarray, key: str) -> None:
    title = f"The ten scores: the highest is that of {scores.argmax()}"
    chart = signed_bars(scores, [str(digit) for digit in range(10)], title, "Score", "Digit")
    live_chart(chart, f"{title}. {each(scores)}", key=key, urgent=False)


def show_loss(step: LearningStep, chosen: Chosen) -> None:
    label, probability = int(step.labels[0]), float(step.passed.probabilities[0, step.labels[0]])
    st.markdown(
        explained(
            f"The label is {label}, and the network gives it a probability of {percent(probability)}. "
            f"**Loss = −ln({probability:.4f}) = {step.loss[0]:.4f}**"
        ),
        help=meaning("Loss"),
    )
    st.markdown(
        explained(
            "Had it been sure of the right answer, the loss would be near 0. A probability of one in ten, a mere "
            f"guess, gives −ln(0.1) = {-np.log(0.1):.2f}."
        )
    )
    if len(step.labels) > 1:
        each = ", ".join(f"{loss:.2f}" for loss in step.loss[:8])
        more = " …" if len(step.loss) > 8 else ""
        st.markdown(explained(f"Mean over the batch: ({each}{more}) ÷ {len(step.loss)} = **{step.loss.mean():.4f}**"))
