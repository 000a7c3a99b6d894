"""The ten templates that somebody paints: their strokes, and the pictures that these leave."""

from dataclasses import dataclass, field

import numpy as np

from model.digits.pen import CANVAS
from model.inside import templates
from pages.components.drawing import Drawing

BRUSH = CANVAS // 7  # broad at first: a template has no fine lines


@dataclass
class Painting:
    """Ten drawings, one a digit, the pictures made of them so far, and the strokes that were cleared last."""

    drawings: list[Drawing] = field(default_factory=lambda: [Drawing(BRUSH, two_inks=True) for _ in range(10)])
    cleared: list[list] | None = None
    _made: dict[int, tuple[list, np.ndarray]] = field(default_factory=dict)

    @property
    def begun(self) -> list[int]:
        """The digits that have paint."""
        return [digit for digit, drawing in enumerate(self.drawings) if drawing]

    def templates(self) -> np.ndarray:
        """float32 `(10, 28, 28)` in [−1, 1]; only what has changed is made again."""
        for digit, drawing in enumerate(self.drawings):
            if digit not in self._made or self._made[digit][0] is not drawing.strokes:
                self._made[digit] = drawing.strokes, templates.painted(drawing.strokes)
        return np.stack([self._made[digit][1] for digit in range(10)])

    def clear(self) -> None:
        self.cleared = [drawing.strokes for drawing in self.drawings]
        for drawing in self.drawings:
            drawing.strokes = []

    def bring_back(self) -> None:
        for drawing, strokes in zip(self.drawings, self.cleared or [], strict=False):
            drawing.strokes = strokes
        self.cleared = None
