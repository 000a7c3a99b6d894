"""Why it says so: the pixels for and against an answer, and the training digits that look alike to the network."""

import numpy as np
import streamlit as st

from charts.words import are_digits
from model.inside.layers import DenseNetwork, Pass, lead
from model.inside.reasons import PATCH, closest, gradient_times_input, occlusion
from pages.components.digit_wall import digit_wall
from pages.components.pixel_pictures import Picture, pixel_pictures
from pages.parts.glossary import explained, meaning
from pages.parts.inside.neuron import signed_picture
from pages.parts.inside.opened import digits, in_turn, many

SIDE = 220  # pixels of a picture
COVERED = f"A {PATCH} × {PATCH} patch of paper covers each place in turn."
PLACES = (  # of the strongest ink: rows of three
    ("at the top left", "at the top", "at the top right"),
    ("in the middle, on the left,", "in the middle", "in the middle, on the right,"),
    ("at the bottom left", "at the bottom", "at the bottom right"),
)


def show_reasons(network: DenseNetwork, pixels: np.ndarray, passed: Pass, name: str) -> None:
    """Pixels for and against the answer, or for it and against a rival; and the closest training digits."""
    probabilities = passed.probabilities[0]
    answer = int(probabilities.argmax())
    rivals = [int(digit) for digit in np.argsort(-probabilities, kind="stable")[1:]]
    rival = st.selectbox(
        "Question",
        [answer, *rivals],
        format_func=lambda digit: f"Why {answer}?" if digit == answer else f"Why {answer} and not {digit}?",
        key=f"rival of {answer}",
        persist_state="page",
        width=280,
        help="“Why 9?” asks what raises the score of 9. “Why 9 and not 4?” asks what puts 9 ahead of 4.",
    )
    _show_pixels(network, pixels, answer, None if rival == answer else rival)
    _show_closest(network, pixels, name, answer)


def _show_pixels(network: DenseNetwork, pixels: np.ndarray, answer: int, rival: int | None) -> None:
    wanted = lead(answer, rival)
    by_gradient, by_patch = gradient_times_input(network, pixels, wanted), in_turn(occlusion, network, pixels, wanted)
    asked = f"{answer}" if rival is None else f"{answer} rather than {rival}"
    st.subheader(_finding(by_patch, asked), help=meaning("Gradient"))
    pictures = [
        Picture(pixels, "The picture, 28 × 28", "The picture", "What the network reads."),
        signed_picture(
            by_gradient, "Gradient × input", f"Blue ink speaks for {asked}, orange ink against it.", over=pixels
        ),
        signed_picture(by_patch, "Occlusion", f"{COVERED} {_covering(answer, rival)}", over=pixels),
    ]
    pixel_pictures(pictures, SIDE, key="reasons")


def _finding(by_patch: np.ndarray, asked: str) -> str:
    if not by_patch.any():
        return f"No ink speaks for {asked}: the biases alone decide"
    row, column = np.unravel_index(np.abs(by_patch).argmax(), by_patch.shape)
    effect = "for" if by_patch[row, column] > 0 else "against"
    return f"The ink {PLACES[3 * row // 28][3 * column // 28]} counts most, and it speaks {effect} {asked}"


def _covering(answer: int, rival: int | None) -> str:
    """What the two colours mean where ink is covered."""
    if rival is None:
        return f"Blue: covering this ink lowers the score of {answer}. Orange: it raises it."
    return f"Blue: covering this ink costs {answer} some of its lead over {rival}. Orange: it widens it."


def _show_closest(network: DenseNetwork, pixels: np.ndarray, name: str, answer: int) -> None:
    sample, seen = digits(), many(network, name).seen
    found = in_turn(closest, network, pixels, seen)
    alike = list(zip(found.indices.tolist(), found.likeness.tolist(), strict=True))
    count = sum(int(sample.y_train[i]) == answer for i, _ in alike)
    title = (
        f"The training digits that look most alike to the network: {count} of {len(alike)} {are_digits(count, answer)}"
    )
    if found.other:
        alike.append(found.other)
        title += f". Last, the closest with another answer: it reads that one as {seen.read[found.other[0]]}"
    digit_wall(
        sample.x_train[[i for i, _ in alike]],
        names=[
            f"Training digit {i}, labelled {sample.y_train[i]}, read as {seen.read[i]}: likeness {like:.2f}"
            for i, like in alike
        ],
        notes=[f"{sample.y_train[i]} · {like:.2f}" for i, like in alike],
        title=title,
        key="alike",
        columns=9,
    )
    what = "the activations of the last hidden layer" if len(network.layers) > 1 else "the pixels"
    st.caption(
        explained(
            f"Likeness is the cosine between {what}: 1 is the same to the network. Below each digit stand its label "
            f"and its likeness; {len(sample.x_train):,} training digits of the sample were compared."
        )
    )
