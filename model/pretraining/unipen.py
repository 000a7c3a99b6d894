"""Digits of people all over the world, as the path of a pen."""

import gzip
import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from model.pretraining.strokes import StrokeDigit
from model.pretraining.styles import beyond_stem, evenly, length

A_PIECE = 0.3  # of the writer's median height: a digit lower than this is a piece of one
SEVERAL = 2.0  # width over height: what is wider is several digits in a row, or a piece that lies
DOTS = 0.8  # length of ink over the longer side: what has less is dots, or has lost strokes
A_LINE = 0.1  # width over length: what is thinner is a line, which only a one may be


def load(path: Path) -> list[StrokeDigit]:
    """Read `unipen-digits.jsonl`, plain or `.gz`."""
    with open(path, "rb") as file:
        content = file.read()
    try:
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
        digits = [parse(line) for line in content.decode().splitlines() if line.strip()]
    except (ValueError, KeyError, TypeError, EOFError, OSError) as error:
        raise ValueError(f"{path} is not a whole file of pen strokes, one JSON object a line: {error}") from error
    if not digits:
        raise ValueError(f"{path} holds no digits.")
    return digits


def parse(line: str) -> StrokeDigit:
    digit = json.loads(line)
    strokes = tuple(np.array(stroke, np.float64).reshape(-1, 2) * (1, -1) for stroke in digit["strokes"] if stroke)
    if not strokes:
        raise ValueError(f"a digit {digit['label']} without a stroke")
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
