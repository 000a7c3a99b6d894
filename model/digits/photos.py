"""An uploaded photo or scan becomes light ink on black, ready for `preprocess.normalize`.

Pen and paper differ from a canvas: ink may be dark or light, light falls unevenly, paper has grain, is ruled or printed
with boxes, and the table shows beside it. So: find the paper and subtract it, take out what was printed, keep what
stands out, and of that the one digit.
"""

from collections.abc import Callable

import numpy as np
from PIL import Image
from scipy import ndimage

from model.digits.found_ink import FoundInk
from model.digits.picture_files import MAX_BYTES, Levels, PhotoError, open_picture
from model.digits.pieces import at_the_edge, box_of_area, digits_among
from model.digits.ruling import find_ruling
from model.digits.unruled import without_ruling

__all__ = ["MAX_BYTES", "FoundInk", "PhotoError", "find_ink", "read_photo"]

LEAST_CONTRAST = 18  # grey levels (of 255) by which ink must differ from its paper
LEAST_SIGNAL = 6.0  # … and so many times the paper's grain
SMALL = 100  # pixels: in a picture of that longer side strokes are as fine as grain
GLARE = 0.01  # of the picture: what is lighter than the paper and smaller is a spot of glare
WIDEST_STROKE = 0.25  # of the longer side
NEAR, FAR = 0.06, 0.33  # of the longer side: how far around a pixel one looks for what is usual there
DECISIVE = 2.5  # times as much dark ink as light, or the other way round
SHADOW = 0.16  # of the longer side: so wide is a shadow, and no stroke
SHADED = 2.0  # times as faint is ink at most taken to be in a shadow


def read_photo(content: bytes) -> np.ndarray:
    """Turn an uploaded picture into ink.

    `content` is the bytes of a PNG, JPEG, WebP or HEIC file of at most 10 MB and 50 megapixels (HEIC 25, WebP 18).
    Returns uint8 (H, W), ink light (up to 255) on an exact 0, longest side at most 400; all 0 where there is
    none. Raises PhotoError for anything else, and where it holds several digits.
    """
    found = find_ink(open_picture(content))
    if found.count > 1:
        raise PhotoError(f"This picture holds about {found.count} digits; crop one.")
    return found.digit


def find_ink(picture: Levels, inside: bool = False, is_dark: bool | None = None) -> FoundInk:
    """A picture's levels → its ink and its ruling. Raises PhotoError where there are several digits that are in no row.

    Where a whole area stands out, like a dark square on a page, it is looked into, once (`inside`). Where it is known
    whether the ink `is_dark`, nobody has to find out.
    """
    photo = np.rint(picture.colour).astype(np.uint8)
    shape = picture.grey.shape
    nothing = FoundInk(photo, np.zeros(shape, np.uint8), np.zeros(shape, bool), np.zeros(shape, np.uint8))
    noise = grain(picture.grey)
    least = max(LEAST_CONTRAST, LEAST_SIGNAL * noise)
    if not inside and (within := look_inside(picture)) is not None:
        return within
    dark = ink_is_dark(picture.grey, least) if is_dark is None else is_dark
    levels = above_paper(picture.grey, dark)
    if strongest(levels) < least:
        return nothing
    if dark:
        levels = out_of_the_shadow(without_shadows(levels, picture.grey, least), picture.grey)
    levels, ruling = without_print(levels, least, noise)
    mask = levels > threshold(levels, least)
    edge = ndimage.binary_dilation(at_the_edge(mask), iterations=2)
    rest = np.where(edge, 0, levels)
    if edge.any() and strongest(rest) >= least:
        # A table's edge, or a frame that is cut off, is darker than a pencil: the threshold is for what remains.
        clearer = levels > threshold(rest, least)
        beside = ndimage.binary_propagation(edge & clearer, mask=clearer)  # with its soft skirt
        for without in (np.where(beside, 0, levels), rest):
            remains = clearer & (without > 0)
            if has_height(remains, 0.25 * min(shape)):
                levels, mask = without, remains
                break
    places = digits_among(mask)
    kept = places > 0
    if not kept.any():
        return nothing
    # Keep the soft edge of a line: it is where the anti-aliasing is.
    places = ndimage.grey_dilation(places, footprint=ndimage.generate_binary_structure(2, 1))
    near = places > 0
    ink = np.clip(levels / np.percentile(levels[kept], 75), 0, 1) * near
    return FoundInk(photo, np.rint(ink * 255).astype(np.uint8), ruling & ~near, places)


def without_print(levels: np.ndarray, least: float, noise: float) -> tuple[np.ndarray, np.ndarray]:
    """Levels above the paper → the same without printed lines, and where those were, bool (H, W)."""
    faint = max(LEAST_CONTRAST / 2, 4 * noise)
    lines = find_ruling(levels, faint)
    rest, ruling = without_ruling(levels, levels > faint, lines, noise)
    if strongest(rest) < least:  # it was the digit: a one from side to side
        return levels, np.zeros(levels.shape, bool)
    return rest, ruling


def threshold(levels: np.ndarray, least: float) -> float:
    """What stands out further than this is ink."""
    return max(otsu(levels, least / 2), least / 2)


def has_height(mask: np.ndarray, height: float) -> bool:
    rows = np.flatnonzero(mask.any(axis=1))
    return bool(rows.size and np.ptp(rows) >= height)


def look_inside(picture: Levels) -> FoundInk | None:
    """The digit in a whole area of another colour, like a screen's dark square or a sheet on a table, or None."""
    bright = picture.grey > otsu(picture.grey, 0)
    for area in (bright, ~bright):
        box = box_of_area(area)
        if box is None:
            continue
        within = find_ink(Levels(picture.colour[box], picture.grey[box]), inside=True)
        if within.ink.any() and box_of_area(within.ink > 0) is None:
            ink, places = np.zeros(area.shape, np.uint8), np.zeros(area.shape, np.uint8)
            ruling = np.zeros(area.shape, bool)
            ink[box], ruling[box], places[box] = within.ink, within.ruling, within.places
            return FoundInk(np.rint(picture.colour).astype(np.uint8), ink, ruling, places)
    return None


def grain(grey: np.ndarray) -> float:
    """The standard deviation of the paper's noise, in grey levels: by the median, which strokes don't move.

    In a small picture strokes are as fine as grain: there it is at most how far the paper itself spreads.
    """
    fine = grey - ndimage.uniform_filter(grey, 5)  # JPEG leaves little of what is finer
    noise = float(1.4826 * np.median(np.abs(fine)))
    if max(grey.shape) > SMALL:
        return noise
    light = grey > otsu(grey, 0)
    paper = grey[light == (np.mean(light) >= 0.5)]
    return min(noise, float(1.4826 * np.median(np.abs(paper - np.median(paper)))))


def ink_is_dark(grey: np.ndarray, least: float) -> bool:
    """Whether ink is darker than its paper: strokes are thin, and fewer than the paper around them.

    What counts is how far they stand out of both the grey opening and the level that most pixels around them have:
    so neither a spot of glare nor a dark corner, nor the dark square that a light digit stands in, turns it round. What
    is near decides, where it can: a shadow lies over half of the paper, and its edge is no stroke.
    """
    above = {dark: above_paper(grey, dark) for dark in (True, False)}
    for reach in (NEAR, FAR):
        beside = grey - usual_level(grey, reach)
        dark, light = (
            float(np.maximum(np.minimum(above[is_dark], sign * beside) - least / 2, 0).sum())
            for is_dark, sign in ((True, -1), (False, 1))
        )
        if max(dark, light) > DECISIVE * min(dark, light):
            break
    return dark >= light


def usual_level(grey: np.ndarray, reach: float = FAR) -> np.ndarray:
    """The level that most pixels around each one have, float32 (H, W); `reach` is a share of the longer side."""
    factor = max(1, -(-max(grey.shape) // 64))
    small = shrink(grey, factor, np.median)
    usual = ndimage.median_filter(small, size=2 * round(max(small.shape) * reach) + 1)
    return np.asarray(Image.fromarray(usual).resize(grey.shape[::-1], Image.Resampling.BILINEAR))


def without_glare(levels: np.ndarray) -> np.ndarray:
    """Light ink on dark: spots that are darker than their paper, and small, get its level."""
    usual = usual_level(levels)
    numbers, _ = ndimage.label(levels < usual - LEAST_CONTRAST)
    small = np.bincount(numbers.ravel()) < GLARE * levels.size
    small[0] = False
    return np.where(small[numbers], usual, levels)


def above_paper(grey: np.ndarray, dark: bool) -> np.ndarray:
    """How far each pixel stands out of its paper, float32 (H, W), at least 0.

    The paper is the grey opening, wider than any stroke, of light ink on dark.
    """
    levels = 255 - grey if dark else grey
    factor = max(1, max(grey.shape) // 250)
    calm = ndimage.uniform_filter(without_glare(levels), 3)
    small = shrink(calm, factor)
    width = max(3, int(max(small.shape) * WIDEST_STROKE)) | 1
    paper = ndimage.grey_opening(small, size=(width, width))
    paper = ndimage.uniform_filter(paper, max(3, width // 4))
    if factor > 1:
        paper = np.asarray(Image.fromarray(paper).resize(grey.shape[::-1], Image.Resampling.BILINEAR))
    levels = levels - paper
    return np.maximum(levels - min(np.median(levels), LEAST_CONTRAST / 2), 0)  # grain lifts all of it a little


def without_shadows(levels: np.ndarray, grey: np.ndarray, least: float) -> np.ndarray:
    """Dark ink's levels, float32 (H, W), where a shadow comes in from the side: above the paper in the shadow.

    A shadow is wider than any stroke, and its paper isn't nearly as dark as a table.
    """
    width = round(SHADOW * max(grey.shape))
    wide = ndimage.maximum_filter(ndimage.minimum_filter(levels > least, width), width)
    numbers, _ = ndimage.label(wide)
    rim = np.unique(np.concatenate([numbers[0], numbers[-1], numbers[:, 0], numbers[:, -1]]))
    shadow = np.isin(numbers, rim[rim > 0])
    if not shadow.any() or np.median(grey[shadow]) < np.percentile(grey, 90) / SHADED:
        return levels
    around = ndimage.maximum_filter(shadow, width)
    beside = np.maximum(usual_level(grey, SHADOW) - grey, 0)
    return np.where(around, np.minimum(levels, beside), levels)


def out_of_the_shadow(levels: np.ndarray, grey: np.ndarray) -> np.ndarray:
    """How far dark ink would stand out in the light, float32 (H, W): in a shadow all is darker by a factor."""
    paper = np.maximum(grey + levels, 1)
    return levels * np.clip(np.percentile(paper, 90) / paper, 1, SHADED)


def shrink(levels: np.ndarray, factor: int, summary: Callable[..., np.ndarray] = np.min) -> np.ndarray:
    """float32 (H, W) → one level for each square of `factor` pixels; with the least one thin light lines vanish."""
    if factor == 1:
        return levels
    height, width = levels.shape
    padded = np.pad(levels, ((0, -height % factor), (0, -width % factor)), "edge")
    return summary(padded.reshape(len(padded) // factor, factor, -1, factor), axis=(1, 3))


def strongest(levels: np.ndarray) -> float:
    """How far the strongest pixels stand out: the 40th, so that a few that are stuck don't count."""
    few = min(40, levels.size // 100 + 1)
    return float(np.partition(levels.ravel(), -few)[-few])


def otsu(levels: np.ndarray, least: float) -> float:
    """The threshold that splits grey levels into two groups best (Otsu 1979), for levels above `least`."""
    # By hand: OpenCV's THRESH_OTSU takes whole pictures of 8 or 16 bits, and these are the real levels of some pixels.
    levels = levels[levels > least]
    low, high = (float(levels.min()), float(levels.max())) if levels.size else (0.0, 0.0)
    half = max(0.0, 1 - (high - low)) / 2  # where all are one level, 128 steps find no room between them
    counts, edges = np.histogram(levels, bins=128, range=(low - half, high + half))
    values = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)
    above = below[-1] - below
    sums = np.cumsum(counts * values)
    apart = sums / np.maximum(below, 1) - (sums[-1] - sums) / np.maximum(above, 1)
    return float(values[np.argmax(below * above * apart**2)])
