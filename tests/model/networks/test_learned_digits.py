"""Experiments with the data: how many digits, which, and with which labels."""

import numpy as np
import pytest

from model.networks.config import TrainingConfig
from model.networks.learned_digits import balanced, is_experiment, learned_digits, mislabelled, thinned
from model.networks.settings import SettingError, from_query, to_query
from model.networks.validation_split import split

LABELS = np.random.default_rng(1).integers(0, 10, 3000).astype(np.uint8)


def counts(training):
    learned = learned_digits(LABELS, training)
    return np.bincount(LABELS[learned.indices], minlength=10)


def test_without_an_experiment_it_learns_from_all_in_the_same_order():
    learned = learned_digits(LABELS, TrainingConfig())
    np.testing.assert_array_equal(learned.indices, split(len(LABELS), TrainingConfig())[1])
    np.testing.assert_array_equal(learned.labels, LABELS[learned.indices])
    assert not learned.wrong.any()
    assert not is_experiment(TrainingConfig(left_share=0.1))


def test_few_digits_are_as_many_of_each():
    assert (counts(TrainingConfig(training_digits=50)) == 5).all()
    assert sorted(counts(TrainingConfig(training_digits=12))) == [1] * 8 + [2] * 2
    short_of_threes = np.array([3, 0, 0, 0, 1, 1, 1, 0], np.uint8)
    assert np.bincount(short_of_threes[balanced(short_of_threes, 7)]).tolist() == [3, 3, 0, 1]


def test_a_digit_is_left_out_or_becomes_rare():
    whole, none = counts(TrainingConfig()), counts(TrainingConfig(left_out=(7, 2)))
    assert none[[2, 7]].sum() == 0
    assert (np.delete(none, [2, 7]) == np.delete(whole, [2, 7])).all()
    assert counts(TrainingConfig(left_out=(7,), left_share=0.1))[7] == round(0.1 * whole[7])
    assert thinned(LABELS, (), 0.0).all()


def test_a_share_of_the_labels_is_wrong_and_never_a_digit_that_is_left_out():
    training = TrainingConfig(wrong_labels=0.3, left_out=(7,))
    learned = learned_digits(LABELS, training)
    assert learned.wrong.sum() == round(0.3 * len(learned.indices))
    assert (learned.labels[learned.wrong] != LABELS[learned.indices][learned.wrong]).all()
    assert 7 not in learned.labels
    told = learned.labels[learned.wrong & (LABELS[learned.indices] == 3)]
    assert set(told) == {0, 1, 2, 4, 5, 6, 8, 9}
    assert learned.labels.dtype == np.uint8
    only = np.full(5, 4, np.uint8)
    np.testing.assert_array_equal(mislabelled(only, 0.5, np.random.default_rng(0)), only)


def test_validation_digits_stay_as_they_are_and_the_seed_decides():
    training = TrainingConfig(training_digits=100, wrong_labels=0.2, left_out=(1,), seed=3)
    learned, again = learned_digits(LABELS, training), learned_digits(LABELS, training)
    assert not set(learned.indices) & set(split(len(LABELS), training)[0])
    np.testing.assert_array_equal(learned.labels, again.labels)
    np.testing.assert_array_equal(learned.indices, again.indices)


def test_a_link_carries_an_experiment():
    training = TrainingConfig(training_digits=200, wrong_labels=0.25, left_out=(9, 4, 9), left_share=0.05)
    assert training.left_out == (4, 9)
    assert from_query(TrainingConfig, to_query(training)) == (training, [])
    for query in ({"left_out": "0-1-2-3-4-5-6-7-8"}, {"left_out": "10"}, {"wrong_labels": "0.9"}):
        assert len(from_query(TrainingConfig, query)[1]) == 1
    with pytest.raises(SettingError, match="most eight"):
        TrainingConfig(left_out=tuple(range(9)))
