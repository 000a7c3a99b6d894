"""Files and photos that nobody means well, for `benchmarks.fuzzing`: of somebody's drawings, and of the filled form."""

import io
import json
import zipfile
from functools import lru_cache
from typing import Any

import numpy as np
from hypothesis import strategies as st
from PIL import Image

from benchmarks.browser_inputs import ANY
from benchmarks.changed_bytes import changed
from model.digits.picture_files import PhotoError
from model.handwriting import files, form, json_form, npz_form, sheet, table
from model.handwriting.drawings import labelled
from model.handwriting.filled_form import read_form
from model.handwriting.found import FileError

NAMES = st.sampled_from([*npz_form.KEYS, *(f"{key}.npy" for key in npz_form.KEYS), "other.npy"])
DTYPES = st.sampled_from(["|u1", "<i8", "<f4", "<f8", "|b1", "<c8", "|O", "<U4", "|S3", "<M8[s]", "|V4", "nonsense"])
SIDES = st.sampled_from([0, 1, 2, 3, 10, 28, 784, 10**6, 10**12, -1])
CELLS = st.sampled_from(["", "0", "7", "255", "0.5", "-1", "1e400", "nan", "inf", "²", "x", '"', "1,5"]) | st.text(
    max_size=4
)


@lru_cache(maxsize=1)
def _whole_files() -> tuple[bytes, ...]:
    """Three drawings in each of the forms."""
    rng = np.random.default_rng(0)
    strokes = [[[20.0, 30.0], [200.0, 240.0]], [[5.0, 5.0]]]
    drawings = [labelled(label, rng.integers(0, 256, (28, 28), np.uint8), strokes) for label in (0, 7, 7)]
    return tuple(to(drawings) for to in (sheet.to_png, table.to_csv, json_form.to_json, npz_form.to_npz))


@st.composite
def _arrays(draw: st.DrawFn) -> bytes:
    """An archive whose arrays say anything of themselves, and hold less or more than they say."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in draw(st.lists(NAMES, max_size=5, unique=True)):
            shape = tuple(draw(st.lists(SIDES, max_size=4)))
            head = str({"descr": draw(DTYPES), "fortran_order": draw(st.booleans()), "shape": shape}).encode()
            start = b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head if draw(st.booleans()) else b""
            archive.writestr(name, start + draw(st.binary(max_size=30)) * draw(st.sampled_from([1, 1, 100])))
    return stream.getvalue()


@st.composite
def _tables(draw: st.DrawFn) -> bytes:
    """Lines of nearly the right length, with strange cells among them."""
    lines = []
    between = draw(st.sampled_from([",", ";", "\t"]))
    for _ in range(draw(st.integers(1, 3))):
        cells = [draw(CELLS), *["0"] * draw(st.sampled_from([783, 784, 784, 785]))]
        for _ in range(draw(st.integers(0, 3))):
            cells[draw(st.integers(0, len(cells) - 1))] = draw(CELLS)
        lines.append(between.join(cells))
    kind = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    return "\n".join(lines).encode(kind, "replace")


def _entries(entries: list[Any]) -> bytes:
    return json.dumps({"digits": entries}).encode()


ENTRIES = st.fixed_dictionaries(
    {"label": st.integers(0, 9) | ANY},
    optional={
        "pixels": st.binary(min_size=784, max_size=784).map(list) | ANY,
        "strokes": st.lists(st.lists(st.tuples(st.floats(-600, 600), st.floats(-600, 600)), max_size=3), max_size=3)
        | ANY,
        "when": st.just("2026-01-02T03:04:05+00:00") | ANY,
    },
)
FILES = st.one_of(
    changed(_whole_files),
    _arrays(),
    _tables(),
    st.lists(ENTRIES | ANY, max_size=3).map(_entries),
    st.binary(max_size=80),
)


def is_drawings_or_sentences(content: bytes) -> None:
    """Whole drawings that every form can hold, or sentences."""
    try:
        taken = files.take(content)
    except FileError as error:
        sentences = [str(error)]
    else:
        sentences = list(taken.notes)
        assert taken.drawings
        for drawing in taken.drawings:
            assert 0 <= drawing.label <= 9
            assert drawing.pixels.shape == (28, 28)
        again = files.take(json_form.to_json(taken.drawings))
        assert [one.id for one in again.drawings] == [one.id for one in taken.drawings]
    for sentence in sentences:
        sentence.encode()
        if not sentence.endswith("."):
            raise AssertionError(sentence)


@st.composite
def _forms(draw: st.DrawFn) -> bytes:
    """Marks of the form, of any size and at any place, a few of them twice; and noise in and around its boxes."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    width, height = draw(st.integers(150, 500)), draw(st.integers(150, 500))
    page = np.full((height, width), draw(st.integers(150, 255)), np.uint8)
    for _ in range(draw(st.integers(0, 60))):  # lines like a pen's
        top, left = rng.integers(height), rng.integers(width)
        page[top : top + rng.integers(1, 30), left : left + rng.integers(1, 8)] = draw(st.integers(0, 120))
    as_printed = draw(st.booleans())
    for _ in range(draw(st.integers(0, 5))):
        number, side = draw(st.integers(0, 4)), draw(st.sampled_from([18, 26, 32, 40]))
        corner = [number in (1, 2), number > 1] if as_printed else rng.uniform(0, 1, 2).tolist()
        left, top = (
            10 + round(share * (length - side - 20)) for share, length in zip(corner, (width, height), strict=True)
        )
        square = Image.fromarray(form.mark(number)).resize((side, side), Image.Resampling.NEAREST)
        page[top - 5 : top + side + 5, left - 5 : left + side + 5] = 230
        page[top : top + side, left : left + side] = np.rot90(square, draw(st.sampled_from([0, 0, 0, 1, 2, 3])))
    content = io.BytesIO()
    Image.fromarray(page).save(content, "PNG")
    return content.getvalue()


def is_a_form_or_a_sentence(content: bytes) -> None:
    """Up to fifty drawings, each with its box's label, or a sentence."""
    try:
        found = read_form(content)
    except PhotoError as error:
        if not str(error).endswith("."):
            raise
        return
    assert len(found.boxes) == form.ROWS * form.COLUMNS
    assert found.drawings
    assert all(one is None or one.label == form.label(place) for place, one in enumerate(found.boxes))


FORMS = _forms()
