"""Does it read digits on paper? Pen and pencil on plain, ruled and squared paper, in form cells, in bad light.

    python -m benchmarks.papers --strokes pendigits-orig.tra --unipen unipen-digits.jsonl

Digits of writers whom no training ever saw are printed on papers drawn here, read as an uploaded picture is, and
answered by the network that ships. Beside each kind stands what the same digits score from clean strokes: more than
that no reading of a photo can give. `--before <folder>` reads the same pictures with another checkout's `read_photo`.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.elsewhere import read_elsewhere
from benchmarks.kinds_of_paper import PAPERS
from model.digits.pen import draw, place
from model.digits.photos import PhotoError, read_photo
from model.digits.preprocess import normalize
from model.networks.classifier import Classifier
from model.pretraining import strokes, unipen
from model.pretraining.strokes import StrokeDigit
from model.pretraining.writers import PENDIGITS, UNIPEN, split

PRETRAINED = Path(__file__).parents[1] / "assets" / "pretrained.keras"


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


def print_papers(
    network: Classifier,
    digits: Sequence[StrokeDigit],
    count: int,
    only: str | None = None,
    other: Path | None = None,
    misread: Path | None = None,
) -> None:
    """A line for each kind of paper whose name holds `only`, of `count` pictures each.

    `other` is a checkout that reads the same pictures; `misread` a folder to leave the misread ones in.
    """
    print(
        f"{'':24}{'target':>8}{'clean':>8}{'read':>8}{'of clean':>10}{'none':>6}{'ms':>6}"
        + ("  before, lost" if other else "")
    )
    for number, (name, (target, paper)) in enumerate(PAPERS.items()):
        if only and only not in name:
            continue
        rng = np.random.default_rng([2026, number])
        chosen = [digits[i] for i in rng.choice(len(digits), count)]
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
        if other:
            before = answers(network, read_elsewhere(other, contents))
            lost = np.count_nonzero((before == labels) & (read != labels))
            line += f"   {(before == labels).mean():.3f}  {lost:3}"
        print(line + ("" if share >= target else "  below"), flush=True)
        if misread:
            folder = misread / name.replace(" ", "-").replace(",", "")
            folder.mkdir(parents=True, exist_ok=True)
            for i in np.flatnonzero(read != labels):
                (
                    folder / f"{i}-{labels[i]}-as-{read[i]}.{'png' if contents[i][:1] == bytes([137]) else 'jpg'}"
                ).write_bytes(contents[i])


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
    print_papers(network, digits, options.number, options.only, options.before, options.misread)


if __name__ == "__main__":
    main()
