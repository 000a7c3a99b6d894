"""Habits: found by rule, given to digits that lack them, and all writers in one share each."""

from collections import Counter

import numpy as np
import pytest

from model.pretraining import habits, people, styles
from model.pretraining.strokes import StrokeDigit
from model.pretraining.writers import PENDIGITS, UNIPEN, split

ROUND = np.linspace(0, 2 * np.pi, 40)
ZERO = np.stack([30 * np.sin(ROUND), 50 * np.cos(ROUND)], axis=1)
ONE = np.array([[0.0, 0.0], [1.0, 50.0], [0.0, 100.0]])
SEVEN = np.array([[0.0, 0.0], [60.0, 0.0], [40.0, 50.0], [30.0, 100.0]])


def zero(*more):
    return StrokeDigit(0, 0, (ZERO, *(np.array(stroke, float) for stroke in more)))


def one(*more):
    return StrokeDigit(1, 0, (ONE, *(np.array(stroke, float) for stroke in more)))


def leaning(digit, slant):
    lean = np.array([[1, 0], [slant, 1]])
    return StrokeDigit(digit.label, digit.writer, tuple(stroke @ lean for stroke in digit.strokes))


@pytest.mark.parametrize("slant", [-0.5, 0, 0.5])
def test_a_line_through_a_zero_is_found_at_any_slant(slant):
    assert not styles.slashed_zero(leaning(zero(), slant))
    for line in ([[-25, 40], [25, -40]], [[-45, 60], [45, -60]], [[-30, 0], [30, 0]], [[25, 40], [-25, -40]]):
        assert styles.slashed_zero(leaning(zero(line), slant))


@pytest.mark.parametrize("turn", [-20, 0, 20])
def test_flags_and_feet_are_found_at_any_turn(turn):
    angle = np.deg2rad(turn)
    turned = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])

    def found(digit):
        return styles.flagged_one(StrokeDigit(1, 0, tuple(stroke @ turned for stroke in digit.strokes)))

    assert not found(one())
    assert found(one([[-25, 25], [0, 0]]))
    assert found(one([[-20, 100], [20, 100]]))
    assert found(one([[-20, 100], [20, 100]], [[-15, 0], [15, 0]]))


def test_other_digits_have_neither():
    assert not styles.slashed_zero(StrokeDigit(8, 0, zero([[-30, 0], [30, 0]]).strokes))
    assert not styles.flagged_one(StrokeDigit(7, 0, one([[-25, 25], [0, 0]]).strokes))


def many(label, stroke, count=200):
    rng = np.random.default_rng(0)
    return [habits.change(label, [stroke], rng) for _ in range(count)]


def test_zeros_get_slashes_of_many_kinds():
    changed = many(0, ZERO)
    slashed = [styles.slashed_zero(StrokeDigit(0, 0, tuple(strokes))) for strokes in changed]
    assert 0.25 < np.mean(slashed) < 0.6
    assert {len(strokes) for strokes in changed} == {1, 2}  # on its own, and without lifting the pen
    assert all(np.isfinite(np.concatenate(strokes)).all() for strokes in changed)


def test_ones_get_flags_and_feet_and_a_long_flag_always_has_a_foot():
    changed = many(1, ONE, 400)
    flagged = [styles.flagged_one(StrokeDigit(1, 0, tuple(strokes))) for strokes in changed]
    assert 0.3 < np.mean(flagged) < 0.7
    for strokes in changed:
        points = np.concatenate(strokes)
        to_the_left = -points[points[:, 1] < 40, 0].min()
        foot = np.ptp(points[points[:, 1] > 85, 0]) if (points[:, 1] > 85).any() else 0
        assert to_the_left < 46 or foot > 12


def test_sevens_get_bars_through_their_stem():
    changed = [strokes for strokes in many(7, SEVEN) if len(strokes) == 2]
    assert 20 < len(changed) < 100
    for _, line in changed:
        assert line[:, 0].min() < 50
        assert 25 < line[:, 1].mean() < 80


def test_what_has_a_habit_keeps_it_and_other_digits_are_left_alone():
    rng = np.random.default_rng(0)
    slashed, flagged = zero([[-25, 40], [25, -40]]).strokes, one([[-25, 25], [0, 0]]).strokes
    for _ in range(50):
        assert habits.change(0, slashed, rng) is slashed
        assert habits.change(1, flagged, rng) is flagged
        assert habits.change(3, slashed, rng) is slashed


@pytest.mark.parametrize(("held_out", "writers"), [(PENDIGITS, range(1, 31)), (UNIPEN, range(105))])
def test_no_writer_is_in_two_shares(held_out, writers):
    shares = split([StrokeDigit(0, writer, ()) for writer in writers], held_out)
    training, validation, test = ({digit.writer for digit in share} for share in shares)
    assert not training & validation
    assert not training & test
    assert not validation & test
    assert training | validation | test == set(writers)


def test_many_strangers_are_kept_for_the_end():
    assert len(UNIPEN.test) >= 25
    assert len(UNIPEN.validation) >= 8
    assert frozenset({3, 8, 13, 18, 23, 28}) == PENDIGITS.test


SQUARE = np.array([[0.0, 20.0], [40.0, 20.0], [40.0, 60.0], [0.0, 60.0], [0.0, 20.0]])


@pytest.mark.parametrize(
    ("label", "drawn", "name"),
    [
        (0, zero().strokes, "plain"),
        (0, zero([[-30, 40], [30, -40]]).strokes, "slashed"),
        (1, one().strokes, "plain"),
        (1, one([[-25, 25], [0, 0]]).strokes, "flag"),
        (1, one([[-25, 100], [25, 100]]).strokes, "foot"),
        (1, one([[-25, 25], [0, 0]], [[-25, 100], [25, 100]]).strokes, "flag and foot"),
        (2, (np.array([[0.0, 0], [40, 0], [0, 80], [60, 80]]),), "plain"),
        (2, (np.array([[0.0, 0], [40, 0], [40, 30], [0, 80], [0, 60], [60, 80]]),), "loop"),
        (4, (np.array([[0.0, 0], [0, 50], [60, 50]]), np.array([[40.0, 0], [40, 100]])), "open"),
        (4, (np.array([[40.0, 0], [0, 50], [60, 50]]), np.array([[40.0, 0], [40, 100]])), "closed"),
        (7, (SEVEN,), "plain"),
        (7, (SEVEN, np.array([[20.0, 50], [60, 50]])), "bar"),
        (9, (SQUARE * 0.8, np.array([[32.0, 16], [32, 100]])), "straight"),
        (9, (SQUARE * 0.8, np.array([[32.0, 16], [32, 100], [-10, 95]])), "hooked"),
        (5, (SQUARE,), "plain"),
    ],
)
def test_styles_have_names(label, drawn, name):
    assert styles.style(StrokeDigit(label, 0, tuple(drawn))) == name


def test_people_are_chosen_evenly():
    plain, slashed = zero().strokes, zero([[-30, 40], [30, -40]]).strokes
    digits = [StrokeDigit(0, 1, strokes) for strokes in (*[plain] * 30, *[slashed] * 6)]
    digits += [StrokeDigit(7, 1, (SEVEN,)) for _ in range(10)]
    chosen = people.choose(digits, np.random.default_rng(0))
    found = Counter((digit.label, styles.style(digit)) for digit in chosen)
    assert found[7, "plain"] == 5
    assert sorted((found[0, "plain"], found[0, "slashed"])) == [2, 3]


def test_a_digit_is_stored_small():
    stored = people.compact(StrokeDigit(7, 3, (SEVEN, np.array([[20.0, 50], [20.01, 50], [60, 50]]))), 12)
    assert stored["writer"] == 12
    assert stored["strokes"] == [[[0, 0], [120, 0], [80, 100], [60, 200]], [[40, 100], [120, 100]]]
