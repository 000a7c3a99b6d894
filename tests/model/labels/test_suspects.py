"""Labels that may be wrong: those that were made wrong are found, in any mix of digits."""

import numpy as np
import pytest

from model.digits import data
from model.labels.suspects import digits_of, find, suspicious
from model.networks.config import TrainingConfig
from model.networks.learned_digits import learned_digits

TRAINING = TrainingConfig(training_digits=800, wrong_labels=0.2, left_out=(7,), seed=4)


@pytest.mark.thorough
def test_most_labels_that_were_made_wrong_are_found():
    sample, heard = data.load("sample"), []
    found = find(sample, TRAINING, heard.append)
    learned = learned_digits(sample.y_train, TRAINING)
    assert found.count == len(learned.indices) < 800
    assert found.made_wrong == learned.wrong.sum() == round(0.2 * found.count)
    assert found.recall > 0.6
    assert found.precision > 0.5
    assert found.wrong[:30].mean() > 0.8  # the clearest first
    assert 7 not in found.suggested
    told, truly_wrong = (dict(zip(learned.indices, values, strict=True)) for values in (learned.labels, learned.wrong))
    assert [told[i] for i in found.indices] == found.labels.tolist()
    assert [truly_wrong[i] for i in found.indices] == found.wrong.tolist()
    assert (found.labels != found.suggested).all()
    right = found.suggested[found.wrong] == sample.y_train[found.indices[found.wrong]]
    assert right.mean() > 0.7
    assert heard == sorted(heard)
    assert heard[-1] == 1


def test_doubt_takes_a_network_that_is_as_sure_as_it_usually_is():
    labels = np.repeat([0, 1], 10)
    sure = np.eye(2)[labels] * 0.8 + 0.1
    sure[3] = 0.05, 0.95  # surer of a 1 than it is of most 1s
    sure[4] = 0.45, 0.55  # not sure at all
    assert suspicious(labels, sure).tolist() == [3]


def test_few_digits_are_too_few():
    with pytest.raises(ValueError, match="These are 50 digits; at least 200"):
        find(data.load("sample"), TrainingConfig(training_digits=50))


def test_runs_that_learn_from_the_same_digits_share_a_search():
    other = TrainingConfig(training_digits=800, wrong_labels=0.2, left_out=(7,), seed=4, epochs=9, augment=("turn",))
    assert digits_of(other) == digits_of(TRAINING)
    assert digits_of(TrainingConfig(seed=5)) != digits_of(TrainingConfig(seed=4))
