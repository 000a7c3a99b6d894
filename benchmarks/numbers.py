"""Does it read whole numbers, as in "2026"? Digits of strangers side by side, drawn and photographed.

    python -m benchmarks.numbers --strokes pendigits-orig.tra --unipen unipen-digits.jsonl

Each number has two to five digits of one writer whom no training ever saw, chosen by chance. They keep the sizes that
they have to each other, stand on a line that may rise or fall by some degrees, and each leaves it a little. The gap
between two of them is about 30 % of a digit's height (normal, standard deviation 12 %, at least 6 %). They are read by
the network that ships, as the canvas gives them and from a photo of plain paper. Then single digits: how many are
taken for several. And numbers without gaps: how many are read all the same, and how many of the others get a sentence.
"""

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.recognition import PRETRAINED, line
from benchmarks.sheets import INKS, PEN, Sheet, photographed
from model.digits.pen import draw, place
from model.digits.photos import PhotoError, find_ink
from model.digits.picture_files import open_picture
from model.digits.rows import Row, drawn_row
from model.networks.classifier import Classifier
from model.pretraining import strokes, unipen
from model.pretraining.strokes import StrokeDigit
from model.pretraining.writers import PENDIGITS, UNIPEN, split

GAP, LEAST_GAP = (0.3, 0.12), 0.06  # of a writer's usual height, between the digits' boxes
NO_GAP = (-0.03, 0.03)
OFF_THE_LINE, SLOPE = 0.05, 1.5  # standard deviations, of the height and in degrees
SMALLEST, LARGEST = 0.75, 1.35  # of the writer's usual height
FILL = 0.85  # of the canvas's side
KINDS = 5  # of digits that a writer wrote at least: UNIPEN's last ones wrote one each
HIGHEST = 0.5  # of the paper's height
BRUSHES = (8, 12, 20)
Random = np.random.Generator


class Number(NamedTuple):
    """What is written: its digits, and the lines of all of them, each float (n, 2), y downward, in heights."""

    labels: tuple[int, ...]
    lines: list[np.ndarray]


def numbers(digits: Sequence[StrokeDigit], count: int, rng: Random, gap: tuple[float, float] = GAP) -> Iterator[Number]:
    """So many numbers, each by one of the writers of `digits`."""
    hands: dict[int, list[StrokeDigit]] = {}
    for digit in digits:
        hands.setdefault(digit.writer, []).append(digit)
    able = [hand for hand in hands.values() if len({digit.label for digit in hand}) >= KINDS]
    for _ in range(count):
        yield written(able[rng.integers(len(able))], int(rng.integers(2, 6)), rng, gap)


def written(hand: Sequence[StrokeDigit], length: int, rng: Random, gap: tuple[float, float]) -> Number:
    """A number of `length` digits in one hand."""
    usual = np.median([np.ptp(np.concatenate(digit.strokes)[:, 1]) for digit in hand])
    chosen = [hand[place] for place in rng.integers(0, len(hand), length)]
    lines, right = [], 0.0
    for digit in chosen:
        points = np.concatenate(digit.strokes)
        low, high = points.min(axis=0), points.max(axis=0)
        tall = max(high[1] - low[1], 1e-6)
        zoom = np.clip(tall / usual, SMALLEST, LARGEST) / tall
        corner, to = np.array([low[0], high[1]]), np.array([right, rng.normal(0, OFF_THE_LINE)])
        lines += [(stroke - corner) * zoom + to for stroke in digit.strokes]
        least = LEAST_GAP if gap is GAP else -1.0
        right += (high[0] - low[0]) * zoom + max(least, rng.normal(*gap))
    return Number(tuple(digit.label for digit in chosen), place(lines, 1, turn=rng.normal(0, SLOPE), side=1))


def on_canvas(number: Number, rng: Random) -> Row | None:
    """As the canvas gives it."""
    lines = place(number.lines, FILL)
    return drawn_row(lines, [float(rng.choice(BRUSHES))] * len(lines))


def on_paper(number: Number, rng: Random) -> Row | None:
    """From a phone's photo: digits up to 20 mm high on plain paper."""
    sheet = Sheet(rng, 75, 40, 12)
    pen = str(rng.choice(list(INKS)))
    tall = float(np.ptp(np.concatenate(number.lines)[:, 1]))  # of the number's longer side
    fill = min(rng.uniform(0.6, 0.85), HIGHEST * 40 / 75 / tall)
    lines = place(number.lines, fill, centre=(0.5, 0.5 * 40 / 75), side=sheet.size[0])
    ink = draw(lines, rng.uniform(*PEN[pen]) * sheet.scale, sheet.size[0])[: sheet.size[1]]
    sheet.print(ink.astype(np.float32) / 255, INKS[pen])
    try:
        return find_ink(open_picture(photographed(sheet, rng))).row
    except PhotoError:
        return None


class Readings(NamedTuple):
    """Of n numbers: how many were read, how many digits in those and in all, how many were said to be unreadable."""

    right: int
    digits_right: int
    digits: int
    parted: int
    warned: int  # of those not right


def read(
    network: Classifier, threshold: float, all_numbers: Sequence[Number], way: Callable[[Number, Random], Row | None]
) -> Readings:
    """Reads them; digits of a number that was parted wrongly count as wrong, all of them."""
    rng = np.random.default_rng(2)
    right = digits_right = parted = warned = 0
    for number in all_numbers:
        row = way(number, rng)
        if row is None:
            warned += 1
            continue
        said = network.probabilities(np.array([digit.pixels for digit in row.digits]))
        answers = tuple(map(int, said.argmax(axis=1)))
        if len(answers) == len(number.labels):
            parted += 1
            digits_right += sum(a == b for a, b in zip(answers, number.labels, strict=True))
        if answers == number.labels:
            right += 1
        else:
            sure = said.max(axis=1) >= threshold
            warned += not sure.all() or any(row.may_touch(place, bool(sure[place])) for place in range(len(answers)))
    return Readings(right, digits_right, sum(len(number.labels) for number in all_numbers), parted, warned)


def print_numbers(name: str, readings: Readings, count: int, targets: tuple[float, float] | None) -> None:
    line(f"{name}: digits right", readings.digits_right / readings.digits, targets and targets[0])
    line(f"{name}: numbers right", readings.right / count, targets and targets[1], note=f"{count} numbers")
    line(f"{name}: numbers parted rightly", readings.parted / count)
    wrong = count - readings.right
    line(f"{name}: of the others, with a word of doubt", readings.warned / max(wrong, 1), note=f"{wrong} others")


def print_singles(name: str, digits: Sequence[StrokeDigit]) -> None:
    """How many single digits are taken for several."""
    rows = [drawn_row(place(digit.strokes, 0.7), [20.0] * len(digit.strokes)) for digit in digits]
    parted = sum(row is not None and len(row.digits) > 1 for row in rows)
    touching = sum(row is not None and len(row.digits) == 1 and row.may_touch(0, True) for row in rows)
    note = f"{parted} of {len(digits)} parted, {touching} said to touch"
    line(f"{name}: single digits taken for several", (parted + touching) / len(digits), 0.005, most=True, note=note)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.numbers", description=__doc__.split("\n")[0])
    parser.add_argument("--strokes", type=Path, required=True, help="UCI's pendigits-orig.tra, plain, .Z or .gz")
    parser.add_argument("--unipen", type=Path, required=True, help="what model.pretraining.unipen made, plain or .gz")
    parser.add_argument("--number", type=int, default=1000, help="numbers of each file")
    parser.add_argument("--photos", type=int, default=200, help="of which so many are photographed, too")
    parser.add_argument("--writers", choices=["test", "validation", "training"], default="test")
    options = parser.parse_args()
    network = Classifier.load(PRETRAINED)
    threshold = json.loads(PRETRAINED.with_suffix(".json").read_text())["confidence_threshold"]
    for name, digits in (
        ("UNIPEN", getattr(split(unipen.whole(unipen.load(options.unipen)), UNIPEN), options.writers)),
        ("pendigits", getattr(split(strokes.load(options.strokes), PENDIGITS), options.writers)),
    ):
        rng = np.random.default_rng(1)
        natural = list(numbers(digits, options.number, rng))
        print_numbers(f"{name}, canvas", read(network, threshold, natural, on_canvas), len(natural), (0.95, 0.9))
        on_sheets = natural[: options.photos]
        print_numbers(f"{name}, photo", read(network, threshold, on_sheets, on_paper), len(on_sheets), None)
        close = list(numbers(digits, options.number // 4, rng, NO_GAP))
        print_numbers(f"{name}, no gaps, canvas", read(network, threshold, close, on_canvas), len(close), None)
        close = close[: options.photos // 4]
        print_numbers(f"{name}, no gaps, photo", read(network, threshold, close, on_paper), len(close), None)
        print_singles(name, digits)
        print()


if __name__ == "__main__":
    main()
