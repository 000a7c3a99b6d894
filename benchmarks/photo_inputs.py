"""Pictures that nobody means well, for `benchmarks.fuzzing`: whole, changed, cut off, or no picture at all."""

import io
from functools import lru_cache

import numpy as np
from hypothesis import strategies as st
from PIL import Image

from benchmarks.changed_bytes import changed
from model.digits.photos import PhotoError, read_photo
from model.digits.preprocess import normalize


@lru_cache(maxsize=1)
def _pictures() -> tuple[bytes, ...]:
    """A small picture of a line in each format and depth that is read."""
    paper = np.full((40, 30, 4), 235, np.uint8)
    paper[8:32, 13:16, :3] = 30
    picture = Image.fromarray(paper)
    files = []
    for mode, kind, options in (
        ("RGBA", "PNG", {}),
        ("LA", "PNG", {}),
        ("P", "PNG", {}),
        ("1", "PNG", {}),
        ("I;16", "PNG", {}),
        ("L", "JPEG", {}),
        ("RGB", "JPEG", {"progressive": True}),
        ("CMYK", "JPEG", {}),
        ("RGBA", "WEBP", {}),
    ):
        content = io.BytesIO()
        whole = Image.fromarray(paper[..., 0].astype(np.uint16) * 257) if mode == "I;16" else picture.convert(mode)
        whole.save(content, kind, **options)
        files.append(content.getvalue())
    return tuple(files)


@st.composite
def _any_levels(draw: st.DrawFn) -> bytes:
    """A PNG of any size and levels: noise, stripes, areas."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    height, width = draw(st.integers(1, 60)), draw(st.integers(1, 60))
    coarse = draw(st.integers(1, 12))
    levels = rng.integers(0, 256, (-(-height // coarse), -(-width // coarse)), np.uint8)
    if draw(st.booleans()):
        levels = np.where(levels > draw(st.integers(0, 255)), 240, 20).astype(np.uint8)
    content = io.BytesIO()
    Image.fromarray(levels.repeat(coarse, 0).repeat(coarse, 1)[:height, :width]).save(content, "PNG")
    return content.getvalue()


def is_ink_or_a_sentence(content: bytes) -> None:
    """Ink on an exact 0 that `normalize` takes, or a sentence; nothing else, and no warning."""
    try:
        ink = read_photo(content)
    except PhotoError as error:
        if not str(error).endswith("."):
            raise
        return
    assert ink.dtype == np.uint8
    assert ink.ndim == 2
    assert max(ink.shape) <= 400
    digit = normalize(ink)
    assert digit is None or np.isfinite(digit.pixels).all()


PICTURES = st.one_of(changed(_pictures), _any_levels(), st.binary(max_size=80))
