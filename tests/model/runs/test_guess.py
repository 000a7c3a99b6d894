"""A guess beside the truth: judged, told, kept, and refused where nobody could have made it."""

import json

import numpy as np
import pytest

from model.networks.confusion import commonest_pair, confusion_matrix
from model.networks.settings import SettingError
from model.runs import facts, record
from model.runs.guess import Guess, from_facts, in_short, in_words, to_facts
from tests.model.runs.test_record import HISTORY, a_run

CONFUSION = np.diag([90] * 10)
CONFUSION[4, 9], CONFUSION[9, 4], CONFUSION[3, 5], CONFUSION[7, 2] = 5, 6, 10, 1


def test_a_pair_counts_both_ways():
    assert commonest_pair(CONFUSION) == (4, 9)  # 5 + 6, though the fullest cell is (3, 5)
    assert commonest_pair(np.diag([3] * 10)) is None
    labels, read = np.array([4, 4, 9], np.uint8), np.array([9, 4, 4])
    assert commonest_pair(confusion_matrix(labels, read)) == (4, 9)
    assert confusion_matrix(labels, read)[4].tolist() == [0, 0, 0, 0, 1, 0, 0, 0, 0, 1]


@pytest.mark.parametrize(
    ("guess", "accuracy", "said"),
    [
        (Guess(0.95), None, "Guess: 95% of the test digits right."),
        (Guess(0.95, (4, 9)), None, "Guess: 95% of the test digits right, 4 and 9 confused most."),
        (Guess(0.95, (4, 9)), 0.927, "2.3 points too high. Confused most: 4 and 9, as guessed (11 times)."),
        (Guess(0.9, (2, 7)), 0.927, "2.7 points too low. Confused most: 4 and 9 (11 times); guessed: 2 and 7 (once)."),
        (Guess(0.9), 0.9, "right, which is spot on. Confused most: 4 and 9 (11 times)."),
    ],
)
def test_it_is_told_before_and_after(guess, accuracy, said):
    judged = guess if accuracy is None else guess.judged(CONFUSION)
    assert in_words(judged, accuracy).endswith(said)


def test_of_pairs_that_were_confused_as_often_each_is_right():
    even = np.diag([90] * 10)
    even[1, 7] = even[4, 9] = 3
    assert Guess(0.9, (4, 9)).judged(even).pair_is_right
    assert not Guess(0.9, (4, 9)).judged(np.diag([90] * 10)).pair_is_right  # none was confused at all
    assert in_words(Guess(1.0, (4, 9)).judged(np.diag([90] * 10)), 1.0).endswith("It misread nothing.")
    assert in_short(Guess(0.9, (4, 9)).judged(even)) == "90% · 4, 9 ✓"


@pytest.mark.parametrize(
    ("accuracy", "pair"),
    [(1.01, None), (-0.1, None), (float("nan"), None), (True, None), (0.9, (4, 4)), (0.9, (4, 10))],
)
def test_what_nobody_can_guess_is_refused(accuracy, pair):
    with pytest.raises(SettingError, match="guess"):
        Guess(accuracy, pair)


def test_it_is_kept_with_its_run():
    guess = Guess(0.95, (2, 7)).judged(CONFUSION)
    saved = record.save(a_run(guess=guess, painted=True), b"weights", HISTORY)
    assert record.load_all() == ([saved], [])
    assert record.load_all()[0][0].guess == guess


@pytest.mark.parametrize(
    "damage",
    [
        {"accuracy": 2},
        {"pair": [9, 4]},
        {"pair": [4, "9"]},
        {"pair": "49"},
        {"times": -1},
        {"mood": 1},
        {"found": [1] * 9},
    ],
)
def test_a_guess_that_cannot_be_is_half_a_sentence(damage):
    good = json.loads(json.dumps(to_facts(Guess(0.95, (4, 9)))))
    assert from_facts(good) == Guess(0.95, (4, 9))
    with pytest.raises(facts.FactError):
        from_facts(good | damage)
