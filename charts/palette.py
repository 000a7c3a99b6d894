"""The colours that every chart shares.

Data colours follow Okabe and Ito's palette for colour-blind readers (https://jfly.uni-koeln.de/color/), a
little lighter where needed to keep a contrast of 3 : 1 on white and on the dark theme's background alike.
`.streamlit/config.toml` repeats them for the theme. Text and grid lines are left to the theme.
"""

import numpy as np

BLUE = "#2A8FD6"
ORANGE = "#E8710A"
GREEN = "#009E73"
PINK = "#CC79A7"
YELLOW = "#C99700"
GREY = "#8A94A0"

# Orange means digits that a network did not train on, validation and test. Where there are none, it marks what is
# selected, or what pulls a sum down where blue lifts it: never two of these in one chart. A lesson's frame around a
# part of the page is none of them, and has a colour of its own.
TRAINING = BLUE
VALIDATION = ORANGE
WINNER = BLUE
RUNNER_UP = "#8FBFE3"
OTHERS = "#B4BCC5"
RIGHT = GREEN
WRONG = PINK
RIVAL = PINK
LESSON = "#8E63AB"

CATEGORICAL = [BLUE, GREEN, PINK, YELLOW, GREY, "#56B4E9", "#7A5195", "#B5543A", "#4D6A9A", "#E15759"]

# Paper to ink, for images of digits: the same in both themes, as on the canvas.
INK = [(0.0, "#000000"), (1.0, "#FFFFFF")]
# Little to much, for heat maps (readable in grey as well).
SEQUENTIAL = [(0.0, "#F1F5F9"), (0.25, "#B9D7EE"), (0.5, "#6FAFDF"), (0.75, "#2A78B5"), (1.0, "#123B63")]
# Below zero, zero, above zero, for weights.
DIVERGING = [(0.0, "#B5470A"), (0.25, "#EFA36B"), (0.5, "#F1F5F9"), (0.75, "#6FAFDF"), (1.0, "#124F86")]


def diverging(values: np.ndarray, largest: float) -> np.ndarray:
    """float `(…)` → uint8 `(…, 3)`, the colours of `DIVERGING`: 0 is pale, ± `largest` and beyond are its two ends."""
    stops = [2 * stop - 1 for stop, _ in DIVERGING]
    ends = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for _, colour in DIVERGING], float)
    shares = np.clip(values / max(largest, 1e-12), -1, 1)
    return np.rint(np.stack([np.interp(shares, stops, ends[:, i]) for i in range(3)], axis=-1)).astype(np.uint8)


def faded(colour: str, opacity: float) -> str:
    """`colour` (`#RRGGBB`) as an `rgba()` of the given opacity, 0 to 1."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity})"
