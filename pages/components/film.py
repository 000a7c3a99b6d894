"""Pictures that follow one another, with the ten probabilities of each: to be played, or gone through with a slider."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from charts.palette import CATEGORICAL
from charts.probabilities import percent, whole_percent
from pages.components.component import component
from pages.components.pictures import as_png_url

MOST_NAMED, SEEN = 2, 0.01  # digits that are named where somebody points, with a probability from here on
_component = component(
    __file__,
    html="""
    <div class="film" role="group">
      <div class="title"></div>
      <div class="screen">
        <div class="reels"></div>
        <div class="chart" role="img"><svg></svg></div>
      </div>
      <div class="controls"><button type="button"></button><input type="range"></div>
      <output class="told" role="status"></output>
    </div>
    """,
)


@dataclass(frozen=True)
class Reel:
    """What is seen: `frames`, uint8 or float in [0, 1], `(n, h, w)`, or uint8 `(n, h, w, 3)`, with a title above."""

    title: str
    frames: np.ndarray


@dataclass(frozen=True)
class Film:
    """`reels` of the same length run side by side; `probabilities` is float `(n, 10)`.

    `told` says what is to be known of each frame, `begins` is the frame shown first. `axis` is what the frames count,
    in `numbers` where those are not 0, 1, 2, …; `marks` are frames with a name in the chart.
    """

    title: str
    reels: Sequence[Reel]
    probabilities: np.ndarray
    told: Sequence[str]
    axis: str
    begins: int = 0
    marks: Sequence[tuple[int, str]] = ()
    numbers: Sequence[int] = ()


def changes_of_mind(probabilities: np.ndarray) -> list[tuple[int, int, int]]:
    """`(n, 10)` → the frames at which the answer is another one than before, each with both answers."""
    answers = probabilities.argmax(axis=1)
    return [(int(i) + 1, int(answers[i]), int(answers[i + 1])) for i in np.flatnonzero(np.diff(answers))]


def film(shown: Film, key: str) -> None:
    """Shows it. The browser has all frames at once, so the slider moves without asking the server."""
    data = {
        "title": shown.title,
        "reels": [{"title": reel.title, "strip": _strip(reel.frames)} for reel in shown.reels],
        "count": len(shown.probabilities),
        "probabilities": np.round(shown.probabilities, 4).tolist(),
        "answers": [f"{row.argmax()}, {percent(row.max())} sure" for row in shown.probabilities],
        "likeliest": [_likeliest(row) for row in shown.probabilities],
        "told": list(shown.told),
        "numbers": list(shown.numbers or range(len(shown.probabilities))),
        "axis": shown.axis,
        "begins": shown.begins,
        "marks": [list(mark) for mark in shown.marks],
        "colours": CATEGORICAL,
    }
    _component(key=key, data=data, height="content")


def _likeliest(probabilities: np.ndarray) -> str:
    """float `(10,)` → the digits that count, with their probabilities: "9 at 87%, 4 at 12%"."""
    order = np.argsort(-probabilities, kind="stable")[:MOST_NAMED]
    return ", ".join(
        f"{digit} at {whole_percent(probabilities[digit])}" for digit in order if probabilities[digit] >= SEEN
    )


def _strip(frames: np.ndarray) -> str:
    """All frames below one another, as the URL of a PNG."""
    return as_png_url(frames.reshape(-1, *frames.shape[2:]))
