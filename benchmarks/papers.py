"""Does it read digits on paper? Pen and pencil on plain, ruled and squared paper, in form cells, in bad light.

    python -m benchmarks.papers --strokes pendigits-orig.tra --unipen unipen-digits.jsonl

Digits of writers whom no training ever saw are printed on papers drawn here, read as an uploaded picture is, and
answered by the network that ships. Beside each kind stands what the same digits score from clean strokes: more than
that no reading of a photo can give. `--before <folder>` reads the same pictures with another checkout's `read_photo`.
"""

import argparse
import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from model.digits.pen import draw, place
from model.digits.photos import PhotoError, read_photo
from model.digits.preprocess import normalize
from model.networks.classifier import Classifier
from model.pretraining import strokes, unipen
from model.pretraining.strokes import StrokeDigit
from model.pretraining.writers import PENDIGITS, UNIPEN, split

PRETRAINED = Path(__file__).parents[1] / "assets" / "pretrained.keras"
WHITE = (244, 243, 238)
INKS = {"ball pen": (35, 45, 95), "black pen": (30, 30, 32), "felt pen": (20, 20, 25), "pencil": (120, 120, 124)}
PEN = {"ball pen": (0.4, 0.7), "black pen": (0.4, 0.8), "felt pen": (0.9, 1.8), "pencil": (0.5, 0.9)}  # mm
RULINGS = ((150, 180, 215), (175, 175, 178), (225, 150, 150), (150, 200, 165), (120, 120, 125), (60, 60, 62))
Random = np.random.Generator


class Sheet:
    """A piece of paper of `width` × `height` mm at `scale` pixels a mm: reflectance float32 (H, W, 3), 0 to 255."""

    def __init__(self, rng: Random, width: float, height: float, scale: float) -> None:
        self.rng, self.scale = rng, scale
        self.size = round(width * scale), round(height * scale)
        self.levels = np.empty((self.size[1], self.size[0], 3), np.float32)
        self.levels[:] = np.array(WHITE) - rng.uniform(0, 20) * np.array([0.6, 0.7, 1.2])

    def print(self, coverage: np.ndarray, colour: tuple[int, ...]) -> None:
        """Ink on it, where `coverage`, float (H, W) in [0, 1], says; inks darken what lies under them."""
        self.levels *= 1 - coverage[..., None] * (1 - np.array(colour, np.float32) / 255)

    def lines(self, segments: list[tuple[float, ...]], width: float, colour: tuple[int, ...]) -> None:
        """Straight lines (x0, y0, x1, y1) in mm, `width` mm wide."""
        picture = Image.new("L", (self.size[0] * 2, self.size[1] * 2))
        pen = ImageDraw.Draw(picture)
        for segment in segments:
            pen.line([round(2 * self.scale * v) for v in segment], 255, max(1, round(2 * self.scale * width)))
        self.print(np.asarray(picture.reduce(2), np.float32) / 255, colour)

    def write(self, digit: StrokeDigit, pen: str, height: float, centre: tuple[float, float]) -> None:
        """A digit `height` mm high (or wide), its middle at `centre` in mm."""
        side = max(self.size)
        where = np.multiply(centre, self.scale) / side
        lines = place(digit.strokes, height * self.scale / side, self.rng.normal(0, 3), 0, tuple(where), side)
        width = self.rng.uniform(*PEN[pen]) * self.scale
        ink = draw(lines, max(width, 1.0), side)[: self.size[1], : self.size[0]].astype(np.float32) / 255
        if pen == "pencil":  # the paper's grain lets some of it out
            grain = self.rng.normal(0, 1, (-(-self.size[1] // 2), -(-self.size[0] // 2))).repeat(2, 0).repeat(2, 1)
            ink = ink * np.clip(0.85 + 0.2 * grain[: ink.shape[0], : ink.shape[1]], 0.3, 1)
        self.print(ink, INKS[pen])


def photographed(sheet: Sheet, rng: Random, tilt: float = 0.04, shadow: bool = False, dim: float = 0.25) -> bytes:
    """A phone's photo: perspective, uneven light, blur, noise, JPEG."""
    height, width = sheet.levels.shape[:2]
    picture = Image.fromarray(np.rint(sheet.levels).astype(np.uint8))
    if tilt:
        corners = np.array([(0, 0), (0, height), (width, height), (width, 0)], float)
        moved = (corners - (width / 2, height / 2)) * 0.94 + (width / 2, height / 2)
        moved += rng.uniform(-tilt, tilt, (4, 2)) * (width, height) * 0.5
        picture = picture.transform(
            (width, height), Image.Transform.QUAD, tuple(moved.ravel()), Image.Resampling.BICUBIC
        )
    levels = np.asarray(picture, np.float32)
    y, x = np.mgrid[:height, :width] / max(height, width)
    angle = rng.uniform(0, 2 * np.pi)
    light = 1 - dim * rng.uniform(0.3, 1) * (0.5 + 0.5 * (np.cos(angle) * (x - 0.5) + np.sin(angle) * (y - 0.5)) * 1.6)
    if shadow:  # of a hand or the phone: from one corner, its edge soft
        edge = (
            np.cos(angle) * (x - 0.5) + np.sin(angle) * (y - 0.5) + 0.05 * np.sin(9 * (x + y)) - rng.uniform(-0.2, 0.2)
        )
        light *= 1 - rng.uniform(0.25, 0.5) / (1 + np.exp(-edge / rng.uniform(0.006, 0.03)))
    levels = levels * light[..., None] * rng.uniform(0.8, 1)
    picture = Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8))
    picture = picture.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 0.09 * sheet.scale)))
    levels = np.asarray(picture, np.float32) + rng.normal(0, rng.uniform(1, 4), (height, width, 3))
    return saved(levels, "JPEG", quality=int(rng.integers(60, 92)))


def scanned(sheet: Sheet, rng: Random) -> bytes:
    """A scanner's picture: straight, even, sharp."""
    levels = sheet.levels + rng.normal(0, rng.uniform(0.3, 2), sheet.levels.shape)
    picture = Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8))
    picture = picture.filter(ImageFilter.GaussianBlur(rng.uniform(0, 0.5)))
    if rng.random() < 0.5:
        picture = picture.convert("L")
    return saved(np.asarray(picture), "PNG") if rng.random() < 0.5 else saved(np.asarray(picture), "JPEG", quality=85)


def saved(levels: np.ndarray, kind: str, **options: int) -> bytes:
    content = io.BytesIO()
    Image.fromarray(np.clip(np.rint(levels), 0, 255).astype(np.uint8)).save(content, kind, **options)
    return content.getvalue()


def a_sheet(rng: Random) -> Sheet:
    return Sheet(rng, *rng.uniform(40, 80, 2), rng.uniform(5, 12))


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


def plain(rng: Random, digit: StrokeDigit, pencil: bool = False, **light: float) -> bytes:
    sheet = a_sheet(rng)
    sheet.write(digit, "pencil" if pencil else a_pen(rng), rng.uniform(12, 30), middle(sheet, rng))
    return photographed(sheet, rng, **light)


def on_ruling(kind: str, pencil: bool = False, **light: float) -> Callable[[Random, StrokeDigit], bytes]:
    def paper(rng: Random, digit: StrokeDigit) -> bytes:
        sheet = a_sheet(rng)
        ruled(sheet, rng, kind)
        sheet.write(digit, "pencil" if pencil else a_pen(rng), rng.uniform(9, 28), middle(sheet, rng))
        return photographed(sheet, rng, **light)

    return paper


def cell(frame: str | None, coloured: bool = False) -> Callable[[Random, StrokeDigit], bytes]:
    """A scanned cell of a form, 28 to 200 pixels; its `frame` "whole", in "parts", "close" to the ink or touching it."""

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


def disturbed(what: str) -> Callable[[Random, StrokeDigit], bytes]:
    """A photo of plain paper, with the edge of a table, a neighbour's tip, a box, or in the dark square of a screen."""

    def paper(rng: Random, digit: StrokeDigit) -> bytes:
        sheet = a_sheet(rng)
        width, height = np.array(sheet.size) / sheet.scale
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


def shadowed(paper: Callable[..., bytes]) -> Callable[[Random, StrokeDigit], bytes]:
    return lambda rng, digit: paper(rng, digit, shadow=True)


# name → (the share to reach of what the clean strokes score, how it is drawn)
PAPERS: dict[str, tuple[float, Callable[[Random, StrokeDigit], bytes]]] = {
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


def pixels_of(content: bytes) -> np.ndarray | None:
    """A picture file → what the network reads, or None where it was refused or shows no ink."""
    try:
        digit = normalize(read_photo(content))
    except PhotoError:
        return None
    return None if digit is None else digit.pixels


def read_elsewhere(folder: Path, contents: list[bytes]) -> list[np.ndarray | None]:
    """The same by another checkout of the project."""
    with tempfile.TemporaryDirectory() as place_:
        for number, content in enumerate(contents):
            Path(place_, f"{number}").write_bytes(content)
        code = (
            "import sys, numpy as np\nfrom pathlib import Path\nfrom model.digits.photos import read_photo\n"
            "from model.digits.preprocess import normalize\nout = []\n"
            f"for i in range({len(contents)}):\n"
            "    try: d = normalize(read_photo(Path(sys.argv[1], str(i)).read_bytes()))\n"
            "    except ValueError: d = None\n"
            "    out.append(np.full((28, 28), np.nan) if d is None else d.pixels)\n"
            "np.save(Path(sys.argv[1], 'out.npy'), np.array(out, np.float32))\n"
        )
        subprocess.run([sys.executable, "-c", code, place_], cwd=folder, check=True)
        return [None if np.isnan(p).any() else p for p in np.load(Path(place_, "out.npy"))]


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
        clean = answers(network, [normalize(draw(place(d.strokes, 0.7), 18)).pixels for d in chosen])
        contents = [paper(rng, digit) for digit in chosen]
        began = time.perf_counter()
        read = answers(network, [pixels_of(content) for content in contents])
        spent = (time.perf_counter() - began) / len(contents)
        could = clean == labels
        share = (read == labels)[could].mean()
        line = f"{name:24}{target:8.3f}{could.mean():8.3f}{(read == labels).mean():8.3f}{share:10.3f}{(read < 0).mean():6.2f}{1000 * spent:6.0f}"
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
