"""Chooses the 300 digits by 30 people that ship with the app, all of them writers whom no training ever saw.

    python -m model.pretraining.people --strokes pendigits-orig.tra.Z --unipen unipen-digits.jsonl.gz

writes `assets/people.json.gz`, which `model.digits.people` loads: ten digits of each, in as many styles as they have.
"""

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from model.pretraining import strokes, unipen
from model.pretraining.strokes import StrokeDigit
from model.pretraining.styles import style
from model.pretraining.writers import PENDIGITS, UNIPEN, split

PEOPLE = 30
EACH = 10  # digits of each
BOX = 200  # the longer side of a digit in the file: fine enough for a pen
SOURCE = (
    "UNIPEN train_r01_v07 (Guyon, Schomaker, Plamondon, Liberman, Janet 1994), Zenodo 10.5281/zenodo.1195803; "
    "Pen-Based Recognition of Handwritten Digits (Alpaydin, Alimoglu 1998), UCI Machine Learning Repository; "
    "both CC BY 4.0; ten digits of each writer, scaled and rounded"
)


def choose(digits: Sequence[StrokeDigit], rng: np.random.Generator) -> list[StrokeDigit]:
    """`EACH` digits of every writer: label by label, always one of the style that has been taken least so far."""
    taken: Counter[tuple[int, str]] = Counter()
    chosen: list[StrokeDigit] = []
    styles = {id(digit): style(digit) for digit in digits}
    for writer in sorted({digit.writer for digit in digits}):
        left = [digit for digit in digits if digit.writer == writer]
        left = [left[index] for index in rng.permutation(len(left))]
        labels: Counter[int] = Counter()
        for _ in range(min(EACH, len(left))):
            digit = min(left, key=lambda one: (labels[one.label], taken[one.label, styles[id(one)]]))
            left = [one for one in left if one is not digit]
            labels[digit.label] += 1
            taken[digit.label, styles[id(digit)]] += 1
            chosen.append(digit)
    return chosen


def compact(digit: StrokeDigit, writer: int) -> dict[str, Any]:
    """A digit as JSON: whole numbers from 0 to `BOX`, y downward, no point twice in a row."""
    points = np.concatenate(digit.strokes)
    low, zoom = points.min(axis=0), BOX / max(np.ptp(points, axis=0).max(), 1e-6)
    paths = []
    for stroke in digit.strokes:
        path = np.rint((stroke - low) * zoom).astype(int)
        moved = np.concatenate([[True], (np.diff(path, axis=0) != 0).any(axis=1)])
        paths.append(path[moved].tolist())
    return {"label": digit.label, "writer": writer, "style": style(digit), "strokes": paths}


def main() -> None:
    """The command: all of UNIPEN's test writers who wrote enough, then pendigits' until there are `PEOPLE`."""
    parser = argparse.ArgumentParser(prog="python -m model.pretraining.people", description=__doc__.split("\n")[0])
    parser.add_argument("--strokes", type=Path, required=True, help="UCI's pendigits-orig.tra, plain, .Z or .gz")
    parser.add_argument("--unipen", type=Path, required=True, help="what model.pretraining.unipen made, plain or .gz")
    parser.add_argument("--assets", type=Path, default=Path("assets"), help="where the file goes")
    options = parser.parse_args()
    rng = np.random.default_rng(0)
    files = (
        split(unipen.whole(unipen.load(options.unipen)), UNIPEN).test,
        split(strokes.load(options.strokes), PENDIGITS).test,
    )
    people: list[list[StrokeDigit]] = []
    for digits in files:
        written = Counter(digit.writer for digit in digits)
        chosen = choose([digit for digit in digits if written[digit.writer] >= EACH], rng)
        people += [chosen[start : start + EACH] for start in range(0, len(chosen), EACH)]
    found = [compact(digit, number) for number, digits in enumerate(people[:PEOPLE]) for digit in digits]
    text = json.dumps({"source": SOURCE, "digits": found}, separators=(",", ":"))
    # No time and no name in the file: the same digits, the same bytes.
    (options.assets / "people.json.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    print(f"{len(found)} digits by {len(found) // EACH} people: {Counter((d['label'], d['style']) for d in found)}")


if __name__ == "__main__":
    main()
