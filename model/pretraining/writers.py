"""Who is trained on, who is chosen by, and who is kept for the one look at the end.

No writer is in two of the three. The lists were drawn by lot before any network had seen the files, and are never
changed: whoever has been looked at is no stranger any more.
"""

from collections.abc import Iterable
from typing import NamedTuple

from model.pretraining.strokes import StrokeDigit


class HeldOut(NamedTuple):
    """The writers of one file that nobody trains on."""

    validation: frozenset[int]
    test: frozenset[int]


class Split(NamedTuple):
    """The digits of one file, by what they are for."""

    training: list[StrokeDigit]
    validation: list[StrokeDigit]
    test: list[StrokeDigit]


PENDIGITS = HeldOut(validation=frozenset({1, 11}), test=frozenset({3, 8, 13, 18, 23, 28}))

# Drawn by lot (NumPy's `default_rng(14)`) from four heaps, so that each habit is in each share: writers who slash at
# least 15 % of their zeros, who give at least half of their ones a flag or foot, with over 300 digits, and the others.
# Writers 85 to 104 have digits of one kind each, which says that they are no single people: they are trained on.
UNIPEN = HeldOut(
    validation=frozenset({20, 29, 31, 47, 53, 54, 65, 69, 75, 84}),
    test=frozenset(
        {2, 4, 6, 9, 11, 12, 17, 18, 24, 25, 28, 37, 41, 43, 44, 48, 49, 57, 59, 61, 63, 66, 70, 73, 78, 80}
    ),
)


def split(digits: Iterable[StrokeDigit], held_out: HeldOut) -> Split:
    """The digits of a file → those to train on, to choose by and to report on."""
    shares = Split([], [], [])
    for digit in digits:
        if digit.writer in held_out.test:
            shares.test.append(digit)
        elif digit.writer in held_out.validation:
            shares.validation.append(digit)
        else:
            shares.training.append(digit)
    return shares
