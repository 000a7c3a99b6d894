"""A few digits of one's own, mixed into those that a network has learned from, so that it learns them and forgets
nothing.

Trained on thirty drawings alone, a network would soon know them by heart and read MNIST worse (catastrophic
forgetting: McCloskey and Cohen 1989). So for each three digits of its own data it sees one of the drawings
(rehearsal), each time turned, slanted, sized and shifted a little differently: what it learns is the hand, not the
thirty pictures.
"""

import numpy as np

from model.digits.disturbances import moved, turn
from model.networks.checkpoint import OwnDigits

REHEARSED = 15_000  # digits of the network's own data: enough to forget little, few enough for a lesson of seconds
PART = 3  # digits of the network's own data for each drawing
TURN, SLANT, SIZE, SHIFT = 10.0, 0.1, 0.08, 1.0  # degrees and pixels at most; standard deviations of slant and size


def mixed(
    images: np.ndarray, labels: np.ndarray, own: OwnDigits, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """`images`, uint8 `(m, 28, 28)` in random order, and `labels`, uint8 `(m,)`, the first 15,000 of them, with copies
    of one's own after them: a third as many, each of one's own as often as any other, and each copy another."""
    images, labels = images[:REHEARSED], labels[:REHEARSED]
    copies = round(len(images) / PART / len(own.images)) or 1
    varied = [distorted(own.images, rng) for _ in range(copies)]
    return np.concatenate([images, *varied]), np.concatenate([labels, *[own.labels] * copies])


def distorted(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """uint8 `(n, 28, 28)` → the same, all turned, slanted, sized and shifted alike, a little, by chance."""
    turned = turn(rng.uniform(-TURN, TURN))
    size = np.exp(rng.normal(0, SIZE, 2))
    onto = turned @ np.array([[size[0], 0.0], [rng.normal(0, SLANT), size[1]]])
    return np.rint(moved(images.astype(np.float32), onto, tuple(rng.uniform(-SHIFT, SHIFT, 2)))).astype(np.uint8)
