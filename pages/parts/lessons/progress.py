"""How far each visitor is in each lesson: kept in memory as long as the app runs, also over a reload."""

from collections import OrderedDict
from dataclasses import dataclass, field

from pages.parts.visitor import visitor

MOST_VISITORS = 1_000  # of whom it is remembered; the ones longest away go first
_of_visitors: OrderedDict[str, dict[str, "Progress"]] = OrderedDict()


@dataclass
class Progress:
    """The step at which a lesson was left, from 1, the steps that are done, and the answers chosen: step → index.

    `before` are the runs that had ended when the lesson began: what it asks for, it wants anew.
    """

    step: int = 1
    done: set[int] = field(default_factory=set)
    answers: dict[int, int] = field(default_factory=dict)
    finished: bool = False
    before: frozenset[str] | None = None

    def begin_anew(self) -> None:
        """Forgets all but that it was finished once."""
        self.step, self.done, self.answers, self.before = 1, set(), {}, None


def begun() -> dict[str, Progress]:
    """This visitor's lessons: name → progress."""
    lessons = _of_visitors.setdefault(visitor(), {})
    _of_visitors.move_to_end(visitor())
    while len(_of_visitors) > MOST_VISITORS:
        _of_visitors.popitem(last=False)
    return lessons


def progress(lesson: str) -> Progress:
    """To be called with names of lessons that exist: so there is never more than one for each."""
    return begun().setdefault(lesson, Progress())
