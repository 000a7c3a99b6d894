"""Which styles a network reads."""

import numpy as np

from model.runs.evaluation import Answers
from model.runs.styles import by_style


def test_the_worst_style_comes_first_with_its_commonest_mistake():
    said = np.eye(10, dtype=np.float32)[[0, 8, 8, 6, 7, 7]]
    answers = Answers(np.array([0, 0, 0, 0, 7, 7], np.uint8), said)
    names = ["0 without a slash", *["0 with a slash or bar"] * 3, "7 with a bar", "7 without a bar"]
    worst, *others = by_style(answers, names)
    assert (worst.name, worst.right, worst.total, worst.mistaken_for) == ("0 with a slash or bar", 0, 3, 8)
    assert all(score.accuracy == 1 and score.mistaken_for is None for score in others)
    assert sum(score.total for score in (worst, *others)) == 6
