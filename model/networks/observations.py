"""What the curves of a run show, in a plain sentence."""

import math
from collections.abc import Sequence
from typing import Any

from model.networks.config import NetworkConfig, TrainingConfig

CHANCE = 0.1  # ten digits, equally likely


def observe(history: Sequence[dict[str, Any]], network: NetworkConfig, training: TrainingConfig) -> str:
    """A sentence on the epochs so far (events of `model.networks.training`): learning, overfitting, not learning."""
    if not history:
        return "The first epoch is under way; a point for each epoch follows."
    last = history[-1]
    if _as_if_by_chance(last):
        rate = f"{last['accuracy']:.0%}"
        return f"Not learning: it is right {rate} of the time, as if by chance. {_way_out(network, training)}"
    if len(history) >= 2 and last["loss"] > 1.02 * history[-2]["loss"]:
        return "Training loss rises: the steps jump over the valley. Try a smaller learning rate."
    return _of_validation(history) if last["val_loss"] is not None else _of_training(history)


def _as_if_by_chance(last: dict[str, Any]) -> bool:
    """Judged by the validation digits where there are any: the training accuracy is a mean over the whole epoch."""
    rates = [last["accuracy"], last["val_accuracy"]]
    return max(rate for rate in rates if rate is not None) < 2 * CHANCE


def _of_validation(history: Sequence[dict[str, Any]]) -> str:
    losses = [math.nan if row["val_loss"] is None else row["val_loss"] for row in history]
    best = min(range(len(losses)), key=lambda epoch: (math.isnan(losses[epoch]), losses[epoch]))
    rising = len(losses) - 1 - best
    if rising >= 2 and history[-1]["loss"] < history[best]["loss"]:
        return (
            f"Overfitting: validation loss has risen for {rising} epochs while training loss still falls. "
            "More digits, dropout or fewer epochs help."
        )
    gap = history[-1]["accuracy"] - history[-1]["val_accuracy"]
    if gap > 0.03:
        return (
            f"Learning by heart, in part: it is right on {gap * 100:.0f} of 100 more of its training digits "
            "than of the validation digits."
        )
    if len(losses) >= 3 and (losses[-3] - losses[-1]) / losses[-3] < 0.02:
        return "Levelling off: the last two epochs have hardly lowered the validation loss."
    if len(losses) == 1:
        return f"Learning: {history[-1]['val_accuracy']:.1%} of the validation digits are right after one epoch."
    verb = "fell" if losses[-1] <= losses[-2] else "rose"
    return f"Learning: validation loss {verb} from {losses[-2]:.3f} to {losses[-1]:.3f} in the last epoch."


def _of_training(history: Sequence[dict[str, Any]]) -> str:
    seen = "Without validation digits, overfitting would not show here."
    return f"Learning: {history[-1]['accuracy']:.1%} of the training digits are right. {seen}"


def _way_out(network: NetworkConfig, training: TrainingConfig) -> str:
    if network.initializer == "zeros":
        return "With all weights zero at the start, all neurons stay alike: choose other initial weights."
    if training.learning_rate >= 0.03:
        return f"Try a smaller learning rate, such as {training.learning_rate / 10:g}."
    if training.learning_rate < 0.0003 or training.optimizer in ("sgd", "adagrad"):
        return f"Try a larger learning rate, such as {training.learning_rate * 10:g}, or more epochs."
    fewer = ", or fewer layers" if len(network.hidden) > 1 else ", or more epochs"
    return f"Try another learning rate{fewer}."
