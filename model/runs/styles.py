"""Which styles of writing a network reads, and which it does not."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.runs.evaluation import Answers


@dataclass(frozen=True)
class StyleScore:
    """How many digits in a style were read right, of how many; `mistaken_for`: the commonest wrong answer, or None."""

    name: str
    right: int
    total: int
    mistaken_for: int | None

    @property
    def accuracy(self) -> float:
        return self.right / self.total


def by_style(answers: Answers, names: Sequence[str]) -> list[StyleScore]:
    """The score of each style, the worst first; `names` says what the style of each digit is called."""
    which = np.array(names)
    scores = []
    for name in sorted(set(names)):
        of_style = which == name
        wrong = answers.predictions[of_style & ~answers.right]
        mistaken_for = int(np.bincount(wrong).argmax()) if wrong.size else None
        scores.append(StyleScore(name, int(answers.right[of_style].sum()), int(of_style.sum()), mistaken_for))
    return sorted(scores, key=lambda score: score.accuracy)
