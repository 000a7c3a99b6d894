"""An uploaded photo or scan becomes light ink on black, ready for `preprocess.normalize`.

Pen and paper differ from a canvas in three ways: ink may be dark or light, light falls unevenly, and
paper has grain. So: find the paper, subtract it, keep what stands out, drop the specks.
"""

import io

import numpy as np
from PIL import Image, ImageOps
from scipy import ndimage

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
FORMATS = ("PNG", "JPEG", "WEBP")
SIDE = 400  # longest side to work at, in pixels: plenty for one digit
LEAST_CONTRAST = 24  # grey levels (of 255) by which ink must differ from its paper


class PhotoError(ValueError):
    """The upload can't be used; the message says why and what to do, in a sentence."""


def read_photo(content: bytes) -> np.ndarray:
    """Turn an uploaded picture into ink.

    `content` is the bytes of a PNG, JPEG or WebP file of at most 10 MB and 50 megapixels. Returns uint8
    (H, W), ink light (up to 255) on an exact 0, longest side at most 400; all 0 where the picture shows
    no ink. Raises PhotoError for anything else.
    """
    return find_ink(open_grey(content))


def open_grey(content: bytes) -> np.ndarray:
    """bytes → uint8 (H, W), upright, longest side at most 400. Raises PhotoError."""
    if len(content) > MAX_BYTES:
        raise PhotoError(
            f"This file has {len(content) / 1024**2:.1f} MB; at most 10 MB work. Save the picture smaller."
        )
    try:
        picture = Image.open(io.BytesIO(content), formats=FORMATS)
    except Image.DecompressionBombError:
        raise PhotoError("This picture has more than 50 megapixels. Save it smaller.") from None
    except Exception:  # Pillow's readers raise many kinds on a broken header
        raise PhotoError("This file is not a PNG, JPEG or WebP picture. Save it as one of these.") from None
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise PhotoError(f"This picture has {width * height / 1e6:.0f} megapixels; at most 50 work. Save it smaller.")
    try:
        picture.draft("L", (SIDE, SIDE))  # a JPEG can be decoded small at once
        picture.load()
        picture = ImageOps.exif_transpose(picture)
    except Exception:  # likewise for a broken body
        raise PhotoError("This picture is damaged or incomplete. Upload it once more.") from None
    picture = on_background(picture)
    picture.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
    return np.asarray(picture)


def on_background(picture: Image.Image) -> Image.Image:
    """Any Pillow image → grey ("L"), transparent parts filled with the opposite of what is drawn."""
    if picture.mode.startswith(("I", "F")):  # 16 bits a pixel, as scanners write
        levels = np.asarray(picture, np.float64)
        return Image.fromarray((levels * (255 / max(levels.max(), 1))).astype(np.uint8))
    if not picture.has_transparency_data:
        return picture.convert("L")
    grey, alpha = picture.convert("LA").split()
    opaque = np.asarray(alpha) > 127
    ink_is_dark = not opaque.any() or np.asarray(grey)[opaque].mean() < 128
    background = Image.new("L", picture.size, 255 if ink_is_dark else 0)
    background.paste(grey, mask=alpha)
    return background


def find_ink(grey: np.ndarray) -> np.ndarray:
    """uint8 (H, W), dark ink on light or light on dark → uint8 (H, W), light ink on an exact 0."""
    levels = grey.astype(np.float32)
    if np.median(border(levels)) > np.median([levels.min(), levels.max()]):
        levels = 255 - levels
    levels -= paper(levels)
    contrast = np.percentile(levels, 99.5)
    if contrast < LEAST_CONTRAST:
        return np.zeros_like(grey)
    inked = drop_specks(levels > max(otsu(levels), LEAST_CONTRAST / 2))
    if not inked.any():
        return np.zeros_like(grey)
    # Keep the soft edge of a line: it is where the anti-aliasing is.
    near = ndimage.binary_dilation(inked)
    ink = np.clip(levels / np.percentile(levels[inked], 75), 0, 1) * near
    return np.rint(ink * 255).astype(np.uint8)


def border(levels: np.ndarray) -> np.ndarray:
    """The outermost pixels of a 2-D array: mostly paper."""
    return np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])


def paper(levels: np.ndarray) -> np.ndarray:
    """How bright the paper is under each pixel: a grey opening, wider than any stroke, smoothed.

    float32 (H, W), light ink on darker paper → float32 (H, W).
    """
    width = max(3, max(levels.shape) // 4) | 1
    calm = ndimage.uniform_filter(levels, 3)
    opened = ndimage.grey_dilation(ndimage.grey_erosion(calm, size=(width, width)), size=(width, width))
    return ndimage.uniform_filter(opened, width // 2)


def otsu(levels: np.ndarray) -> float:
    """The threshold that splits grey levels into two groups best (Otsu 1979), for levels above 0."""
    counts, edges = np.histogram(levels[levels > 0], bins=128)
    values = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)
    above = below[-1] - below
    sums = np.cumsum(counts * values)
    apart = sums / np.maximum(below, 1) - (sums[-1] - sums) / np.maximum(above, 1)
    return values[np.argmax(below * above * apart**2)]


def drop_specks(inked: np.ndarray) -> np.ndarray:
    """bool (H, W) → the same without pieces smaller than a twentieth of the largest one."""
    pieces, _ = ndimage.label(inked, np.ones((3, 3)))
    sizes = np.bincount(pieces.ravel())
    sizes[0] = 0
    return (sizes >= max(sizes.max() / 20, 1))[pieces]
