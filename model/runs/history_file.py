"""`history.csv`: a run's epochs, one per line, to be opened in a spreadsheet and read back."""

import csv
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from model.runs import disk

COLUMNS = ("epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds")
MOST_BYTES = 5_000_000
DAMAGED = "history.csv is damaged"


def to_csv(history: Sequence[Mapping[str, Any]]) -> str:
    """`history` with a line of names above; a number that is none (a loss that ran away) is left out."""
    lines = [",".join(COLUMNS)]
    for row in history:
        values = (row[column] for column in COLUMNS)
        lines.append(",".join("" if value is None or not math.isfinite(value) else f"{value}" for value in values))
    return "\n".join(lines) + "\n"


def read(path: Path) -> list[dict[str, float | None]]:
    """One row per epoch with the keys of `COLUMNS`; None where there is no number.

    Raises `OSError`, or `ValueError` where this is no such file: all of its numbers must be possible ones.
    """
    try:
        rows = list(csv.reader(disk.read(path, MOST_BYTES).decode("utf-8").splitlines()))
    except (csv.Error, UnicodeDecodeError):
        raise ValueError(DAMAGED) from None
    if not rows or tuple(rows[0]) != COLUMNS:
        raise ValueError(DAMAGED)
    return [_row(texts) for texts in rows[1:]]


def _row(texts: Sequence[str]) -> dict[str, float | None]:
    if len(texts) != len(COLUMNS):
        raise ValueError(DAMAGED)
    row = {column: _number(text) for column, text in zip(COLUMNS, texts, strict=True)}
    epoch, seconds = row["epoch"], row["seconds"]
    possible = epoch is not None and epoch == int(epoch) and 1 <= epoch <= 10**6
    possible &= seconds is not None and 0 <= seconds <= 1e9
    for accuracy in (row["accuracy"], row["val_accuracy"]):
        possible &= accuracy is None or 0 <= accuracy <= 1
    for loss in (row["loss"], row["val_loss"]):
        possible &= loss is None or abs(loss) <= 1e30
    possible &= row["loss"] is not None and row["accuracy"] is not None
    if not possible or epoch is None:
        raise ValueError(DAMAGED)
    return row | {"epoch": int(epoch)}


def _number(text: str) -> float | None:
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        raise ValueError(DAMAGED) from None
    if not math.isfinite(number):
        raise ValueError(DAMAGED)
    return number
