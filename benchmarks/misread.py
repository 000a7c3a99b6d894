"""Pictures of what was misread, for the model card."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw


def save_errors(
    path: Path, pixels: np.ndarray, labels: np.ndarray, said: np.ndarray, columns: int = 12, rows: int = 3
) -> None:
    """A picture of misread digits, the surest first: "7 as 1" says that a 7 was read as a 1."""
    answers = said.argmax(axis=1)
    wrong = np.flatnonzero(answers != labels)
    wrong = wrong[np.argsort(-said[wrong].max(axis=1))][: columns * rows]
    tile, text = 56, 16
    sheet = Image.new("L", (columns * tile, max(1, -(-len(wrong) // columns)) * (tile + text)))
    pen = ImageDraw.Draw(sheet)
    for position, index in enumerate(wrong):
        left, top = position % columns * tile, position // columns * (tile + text)
        digit = Image.fromarray(np.rint(pixels[index] * 255).astype(np.uint8))
        sheet.paste(digit.resize((tile, tile), Image.Resampling.BICUBIC), (left, top))
        name = f"{labels[index]} as {answers[index]}" if labels[index] >= 0 else f"as {answers[index]}"
        pen.text((left + tile / 2, top + tile), name, fill=200, anchor="ma")
    sheet.save(path, optimize=True)


def save_pictures(
    folder: Path, people: Sequence, mnist: Sequence[np.ndarray], nonsense: tuple[np.ndarray, np.ndarray]
) -> None:
    """The four pictures of the model card, from readings of people's digits (canvas, pixels), of MNIST, of nonsense."""
    pixels, said = nonsense
    for name, reading in (("drawn", people[0]), ("photo", people[1]), ("mnist", mnist)):
        save_errors(folder / f"misread-{name}.png", *reading)
    save_errors(folder / "taken-for-digits.png", pixels, np.full(len(pixels), -1), said, rows=1)
