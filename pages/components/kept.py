"""A drawing that outlives its canvas."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:  # at run time it needs Streamlit's
    from streamlit_drawable_canvas import CanvasResult


@dataclass
class Kept:
    """What somebody drew who looks at another page and comes back.

    A canvas undoes only strokes that were drawn on it. Those that it `begins` with, and those that were `cleared`
    with them, are undone here. What the canvas tells is `outdated` from then on until it has begun anew.
    """

    strokes: list[Any] = field(default_factory=list)
    image: np.ndarray | None = None
    begins: list[Any] = field(default_factory=list)
    cleared: list[Any] = field(default_factory=list)
    outdated: bool = False

    def counts(self) -> dict[str, int]:
        return {"begins": len(self.begins), "cleared": len(self.cleared)}

    def come_back(self) -> None:
        self.begins, self.cleared = self.strokes, []

    def see(self, drawing: "CanvasResult") -> None:
        """Takes over what the canvas tells; a new one tells nothing before its first stroke."""
        image = drawing.image_data  # decoded anew with each look
        if image is None:
            return
        told = drawing.json_data["objects"]
        if told != self.strokes:
            self.outdated = False
        self.strokes, self.image = told, image[..., 0]

    def undo(self) -> None:
        self.begins, self.cleared, self.outdated = self.cleared or self.begins[:-1], [], True

    def clear(self) -> None:
        self.begins, self.cleared, self.outdated = [], self.begins if self.outdated else self.strokes, True
