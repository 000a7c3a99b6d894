"""Does one photo of the filled form give up to fifty right drawings?

    python -m benchmarks.filled_forms --strokes pendigits-orig.tra --unipen unipen-digits.jsonl

The form is drawn as it is printed, its boxes are filled with digits of writers whom no training ever saw (a tenth of
them stays empty), and it is photographed as by a phone: in perspective, turned by any of four quarters and a little
more, in uneven light, blurred, with noise, as JPEG. A box is right if the network that ships reads the drawing in it
as its label, or if it is empty and left out.
"""

import argparse
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.papers import clean_pixels
from benchmarks.recognition import PRETRAINED, line
from benchmarks.sheets import INKS, PEN, Random, Sheet, photographed
from model.digits.pen import draw, place
from model.digits.photos import PhotoError
from model.handwriting import form
from model.handwriting.drawings import arrays
from model.handwriting.filled_form import read_form
from model.networks.classifier import Classifier
from model.pretraining import strokes, unipen
from model.pretraining.strokes import StrokeDigit
from model.pretraining.writers import PENDIGITS, UNIPEN, split

DPI = 230
EMPTY = 0.1  # of the boxes
HIGH = (0.45, 0.75)  # of a box's side: how tall digits are
TILT, BENT = 0.03, 0.01  # how far the page's corners are off, in shares of the picture, in perspective and by bending


def filled(rng: Random, by_label: dict[int, list[StrokeDigit]]) -> tuple[Sheet, list[StrokeDigit | None]]:
    """A printed form with ink in it, and what was written into each box."""
    paper = str(rng.choice(list(form.PAPERS)))
    across, down = form.PAPERS[paper]
    sheet = Sheet(rng, across, down, DPI / 25.4)
    printed = form.page(paper, DPI).resize(sheet.size)
    sheet.print(1 - np.asarray(printed, np.float32) / 255, (25, 25, 28))
    pen = str(rng.choice(list(INKS)))
    left, top = (across - form.WIDTH) / 2, (down - form.HEIGHT) / 2
    side, written = round(form.BOX * sheet.scale), []
    ink = np.zeros(sheet.levels.shape[:2], np.float32)
    for number in range(form.ROWS * form.COLUMNS):
        digits = by_label[form.label(number)]
        digit = None if rng.random() < EMPTY else digits[rng.integers(len(digits))]
        written.append(digit)
        if digit is None:
            continue
        centre = tuple(rng.uniform(0.42, 0.58, 2))
        lines = place(digit.strokes, rng.uniform(*HIGH), rng.normal(0, 3), 0, centre, side)
        x, y = form.corner(number)
        column, row = round((left + x) * sheet.scale), round((top + y) * sheet.scale)
        own = draw(lines, max(rng.uniform(*PEN[pen]) * sheet.scale, 1.0), side)
        ink[row : row + side, column : column + side] = own.astype(np.float32) / 255
    sheet.print(ink, INKS[pen])
    return sheet, written


def on_a_table(sheet: Sheet, rng: Random) -> bytes:
    """A phone's photo of it, lying on a table: turned, in perspective, a little bent."""
    import cv2

    turned = np.rot90(sheet.levels, int(rng.integers(4)))
    tall, wide = turned.shape[:2]
    side = round(1.12 * max(tall, wide))
    corners = np.array([(0, 0), (wide, 0), (wide, tall), (0, tall)], np.float32)
    angle = np.deg2rad(rng.uniform(-6, 6))
    rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    seen = (corners - (wide / 2, tall / 2)) @ rotation.T * 0.95 + side / 2
    seen += rng.uniform(-TILT, TILT, (4, 2)) * side
    matrix = cv2.getPerspectiveTransform(corners, seen.astype(np.float32))
    table = rng.uniform(40, 170, 3)
    picture = cv2.warpPerspective(np.ascontiguousarray(turned), matrix, (side, side), borderValue=tuple(table))
    left = max(0, (side - round(1.12 * wide)) // 2)  # as much of the table as a phone's picture has
    top = max(0, (side - round(1.12 * tall)) // 2)
    sheet.levels = picture[top : side - top, left : side - left]
    sheet.size = sheet.levels.shape[1], sheet.levels.shape[0]
    return photographed(sheet, rng, tilt=BENT, shadow=bool(rng.random() < 0.3), dim=0.4)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.filled_forms", description=__doc__.split("\n")[0])
    parser.add_argument("--strokes", type=Path, required=True, help="UCI's pendigits-orig.tra, plain, .Z or .gz")
    parser.add_argument("--unipen", type=Path, required=True, help="what model.pretraining.unipen made, plain or .gz")
    parser.add_argument("--number", type=int, default=40, help="photos of forms")
    parser.add_argument("--refused", type=Path, help="a folder to leave the photos in whose form was not found")
    options = parser.parse_args()
    digits = split(unipen.whole(unipen.load(options.unipen)), UNIPEN).test
    digits += split(strokes.load(options.strokes), PENDIGITS).test
    print_forms(Classifier.load(PRETRAINED), digits, options.number, options.refused)


def print_forms(network: Classifier, digits: Sequence[StrokeDigit], count: int, refused: Path | None = None) -> None:
    """All figures of so many photos."""
    by_label = {label: [digit for digit in digits if digit.label == label] for label in range(10)}
    found, right, boxes, blanks, left_out, seconds = 0, 0, 0, 0, 0, []
    clean: list[np.ndarray] = []
    labels: list[int] = []
    for number in range(count):
        rng = np.random.default_rng([2026, number])
        sheet, written = filled(rng, by_label)
        photo = on_a_table(sheet, rng)
        for digit in written:
            if digit is not None and (pixels := clean_pixels(digit)) is not None:
                clean.append(pixels)
                labels.append(digit.label)
        boxes += sum(digit is not None for digit in written)
        blanks += sum(digit is None for digit in written)
        began = time.perf_counter()
        try:
            seen = read_form(photo)
        except PhotoError as error:
            print(f"photo {number}: {error}")
            if refused:
                refused.mkdir(parents=True, exist_ok=True)
                (refused / f"{number}.jpg").write_bytes(photo)
            continue
        seconds.append(time.perf_counter() - began)
        found += 1
        read = network.probabilities(arrays(seen.drawings)[0].astype(np.float32) / 255).argmax(axis=1)
        answers = iter(read)
        for box, digit in zip(seen.boxes, written, strict=True):
            answer = None if box is None else int(next(answers))
            right += digit is not None and answer == digit.label
            left_out += digit is None and answer is None
    line("forms found", found / count, 0.95, note=f"{count} photos")
    line("filled boxes with the right drawing", right / boxes, 0.95, note=f"{boxes}; all wrong where no form was found")
    cleanly = network.probabilities(np.array(clean)).argmax(axis=1) == labels
    line("the same digits, drawn cleanly, read rightly", cleanly.mean())
    line("empty boxes left out", left_out / blanks, 0.95, note=f"{blanks} boxes")
    line("a photo, seconds", statistics.median(seconds), note="median", form=".2f")
    line("the form as a PDF, kB", len(form.to_pdf("A4")) / 1000, form=".0f")


if __name__ == "__main__":
    main()
