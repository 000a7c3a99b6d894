"""What a pen draws that is no digit: scribbles, signs, letters, empty shapes and boxes, as strokes.

A classifier that only ever saw digits is sure of anything. Scribbles and signs serve as training examples that
deserve no certain answer (outlier exposure: Hendrycks, Mazeika and Dietterich 2019); letters, shapes and boxes
never do, so that they can tell whether it helped.
"""

import numpy as np
from scipy.interpolate import make_interp_spline

Strokes = tuple[np.ndarray, ...]  # each float (n, 2): x and y, downward

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
    "Q": "~40 11 04 17 48 77 84 71 40,66 99",
    "c": "~72 42 14 17 49 78",
    "p": "02 09,~02 32 64 36 06",
    "v": "02 48 82",
    "x": "02 88,82 08",
    "y": "02 45,~82 45 09",
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
# Signs of other scripts and of books, and drawings with a meaning of their own: what is trained on. None is a letter or
# a shape of the two tables above.
SIGNS = {
    "gamma": "09 00 70,70 72",
    "lambda": "~00 20 44 79 99,~44 22 09",
    "xi": "00 80,14 74,09 89",
    "pi": "00 90,20 29,70 79",
    "sigma": "80 00 55 09 89",
    "psi": "~00 04 37 64 80,40 49",
    "omega": "09 39,~39 15 12 40 72 75 59,59 89",
    "mu": "~00 04 09,~04 26 55 71,~71 75 87",
    "zhe": "40 49,00 44 09,80 44 89",
    "i": "00 09 80 89",
    "tse": "00 08 78 99,70 78",
    "sha": "00 08 88 80,40 48",
    "yu": "00 09,04 34,~60 42 47 69 87 82 60",
    "ya": "80 89,~80 31 33 85,45 09",
    "de": "09 18 88 99,18 40 80 88",
    "yeru": "00 09,~05 44 57 39 09,80 89",
    "ka": "02 82 79 58,~30 35 09",
    "ki": "02 81,05 85,30 69",
    "sa": "03 93,20 26,~70 75 39",
    "mo": "11 81,04 94,40 48 88",
    "ne": "40 41,02 72 08,44 49,56 78",
    "na": "03 93,~50 45 19",
    "euro": "~81 50 22 26 49 88,03 63,06 66",
    "pound": "~81 50 31 35 28 09,09 89,05 65",
    "yen": "00 44 80,44 49,14 74,16 76",
    "percent": "80 09,~10 01 12 21 10,~77 68 79 88 77",
    "question": "~11 40 72 44 46,48 49",
    "equals": "02 82,06 86",
    "divided by": "04 84,41 42,46 47",
    "root": "05 15 39 50 90",
    "infinity": "~44 12 05 18 44 72 85 78 44",
    "braces": "~50 30 34 15 35 39 59",
    "less": "80 05 89",
    "crown": "09 00 34 50 74 90 89 09",
    "fish": "~04 41 84 97,~04 47 84 91,97 91",
    "trapezoid": "20 70 99 09 20",
    "leaning box": "30 90 69 09 30",
    "crossed box": "00 90 99 09 00,00 99,90 09",
    "table": "03 93,13 19,83 89",
    "ladder": "20 29,70 79,22 72,25 75,28 78",
    "flag": "09 00 82 04",
    "cup": "01 18 68 81 01,~71 92 95 75",
    "envelope": "02 92 98 08 02,02 46 92",
    "sun": "~43 34 45 54 43,40 41,47 48,04 14,74 84",
    "stick figure": "~40 31 42 51 40,42 46,46 29,46 69,14 74",
    "flower": "~44 22 41 44 63 85 44 66 47 44 25 13 44",
    "bow": "00 09 90 99 00",
    "staircase": "09 06 36 33 63 60 90",
    "comb": "00 90,00 09,30 39,60 69,90 99",
    "brackets": "30 00 09 39,60 90 99 69",
    "umbrella": "~05 13 40 73 95,05 95,44 48 58",
    "anchor": "40 49,~05 18 49 78 95,22 62",
    "pine": "40 05 85 40,44 49",
    "moon": "~60 31 05 28 69,~60 43 45 69",
    "tally": "10 19,30 39,50 59,70 79,07 92",
    "asterisk": "40 49,02 87,82 07",
    "two heads": "04 94,22 04 26,72 94 76",
    "window": "00 90 99 09 00,40 49,04 94",
    "ring in a box": "00 90 99 09 00,~42 23 46 64 42",
    "eye": "~04 42 94 46 04,~43 34 45 54 43",
    "boat": "05 95 77 27 05,45 40 74",
    "car": "06 03 33 41 71 83 96 06,~26 18 29 38 26,~66 58 69 78 66",
    "mushroom": "~05 11 40 81 95 05,35 39 59 55",
    "at": "~64 43 35 47 64 66 85 82 40 04 28 69",
    "plus or minus": "40 46,13 73,19 79",
    "unequal": "03 93,06 96,71 28",
    "about": "~03 32 54 83,~06 35 57 86",
    "angle": "60 09 99",
    "loops": "~08 42 30 22 48 82 70 62 88",
    "pigtail": "~05 45 63 42 34 55 95",
    "battlement": "08 02 32 38 62 92 98",
    "ho": "03 93,40 49,25 08,65 88",
    "ma": "02 82 46,44 68",
    "te": "11 71,04 94,~54 47 29",
    "siot": "40 09,44 89",
    "bieup": "10 18 78 70,14 74",
    "steps": "00 03 33 36 66 69 99",
    "snail": "~44 53 34 46 74 41 14 48 99",
    "kite": "40 72 46 12 40,~46 57 38 59",
    "glasses": "~14 02 14 36 14,~32 55 36 25 32,34 64,~64 55 86 95 64",
    "butterfly": "44 00 09 44 90 99 44",
    "three lines": "02 92,05 95,08 98",
}
BOXES = {
    "square": "00 90 99 09 00",
    "open at the top": "00 09 99 90",
    "in four strokes": "00 90,90 99,99 09,09 00",
    "tall": "20 70 79 29 20",
    "flat": "02 92 97 07 02",
    "corners": "20 00 02,70 90 92,97 99 79,29 09 07",
}


def smooth(points: np.ndarray, samples: int = 40) -> np.ndarray:
    """float (n, 2) → float (samples, 2): a curve through the points."""
    degree = min(3, len(points) - 1)
    return make_interp_spline(np.arange(len(points)), points, degree)(np.linspace(0, len(points) - 1, samples))


def template(text: str, rng: np.random.Generator, jitter: float = 0.4) -> Strokes:
    """A letter or shape, written by hand: its points moved a little, at random → tuple of float (n, 2)."""
    strokes = []
    for stroke in text.split(","):
        points = np.array([[float(point[0]), float(point[1])] for point in stroke.lstrip("~").split()])
        points = points + rng.normal(0, jitter, points.shape)
        strokes.append(smooth(points) if stroke.startswith("~") else points)
    return tuple(strokes)


def letter(rng: np.random.Generator) -> Strokes:
    """A letter at random, as strokes: tuple of float (n, 2), x and y."""
    return template(LETTERS[rng.choice(list(LETTERS))], rng)


def shape(rng: np.random.Generator) -> Strokes:
    """An empty shape at random, as strokes."""
    return template(SHAPES[rng.choice(list(SHAPES))], rng)


def box(rng: np.random.Generator) -> Strokes:
    """An empty box at random, as forms have them, as strokes."""
    return template(BOXES[rng.choice(list(BOXES))], rng, 0.25)


def sign(rng: np.random.Generator) -> Strokes:
    """A sign at random, as strokes."""
    return template(SIGNS[rng.choice(list(SIGNS))], rng)


def nonsense(rng: np.random.Generator) -> Strokes:
    """What is trained on: a scribble or a sign at random, as strokes."""
    return scribble(rng) if rng.random() < 0.4 else sign(rng)


def scribble(rng: np.random.Generator) -> Strokes:
    """One to four strokes that lead nowhere: curves or zigzags through random points."""
    strokes: list[np.ndarray] = []
    for _ in range(rng.choice([1, 2, 3, 4], p=[0.5, 0.25, 0.15, 0.1])):
        points = rng.uniform(0, 9, (rng.integers(4, 12) if not strokes else rng.integers(2, 6), 2))
        strokes.append(smooth(points, 80) if rng.random() < 0.7 else points)
    return tuple(strokes)
