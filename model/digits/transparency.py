"""What lies behind a picture that is transparent in places."""

import numpy as np
from scipy import ndimage

MIN_ALPHA = 0.02  # what is fainter everywhere can't be seen
OTHER_LEVEL, OTHER_SHARE = 40, 0.004  # so many levels from its rim, in such a share, something stands on a page


def on_its_paper(rgba: np.ndarray) -> np.ndarray:
    """float32 (H, W, 4), colours times their alpha → float32 (H, W, 3), what is transparent filled.

    A page, or ink with a rim around it, brings its own paper: the level at its edge, in which other levels stand.
    Ink alone has one level, and gets the opposite for its paper; how strong it is, its alpha says.
    """
    colour, alpha = rgba[..., :3], rgba[..., 3] / 255
    if alpha.min() > 0.99:
        return colour
    if alpha.max() < MIN_ALPHA:
        return np.full_like(colour, 255)
    grey = colour.mean(axis=2) / np.maximum(alpha, 1e-3)
    seen = alpha > alpha.max() / 2
    edge = seen & ndimage.binary_dilation(alpha < alpha.max() / 4, np.ones((3, 3)), iterations=2)
    rim = np.median(grey[edge]) if edge.any() else np.median(grey[seen])
    calm = edge.any() and np.subtract(*np.percentile(grey[edge], (90, 10))) < OTHER_LEVEL
    if calm and (np.abs(grey[seen] - rim) > OTHER_LEVEL).mean() > OTHER_SHARE:
        return colour + (1 - alpha[..., None]) * rim
    ink = np.average(grey, weights=alpha)
    alpha = alpha / alpha.max()
    paper = 255 if ink < 128 else 0
    return np.repeat((paper + (255 - 2 * paper) * alpha)[..., None], 3, axis=2)
