"""Files of labelled digits, taken in: whatever can honestly be taken, with a sentence on what was not, and why.

Nothing is unpacked before its size is known, and nothing in a file is run.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from model.handwriting import json_form, npz_form, sheet, table
from model.handwriting.drawings import LabelledDrawing, labelled
from model.handwriting.found import FileError, Found, counted
from model.runs import facts

MOST_MEGABYTES = 10
FORMS = "a PNG sheet from here, a CSV in Kaggle's form, JSON, or an .npz with Keras's keys"
OTHERS = (
    (b"\x1f\x8b", "It is compressed with gzip. Unpack it, and upload what was in it."),
    (b"\x93NUMPY", "It is a single NumPy array (.npy) without labels. Save pictures and labels with numpy.savez."),
    (
        b"\xff\xd8\xff",
        "It is a JPEG, which blurs small pictures. Upload the sheet as the PNG that was downloaded here.",
    ),
    (b"\x89HDF", "It is an HDF5 file. Save the digits with numpy.savez, under Keras's keys."),
    (b"\x80", "It is a Python pickle, which is not opened here, for it may hold code. Save it with numpy.savez."),
    (b"%PDF", f"It is a PDF. Upload {FORMS}."),
    (b"<", f"It is a web page, not the file itself. Upload {FORMS}."),
)


@dataclass(frozen=True)
class Taken:
    """The drawings of a file, and sentences on what in it was left out or read in another way than it says."""

    drawings: tuple[LabelledDrawing, ...]
    notes: tuple[str, ...] = ()


def take(content: bytes) -> Taken:
    """The bytes of a file in one of the forms → its drawings. Raises `FileError`, in sentences."""
    if not content:
        raise FileError(f"The file is empty. Upload {FORMS}.")
    if len(content) > MOST_MEGABYTES * 1_000_000:
        raise FileError(
            f"The file is {len(content) / 1e6:.0f} MB; at most {MOST_MEGABYTES} MB are accepted. Take a part of it."
        )
    if content.startswith(b"\x89PNG"):
        return _taken(sheet.from_png(content))
    if content.startswith(b"PK"):
        return _taken(npz_form.from_npz(content))
    start = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, sentence in OTHERS:
        if start.startswith(magic):
            raise FileError(sentence)
    return _from_json(content) if start[:1] in (b"{", b"[") else _taken(table.from_csv(content))


def _taken(found: Found) -> Taken:
    """Pixels and labels as drawings; pictures without ink, and those that come twice, are left out."""
    notes, images = list(found.notes), found.images
    inked = images.reshape(len(images), -1).any(axis=1) if len(images) else np.zeros(0, bool)
    if empty := int((~inked).sum()):
        notes.append(f"{counted(empty, 'picture without ink was', 'pictures without ink were')} left out.")
    drawings = [labelled(label, image) for label, image in zip(found.labels[inked], images[inked], strict=True)]
    return Taken(_different(drawings, notes), tuple(notes))


def _from_json(content: bytes) -> Taken:
    try:
        entries = json_form.digits_in(content.removeprefix(b"\xef\xbb\xbf"))
    except facts.FactError as error:
        raise FileError(
            f'As JSON it can\'t be used: {error}. It should hold {{"digits": [{{"label": 7, "pixels": [784 grey levels '
            f"from 0 to 255]}}, …]}}; “strokes” will do in place of pixels."
        ) from None
    drawings, wrong = _each(entries, json_form.read_digit)
    notes = [f"Left out, {len(wrong)} of {len(entries)}: {wrong[0]}."] if wrong else []
    if not drawings:
        raise FileError(f"No digit in it can be used: {wrong[0]}." if wrong else "Its list of digits is empty.")
    return Taken(_different(drawings, notes), tuple(notes))


def _each(
    entries: Sequence[object], read: Callable[[object], LabelledDrawing]
) -> tuple[list[LabelledDrawing], list[str]]:
    """What could be read, and why the others could not."""
    drawings, wrong = [], []
    for entry in entries:
        try:
            drawings.append(read(entry))
        except facts.FactError as error:
            wrong.append(str(error))
    return drawings, wrong


def _different(drawings: Sequence[LabelledDrawing], notes: list[str]) -> tuple[LabelledDrawing, ...]:
    """Each picture once. Raises `FileError` where there is none."""
    if not drawings:
        raise FileError(" ".join(["There is no digit in it.", *notes]))
    once = {drawing.id: drawing for drawing in drawings}
    if twice := len(drawings) - len(once):
        notes.append(f"{counted(twice, 'that came twice is', 'that came twice are')} taken once.")
    return tuple(once.values())
