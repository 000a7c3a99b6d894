"""Why it says so: the pixels for and against, the digits that look alike to it, and the smallest change of mind."""

import numpy as np
import streamlit as st

from charts.palette import diverging
from charts.probabilities import percent
from model.inside.changing import Change, imagine, towards
from model.inside.layers import DenseNetwork, Pass, lead
from model.inside.reasons import closest, gradient_times_input, occlusion
from pages.components.digit_wall import digit_wall
from pages.components.pixel_pictures import Picture, pixel_pictures
from pages.parts.inside.opened import digits, many

SIDE = 220  # pixels of a picture


def show_reasons(network: DenseNetwork, pixels: np.ndarray, passed: Pass, name: str) -> None:
    """Pixels for and against the answer, or for it and against a rival; and the closest training digits."""
    answer = int(passed.probabilities[0].argmax())
    rivals = [None, *(int(digit) for digit in np.argsort(-passed.probabilities[0], kind="stable")[1:])]
    rival = st.selectbox(
        "Compare with",
        rivals,
        format_func=lambda digit: "its score alone" if digit is None else f"why {answer} and not {digit}?",
        key=f"rival of {answer}",
        width=280,
    )
    wanted = lead(answer, rival)
    by_gradient, by_patch = gradient_times_input(network, pixels, wanted), occlusion(network, pixels, wanted)
    against = f"{answer}" if rival is None else f"{answer} rather than {rival}"
    pictures = [
        Picture(pixels, "The picture, 28 × 28", "The picture", "What the network reads."),
        _signed(by_gradient, "Gradient × input", f"Blue ink speaks for {against}, orange ink against it."),
        _signed(by_patch, "Occlusion", f"How much {against} loses when a 5 × 5 patch of paper covers this place."),
    ]
    pixel_pictures(pictures, SIDE, key="reasons")
    found = closest(network, pixels, many(network, name).seen, digits().y_train)
    sample = digits()
    alike = list(zip(found.indices.tolist(), found.likeness.tolist(), strict=True))
    alike += [found.other] if found.other else []
    digit_wall(
        sample.x_train[[i for i, _ in alike]],
        names=[f"Training digit {i}, label {sample.y_train[i]}: {like:.2f}" for i, like in alike],
        notes=[f"{sample.y_train[i]} · {like:.2f}" for i, like in alike],
        title=f"The training digits that look most alike to it, and last, the closest that is no {answer}",
        key="alike",
        on_click=lambda position: None,
        columns=9,
    )
    st.caption(
        "Likeness is the cosine between the activations of the last hidden layer: 1 is the same to the network. "
        f"Compared with {len(sample.x_train):,} training digits of the sample."
    )


def _signed(values: np.ndarray, title: str, caption: str) -> Picture:
    largest = float(np.abs(values).max())
    return Picture(diverging(values, largest), f"{title}, at most ±{largest:.2f}", title, caption, values)


def show_changes(network: DenseNetwork, pixels: np.ndarray, passed: Pass) -> None:
    """The picture on its way to another answer, and the picture that the network makes up by itself."""
    answer = int(passed.probabilities[0].argmax())
    others = [digit for digit in range(10) if digit != answer]
    digit = st.segmented_control("What would make it a", others, default=others[0], required=True, key=f"not {answer}")
    change = towards(network, pixels, int(digit))
    _show_way(change, int(digit), "step_of_change", "The picture, changed")
    if change.flipped is None:
        st.caption(f"It does not become a {digit} in {len(change.pictures) - 1} small steps.")
    else:
        st.caption(
            f"After {change.flipped} small steps the network reads a {digit}: on average, a pixel changed by "
            f"{percent(float(change.changed[change.flipped]))} of the way from paper to ink. You would still read it "
            "as before. Such a picture is called an adversarial example."
        )
    if st.toggle("Let it imagine a digit of its own, from grey noise", key="imagine"):
        dream = imagine(network, int(digit))
        _show_way(dream, int(digit), "step_of_dream", f"The most {digit}-like picture")
        st.caption("It has no need to look like a digit: this network only ever learned to tell ten digits apart.")


def _show_way(change: Change, digit: int, key: str, title: str) -> None:
    last = len(change.pictures) - 1
    start = change.flipped if change.flipped is not None and last < 100 else last
    step = st.slider("Step", 0, last, start, key=f"{key} {digit} {last}") if last else 0
    shares = change.probabilities[step]
    difference = change.pictures[step] - change.pictures[0]
    read = int(shares.argmax())
    pictures = [
        Picture(
            change.pictures[step], f"{title}, step {step}", title, f"Read as {read}, {percent(shares[read])} sure."
        ),
        _signed(difference, "What was changed", "Blue: ink added. Orange: ink taken away."),
    ]
    pixel_pictures(pictures, SIDE, key=f"{key}_pictures")
