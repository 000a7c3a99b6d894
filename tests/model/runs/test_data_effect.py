"""What the data did to a network."""

import numpy as np

from model.runs.data_effect import repeated_labels, taken_for
from model.runs.evaluation import Answers


def answers(labels, read):
    return Answers(np.array(labels, np.uint8), np.eye(10, dtype=np.float32)[read])


def test_what_unseen_digits_are_taken_for():
    assert taken_for(answers([7, 7, 7, 1], [9, 9, 2, 7]), 7) == [(9, 2 / 3), (2, 1 / 3)]
    assert taken_for(answers([1], [1]), 7) == []


def test_wrong_labels_are_repeated_or_corrected_or_neither():
    learned = answers([1, 2, 3, 4, 5], [1, 8, 3, 0, 5])
    told = np.array([1, 8, 9, 9, 5], np.uint8)
    assert repeated_labels(learned, told) == (1, 1, 3)
