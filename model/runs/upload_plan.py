"""A network judged from its plan alone, the JSON that Keras saves: nothing is built, and it takes milliseconds.

What gets past this by a trick meets the limits of the trial (`model.runs.upload_trial`).
"""

import json
from typing import Any

from model.runs.upload_size import MOST_LAYERS, Size, TooManyLayers, everything

# Generous for any dense or small convolutional network; the one that ships has 1.3 million parameters.
MOST_JSON_BYTES = 2_000_000
MOST_NESTING = 100
MOST_PARAMETERS = 20_000_000
MOST_NUMBERS = 20_000_000  # that one digit becomes on its way, all layers together
MOST_STEPS = 2_000  # of a recurrent layer, one after another
MOST_AT_ONCE = 1_024  # digits, of a network with a fixed batch size


class UploadError(ValueError):
    """The file can't be used. The message says why, and what to do."""


def check_plan(text: bytes) -> None:
    """Raises `UploadError` if the network described by the JSON `text` is too large, or holds code of its own."""
    if len(text) > MOST_JSON_BYTES:
        raise UploadError(
            f"The description of this network is {len(text) / 1e6:.1f} MB; at most {MOST_JSON_BYTES / 1e6:.0f} MB are "
            "accepted. Upload a smaller network."
        )
    try:
        plan = json.loads(text)
    except (ValueError, RecursionError):
        raise UploadError("The description of this network is damaged. Save the model again.") from None
    _check_depth(plan)
    if _holds_code(plan):
        raise UploadError(
            "This network holds Python code of its own (a lambda), which is not run here. Use Keras's layers and "
            "activations, and save it again."
        )
    size = Size()
    try:
        size.of_model(plan, [])
    except TooManyLayers:
        raise _too_large(f"more than {MOST_LAYERS} layers", MOST_LAYERS) from None
    for number, most, what in (
        (size.parameters, MOST_PARAMETERS, "parameters"),
        (size.steps, MOST_STEPS, "steps one after another in a recurrent layer"),
        (size.numbers, MOST_NUMBERS, "numbers on the way of a single digit"),
        (size.batch, MOST_AT_ONCE, "digits that must be asked at once (its fixed batch size)"),
    ):
        if number > most:
            raise _too_large(f"{number:,} {what}" if number < 10**12 else f"far too many {what}", most)


def _too_large(has: str, most: int) -> UploadError:
    return UploadError(
        f"This network is too large: it has {has}; at most {most:,} are possible here. Upload a smaller network."
    )


def _check_depth(plan: Any) -> None:
    waiting = [(plan, 1)]
    while waiting:
        thing, depth = waiting.pop()
        if depth > MOST_NESTING:
            raise UploadError("The description of this network is nested too deeply. Upload a simpler network.")
        inner = thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list) else ()
        waiting += [(part, depth + 1) for part in inner if isinstance(part, dict | list)]


def _holds_code(plan: Any) -> bool:
    if isinstance(plan, dict):
        plan = plan | {"compile_config": None}  # its loss and metrics are not loaded
    for part in everything(plan):
        if part.get("class_name") == "__lambda__":
            return True
        if any(value == "<lambda>" or _is_code(value) for value in part.values()):
            return True
    return False


def _is_code(value: Any) -> bool:
    """Whether `value` is how Keras keeps a function without a name: its byte code, its defaults and its closure."""
    return isinstance(value, list) and len(value) == 3 and isinstance(value[0], str) and value[0].startswith("4w")
