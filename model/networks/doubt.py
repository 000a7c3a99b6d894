"""Below which confidence a network's answer is doubtful: what it was shown may be no digit at all.

The threshold comes from digits that the network has not learned from: hardly any of them is read with so little
confidence (Hendrycks and Gimpel 2017, "A baseline for detecting misclassified and out-of-distribution examples").
"""

import numpy as np

FLAGGED = 0.05  # share of real digits that may be called doubtful
SURE = 0.99  # what is as sure as this is never called doubtful: a network that knows the digits is surer still of each


def threshold(probabilities: np.ndarray) -> float:
    """From the answers to digits not learned from, float `(n, 10)` with n ≥ 1: a confidence in [0.1, 0.99]."""
    return min(SURE, round(float(np.quantile(probabilities.max(axis=1), FLAGGED)), 3))
