"""Digits by people on many tablets in many countries, as the path of a pen: read from UNIPEN, cleaned, converted.

    python -m model.pretraining.unipen <folder> > unipen-digits.jsonl

converts the digits of the original distribution, train_r01_v07 (Guyon, Schomaker, Plamondon, Liberman and Janet 1994;
Zenodo 10.5281/zenodo.1195803, CC BY 4.0), unpacked into a folder. There, `data/1a` holds the digits' names and which
strokes they are made of, and `include` holds the strokes, by contributor. The result has one JSON object a line:
`label`, `writer` and `strokes`, each a list of [x, y], y upward.
"""

import argparse
import gzip
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from model.pretraining.strokes import StrokeDigit
from model.pretraining.styles import beyond_stem, evenly, length

A_PIECE = 0.3  # of the writer's median height: a digit lower than this is a piece of one
SEVERAL = 2.0  # width over height: what is wider is several digits in a row, or a piece that lies
DOTS = 0.8  # length of ink over the longer side: what has less is dots, or has lost strokes
A_LINE = 0.1  # width over length: what is thinner is a line, which only a one may be

# A named piece of writing: `.SEGMENT CHARACTER 3-4 ? "7"`; some contributors say DIGIT for the same.
SEGMENT = re.compile(r'^\.SEGMENT\s+(?:CHARACTER|DIGIT)\s+(\S+)\s+\S+\s+"([0-9])"', re.MULTILINE)
INCLUDE = re.compile(r"^\.INCLUDE\s+(\S+)", re.MULTILINE)
WRITER = re.compile(r"^\.WRITER_ID\s+(\S+)", re.MULTILINE)
LAYOUT = re.compile(r"^\.COORD\s+(.+)$", re.MULTILINE)  # what a line of numbers holds: X Y, or X Y T P, …
NUMBERS = re.compile(r"[-+\d.eE\s]*")

Stroke = list[list[float]]


def load(path: str | os.PathLike[str]) -> list[StrokeDigit]:
    """Read `unipen-digits.jsonl`, plain or `.gz` → list of `StrokeDigit`, y downward.

    Raises ValueError where the file is not of this kind, and OSError where it can't be read.
    """
    with open(path, "rb") as file:
        content = file.read()
    try:
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
        digits = [parse(line) for line in content.decode().splitlines() if line.strip()]
    except (ValueError, KeyError, TypeError, EOFError, OSError) as error:
        raise ValueError(f"{path} is not a whole file of pen strokes, one JSON object a line: {error}") from error
    if not digits:
        raise ValueError(f"{path} holds no digits: is it what model.pretraining.unipen made?")
    return digits


def parse(line: str) -> StrokeDigit:
    """One line of the file → `StrokeDigit`. Raises ValueError, KeyError or TypeError where it holds no digit."""
    digit = json.loads(line)
    strokes = tuple(np.array(stroke, np.float64).reshape(-1, 2) * (1, -1) for stroke in digit["strokes"] if stroke)
    if not strokes or digit["label"] not in range(10):
        raise ValueError(f"no digit with strokes: {line[:60]}")
    return StrokeDigit(int(digit["label"]), int(digit["writer"]), strokes)


def whole(digits: Iterable[StrokeDigit]) -> list[StrokeDigit]:
    """Without what is cut wrongly: pieces of digits, several in a row, dots. By their geometry alone."""
    digits = list(digits)
    sides = np.array([np.ptp(np.concatenate(digit.strokes), axis=0) for digit in digits])
    writers = np.array([digit.writer for digit in digits])
    usual = {writer: np.median(sides[writers == writer, 1]) for writer in np.unique(writers)}
    return [
        digit
        for digit, (wide, tall) in zip(digits, sides, strict=True)
        if tall >= A_PIECE * usual[digit.writer]
        and wide <= SEVERAL * tall
        and length(evenly(digit.strokes)) >= DOTS * max(wide, tall)
        and (digit.label == 1 or beyond_stem(digit.strokes)[1] >= A_LINE)
    ]


def pen_strokes(text: str) -> list[Stroke]:
    """The pen-down components of a UNIPEN file, in order: each a list of [x, y]."""
    layout = LAYOUT.search(text)
    names = layout[1].split() if layout else ["X", "Y"]
    across, up = names.index("X"), names.index("Y")
    strokes = []
    for component in re.split(r"^\.PEN_DOWN\b", text, flags=re.MULTILINE)[1:]:
        lines = component.split("\n.", 1)[0].splitlines()  # up to the next keyword
        points = [line.split() for line in lines if line.strip() and NUMBERS.fullmatch(line)]
        strokes.append([[float(point[across]), float(point[up])] for point in points if len(point) > max(across, up)])
    return strokes


def delineated(which: str, strokes: list[Stroke]) -> list[Stroke]:
    """The strokes that a segment names: `3`, `3-5`, `3,5`, or `3:10-4:7` with the first and last point (from 0).

    Raises IndexError where the file has no such stroke.
    """
    chosen = []
    for part in which.split(","):
        first, _, last = part.partition("-")
        (first, _, start), (last, _, end) = first.partition(":"), (last or first).partition(":")
        for number in range(int(first), int(last) + 1):
            begin = int(start) if start and number == int(first) else 0
            stop = int(end) + 1 if end and number == int(last) else None
            chosen.append(strokes[number][begin:stop])
    return [stroke for stroke in chosen if stroke]


def segments(folder: Path) -> Iterator[tuple[str, int, list[Stroke]]]:
    """Every digit of the distribution in `folder`: its writer (contributor and name), label and strokes."""
    for named in sorted((folder / "data" / "1a").rglob("*.dat")):
        text = named.read_text("latin-1")
        sources = [folder / "include" / name for name in INCLUDE.findall(text)]
        # Strokes may stand in the file itself, too; and a .doc file says who wrote.
        written = "\n".join([*(source.read_text("latin-1") for source in sources if source.is_file()), text])
        strokes = pen_strokes(written)
        contributor = named.relative_to(folder / "data" / "1a").parts[0]
        writer = WRITER.search(written)
        for which, label in SEGMENT.findall(text):
            try:
                digit = delineated(which, strokes)
            except (IndexError, ValueError):
                print(f"{named}: there are no strokes {which}", file=sys.stderr)
                continue
            if digit:
                yield f"{contributor} {writer[1] if writer else named.stem}", int(label), digit


def main() -> None:
    """The command: writers are numbered in the order of their contributor and name."""
    parser = argparse.ArgumentParser(prog="python -m model.pretraining.unipen", description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="UNIPEN's train_r01_v07, unpacked: it holds data/ and include/")
    folder = parser.parse_args().folder
    found = list(segments(folder))
    if not found:
        parser.error(f"{folder} holds no digits in data/1a: is UNIPEN's train_r01_v07 unpacked there?")
    numbers = {writer: number for number, writer in enumerate(sorted({writer for writer, _, _ in found}))}
    for writer, label, strokes in found:
        print(json.dumps({"label": label, "writer": numbers[writer], "strokes": strokes}, separators=(",", ":")))


if __name__ == "__main__":
    main()
