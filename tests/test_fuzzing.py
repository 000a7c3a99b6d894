"""A small share of the inputs that nobody means well, the same ones each time; `benchmarks.fuzzing` tries many."""

import pytest

from benchmarks.fuzzing import SUBJECTS, fuzz

SHARE = 60  # inputs of each subject


SLOW = ("form",)  # a tenth of a second each


@pytest.mark.parametrize(
    "subject", [pytest.param(name, marks=pytest.mark.thorough if name in SLOW else ()) for name in SUBJECTS]
)
def test_no_input_does_harm(subject):
    assert fuzz(SUBJECTS[subject], SHARE, same_each_time=True) >= SHARE / 2
