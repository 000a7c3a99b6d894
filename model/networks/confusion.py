"""Which digits are read as which."""

import numpy as np

from model.networks.config import CLASSES


def confusion_matrix(labels: np.ndarray, predictions: np.ndarray) -> np.ndarray:
    """int `(10, 10)`: how many digits of each true class (row) were read as each digit (column); both `(n,)`."""
    cells = labels.astype(int) * CLASSES + predictions
    return np.bincount(cells, minlength=CLASSES**2).reshape(CLASSES, CLASSES)


def commonest_pair(matrix: np.ndarray) -> tuple[int, int] | None:
    """The two digits that are most often taken for each other, the smaller first; None where there is no mistake."""
    both = np.triu(matrix + matrix.T, 1)
    if not both.any():
        return None
    one, other = np.unravel_index(both.argmax(), both.shape)
    return int(one), int(other)
