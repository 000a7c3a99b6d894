"""When a step is done: a small closed list of things that the app can see for itself."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from model.lessons.places import CONTROLS, SETTINGS, LessonError, listed
from model.networks.config import NetworkConfig, TrainingConfig
from model.networks.settings import SettingError, parse, quoted

ENDINGS = {"finished": ("finished",), "failed": ("failed",), "ended": ("finished", "stopped", "failed")}
PLAIN = {
    "answer": "Choose an answer",
    "page": "Open the page",
    "drawn": "Draw",
    "painted": "Paint",
    "neuron": "Click a neuron or an answer",
}
COMPARED = re.compile(r"([a-z_0-9]+)\s*(>=|<=|=)\s*(.+)")
ACCURACY = "accuracy"  # of a run on its test digits, beside its settings


@dataclass(frozen=True)
class TrainedRun:
    """What is known of one of this person's runs: its settings, how it stands, and its test accuracy, if it has one."""

    network: NetworkConfig
    training: TrainingConfig
    state: str
    accuracy: float | None = None

    def value(self, name: str) -> Any:
        return getattr(self.network if hasattr(self.network, name) else self.training, name)


@dataclass(frozen=True)
class Seen:
    """What the app sees of a person at this moment: where they are, how the controls stand, what they have made."""

    page: str = ""
    controls: Mapping[str, Any] = field(default_factory=dict)
    drawn: bool = False
    painted: bool = False
    neuron: bool = False
    answered: bool = False
    runs: Sequence[TrainedRun] = ()


@dataclass(frozen=True)
class Comparison:
    """`name` is, is at least (`>=`) or is at most (`<=`) `value`."""

    name: str
    sign: str
    value: Any

    def holds(self, value: Any) -> bool:
        if self.sign == "=":
            return value == self.value or _in_words(value) == _in_words(self.value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return value >= self.value if self.sign == ">=" else value <= self.value


def _in_words(value: Any) -> str:
    """How a lesson may write it: 9, 9.0 and "9" are the same."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, int | float) else str(value).casefold()


@dataclass(frozen=True)
class Condition:
    """`kind` is one of `PLAIN`, or `set` (a control stands at a value), or `run` (one of my runs, with such settings,
    has come to an `ending`)."""

    kind: str
    comparisons: tuple[Comparison, ...] = ()
    ending: str = "finished"

    def met(self, seen: Seen, page: str) -> bool:
        """Whether it is so now; `page` is the one that the step is on."""
        if self.kind == "page":
            return seen.page == page
        if self.kind == "answer":
            return seen.answered
        if self.kind == "set":
            return all(one.holds(seen.controls.get(one.name)) for one in self.comparisons)
        if self.kind == "run":
            return any(self._fits(run) for run in seen.runs)
        return bool(getattr(seen, self.kind))

    def _fits(self, run: TrainedRun) -> bool:
        if run.state not in ENDINGS[self.ending]:
            return False
        values = [run.accuracy if one.name == ACCURACY else run.value(one.name) for one in self.comparisons]
        return all(one.holds(value) for one, value in zip(self.comparisons, values, strict=True))


def condition(text: str) -> Condition:
    """Reads what stands behind `done:`. Raises `LessonError`."""
    kind, *words = text.split(maxsplit=1)
    rest = words[0] if words else ""
    if kind in PLAIN and not rest:
        return Condition(kind)
    if kind == "set" and (found := COMPARED.fullmatch(rest)):
        return Condition("set", (_of_control(*found.groups()),))
    if kind == "run":
        ending, *compared = rest.split()
        if ending in ENDINGS:
            return Condition("run", tuple(_of_run(part) for part in compared), ending)
    raise LessonError(
        f"“done” can't be {quoted(text)}. It may be {listed(PLAIN)}, “set” with a control and its value (set "
        f"look=Break it), or “run” with {' or '.join(ENDINGS)} and settings (run finished epochs=5)."
    )


def _of_control(name: str, sign: str, value: str) -> Comparison:
    if name in SETTINGS:
        return Comparison(f"set_{name}", sign, _of_setting(name, value))
    if name not in CONTROLS:
        raise LessonError(f"“done” can't wait for {quoted(name)}; it can for the settings, and {listed(CONTROLS)}.")
    return Comparison(name, sign, _number_or_text(value, sign))


def _of_run(text: str) -> Comparison:
    found = COMPARED.fullmatch(text)
    if not found or found[1] not in (*SETTINGS, ACCURACY):
        raise LessonError(f"“done: run” can't ask for {quoted(text)}: write a setting and its value, like epochs=5.")
    name, sign, value = found.groups()
    return Comparison(name, sign, _number_or_text(value, ">=") if name == ACCURACY else _of_setting(name, value))


def _of_setting(name: str, value: str) -> Any:
    try:
        return parse(SETTINGS[name], name, value)
    except SettingError as error:
        raise LessonError(f"“done” asks for {name}: {error}") from None


def _number_or_text(value: str, sign: str) -> Any:
    """A number where it is one; `>=` and `<=` need one."""
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if number == number and abs(number) < float("inf"):
        return number
    if sign == "=":
        return value
    raise LessonError(f"“done” compares with {quoted(value)}, which is no number.")
