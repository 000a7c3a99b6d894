"""What the network that ships learns from: MNIST's digits, pen strokes drawn as on the canvas, and what is no digit."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import numpy as np

from model.digits.pen import FILL, PEN, draw, place
from model.digits.preprocess import normalize
from model.pretraining import habits, scribbles
from model.pretraining.recipe import Recipe
from model.pretraining.strokes import CONDITIONS, StrokeDigit
from model.pretraining.styles import style

VALIDATION_DIGITS = 2000  # the last of MNIST's 60,000 training digits, kept aside to choose by
ANYTHING = 10  # the label of what is no digit
SIDE = (
    140  # pixels of the canvas that is drawn on here: half of the page's, a quarter of the work, as many sizes of ink
)
CHUNK = 2000  # drawings that one process makes at a time, from one random seed

Strokes = Sequence[np.ndarray]
Files = Sequence[Sequence[StrokeDigit]]  # the digits of each stroke file


class Examples(NamedTuple):
    """One source after the other: MNIST's digits, drawings, nonsense.

    `images` uint8 (n, 784), `labels` int32 (n,), `sizes`: how many each source has.
    """

    images: np.ndarray
    labels: np.ndarray
    sizes: tuple[int, ...]


class Validation(NamedTuple):
    """What is chosen by: `pixels` float32 (n, 28, 28) in [0, 1], `labels` (n,), `sources` (n,): the file of each."""

    pixels: np.ndarray
    labels: np.ndarray
    sources: np.ndarray


def random_drawing(strokes: Strokes, rng: np.random.Generator) -> np.ndarray:
    """Draw strokes as somebody might: any proportions, turn and slant → uint8 (140, 140).

    Every other time with the pen that draws the canvas's lines again; else at any size, with any brush, as in a photo.
    """
    fill = rng.uniform(0.4, 0.95)
    brush = fill * np.exp(rng.uniform(np.log(0.035), np.log(0.2)))
    if rng.random() < 0.5:
        fill, brush = FILL, PEN * FILL
    turn, slant = rng.uniform(-18, 18), rng.uniform(-24, 24)
    return draw(place(reproportion(strokes, rng), fill, turn, slant, side=SIDE), max(1, SIDE * brush), SIDE)


def reproportion(strokes: Strokes, rng: np.random.Generator, spread: float = 0.2) -> list[np.ndarray]:
    """Move the weight of a digit up or down, left or right, as people differ: a 9 with a small head, a wide foot."""
    points = np.concatenate(strokes)
    low = points.min(axis=0)
    extent = np.maximum(points.max(axis=0) - low, 1e-6)
    power = np.exp(np.clip(rng.normal(0, spread, 2), -2 * spread, 2 * spread))
    return [low + extent * ((stroke - low) / extent) ** power for stroke in strokes]


def as_levels(image: np.ndarray, lines: list[np.ndarray] | None = None) -> np.ndarray:
    """Through the very same preprocessing as a drawing on the page → uint8 (784,)."""
    digit = normalize(image, lines)
    assert digit is not None  # a line always leaves ink
    return np.rint(digit.pixels.ravel() * 255).astype(np.uint8)


def load_mnist(path: str | os.PathLike[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """An `.npz` with Keras's keys → uint8 (60000, 784), uint8 (60000,) training, and the same of 10,000 test."""
    with np.load(path) as file:
        x_train, y_train, x_test, y_test = (file[key] for key in ("x_train", "y_train", "x_test", "y_test"))
    return x_train.reshape(-1, 784), y_train, x_test.reshape(-1, 784), y_test


def shares(digits: Sequence[StrokeDigit]) -> np.ndarray:
    """How often each digit is drawn: float (n,), sum 1.

    A writer of many digits counts more than one of few, but by the root of their number, and so does a style of a
    digit, as in "slashed": hands and styles matter, not how many digits somebody wrote. No digit gains by that.
    """
    _, which, counts = np.unique([digit.writer for digit in digits], return_inverse=True, return_counts=True)
    weights = 1 / np.sqrt(counts[which])
    labels = np.array([digit.label for digit in digits])
    _, styles = np.unique([f"{digit.label} {style(digit)}" for digit in digits], return_inverse=True)
    rare = weights / np.sqrt(np.bincount(styles, weights)[styles])
    rare *= (np.bincount(labels, weights) / np.maximum(np.bincount(labels, rare), 1e-9))[labels]
    return rare / rare.sum()


def of_all(files: Files) -> tuple[list[StrokeDigit], np.ndarray]:
    """The digits of all files, and how often each is drawn: each file gives its share of writers."""
    people = np.array([len({digit.writer for digit in file}) for file in files])
    parts = [shares(file) * part for file, part in zip(files, people / people.sum(), strict=True)]
    return [digit for file in files for digit in file], np.concatenate(parts)


def drawings(
    digits: Sequence[StrokeDigit], often: np.ndarray, habit: bool, seed: tuple[int, int], count: int
) -> tuple[np.ndarray, np.ndarray]:
    """`count` drawings from one random seed: uint8 (count, 784) and labels int32 (count,).

    `often` float (n,), sum 1: how often each digit is drawn. Without digits: what is no digit.
    """
    rng = np.random.default_rng(seed)
    images, labels = [], []
    chosen = rng.choice(len(digits), count, p=often) if digits else ()
    for number in range(count):
        if digits:
            digit = digits[chosen[number]]
            strokes = habits.change(digit.label, digit.strokes, rng) if habit else digit.strokes
            labels.append(digit.label)
        else:
            strokes = scribbles.nonsense(rng)
            labels.append(ANYTHING)
        images.append(as_levels(random_drawing(strokes, rng)))
    return np.array(images), np.array(labels, np.int32)


def in_chunks(draw_chunk: Callable, count: int, seed: int, first: int) -> tuple[np.ndarray, np.ndarray]:
    """`count` drawings by all of the computer's cores; the same whatever their number."""
    counts = [min(CHUNK, count - start) for start in range(0, count, CHUNK)]
    seeds = [(seed, first + number) for number in range(len(counts))]
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        images, labels = zip(*pool.map(draw_chunk, seeds, counts), strict=True)
    return np.concatenate(images), np.concatenate(labels)


def examples(mnist: Path, files: Files, recipe: Recipe) -> Examples:
    """What the network learns from: `files` are the training digits of each stroke file."""
    x, y, _, _ = load_mnist(mnist)
    x, y = x[:-VALIDATION_DIGITS], y[:-VALIDATION_DIGITS]
    drawn, said = in_chunks(partial(drawings, *of_all(files), recipe.habits), recipe.drawings, recipe.seed, 0)
    none, anything = in_chunks(partial(drawings, (), np.empty(0), False), recipe.nonsense, recipe.seed, 1_000_000)
    sizes = (len(x), len(drawn), len(none))
    return Examples(np.concatenate([x, drawn, none]), np.concatenate([y, said, anything]).astype(np.int32), sizes)


def order(sizes: tuple[int, ...], epoch: int, recipe: Recipe) -> np.ndarray:
    """Which examples an epoch takes, shuffled: int32 (steps, batch size), the same for the same seed.

    The drawings of an epoch follow those of the epoch before, until all have been seen.
    """
    rng = np.random.default_rng([recipe.seed, epoch])
    wanted = (sizes[0], recipe.drawings_per_epoch, recipe.nonsense_per_epoch)
    starts = np.cumsum([0, *sizes])
    taken = np.concatenate(
        [
            start + (epoch * count + np.arange(min(count, size))) % size
            for start, size, count in zip(starts, sizes, wanted, strict=False)
        ]
    )
    steps = len(taken) // recipe.batch_size
    return rng.permutation(taken)[: steps * recipe.batch_size].reshape(steps, -1).astype(np.int32)


def validation_digits(mnist: Path, files: Files) -> Validation:
    """What is chosen by: MNIST's last training digits (source 0), then each file's digits (sources 1, 2, …).

    Of those, each is there as the canvas gives it, and by its pixels alone.
    """
    x, y, _, _ = load_mnist(mnist)
    images, labels, sources = [*x[-VALIDATION_DIGITS:]], [*y[-VALIDATION_DIGITS:]], [0] * VALIDATION_DIGITS
    for source, digits in enumerate(files, 1):
        for digit in digits:
            drawn = CONDITIONS[0].draw(digit)
            images += [as_levels(drawn, CONDITIONS[0].lines(digit)), as_levels(drawn)]
            labels += [digit.label] * 2
            sources += [source] * 2
    pixels = np.array(images).reshape(-1, 28, 28).astype(np.float32) / 255
    return Validation(pixels, np.array(labels), np.array(sources))
