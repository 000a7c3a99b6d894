"""What is found in a file of digits before it becomes drawings, and how grey levels of all kinds become ours."""

from dataclasses import dataclass

import numpy as np

from model.digits.preprocess import SIDE

LIGHT = 127  # a picture whose edge is lighter than this on average is dark ink on light paper


class FileError(ValueError):
    """The file can't be taken. The message says what is wrong with it and what to do, in sentences."""


@dataclass(frozen=True)
class Found:
    """Pictures, uint8 `(n, 28, 28)`, labels, int `(n,)`, and sentences on what was left out or changed."""

    images: np.ndarray
    labels: np.ndarray
    notes: tuple[str, ...] = ()


def counted(count: int, one: str, many: str) -> str:
    """A number before what is counted: "1 line was", "2 lines were"."""
    return f"{count:,} {one if count == 1 else many}"


def grey_levels(values: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Numbers, float32 `(n, 784)`, from 0 to 1 or from 0 to 255 → uint8 `(n, 28, 28)`, light ink on dark, and notes.

    Raises `FileError` where they are neither.
    """
    notes: list[str] = []
    if not np.isfinite(values).all():
        raise FileError("Some pixels are not numbers. Grey levels go from 0 (paper) to 255 (ink), or from 0 to 1.")
    low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 0.0)
    if low < 0 or high > 255:
        raise FileError(
            f"Its pixels go from {low:g} to {high:g}. Grey levels go from 0 (paper) to 255 (ink), or from 0 to 1: "
            "bring them back to one of these."
        )
    if high <= 1:
        values = values * 255
        notes.append("Its pixels go from 0 to 1; they were taken times 255.")
    images = np.rint(values).astype(np.uint8).reshape(-1, SIDE, SIDE)
    edge = np.ones((SIDE, SIDE), bool)
    edge[1:-1, 1:-1] = False
    if len(images) and (dark := images[:, edge].mean(axis=1) > LIGHT).any():
        images[dark] = 255 - images[dark]
        pictures = counted(int(dark.sum()), "picture", "pictures")
        notes.append(f"{pictures} with dark ink on light paper: inverted, as MNIST has light ink.")
    return images, notes
