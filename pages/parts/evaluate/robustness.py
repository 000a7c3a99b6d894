"""What a network can't stand: the same test digits, changed more and more."""

import numpy as np
import streamlit as st

from charts.evaluation import share
from charts.robustness import robustness_chart
from model.digits.disturbances import DISTURBANCES, Disturbance
from model.networks.classifier import Classifier
from model.runs import robustness
from model.runs.robustness import Curve
from pages.components.live_chart import live_chart
from pages.parts.glossary import explained

COLUMNS = 3
ABOUT = (
    "A dense network learns what each pixel means, and knows nothing of shapes: a digit two pixels further right is "
    "new to it. Augmentation shows it such digits while it trains: compare a run with and a run without. On Draw and "
    "in photos a drawing is first brought to the middle and to one size, so shift and size do no harm there."
)
# One usual amount of each change, and how a sentence says it.
USUAL = {
    "Shift": (3, "shifted by 3 pixels"),
    "Turn": (30, "turned by 30°"),
    "Size": (0.7, "shrunk to 70%"),
    "Thickness": (-0.5, "half a pixel thinner at each edge"),
    "Slant": (30, "slanted by 30°"),
    "Noise": (0.3, "on noisy paper"),
}


@st.cache_data(max_entries=16, show_spinner=False)
def measured(
    _classifier: Classifier, _images: np.ndarray, _labels: np.ndarray, path: str, changed: int, name: str
) -> list[Curve]:
    """`path`, `changed` and the `name` of the digits tell what is measured apart. Shows how far it is."""
    progress = st.progress(0.0, "Reading changed digits")
    found: list[Curve] = []
    for curve in robustness.curves(_classifier, _images, _labels):
        found.append(curve)
        progress.progress(len(found) / len(DISTURBANCES), f"Reading changed digits: {curve.disturbance.name.lower()}")
    progress.empty()
    return found


def show_robustness(curves: list[Curve], image: np.ndarray) -> None:
    """Shows where accuracy falls, and what each change does to `image`, uint8 (28, 28)."""
    st.subheader(finding(curves), help=ABOUT)
    columns = st.columns(COLUMNS, gap="large")
    for number, curve in enumerate(curves):
        of = curve.disturbance
        with columns[number % COLUMNS]:
            chart = robustness_chart(of.name, of.unit, of.amounts, curve.accuracy, of.none, curve.stands)
            live_chart(chart, in_words(curve), key=f"robustness_{of.name.lower()}", urgent=False)
            st.image(strip(of, image), width="stretch")
    st.caption(
        explained(
            f"{curves[0].count:,} test digits, all of them changed alike. Shaded: at least 9 of 10 of those that it "
            "reads unchanged are still right."
        )
    )


def strip(disturbance: Disturbance, image: np.ndarray) -> np.ndarray:
    """The digit at each of the amounts, side by side: uint8 `(28, 28 k)`."""
    pixels = image[None].astype(np.float32) / 255
    changed = [disturbance.apply(pixels, amount)[0] for amount in disturbance.amounts]
    return np.rint(255 * np.concatenate(changed, axis=1)).astype(np.uint8)


def finding(curves: list[Curve]) -> str:
    """Of the usual changes, the one that costs most."""
    worst = min(curves, key=lambda curve: usual(curve) - curve.undisturbed)
    said = USUAL[worst.disturbance.name][1]
    return f"{share(worst.undisturbed)} of the digits are right as they are, {share(usual(worst))} {said}"


def usual(curve: Curve) -> float:
    """The accuracy at the usual amount."""
    return float(curve.accuracy[curve.disturbance.amounts.index(USUAL[curve.disturbance.name][0])])


def in_words(curve: Curve) -> str:
    low, high = curve.stands
    of = curve.disturbance
    return f"{of.name}: {share(curve.undisturbed)} right without, nearly as many from {low:g} to {high:g} {of.unit}."
