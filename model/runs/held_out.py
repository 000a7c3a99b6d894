"""Which digits a network learned from, and which it is judged by: digits that it never saw, where there are any."""

from dataclasses import dataclass

import numpy as np

from model.digits import data, people
from model.digits.data import DataError, Dataset
from model.networks.learned_digits import learned_digits
from model.runs.record import Run

SHIPPED_LEARNED_FROM = 58_000  # the first of MNIST's training digits; `model.pretraining` chose by the others
SAMPLE_IS_KNOWN = (
    "They are a part of MNIST's training digits, so this network has already learned from them: what follows shows how "
    "well it remembers, not how well it reads new digits."
)
NOBODY_KNOWS = "What this network learned from is not known here: it may have seen these digits before."


@dataclass(frozen=True)
class HeldOut:
    """The test digits of `dataset`, and what makes a judgement by them fair.

    `learned_from` are the indices of the training digits that the network learned from, int `(n,)` in random order;
    None where they are not at hand or not known; `told`, uint8 `(n,)`, are the labels that it was told for them, None
    where those are the true ones. `seen` says whether it learned from the test digits too, None where
    nobody knows; if so, `note` says why, in a sentence or two, and is empty otherwise.
    """

    dataset: Dataset
    learned_from: np.ndarray | None
    seen: bool | None = False
    note: str = ""
    told: np.ndarray | None = None


def of_run(run: Run) -> HeldOut:
    """The test digits of the data that the run was trained on; the sample's where those are gone."""
    learned = run.data.get("name")
    if run.training is None or learned not in ("sample", "mnist"):  # a network that somebody brought along
        dataset, trouble = _mnist_or_sample()
        return HeldOut(dataset, None, None, f"{trouble}{NOBODY_KNOWS}")
    dataset, trouble = (data.load("sample"), "") if learned == "sample" else _mnist_or_sample()
    if dataset.name != learned:
        return HeldOut(dataset, None, True, f"{trouble}{SAMPLE_IS_KNOWN}")
    learned = learned_digits(dataset.y_train, run.training)
    told = learned.labels if learned.wrong.any() else None
    if run.taught and run.taught.tested_before:
        return HeldOut(dataset, learned.indices, True, SAMPLE_IS_KNOWN, told)
    return HeldOut(dataset, learned.indices, told=told)


def of_shipped() -> HeldOut:
    """MNIST's test digits for the network that ships, which learned from its training digits (`model.pretraining`)."""
    dataset, trouble = _mnist_or_sample()
    if dataset.name != "mnist":
        return HeldOut(dataset, None, True, f"{trouble}{SAMPLE_IS_KNOWN}")
    return HeldOut(dataset, np.random.default_rng(0).permutation(SHIPPED_LEARNED_FROM))


def of_people() -> HeldOut:
    """The digits by 30 people that ship: nobody who ever trained a network here, or MNIST's, learned from them."""
    drawn = people.load()
    nothing = np.empty((0, 28, 28), np.uint8), np.empty(0, np.uint8)
    return HeldOut(Dataset(*nothing, drawn.x_test, drawn.y_test, drawn.name), None)


def of_drawings(images: np.ndarray, labels: np.ndarray, seen: bool = False, note: str = "") -> HeldOut:
    """Somebody's own drawings, uint8 `(n, 28, 28)` and `(n,)`; `seen` and `note` as in `HeldOut`."""
    nothing = np.empty((0, 28, 28), np.uint8), np.empty(0, np.uint8)
    return HeldOut(Dataset(*nothing, images, labels, "drawings"), None, seen, note)


def _mnist_or_sample() -> tuple[Dataset, str]:
    """MNIST where it is on this computer, without a download; else the sample, and a sentence on why."""
    if not data.at_hand():
        return data.load("sample"), "All of MNIST is not on this computer, so these are the sample's digits. "
    try:
        return data.load("mnist"), ""
    except DataError as error:
        return data.load("sample"), f"{error} So these are the sample's digits. "
