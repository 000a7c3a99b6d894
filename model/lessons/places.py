"""What a lesson may open, highlight and wait for: closed lists, so that a misspelt word gets a sentence."""

from collections.abc import Iterable
from dataclasses import fields
from urllib.parse import parse_qsl, urlsplit

from model.digits.letters import LETTERS
from model.networks.config import NetworkConfig, TrainingConfig
from model.networks.settings import LONGEST_VALUE, SettingError, parse, quoted

SETTINGS = {item.name: config for config in (NetworkConfig, TrainingConfig) for item in fields(config)}
# Each page, as its URL has it, and the parameters that a link to it may have.
PARAMETERS: dict[str, tuple[str, ...]] = {
    "home": ("network",),
    "data": ("data", "split", "seed", "digit", "page", "index"),
    "train": (*SETTINGS, "run"),
    "draw": ("network", "compare"),
    "inside": (
        *("view", "network", "subject", "digit", "letter", "noise", "look", "epoch", "neuron"),
        *("weights", "hidden", "activation", "training_digit", "batch", "rule", "rate", "stage"),
    ),
    "evaluate": ("network", "section", "digits", "wall", "image", "true", "read_as", "units", "threshold"),
    "runs": ("view", "show", "find"),
}
# Of these, the values of controls that would not be made with any other.
NUMBERS = {
    "data seed": range(1_000_000),
    "data index": range(1_000),
    "inside digit": range(1_000),
    "inside noise": range(10_000),
    "inside training_digit": range(4_000),
    "inside epoch": range(201),
    "inside stage": range(1, 10),
    "evaluate image": range(300),
    "evaluate threshold": range(100),
}
WORDS = {
    "inside view": ("Look inside", "Be the network", "One learning step"),
    "inside subject": ("Draw", "Test digit", "Letter", "Noise", "Empty"),
    "inside letter": tuple(LETTERS),
    "inside look": ("Why this answer", "What would change it", "Break it", "How it learned it"),
    "inside weights": ("fresh", "trained"),
    "inside batch": ("8", "1", "32"),
    "inside rule": ("SGD", "Adam"),
    "runs view": ("Compare", "Sweep"),
    "runs show": ("all", "mine", "starred"),
}
# The parts of a page that can be highlighted: the keys of their containers (CSS class `st-key-…`).
SPOTS: dict[str, tuple[str, ...]] = {
    "home": ("try_it", "canvas", "prediction", "probabilities", "in_small", "ways_on"),
    "data": (
        "wall",
        "digit_as_numbers",
        "pixel_vector",
        "closest",
        "class_counts",
        "mean_images",
        "deviation_images",
        "style_7_bar",
    ),
    "train": (
        "preset",
        *(f"set_{name}" for name in ("source", "layers", "activation", "dropout", "epochs", "batch_size")),
        *("set_optimizer", "set_learning_rate", "start_training", "run_buttons", "guess_first"),
        *("training_status", "epoch_chart", "run_numbers", "whole_range", "network_diagram", "experiment_wall"),
    ),
    "draw": ("canvas", "prediction", "probabilities", "side_by_side", "steps", "replay"),
    "inside": (
        *("subject", "canvas", "letter", "noise", "lit", "neuron_pictures", "sum", "weights", "adds", "exciting"),
        *("look", "reasons", "alike", "change", "dream", "damage_noise", "damage_bits", "damage_removed"),
        *("time", "first_weights", "digit_points", "confusion_then"),
        *("template_canvas", "template", "templates_chart"),
        *("step_choices", "rate", "stage_way", "stage_shown", "downhill"),
    ),
    "evaluate": (
        *("section", "digits", "accuracy_chart", "confusion_matrix", "judged_wall", "judged_bars"),
        *("calibration", "thresholds", "threshold", "baselines_chart", "styles"),
    ),
    "runs": ("view", "compared_curves", "compared_costs", "start_sweep"),
}
# Controls of a page whose value can be waited for, beside the settings of Train: their keys in the session.
CONTROLS: dict[str, tuple[str, ...]] = {
    "data": ("split",),
    "inside": (
        *("view", "subject", "letter", "noise", "look", "epoch", "damage_noise", "damage_bits", "damage_removed"),
        *("imagine", "weights", "batch", "rule", "rate", "stage"),
    ),
    "evaluate": ("section", "digits", "wall", "threshold"),
    "runs": ("view", "show"),
}


class LessonError(ValueError):
    """A lesson that can't be given; the message says in a sentence what is wrong and what to do."""


def place(text: str) -> tuple[str, dict[str, str]]:
    """The page and the parameters that `text`, such as `/train?epochs=5`, opens. Raises `LessonError`.

    Settings are checked here by the one table of settings; of the other values the page itself speaks.
    """
    try:
        parts = urlsplit(text)
        query = dict(
            parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query), max_num_fields=50)
        )
    except ValueError:
        raise LessonError(f"“open” can't be {quoted(text)}: write it like /train?epochs=5.") from None
    page = parts.path.strip("/") or "home"
    if page not in PARAMETERS or parts.netloc or not text.startswith("/"):
        raise LessonError(f"“open” can't be {quoted(text)}: the pages are {listed('/' + page for page in PARAMETERS)}.")
    for name, value in query.items():
        if name not in PARAMETERS[page]:
            raise LessonError(f"“open” sets {quoted(name)}, which /{page} doesn't have.")
        if len(value) > LONGEST_VALUE:
            raise LessonError(f"“open” sets {quoted(name)} to something too long.")
        if page in ("train", "inside") and name in SETTINGS:
            _check_setting(name, value)
        else:
            check_value(page, name, value, "open")
    return page, query


def check_value(page: str, name: str, value: str, line: str) -> None:
    """Whether the control of that `name` can stand at `value`, which a lesson's `line` gives. Raises `LessonError`."""
    control = f"{page} {name}"
    if control in WORDS and value.casefold() not in map(str.casefold, WORDS[control]):
        raise LessonError(f"“{line}” sets {name} to {quoted(value)}; it may be {listed(WORDS[control])}.")
    if control in NUMBERS:
        numbers = NUMBERS[control]
        if not (value.isascii() and value.isdecimal() and len(value) < 9 and int(value) in numbers):
            raise LessonError(f"“{line}” sets {name} to {quoted(value)}; it may be {numbers[0]} to {numbers[-1]}.")


def _check_setting(name: str, value: str) -> None:
    try:
        parse(SETTINGS[name], name, value)
    except SettingError as error:
        raise LessonError(f"“open” sets {name}: {error}") from None


def spot(page: str, name: str) -> str:
    """The part of the page that is highlighted. Raises `LessonError`."""
    if name not in SPOTS[page]:
        raise LessonError(f"“highlight” can't be {quoted(name)} on /{page}; choose one of: {listed(SPOTS[page])}.")
    return name


def settings(text: str) -> tuple[str, ...]:
    """Names of settings, with commas between. Raises `LessonError`."""
    names = tuple(name.strip() for name in text.split(","))
    for name in names:
        if name not in SETTINGS:
            raise LessonError(f"There is no setting {quoted(name)}; choose from: {listed(SETTINGS)}.")
    return names


def listed(names: Iterable[str]) -> str:
    return ", ".join(names)
