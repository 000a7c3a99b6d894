"""What the curves of a run show, in a plain sentence."""

import math
from collections.abc import Sequence
from typing import Any

from model.networks import overfitting
from model.networks.config import LEARNING_RATES, NetworkConfig, TrainingConfig
from model.networks.settings import settings_of

CHANCE = 0.1  # ten digits, equally likely
OFTEN = 0.115  # what the commonest digit alone is right on: 11.35% of MNIST's test digits are ones
GUESSING = {"categorical_crossentropy": math.log(10), "mean_squared_error": 0.09}  # loss of 10% for each digit
WEAK = 0.5  # accuracy below which nobody would call it learning
WELL = 0.9  # training accuracy below which it is early to call a gap overfitting
OPTIMIZERS = settings_of(TrainingConfig)["optimizer"].names or {}


def observe(history: Sequence[dict[str, Any]], network: NetworkConfig, training: TrainingConfig) -> str:
    """A sentence on the epochs so far (events of `model.networks.training`): learning, overfitting, not learning."""
    if not history:
        return "The first epoch is under way; the curves get a point after each epoch."
    last = history[-1]
    if _overfits(last, training):
        return _of_validation(history)
    accuracy = last["accuracy"] if last["val_accuracy"] is None else last["val_accuracy"]
    digits = "training" if last["val_accuracy"] is None else "validation"
    if accuracy < 2 * CHANCE:
        better = "no better" if accuracy < OFTEN else "hardly better"
        return f"Not learning: {accuracy:.0%} right is {better} than guessing. {_way_out(network, training)}"
    if trouble := _too_large(history, network, training):
        return trouble
    if accuracy < WEAK:
        return f"Hardly learning: only {accuracy:.1%} of the {digits} digits are right. {_way_out(network, training)}"
    return _of_validation(history) if last["val_loss"] is not None else _of_training(history)


def usual_rate(training: TrainingConfig) -> str:
    """The learning rate to try where this one is too large: `0.001, the usual one for Adam`."""
    usual = LEARNING_RATES[training.optimizer]
    if training.learning_rate > usual:
        return f"{usual:g}, the usual one for {OPTIMIZERS[training.optimizer]}"
    return f"{training.learning_rate / 10:g}"


def _overfits(last: dict[str, Any], training: TrainingConfig) -> bool:
    """Whether it learns its training digits, and clearly these alone: however wrong it is on others, it does learn."""
    learned, new = last["accuracy"], last["val_accuracy"]
    if new is None or learned < WELL or overfitting.how_much(learned, new) != overfitting.CLEARLY:
        return False
    return training.learning_rate <= LEARNING_RATES[training.optimizer] or last["loss"] < GUESSING[training.loss] / 10


def _too_large(history: Sequence[dict[str, Any]], network: NetworkConfig, training: TrainingConfig) -> str:
    """A sentence where the loss shows that the steps are too long, else `""`. Penalties count in the loss too."""
    last, guessing = history[-1], GUESSING[training.loss]
    which, loss = ("training", last["loss"]) if last["val_loss"] is None else ("validation", last["val_loss"])
    try_smaller = f"Try a smaller learning rate: {usual_rate(training)}."
    if loss > guessing and not (network.l1 or network.l2):
        return f"The {which} loss is {loss:.3g}, which is worse than guessing ({guessing:.2g}). {try_smaller}"
    if len(history) >= 2 and last["loss"] > max(1.02 * history[-2]["loss"], history[-2]["loss"] + 0.01 * guessing):
        if training.learning_rate > LEARNING_RATES[training.optimizer]:
            return f"The training loss is rising: the learning rate is too large. {try_smaller}"
        return f"The training loss rose in the last epoch. If that goes on: {try_smaller[0].lower()}{try_smaller[1:]}"
    return ""


def _of_validation(history: Sequence[dict[str, Any]]) -> str:
    losses = [math.nan if row["val_loss"] is None else row["val_loss"] for row in history]
    best = min(range(len(losses)), key=lambda epoch: (math.isnan(losses[epoch]), losses[epoch]))
    rising = len(losses) - 1 - best
    learned, new = history[-1]["accuracy"], history[-1]["val_accuracy"]
    verdict = overfitting.how_much(learned, new)
    in_words = overfitting.in_words(learned, new, "validation")
    if rising >= 2 and history[-1]["loss"] < history[best]["loss"]:
        if verdict == overfitting.HARDLY:
            return f"{in_words}. But validation loss has risen for {rising} epochs: with more of them, it may overfit."
        since = f"Validation loss has risen for {rising} epochs while training loss still falls"
        return f"{in_words}. {since}: more digits, dropout or fewer epochs help."
    if verdict != overfitting.HARDLY:
        return f"{in_words}."
    if len(losses) >= 3 and (losses[-3] - losses[-1]) / losses[-3] < 0.02:
        return f"Levelling off: the last two epochs have hardly lowered the validation loss. {in_words}."
    if len(losses) == 1:
        return f"Learning: {new:.1%} of the validation digits are right after one epoch."
    before, now = (f"{loss:.3f}" for loss in losses[-2:])
    if before == now:
        return f"Learning: {new:.1%} of the validation digits are right; their loss stayed at {now} in the last epoch."
    if losses[-1] > losses[-2]:
        return f"Validation loss rose from {before} to {now} in the last epoch. If that goes on, it may overfit."
    return f"Learning: validation loss fell from {before} to {now} in the last epoch."


def _of_training(history: Sequence[dict[str, Any]]) -> str:
    seen = "Without validation digits, overfitting would not show here."
    return f"Learning: {history[-1]['accuracy']:.1%} of the training digits are right. {seen}"


def _way_out(network: NetworkConfig, training: TrainingConfig) -> str:
    if network.initializer == "zeros" and network.hidden:
        return "All weights were zero at the start, so all neurons stay alike: choose other initial weights."
    usual, rate = LEARNING_RATES[training.optimizer], training.learning_rate
    if rate > 3 * usual:
        return f"Try a smaller learning rate: {usual_rate(training)}."
    if rate < usual:
        name = OPTIMIZERS[training.optimizer]
        return f"Try a larger learning rate, such as {usual:g}, the usual one for {name}, or more epochs."
    if training.optimizer in ("sgd", "adagrad"):
        return f"Try a larger learning rate, such as {rate * 10:g}, or more epochs."
    if len(network.hidden) > 1:
        return "Try more epochs, another learning rate, or fewer layers."
    return "Try more epochs or another learning rate."
