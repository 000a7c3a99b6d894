"""Pixels as pictures that a browser shows or keeps."""

import base64
import io

import numpy as np
from PIL import Image


def as_png(image: np.ndarray) -> bytes:
    """uint8, or float in [0, 1], `(h, w)` → the bytes of a grey PNG file; uint8 `(h, w, 3)` → of one in colours."""
    if image.dtype != np.uint8:
        image = np.rint(image * 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG")
    return file.getvalue()


def as_png_url(image: np.ndarray) -> str:
    """uint8, or float in [0, 1], `(h, w)` → a grey picture, as the URL of a PNG."""
    return "data:image/png;base64," + base64.b64encode(as_png(image)).decode("ascii")


def as_indexed_strip(images: np.ndarray, colours: np.ndarray) -> str:
    """uint8 `(n, h, w)`, places among `colours`, uint8 `(k, 3)` → the same as `as_strip`, in a quarter of the bytes."""
    picture = Image.fromarray(images.reshape(-1, images.shape[2]), "L")
    picture.putpalette(colours.tobytes())
    file = io.BytesIO()
    picture.save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode("ascii")


def as_strip(images: np.ndarray) -> str:
    """uint8 `(n, h, w)`, or `(n, h, w, 3)` in colours → all of them below one another, as the URL of a PNG."""
    return as_png_url(images.reshape(-1, *images.shape[2:]))
