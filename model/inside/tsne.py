"""t-SNE: digits laid out so that those which are close in many dimensions are close in two. It takes seconds.

Van der Maaten and Hinton 2008, "Visualizing data using t-SNE"; the work is done by openTSNE (Poličar, Stražar and
Zupan 2024). One layout is made at a time, in a thread, and kept for everybody who asks for the same.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

KEPT = 24  # layouts
MOST_WAITING = 6  # layouts that wait for their turn
PERPLEXITY = 30  # about how many neighbours each digit is to be close to
EARLY, LATER = 250, 500  # steps: first apart in clumps, then at rest
BETWEEN = 25  # steps from one look at the progress to the next
NEIGHBOURS = 5  # of a new point, between which it is put

_one_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="t-sne")
_lock = threading.Lock()
_layouts: "OrderedDict[str, Layout]" = OrderedDict()


class Layout:
    """One layout: `progress` goes from 0 to 1, `points` is a future of float32 `(n, 2)`."""

    def __init__(self, seen: Callable[[], np.ndarray]) -> None:
        self.progress = 0.0
        self.points: Future[np.ndarray] = _one_thread.submit(self._make, seen)

    def _make(self, seen: Callable[[], np.ndarray]) -> np.ndarray:
        from openTSNE import TSNE

        def look(*_: object) -> None:
            self.progress = min(1.0, self.progress + BETWEEN / (EARLY + LATER))

        given = seen()
        method = TSNE(
            perplexity=min(PERPLEXITY, (len(given) - 1) // 3),
            neighbors="exact",
            n_jobs=1,
            random_state=0,
            callbacks=look,
            callbacks_every_iters=BETWEEN,
            early_exaggeration_iter=EARLY,
            n_iter=LATER,
        )
        return np.asarray(method.fit(given), np.float32)


def known(name: str) -> Layout | None:
    """The layout of that name, if somebody has asked for it."""
    return _layouts.get(name)


def ask(name: str, seen: Callable[[], np.ndarray]) -> Layout | None:
    """Begins the layout of what `seen` gives, float32 `(n, neurons)`, or finds it; None while too many others wait."""
    with _lock:
        if name not in _layouts:
            waiting = [layout for layout in _layouts.values() if not layout.points.done()]
            if len(waiting) >= MOST_WAITING:
                return None
            _layouts[name] = Layout(seen)
        _layouts.move_to_end(name)
        done = [kept for kept, layout in _layouts.items() if layout.points.done()]
        for old in done[: max(0, len(_layouts) - KEPT)]:
            del _layouts[old]
        return _layouts[name]


def among(points: np.ndarray, seen: np.ndarray, one: np.ndarray) -> np.ndarray:
    """Where a further digit belongs in a layout: in the middle of the five that are closest to it, float `(2,)`.

    `points` `(n, 2)` and `seen` `(n, neurons)` are those of the layout, `one` `(neurons,)` is the new digit's. (t-SNE
    itself has no place for what it has not laid out.)
    """
    closest = np.argsort(((seen - one) ** 2).sum(axis=1), kind="stable")[:NEIGHBOURS]
    return np.median(points[closest], axis=0)
