"""A small sweep: one or two settings, some values for each, and a run for every combination of them."""

import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import product
from typing import Any

from model.jobs.engine import Engine
from model.jobs.job import LIVING, RESTING, Job
from model.networks.config import KINDS, LEARNING_RATES, USUAL_KINDS, NetworkConfig, TrainingConfig
from model.networks.settings import SettingError, parse, to_query
from model.runs import record
from model.runs.differences import SETTINGS, differing, in_effect, no_effect, values_of, with_label, without_effect

MOST_RUNS = 24
MOST_SETTINGS = 2
LAYERS = ((), (32,), (128,), (512,), (128, 128), (512, 512))
EPOCHS = (1, 2, 5, 10, 20)
SEEDS = (0, 1, 2, 3, 4)
LEFT_OUT = ((), (7,), (4, 9))
AUGMENT = ((), *((kind,) for kind in KINDS), USUAL_KINDS, KINDS)
FEW: dict[str, tuple[Any, ...]] = {
    "hidden": LAYERS,
    "epochs": EPOCHS,
    "seed": SEEDS,
    "left_out": LEFT_OUT,
    "augment": AUGMENT,
}


@dataclass(frozen=True)
class Cell:
    """One run of a sweep as it stands: `state` is that of `model.jobs.job.Job`, `accuracy` the last epoch's, or None.

    Accuracy is that on the validation digits where some are kept aside, else on the training digits: the test
    digits are not for choosing settings by.
    """

    id: str
    network: NetworkConfig
    training: TrainingConfig
    state: str
    epochs: int
    accuracy: float | None
    seconds: float
    message: str = ""

    @property
    def lives(self) -> bool:
        return self.state in LIVING

    @property
    def rests(self) -> bool:
        """Whether it has to be told to go on."""
        return self.state in RESTING

    @property
    def ended(self) -> bool:
        return not self.lives and not self.rests


def suggestions(name: str) -> list[str]:
    """Values of the setting `name` that are worth trying, as texts that `read_values` takes."""
    config_type = _config_of(name)
    declared, default = SETTINGS[name], getattr(config_type(), name)
    values = FEW.get(name)
    if values is None and isinstance(default, bool):
        values = (False, True)
    if values is None:
        values = declared.choices or declared.stops
    if values is None:
        steps = round((declared.high - declared.low) / declared.step)
        values = tuple(round(declared.low + step * declared.step, 10) for step in range(steps + 1))
    return [to_query(replace(config_type(), **{name: value}))[name] for value in values]


def read_values(name: str, texts: Sequence[str]) -> tuple[Any, ...]:
    """The values that `texts` stand for, each once. Raises `SettingError` for the first that the setting can't have."""
    values = dict.fromkeys(parse(_config_of(name), name, text.strip().lower().replace("–", "-")) for text in texts)
    return tuple(values)


def combinations(
    network: NetworkConfig, training: TrainingConfig, values: Mapping[str, Sequence[Any]]
) -> list[tuple[NetworkConfig, TrainingConfig]]:
    """Every combination of `values`, setting → its values; all other settings are those of `network` and `training`.

    Optimizers that are compared at an unchanged learning rate each get Keras's default for theirs: one rate for all
    would only show whom it suits. A setting with one value alone is fixed to it. Of combinations that differ only in
    settings without effect, the first stands for all. Raises `SettingError` if there is nothing to compare, or more
    than 24 combinations, or one of them can't work.
    """
    if not values or len(values) > MOST_SETTINGS:
        raise SettingError("Choose one or two settings to vary.")
    for name, wanted in values.items():
        if not wanted:
            raise SettingError(f"Choose a value for “{SETTINGS[name].label}”.")
    if all(len(wanted) == 1 for wanted in values.values()):
        raise SettingError(f"Choose at least two values for “{SETTINGS[next(iter(values))].label}”.")
    count = len(list(product(*values.values())))
    if count > MOST_RUNS:
        raise SettingError(f"These are {count} runs; at most {MOST_RUNS} are possible. Take some values away.")
    found: dict[Any, tuple[NetworkConfig, TrainingConfig]] = {}
    for combination in product(*values.values()):
        chosen = dict(zip(values, combination, strict=True))
        if "optimizer" in chosen and "learning_rate" not in chosen:
            chosen["learning_rate"] = LEARNING_RATES[chosen["optimizer"]]
        pair = _replaced(network, chosen), _replaced(training, chosen)
        found.setdefault(in_effect(*pair), pair)
    if len(found) == 1:
        idle = without_effect(values_of(*pair)) & values.keys()
        raise SettingError(f"All of these networks would be the same: {'; '.join(map(no_effect, sorted(idle)))}.")
    return list(found.values())


def start(engine: Engine, pairs: Sequence[tuple[NetworkConfig, TrainingConfig]], owner: str) -> str:
    """Queues a run for each pair and returns the sweep's name. Raises `QueueFull`, as for a single run."""
    sweep = f"{record.now():%Y%m%d%H%M%S}-{uuid.uuid4().hex[:6]}"
    for network, training in pairs:
        engine.submit(network, training, owner, sweep)
    return sweep


def newest(engine: Engine, saved: Sequence[record.Run], owner: str) -> str:
    """The name of the latest sweep that `owner` has started, `""` if there is none. Names sort by time."""
    queued = [job.sweep for job in list(engine.jobs.values()) if job.owner == owner]
    return max([*queued, *(run.sweep for run in saved if run.owner == owner)], default="")


def cells(engine: Engine, saved: Sequence[record.Run], sweep: str) -> list[Cell]:
    """The runs of a sweep: those that the engine knows, and those that are only on disk any more."""
    found = {job.id: _cell_of_job(job) for job in engine.in_sweep(sweep)}
    for run in sorted(saved, key=lambda run: run.created):
        if run.sweep == sweep and run.id not in found and run.network and run.training:
            found[run.id] = _cell_of_run(run)
    return list(found.values())


def axes(found: Sequence[Cell]) -> dict[str, list[Any]]:
    """The settings that a sweep varies, with their values in a sensible order: one or two."""
    pairs = [(cell.network, cell.training) for cell in found]
    names = differing(pairs)
    if "optimizer" in names and all(t.learning_rate == LEARNING_RATES[t.optimizer] for _, t in pairs):
        names = [name for name in names if name != "learning_rate"]  # it only follows the optimizer
    values = [values_of(*pair) for pair in pairs]
    return {name: _ordered(name, {value[name] for value in values}) for name in names[:MOST_SETTINGS]}


def best(found: Sequence[Cell]) -> Cell | None:
    """The cell with the highest accuracy so far, if any has one."""
    known = [(cell.accuracy, cell) for cell in found if cell.accuracy is not None and math.isfinite(cell.accuracy)]
    return max(known, key=lambda pair: pair[0], default=(0.0, None))[1]


def in_short(cell: Cell, names: Sequence[str]) -> str:
    """What makes a cell: `learning rate 0.01, batch size 32`."""
    values = values_of(cell.network, cell.training)
    idle = without_effect(values)
    return ", ".join(with_label(name, values[name]) for name in names if name not in idle)


def _config_of(name: str) -> Any:
    return NetworkConfig if name in {item.name for item in fields(NetworkConfig)} else TrainingConfig


def _replaced(config: Any, chosen: Mapping[str, Any]) -> Any:
    return replace(config, **{item.name: chosen[item.name] for item in fields(config) if item.name in chosen})


def _ordered(name: str, values: set[Any]) -> list[Any]:
    choices = SETTINGS[name].choices
    if choices and values <= set(choices):
        return [choice for choice in choices if choice in values]
    return sorted(values, key=lambda value: (len(value), value) if isinstance(value, tuple) else value)


def _cell_of_job(job: Job) -> Cell:
    last = job.history[-1] if job.history else None
    accuracy = None if last is None or job.state == "failed" else _accuracy(last)
    return Cell(job.id, job.network, job.training, job.state, len(job.history), accuracy, job.seconds, job.message)


def _cell_of_run(run: record.Run) -> Cell:
    assert run.network is not None  # only an uploaded network has no settings, and it is in no sweep
    assert run.training is not None
    try:
        history = run.history()
    except (OSError, ValueError):
        history = []
    accuracy = _accuracy(history[-1]) if history else None
    return Cell(run.id, run.network, run.training, run.status, run.epochs, accuracy, run.seconds)


def _accuracy(row: Mapping[str, Any]) -> float | None:
    return row["accuracy"] if row["val_accuracy"] is None else row["val_accuracy"]
