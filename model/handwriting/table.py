"""Drawings as a table, in the form that MNIST has on Kaggle: `label,pixel0,…,pixel783`, one digit per line."""

import csv
from collections.abc import Iterable, Iterator
from itertools import chain

import numpy as np

from model.digits.preprocess import SIDE
from model.handwriting.drawings import LabelledDrawing
from model.handwriting.found import FileError, Found, counted, grey_levels

PIXELS = SIDE * SIDE
HEADER = ["label", *(f"pixel{number}" for number in range(PIXELS))]
NAMES_OF_LABELS = ("label", "class", "digit", "target", "y")
WANTED = "In Kaggle's form each line has 785 values: the label, 0 to 9, and 784 grey levels."
LONGEST_LINE = 40_000  # characters; 784 numbers with all their decimals have fewer


def to_csv(drawings: Iterable[LabelledDrawing]) -> bytes:
    lines = [",".join(HEADER)]
    lines += [",".join(map(str, [one.label, *one.pixels.reshape(-1).tolist()])) for one in drawings]
    return ("\n".join(lines) + "\n").encode()


def from_csv(content: bytes) -> Found:
    """A table with or without a header, its label first or last, its pixels from 0 to 255 or from 0 to 1.

    Lines that don't fit are left out, with a note. Raises `FileError` where nothing fits.
    """
    text = _text(content)
    rows = _rows(text)
    first = next(rows, None)
    if first is None:
        raise FileError(f"The file holds no lines. {WANTED}")
    header = None if _numbers(first) is not None else [name.strip().strip('"').casefold() for name in first]
    lines = rows if header else chain([first], rows)
    numbers, others, unread = _read(lines)
    if not len(numbers):
        raise FileError(_why_nothing(header or first, others, unread))
    notes = []
    if left := sum(others.values()) + unread:
        notes.append(f"{counted(left, 'line was', 'lines were')} left out: not 785 numbers.")
    column, note = _label_column(numbers, header)
    labels, pixels = numbers[:, column], np.delete(numbers, column, axis=1)
    fits = np.isin(labels, range(10))
    if not fits.any():
        raise FileError(f"No line has a label from 0 to 9 {_place(column)}. {WANTED}")
    if left := int((~fits).sum()):
        notes.append(f"{counted(left, 'line was', 'lines were')} left out: the label is not from 0 to 9.")
    images, more = grey_levels(pixels[fits])
    return Found(images, labels[fits].astype(int), (*notes, *note, *more))


def _text(content: bytes) -> str:
    """As UTF-8, or as UTF-16 where it says so: a spreadsheet writes both."""
    kind = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(kind)
    except UnicodeDecodeError:
        text = ""
    if not text.strip() or "\x00" in text:
        raise FileError(f"The file is not text, so it is not a CSV. {WANTED}")
    return text


def _rows(text: str) -> Iterator[list[str]]:
    """The lines as lists of texts, whichever character stands between; empty lines are skipped."""
    lines = [line for line in text.splitlines() if line.strip()]
    if any(len(line) > LONGEST_LINE for line in lines):
        raise FileError(f"A line has more than {LONGEST_LINE:,} characters, so this is no table of digits. {WANTED}")
    if not lines:
        return
    between = max(";\t,", key=lines[-1].count)  # first those beside which commas are decimal points
    if not lines[-1].count(between):
        between = " "
    if between != ",":  # then a comma is what others write as a point
        lines = [line.replace(",", ".") for line in lines]
    try:
        yield from csv.reader(lines, delimiter=between, skipinitialspace=True)
    except csv.Error:
        raise FileError(f"The file can't be read as a table. {WANTED}") from None


def _numbers(row: list[str]) -> np.ndarray | None:
    try:
        return np.array([float(value) for value in row], np.float32)
    except ValueError:
        return None


def _read(rows: Iterator[list[str]]) -> tuple[np.ndarray, dict[int, int], int]:
    """The lines of 785 numbers, float32 `(n, 785)`; how many lines have another length;
    how many are not numbers."""
    fit, others, unread = [], dict[int, int](), 0
    for row in rows:
        row = row[:-1] if len(row) == PIXELS + 2 and not row[-1].strip() else row  # a line that ends with a comma
        if len(row) != PIXELS + 1:
            others[len(row)] = others.get(len(row), 0) + 1
        elif (numbers := _numbers(row)) is None:
            unread += 1
        else:
            fit.append(numbers)
    return np.array(fit, np.float32).reshape(-1, PIXELS + 1), others, unread


def _why_nothing(first: list[str], others: dict[int, int], unread: int) -> str:
    if PIXELS in others:
        return (
            "Its lines have 784 values: the pixels, but no labels, as in Kaggle's test.csv. Put the label of each "
            "digit in front of its pixels."
        )
    if others:
        common = max(others, key=lambda length: others[length])
        return f"Its lines have {common:,} value{'' if common == 1 else 's'} each. {WANTED}"
    return f"{'Its values are not numbers.' if unread else 'It has a header, but no digits.'} {WANTED}"


def _label_column(numbers: np.ndarray, header: list[str] | None) -> tuple[int, list[str]]:
    """Where the labels stand, and a note where that is not as usual."""
    last = numbers.shape[1] - 1
    if header:
        named = [place for place in (0, last) if place < len(header) and header[place] in NAMES_OF_LABELS]
        if named:
            return named[0], ["Its labels stand last."] if named[0] else []
    could_be = [place for place in (0, last) if np.isin(numbers[:, place], range(10)).all()]
    # A pixel in the corner has no ink: of two columns that could be labels, it is the one of zeros.
    if last in could_be and (could_be == [last] or not numbers[:, 0].any()) and numbers[:, last].any():
        return last, ["Its labels stand last."]
    return 0, []


def _place(column: int) -> str:
    return "in its last column" if column else "in its first column"
