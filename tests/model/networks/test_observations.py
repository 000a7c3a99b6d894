import pytest

from model.networks.config import NetworkConfig, TrainingConfig
from model.networks.observations import observe

KEYS = ("loss", "accuracy", "val_loss", "val_accuracy")


def history(*rows):
    return [dict(zip(KEYS, row, strict=True), epoch=number) for number, row in enumerate(rows, 1)]


def said(*rows, network=None, training=None):
    return observe(history(*rows), network or NetworkConfig(), training or TrainingConfig())


def test_before_the_first_epoch():
    assert said().startswith("The first epoch")


def test_learning():
    assert said((0.5, 0.85, 0.4, 0.88)).startswith("Learning: 88.0%")
    assert "fell from 0.400 to 0.300" in said((0.5, 0.85, 0.4, 0.88), (0.35, 0.9, 0.3, 0.91))


def test_overfitting_is_named_with_its_epochs():
    sentence = said((0.3, 0.91, 0.2, 0.92), (0.2, 0.94, 0.25, 0.92), (0.1, 0.97, 0.3, 0.91))
    assert sentence.startswith("Overfitting: 97.0% of the training digits are right, but only 91.0%")
    assert "Validation loss has risen for 2 epochs" in sentence


def test_one_worse_epoch_is_not_overfitting_yet():
    assert not said((0.3, 0.91, 0.2, 0.92), (0.2, 0.93, 0.21, 0.92)).startswith("Overfitting")


@pytest.mark.parametrize(
    ("network", "training", "advice"),
    [
        (NetworkConfig(), TrainingConfig(learning_rate=10.0), "smaller learning rate: 0.001, the usual one for Adam."),
        (NetworkConfig(), TrainingConfig(learning_rate=0.0001), "larger learning rate, such as 0.001"),
        (NetworkConfig(), TrainingConfig(optimizer="sgd"), "larger learning rate"),
        (NetworkConfig(initializer="zeros"), TrainingConfig(), "other initial weights"),
    ],
)
def test_not_learning_says_what_to_try(network, training, advice):
    sentence = said((2.4, 0.11, 2.3, 0.1), network=network, training=training)
    assert sentence.startswith("Not learning")
    assert advice in sentence


def test_rising_training_loss():
    rows = (0.5, 0.8, 0.5, 0.8), (0.7, 0.7, 0.8, 0.7)
    assert "If that goes on: try a smaller learning rate: 0.0001." in said(*rows)
    too_large = said(*rows, training=TrainingConfig(learning_rate=0.1))
    assert too_large.startswith("The training loss is rising: the learning rate is too large.")
    assert "Learning" in said((0.002, 0.999, 0.1, 0.99), (0.003, 0.999, 0.1, 0.99))  # a hair's breadth, near zero


def test_learning_has_to_be_earned():
    weak = said((2.1, 0.25, 2.0, 0.249), training=TrainingConfig(learning_rate=1.0))
    assert weak.startswith("Hardly learning: only 24.9% of the validation digits are right. Try a smaller")
    assert weak.endswith("0.001, the usual one for Adam.")
    wild = said((0.9, 0.8, 0.8, 0.8), (0.5, 0.85, 175.0, 0.8), training=TrainingConfig(learning_rate=1.0))
    assert wild.startswith("The validation loss is 175, which is worse than guessing (2.3).")
    penalty = said((4.0, 0.85, 3.9, 0.86), network=NetworkConfig(l2=0.1))  # which the loss holds as well
    assert penalty.startswith("Learning: 86.0%")


def test_overfitting_is_no_reason_for_another_learning_rate():
    for val_loss, val_accuracy in ((2.7, 0.6), (4.0, 0.4), (9.0, 0.15)):
        sentence = said((0.2, 0.95, 1.5, 0.6), (0.01, 1.0, val_loss, val_accuracy))
        assert sentence.startswith("Overfitting: 100.0% of the training digits are right, but only")
        assert "guessing" not in sentence
    assert said((1.8, 0.505, 1.85, 0.442)).startswith("Hardly learning")  # early on, a gap means little


def test_what_comes_near_to_guessing():
    assert "10% right is no better than guessing" in said((2.3, 0.19, 2.3, 0.1))
    assert "19% right is hardly better than guessing" in said((2.3, 0.19, 2.3, 0.19))


def test_a_validation_loss_that_rises_is_not_called_learning():
    rows = [(0.3, 0.9, 0.3, 0.9), (0.2, 0.92, 0.31, 0.91)]
    assert said(*rows) == "Validation loss rose from 0.300 to 0.310 in the last epoch. If that goes on, it may overfit."
    assert "their loss stayed at 0.300" in said(rows[0], (0.29, 0.91, 0.30001, 0.9))
    sentence = said(*rows, (0.1, 0.93, 0.32, 0.92), (0.05, 0.935, 0.33, 0.92))
    assert sentence.startswith("Hardly overfits: ")
    assert sentence.endswith("But validation loss has risen for 3 epochs: with more of them, it may overfit.")


def test_a_gap_in_accuracy_is_named():
    assert said((0.3, 0.9, 0.3, 0.9), (0.01, 0.999, 0.29, 0.92)).startswith("Overfitting")


def test_levelling_off():
    assert said(
        (0.3, 0.9, 0.3, 0.9), (0.2, 0.92, 0.2, 0.92), (0.2, 0.92, 0.2, 0.92), (0.2, 0.92, 0.199, 0.92)
    ).startswith("Levelling off")


def test_without_validation():
    assert "Without validation digits" in said((0.3, 0.9, None, None))
