"""Lines that were printed, not written: the ruling of paper, squares, and the frames of forms.

A printed line is straight, of one thickness, and goes from side to side, or meets others in the corners of a box.
"""

from dataclasses import dataclass, replace

import numpy as np

STEEPEST = 0.22  # rise over run of a line that counts as level or upright: 12°
THICKEST = 0.07  # of the picture's longer side
SPAN = 0.72  # of the picture's extent: so far goes a line from side to side
COVERED = 0.6  # of its own extent
HIDDEN = 0.4  # … where it goes from side to side: a stroke along it may hide much of it
AT_THE_EDGE = 0.05  # of the picture's extent: so near an end is "at" an edge or a corner
MOST_LINES = 120


@dataclass(frozen=True, eq=False)
class Line:
    """A printed line along an axis: y = polynomial(x) for x in [start, end], in pixels, `thick` pixels across.

    `upright` lines have x and y exchanged.
    """

    upright: bool
    polynomial: np.ndarray
    start: int
    end: int
    thick: float

    def __call__(self, along: np.ndarray) -> np.ndarray:
        return np.polyval(self.polynomial, along)


def runs(inked: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """bool (H, W) → the vertical runs of ink: their column, first row and length, each int (n,)."""
    columns = np.zeros((inked.shape[1], inked.shape[0] + 2), np.int8)
    columns[:, 1:-1] = inked.T
    change = np.diff(columns, axis=1)
    column, top = np.nonzero(change == 1)
    bottom = np.nonzero(change == -1)[1]
    return column, top, bottom - top


def candidates(inked: np.ndarray, upright: bool) -> list[Line]:
    """Straight thin lines along the picture's width, the longest first: where most runs of ink lie in a row.

    A Hough transform over the middles of vertical runs, near the level alone; each line found takes its runs with it.
    """
    height, width = inked.shape
    column, top, length = runs(inked)
    thin = length <= max(3, THICKEST * max(inked.shape))
    x, y, thick = column[thin], (top + (length - 1) / 2)[thin], length[thin]
    # The level of a line at the picture's edge may lie outside of it.
    slopes = np.linspace(-STEEPEST, STEEPEST, 2 * int(STEEPEST * max(width, 60) / 1.6) + 1)
    beyond = int(STEEPEST * width) + 4
    bins = height + 2 * beyond

    def votes(chosen: np.ndarray) -> np.ndarray:
        at = [np.rint(y[chosen] - slope * (x[chosen] - width / 2)).astype(int) + beyond for slope in slopes]
        return np.array([np.bincount(row, minlength=bins)[:bins] for row in at], np.int32)

    table = votes(np.arange(len(x)))
    free = np.ones(len(x), bool)
    found: list[Line] = []
    for _ in range(MOST_LINES):
        three = table.copy()  # a line may lie between two rows, and bend a little
        three[:, 1:] += table[:, :-1]
        three[:, :-1] += table[:, 1:]
        slope_number, bin_number = np.unravel_index(np.argmax(three), three.shape)
        if three[slope_number, bin_number] < max(6, 0.3 * min(width, height)):
            break
        slope, level = slopes[slope_number], bin_number - beyond
        taken = np.flatnonzero(free & (np.abs(y - level - slope * (x - width / 2)) <= 1.6))
        line = fitted(x, y, thick, taken, free, upright, width)
        if line is not None:
            taken = np.flatnonzero(free & (np.abs(y - line(x)) <= max(1.6, line.thick / 2)))
            found.append(line)
        free[taken] = False
        table -= votes(taken)
    return found


def fitted(
    x: np.ndarray, y: np.ndarray, thick: np.ndarray, taken: np.ndarray, free: np.ndarray, upright: bool, width: int
) -> Line | None:
    """A line through runs, allowed to bend a little; its longest stretch without a wide gap."""
    for degree, near in ((1, 2.5), (2 if width > 80 else 1, 2.0)):
        if len(np.unique(x[taken])) < 6:
            return None
        polynomial = np.polyfit(x[taken], y[taken], degree)
        taken = np.flatnonzero(free & (np.abs(y - np.polyval(polynomial, x)) <= near))
    usual = np.median(thick[taken])
    taken = taken[thick[taken] <= 1.6 * usual + 1]
    columns = np.unique(x[taken])
    if len(columns) < 6:
        return None
    parts = np.split(columns, np.flatnonzero(np.diff(columns) > max(6, 0.16 * width)) + 1)
    worth = [part for part in parts if len(part) >= 0.05 * width]  # between them it is hidden by a stroke along it
    covered = np.concatenate(worth) if worth else columns
    through = covered[0] <= AT_THE_EDGE * width + 1 and covered[-1] >= width - 2 - AT_THE_EDGE * width
    if len(covered) < (HIDDEN if through else COVERED) * np.ptp(covered):
        covered = max(parts, key=len)
    start, end = int(covered[0]), int(covered[-1])
    if len(covered) < (HIDDEN if through else COVERED) * (end - start + 1):
        return None
    return Line(upright, polynomial, start, end, float(usual))


def find_ruling(levels: np.ndarray, faint: float) -> list[Line]:
    """Levels above the paper, float32 (H, W) → the lines that were printed, among what is over `faint`."""
    inked = levels > faint
    height, width = inked.shape
    level = candidates(inked, upright=False)
    upright = candidates(np.ascontiguousarray(inked.T), upright=True)
    through = [line for line in level if goes_through(line, width)]
    through += [line for line in upright if goes_through(line, height)]
    boxed = [
        line
        for own, others, extent in ((level, upright, width), (upright, level, height))
        for line in own
        if line not in through and ends_at_others(line, others, extent, inked.shape)
    ]
    if len(through) > 3:  # a stroke along one of them makes it no thicker than the others
        most = 1.5 * float(np.median([line.thick for line in through])) + 0.5
        through = [replace(line, thick=min(line.thick, most)) for line in through]
    boxed = [line for line in boxed if is_like(line, through + boxed, levels)]
    sides = {(line.upright, position_share(line, inked.shape) > 0.5) for line in through + boxed}
    return through + (boxed if len(sides) >= 3 else [])


def is_like(line: Line, others: list[Line], levels: np.ndarray) -> bool:
    """Whether most lines are as thick and as dark, and lie in its direction or across it: a printer drew them all."""
    strength = np.median([darkness(other, levels) for other in others])
    if not 0.5 * strength <= darkness(line, levels) <= 2 * strength:
        return False
    thick = np.median([other.thick for other in others])
    slopes = [slope(other) if other.upright == line.upright else -slope(other) for other in others if other is not line]
    return bool(line.thick <= 1.5 * thick + 1 and slopes and abs(slope(line) - np.median(slopes)) < 0.06)


def darkness(line: Line, levels: np.ndarray) -> float:
    """The level that most of a line has."""
    along = np.arange(line.start, line.end + 1)
    across = np.clip(np.rint(line(along)), 0, levels.shape[line.upright] - 1).astype(int)
    return float(np.median(levels[along, across] if line.upright else levels[across, along]))


def slope(line: Line) -> float:
    return float(line(np.array(line.end)) - line(np.array(line.start))) / max(line.end - line.start, 1)


def goes_through(line: Line, extent: int) -> bool:
    """Whether it goes from one side of the picture to the other; the last bit may be hidden or cut off."""
    margin = AT_THE_EDGE * extent + 1
    span = line.end - line.start + 1
    both = line.start <= margin and line.end >= extent - 1 - margin
    return span >= SPAN * extent and both


def position_share(line: Line, shape: tuple[int, ...]) -> float:
    return float(line(np.array((line.start + line.end) / 2))) / shape[line.upright]


def ends_at_others(line: Line, others: list[Line], extent: int, shape: tuple[int, ...]) -> bool:
    """Whether both its ends lie at the ends of lines across, or at the picture's edge: the side of a box."""
    near = max(3.0, 0.04 * max(shape), 2 * line.thick)
    at = 0
    for end in (line.start, line.end):
        across = float(line(np.array(end)))
        edge = end <= near or end >= extent - 1 - near
        corner = any(
            abs(float(other(np.array(across))) - end) <= near and other.start - near <= across <= other.end + near
            for other in others
        )
        at += corner or edge
    return at == 2 and line.end - line.start >= 0.2 * extent
