"""A lesson and its steps, as they were read and checked."""

from dataclasses import dataclass, field

from model.lessons.conditions import Condition, Seen


@dataclass(frozen=True)
class Question:
    """A question with a few answers, of which one, the index `right`, is right; `reason` says why."""

    text: str
    choices: tuple[str, ...]
    right: int
    reason: str = ""


@dataclass(frozen=True)
class Step:
    """One step: what it says, what it opens (`page` with `query`), highlights and asks for.

    `only` names the settings of Train that can be changed meanwhile; all can, where it names none. The step is done
    when all its `conditions` have been met.
    """

    title: str
    text: str
    page: str
    query: dict[str, str] = field(default_factory=dict)
    highlight: str = ""
    only: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    question: Question | None = None

    @property
    def link(self) -> dict[str, str]:
        """The parameters of the link that opens it, but for the lesson and the step."""
        return self.query | ({"only": ",".join(self.only)} if self.only else {})

    def done(self, seen: Seen) -> bool:
        return all(condition.met(seen, self.page) for condition in self.conditions)


@dataclass(frozen=True)
class Lesson:
    """`name` is its file's, and stands in links; `minutes` is how long it takes; `teacher` is Markdown for teachers."""

    name: str
    title: str
    about: str
    minutes: int
    aims: tuple[str, ...]
    steps: tuple[Step, ...]
    teacher: str = ""
    order: int = 100
