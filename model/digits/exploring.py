"""What one sees in the digits before any network learns from them.

How many there are of each, what the mean of a class looks like, how much its digits differ, and which digits
lie closest to one another when nothing but their pixels is compared.
"""

from dataclasses import dataclass

import numpy as np

CLASSES = 10


@dataclass(frozen=True)
class ClassStatistics:
    """The images of each class, summed up. Grey levels are 0 (paper) to 255 (ink).

    `mean` and `deviation` are float32 `(10, 28, 28)`: each pixel's mean and standard deviation over the
    images of a class. `spread` is float32 `(10,)`: how far an image of the class lies from the class's mean
    image, as the root mean square of the pixel distance, in the unit of `distances`. A class without images
    has zeros.
    """

    mean: np.ndarray
    deviation: np.ndarray
    spread: np.ndarray


@dataclass(frozen=True)
class Neighbours:
    """The images closest to one image, closest first: `indices` int `(k,)` and `distances` float32 `(k,)`."""

    indices: np.ndarray
    distances: np.ndarray


def class_counts(labels: np.ndarray) -> np.ndarray:
    """uint8 `(n,)` → int `(10,)`: how many there are of each digit."""
    return np.bincount(labels, minlength=CLASSES)


def shuffled(labels: np.ndarray, digit: int | None, seed: int) -> np.ndarray:
    """The indices of all images of one digit (of all digits where `digit` is None), shuffled by `seed`."""
    indices = np.arange(len(labels)) if digit is None else np.flatnonzero(labels == digit)
    return np.random.default_rng(seed).permutation(indices)


def class_statistics(images: np.ndarray, labels: np.ndarray) -> ClassStatistics:
    """Sums up uint8 `(n, 28, 28)` and their labels uint8 `(n,)`, class by class."""
    mean = np.zeros((CLASSES, *images.shape[1:]), np.float32)
    deviation = np.zeros_like(mean)
    for digit in np.unique(labels):
        of_class = images[labels == digit]
        mean[digit] = of_class.mean(axis=0)
        deviation[digit] = of_class.std(axis=0)
    # The mean squared distance to the mean image is the sum of the pixels' variances.
    spread = np.sqrt(((deviation / 255) ** 2).sum(axis=(1, 2)))
    return ClassStatistics(mean, deviation, spread)


def distances(image: np.ndarray, images: np.ndarray) -> np.ndarray:
    """The pixel distance from uint8 `(28, 28)` to each of uint8 `(n, 28, 28)`: float32 `(n,)`, 0 to 28.

    That is the Euclidean distance between the two vectors of 784 numbers, with pixels divided by 255: 0 for
    the same image, 28 (√784) between all paper and all ink.
    """
    vector = image.reshape(-1).astype(np.float32)
    rows = images.reshape(len(images), -1)
    # A thousand images at a time: as float32, all of MNIST would take 190 MB.
    parts = [np.linalg.norm(rows[i : i + 1000] - vector, axis=1) for i in range(0, len(rows), 1000)]
    return np.concatenate(parts) / 255


def nearest(distance: np.ndarray, count: int, leave_out: int | None = None) -> Neighbours:
    """The `count` images with the least `distance` (float32 `(n,)`), without the one at index `leave_out`."""
    order = np.argsort(distance, kind="stable")
    closest = order[order != leave_out][:count]
    return Neighbours(closest, distance[closest])


def nearest_of_each_class(distance: np.ndarray, labels: np.ndarray, leave_out: int | None = None) -> Neighbours:
    """For each digit, 0 to 9 in this order, the closest image that has this label; `(10,)` each.

    Leaves out the image at index `leave_out`. Where no image has the label, its distance is infinite.
    """
    candidates = distance.copy()
    if leave_out is not None:
        candidates[leave_out] = np.inf
    of_class = np.where(labels == np.arange(CLASSES)[:, None], candidates, np.inf)
    closest = of_class.argmin(axis=1)
    return Neighbours(closest, of_class[np.arange(CLASSES), closest])
