"""Kinds of paper with a digit on it, for `benchmarks.papers`: plain, ruled, framed, in bad light and more."""

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.sheets import INKS, RULINGS, Random, Sheet, photographed, saved, scanned
from model.digits.pen import draw, place
from model.pretraining.strokes import StrokeDigit

Paper = Callable[[Random, StrokeDigit], bytes]


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
