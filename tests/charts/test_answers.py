"""Ten probabilities over the epochs: what the lines are, and what the title says of them."""

import numpy as np
import pytest

from charts.answers import answers_chart, change_of_mind


def answers(*digits: int) -> np.ndarray:
    """Probabilities with which these are read, one after the other, 91% sure each."""
    return np.eye(10)[list(digits)] * 0.9 + 0.01


@pytest.mark.parametrize(
    ("epochs", "read", "said"),
    [
        ([0], [3], "Read as 3 at first, now 91% sure"),
        ([0, 1, 2], [7, 7, 7], "Read as 7 all along, now 91% sure"),
        ([0, 1, 2, 5], [3, 3, 7, 7], "After epoch 2 it began to read a 7, now 91% sure"),
        ([0, 1, 2, 5], [7, 7, 3, 7], "After epoch 5 it began to read a 7, now 91% sure"),
    ],
)
def test_the_title_says_when_the_answer_of_now_began(epochs, read, said):
    assert change_of_mind(epochs, answers(*read)) == said


def test_ten_lines_and_names_for_those_that_mattered():
    figure = answers_chart([0, 1, 4], answers(3, 7, 7), last=8, revision="a")
    lines = {line.name: line for line in figure.data}
    assert len(lines) == 10
    assert list(lines["7"].x) == [0, 1, 4]
    assert list(lines["7"].y) == pytest.approx([0.01, 0.91, 0.91])
    assert {note.text for note in figure.layout.annotations} == {"<b>3</b>", "<b>7</b>"}
    assert figure.layout.xaxis.range[1] > 8
