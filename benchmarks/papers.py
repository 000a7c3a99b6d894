"""Does it read digits on paper? Pen and pencil on plain, ruled and squared paper, in form cells, in bad light.

    python -m benchmarks.papers --strokes pendigits-orig.tra --unipen unipen-digits.jsonl

Digits of writers whom no training ever saw are printed on papers drawn here, read as an uploaded picture is, and
answered by the network that ships. Beside each kind stands what the same digits score from clean strokes: more than
that no reading of a photo can give. `--before <folder>` reads the same pictures with another checkout's `read_photo`.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.elsewhere import read_elsewhere
from benchmarks.sheets import INKS, RULINGS, Random, Sheet, photographed, saved, scanned
from model.digits.pen import draw, place
from model.digits.photos import PhotoError, read_photo
from model.digits.preprocess import normalize
from model.networks.classifier import Classifier
from model.pretraining import strokes, unipen
from model.pretraining.strokes import StrokeDigit
from model.pretraining.writers import PENDIGITS, UNIPEN, split

Paper = Callable[[Random, StrokeDigit], bytes]
PRETRAINED = Path(__file__).parents[1] / "assets" / "pretrained.keras"


def a_sheet(rng: Random) -> Sheet:
    return Sheet(rng, rng.uniform(40, 80), rng.uniform(40, 80), rng.uniform(5, 12))


def a_pen(rng: Random) -> str:
    return str(rng.choice(["ball pen", "black pen", "felt pen"]))


def middle(sheet: Sheet, rng: Random, spread: float = 0.12) -> tuple[float, float]:
    width, height = np.array(sheet.size) / sheet.scale
    return width * rng.uniform(0.5 - spread, 0.5 + spread), height * rng.uniform(0.5 - spread, 0.5 + spread)


def ruled(sheet: Sheet, rng: Random, kind: str) -> None:
    """Lines, squares or dots over the whole sheet."""
    width, height = np.array(sheet.size) / sheet.scale
    step, thick = rng.uniform(4, 10), rng.uniform(0.12, 0.4)
    colour = RULINGS[rng.integers(len(RULINGS))]
    across = [(0, y, width, y) for y in np.arange(rng.uniform(0, step), height, step)]
    down = [(x, 0, x, height) for x in np.arange(rng.uniform(0, step), width, step)]
    if kind == "dots":
        dots = [(x, y, x + thick * 1.5, y) for x, *_ in down for _, y, *_ in across]
        sheet.lines(dots, thick * 1.5, colour)
    else:
        sheet.lines(across if kind == "lines" else across + down, thick, colour)
        if kind == "lines" and rng.random() < 0.3:  # a margin's line
            x = width * rng.uniform(0.03, 0.2)
            sheet.lines([(x, 0, x, height)], thick * 1.5, (220, 90, 90))


def plain(rng: Random, digit: StrokeDigit, pencil: bool = False, **light: Any) -> bytes:
    sheet = a_sheet(rng)
    sheet.write(digit, "pencil" if pencil else a_pen(rng), rng.uniform(12, 30), middle(sheet, rng))
    return photographed(sheet, rng, **light)


def on_ruling(kind: str, pencil: bool = False, **light: Any) -> Paper:
    def paper(rng: Random, digit: StrokeDigit) -> bytes:
        sheet = a_sheet(rng)
        ruled(sheet, rng, kind)
        sheet.write(digit, "pencil" if pencil else a_pen(rng), rng.uniform(9, 28), middle(sheet, rng))
        return photographed(sheet, rng, **light)

    return paper


def cell(frame: str | None, coloured: bool = False) -> Paper:
    """A scanned cell of a form, 28 to 200 pixels; its `frame` "whole", in "parts", or "close"."""

    def paper(rng: Random, digit: StrokeDigit) -> bytes:
        side, aspect = rng.uniform(28, 200), rng.uniform(0.75, 1.25)
        sheet = Sheet(rng, side, side * aspect, 1)
        width, height = sheet.size
        thick = rng.uniform(1, min(6, 1 + side / 28))
        pen = str(rng.choice(["ball pen", "black pen", "pencil"]))
        share = {None: rng.uniform(0.5, 0.8), "close": rng.uniform(0.78, 0.95)}.get(frame, rng.uniform(0.5, 0.75))
        if frame:
            colours = [(225, 120, 60), (210, 70, 80), (90, 150, 210), (90, 180, 120)]
            colour = colours[rng.integers(4)] if coloured else (int(rng.integers(10, 90)),) * 3
            skew = rng.normal(0, 0.01, 4) * side
            inset = rng.uniform(-0.4, 0.1, 4) * side * 0.12 + thick / 2
            left, top, right, bottom = inset[0], inset[1], width - inset[2], height - inset[3]
            sides = [
                (left, -9, left + skew[0], height + 9),
                (-9, top, width + 9, top + skew[1]),
                (right, -9, right + skew[2], height + 9),
                (-9, bottom, width + 9, bottom + skew[3]),
            ]
            kept = [s for s in sides if frame != "parts" or rng.random() < 0.6]
            sheet.lines(kept, thick, colour)
        brush = side * share * rng.uniform(0.05, 0.11)
        lines = place(
            digit.strokes,
            share * min(width, height) / max(sheet.size),
            0,
            0,
            tuple(np.array(sheet.size) / 2 / max(sheet.size) + rng.normal(0, 0.02, 2)),
            max(sheet.size),
        )
        ink = draw(lines, max(brush, 1.2), max(sheet.size))[:height, :width].astype(np.float32) / 255
        sheet.print(ink * (rng.uniform(0.6, 0.9) if pen == "pencil" else 1), INKS[pen])
        return scanned(sheet, rng)

    return paper


def disturbed(what: str) -> Paper:
    """A photo of plain paper, with the edge of a table, a neighbour's tip, a box, or in the dark square of a screen."""

    def paper(rng: Random, digit: StrokeDigit) -> bytes:
        sheet = a_sheet(rng)
        width = sheet.size[0] / sheet.scale
        size, centre = rng.uniform(12, 20), middle(sheet, rng, 0.06)
        if what == "box":
            half = size * rng.uniform(0.62, 0.85)
            left, top, right, bottom = centre[0] - half, centre[1] - half, centre[0] + half, centre[1] + half
            box = [
                (left, top, right, top),
                (right, top, right, bottom),
                (right, bottom, left, bottom),
                (left, bottom, left, top),
            ]
            sheet.lines(box, rng.uniform(0.2, 0.7), RULINGS[rng.integers(len(RULINGS))])
        if what == "neighbour":
            other = StrokeDigit(1, 0, (np.array([(0.0, 0), (3, 10), (4, 20)]),))
            at = [(-0.2, centre[1]), (width, centre[1] + 6), (centre[0], 0.3)][rng.integers(3)]
            sheet.write(other, "ball pen", 8, at)
        sheet.write(digit, a_pen(rng), size, centre)
        if what == "table":
            edge = (np.arange(sheet.size[0]) < sheet.size[0] * rng.uniform(0.02, 0.14))[None] & np.ones(
                (sheet.size[1], 1), bool
            )
            edge |= (np.arange(sheet.size[1]) > sheet.size[1] * rng.uniform(0.88, 1.1))[:, None]
            sheet.levels[edge] = rng.uniform(30, 110) * np.array([1, 0.85, 0.7])
        if what == "square":
            pad = int(max(sheet.size) * 0.15)
            page = np.full((sheet.size[1] + 2 * pad, sheet.size[0] + 2 * pad, 3), 246, np.float32)
            page[pad:-pad, pad:-pad] = 255 - sheet.levels
            return saved(page, "PNG")
        return photographed(sheet, rng, tilt=0.03)

    return paper


def shadowed(paper: Callable[..., bytes]) -> Paper:
    return lambda rng, digit: paper(rng, digit, shadow=True)


# name → (the share to reach of what the clean strokes score, how it is drawn)
PAPERS: dict[str, tuple[float, Paper]] = {
    "plain, pen": (0.985, plain),
    "plain, pencil": (0.985, lambda rng, digit: plain(rng, digit, pencil=True)),
    "clean cells": (0.985, cell(None)),
    "lined, pen": (0.95, on_ruling("lines")),
    "lined, pencil": (0.95, on_ruling("lines", pencil=True)),
    "squared, pen": (0.95, on_ruling("squares")),
    "squared, pencil": (0.95, on_ruling("squares", pencil=True)),
    "dotted, pen": (0.95, on_ruling("dots")),
    "squared, oblique": (0.95, on_ruling("squares", tilt=0.16)),
    "squared, shadow": (0.95, on_ruling("squares", shadow=True)),
    "plain, shadow": (0.95, shadowed(plain)),
    "box on paper": (0.95, disturbed("box")),
    "black frame": (0.95, cell("whole")),
    "black frame, parts": (0.95, cell("parts")),
    "black frame, close": (0.95, cell("close")),
    "coloured frame": (0.95, cell("whole", coloured=True)),
    "coloured frame, close": (0.95, cell("close", coloured=True)),
    "edge of the table": (0.95, disturbed("table")),
    "neighbour's tip": (0.95, disturbed("neighbour")),
    "dark square on a page": (0.95, disturbed("square")),
}


def clean_pixels(digit: StrokeDigit) -> np.ndarray | None:
    """The strokes alone, drawn as on the canvas and read by their pixels, as a photo is."""
    drawn = normalize(draw(place(digit.strokes, 0.7), 18))
    return None if drawn is None else drawn.pixels


def pixels_of(content: bytes) -> np.ndarray | None:
    """A picture file → what the network reads, or None where it was refused or shows no ink."""
    try:
        digit = normalize(read_photo(content))
    except PhotoError:
        return None
    return None if digit is None else digit.pixels


def answers(network: Classifier, pixels: list[np.ndarray | None]) -> np.ndarray:
    """What was read, int (n,); -1 where nothing was."""
    read = np.full(len(pixels), -1)
    there = [i for i, p in enumerate(pixels) if p is not None]
    if there:
        read[there] = network.probabilities(np.array([pixels[i] for i in there])).argmax(axis=1)
    return read


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.papers", description=__doc__.split("\n")[0])
    parser.add_argument("--strokes", type=Path, required=True, help="UCI's pendigits-orig.tra, plain or .gz")
    parser.add_argument("--unipen", type=Path, help="unipen-digits.jsonl, plain or .gz")
    parser.add_argument("--network", type=Path, default=PRETRAINED, help="a .keras file")
    parser.add_argument("--number", type=int, default=300, help="pictures of each kind of paper")
    parser.add_argument("--only", help="kinds whose name holds this")
    parser.add_argument("--before", type=Path, help="another checkout, whose read_photo reads the same pictures")
    parser.add_argument("--misread", type=Path, help="a folder to leave the misread pictures in")
    options = parser.parse_args()
    digits = split(strokes.load(options.strokes), PENDIGITS).test
    if options.unipen:
        digits += split(unipen.whole(unipen.load(options.unipen)), UNIPEN).test
    network = Classifier.load(options.network)
    print(
        f"{'':24}{'target':>8}{'clean':>8}{'read':>8}{'of clean':>10}{'none':>6}{'ms':>6}"
        + ("  before, lost" if options.before else "")
    )
    for number, (name, (target, paper)) in enumerate(PAPERS.items()):
        if options.only and options.only not in name:
            continue
        rng = np.random.default_rng([2026, number])
        chosen = [digits[i] for i in rng.choice(len(digits), options.number)]
        labels = np.array([digit.label for digit in chosen])
        clean = answers(network, [clean_pixels(digit) for digit in chosen])
        contents = [paper(rng, digit) for digit in chosen]
        began = time.perf_counter()
        read = answers(network, [pixels_of(content) for content in contents])
        spent = (time.perf_counter() - began) / len(contents)
        could = clean == labels
        share = (read == labels)[could].mean()
        shares = f"{target:8.3f}{could.mean():8.3f}{(read == labels).mean():8.3f}{share:10.3f}"
        line = f"{name:24}{shares}{(read < 0).mean():6.2f}{1000 * spent:6.0f}"
        if options.before:
            before = answers(network, read_elsewhere(options.before, contents))
            lost = np.count_nonzero((before == labels) & (read != labels))
            line += f"   {(before == labels).mean():.3f}  {lost:3}"
        print(line + ("" if share >= target else "  below"), flush=True)
        if options.misread:
            folder = options.misread / name.replace(" ", "-").replace(",", "")
            folder.mkdir(parents=True, exist_ok=True)
            for i in np.flatnonzero(read != labels):
                (
                    folder / f"{i}-{labels[i]}-as-{read[i]}.{'png' if contents[i][:1] == bytes([137]) else 'jpg'}"
                ).write_bytes(contents[i])


if __name__ == "__main__":
    main()
