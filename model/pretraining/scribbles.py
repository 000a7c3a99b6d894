"""What a pen draws that is no digit: scribbles, letters and empty shapes, as strokes.

A classifier that only ever saw digits is sure of anything. Scribbles serve as training examples that
deserve no certain answer (outlier exposure: Hendrycks, Mazeika and Dietterich 2019); letters and shapes
never do, so that they can tell whether it helped.
"""

import numpy as np
from scipy.interpolate import make_interp_spline

# Each letter's strokes, as points x y (y downward) on a grid from 0 to 9. Letters that people also write
# as digits (b g i l o q s z, B D I J O S Z) are left out. A "~" before a stroke bends it through its points.
LETTERS = {
    "A": "09 40 89,24 64",
    "C": "~71 40 12 05 28 59 78",
    "E": "80 00 09 89,05 65",
    "F": "80 00 09,05 65",
    "G": "~71 40 12 05 28 59 78 75,75 45",
    "H": "00 09,80 89,05 85",
    "K": "00 09,80 04 89",
    "L": "00 09 79",
    "M": "09 10 46 80 99",
    "N": "09 00 89 80",
    "P": "00 09,~00 61 83 65 05",
    "R": "00 09,~00 61 83 65 05,45 89",
    "T": "00 90,50 59",
    "U": "~00 06 39 69 86 80",
    "V": "00 49 80",
    "W": "00 29 43 69 90",
    "X": "00 89,80 09",
    "Y": "00 44 80,44 49",
    "a": "~63 32 05 18 48 64,~63 66 68 89",
    "d": "~64 33 16 38 67,70 69",
    "e": "~05 65 53 22 06 29 68",
    "f": "~71 40 23 29,04 64",
    "h": "00 09,~05 33 64 69",
    "k": "00 09,63 06 69",
    "m": "03 09,~05 23 45 49,~45 63 85 89",
    "n": "03 09,~05 33 64 69",
    "r": "03 09,~05 23 53",
    "t": "~40 47 59 79,13 73",
    "u": "~03 07 39 66,63 69",
    "w": "~03 27 39 45 59 77 93",
}
SHAPES = {
    "triangle": "09 40 89 09",
    "square": "00 80 88 08 00",
    "flat box": "03 93 96 06 03",
    "diamond": "40 85 49 05 40",
    "plus": "40 48,04 84",
    "star": "19 40 79 03 83 19",
    "arrow": "04 94,71 94 77",
    "heart": "~43 21 03 26 49,~43 61 83 66 49",
    "house": "04 40 84,04 09 89 84",
    "wave": "~05 12 25 48 65 72 85",
    "check mark": "05 39 90",
    "double ring": "~40 11 04 17 48 77 84 71 40,~42 24 46 64 42",
    "hash": "20 29,60 69,03 93,06 96",
    "smile": "20 22,60 62,~05 28 48 68 85",
}


def smooth(points, samples=40):
    """float (n, 2) → float (samples, 2): a curve through the points."""
    degree = min(3, len(points) - 1)
    return make_interp_spline(np.arange(len(points)), points, degree)(np.linspace(0, len(points) - 1, samples))


def template(text, rng, jitter=0.4):
    """A letter or shape, written by hand: its points moved a little, at random → tuple of float (n, 2)."""
    strokes = []
    for stroke in text.split(","):
        points = np.array([[int(x), int(y)] for x, y in stroke.lstrip("~").split()], float)
        points += rng.normal(0, jitter, points.shape)
        strokes.append(smooth(points) if stroke.startswith("~") else points)
    return tuple(strokes)


def letter(rng):
    """A letter at random, as strokes: tuple of float (n, 2), x and y."""
    return template(LETTERS[rng.choice(list(LETTERS))], rng)


def shape(rng):
    """An empty shape at random, as strokes."""
    return template(SHAPES[rng.choice(list(SHAPES))], rng)


def scribble(rng):
    """One to four strokes that lead nowhere: curves or zigzags through random points."""
    strokes = []
    for _ in range(rng.choice([1, 2, 3, 4], p=[0.5, 0.25, 0.15, 0.1])):
        points = rng.uniform(0, 9, (rng.integers(4, 12) if not strokes else rng.integers(2, 6), 2))
        strokes.append(smooth(points, 80) if rng.random() < 0.7 else points)
    return tuple(strokes)
