"""When a step is done: a small closed list of things that the app can see for itself."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from model.lessons.places import CONTROLS, SETTINGS, LessonError, check_value, listed
from model.networks.config import NetworkConfig, TrainingConfig
from model.networks.settings import SettingError, parse, quoted

ENDINGS = {"finished": ("finished",), "failed": ("failed",), "ended": ("finished", "stopped", "failed")}
PLAIN = {
    "answer": "Choose an answer",
    "page": "Open the page",
    "drawn": "Draw",
    "painted": "Paint",
    "neuron": "Click a hidden neuron",
}
ANSWER = {"read": "the digit that the page reads", "sure": "how sure it is, in percent"}
# The pages on which such a thing can come about; all where none are named.
ONLY_ON = {
    "drawn": ("home", "draw", "inside"),
    "answers": ("home", "draw", "inside"),
    "painted": ("inside",),
    "neuron": ("inside",),
}
COMPARED = re.compile(r"([a-z_0-9]+)\s*(>=|<=|!=|=)\s*(.+)")
ACCURACY = "accuracy"  # of a run on its test digits, beside its settings


@dataclass(frozen=True)
class TrainedRun:
    """What is known of one of this person's runs: its settings, how it stands, and its test accuracy, if it has one."""

    id: str
    network: NetworkConfig
    training: TrainingConfig
    state: str
    accuracy: float | None = None

    def value(self, name: str) -> Any:
        return getattr(self.network if hasattr(self.network, name) else self.training, name)


@dataclass(frozen=True)
class Seen:
    """What the app sees of a person at this moment: where they are, how the controls stand, what they have made.

    `read` is the digit that the page reads in their picture, `sure` how sure it is, 0 to 1; None without an answer.
    """

    page: str = ""
    controls: Mapping[str, Any] = field(default_factory=dict)
    drawn: bool = False
    painted: bool = False
    neuron: bool = False
    answered: bool = False
    read: int | None = None
    sure: float | None = None
    runs: Sequence[TrainedRun] = ()


@dataclass(frozen=True)
class Comparison:
    """`name` is (`=`), is not (`!=`), is at least (`>=`) or is at most (`<=`) `value`."""

    name: str
    sign: str
    value: Any

    def holds(self, value: Any) -> bool:
        if self.sign in ("=", "!="):
            return (value == self.value or _in_words(value) == _in_words(self.value)) is (self.sign == "=")
        number = _number(value)
        return number is not None and (number >= self.value if self.sign == ">=" else number <= self.value)


def _in_words(value: Any) -> str:
    """How a lesson may write it: 9, 9.0 and "9" are the same."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, int | float) else str(value).casefold()


def _number(value: Any) -> float | None:
    """As what a control's value compares: some controls hold their numbers as text."""
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


@dataclass(frozen=True)
class Condition:
    """`kind` is one of `PLAIN`, or `set` (a control stands at a value), or `answers` (the page reads the picture so),
    or `run` (one of my runs, with such settings, has come to an `ending`)."""

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
        if self.kind == "answers":
            values = {"read": seen.read, "sure": None if seen.sure is None else 100 * seen.sure}
            return seen.read is not None and all(one.holds(values[one.name]) for one in self.comparisons)
        if self.kind == "run":
            return any(self._fits(run) for run in seen.runs)
        return bool(getattr(seen, self.kind))

    def _fits(self, run: TrainedRun) -> bool:
        if run.state not in ENDINGS[self.ending]:
            return False
        values = [run.accuracy if one.name == ACCURACY else run.value(one.name) for one in self.comparisons]
        return all(one.holds(value) for one, value in zip(self.comparisons, values, strict=True))


def condition(text: str, page: str) -> Condition:
    """Reads what stands behind `done:` in a step on `page`. Raises `LessonError`."""
    found = _read(text, page)
    pages = ONLY_ON.get(found.kind, (page,))
    if page not in pages:
        raise LessonError(f"“done: {text}” can't happen on /{page}; it can on {listed('/' + name for name in pages)}.")
    return found


def _read(text: str, page: str) -> Condition:
    kind, *words = text.split(maxsplit=1)
    rest = words[0] if words else ""
    if kind in PLAIN and not rest:
        return Condition(kind)
    if kind == "set" and (found := COMPARED.fullmatch(rest)):
        return Condition("set", (_of_control(page, *found.groups()),))
    if kind == "run" and rest:
        ending, *compared = rest.split()
        if ending in ENDINGS:
            return Condition("run", tuple(_of_run(part) for part in compared), ending)
    if (found := COMPARED.fullmatch(text)) and found[1] in ANSWER:
        return Condition("answers", (_of_answer(*found.groups()),))
    raise LessonError(
        f"“done” can't be {quoted(text)}. It may be {listed(PLAIN)}, an answer (read=5, sure<=60), “set” with a "
        f"control and its value (set look=Break it), or “run” with {' or '.join(ENDINGS)} and settings (run finished "
        "epochs=5)."
    )


def _of_control(page: str, name: str, sign: str, value: str) -> Comparison:
    if page == "train" and name in SETTINGS:
        return Comparison(f"set_{name}", sign, _of_setting(name, value))
    if name not in CONTROLS.get(page, ()):
        names = (*CONTROLS.get(page, ()), *(SETTINGS if page == "train" else ()))
        raise LessonError(f"“done” can't wait for {quoted(name)} on /{page}; it can for: {listed(names) or 'nothing'}.")
    if sign in ("=", "!="):
        check_value(page, name, value, "done")
    return Comparison(name, sign, _number_or_text(value, sign))


def _of_answer(name: str, sign: str, value: str) -> Comparison:
    most = 9 if name == "read" else 100
    number = _number_or_text(value, ">=")
    if not 0 <= number <= most:
        raise LessonError(f"“done” asks for {name}{sign}{quoted(value)}: {ANSWER[name]} is 0 to {most}.")
    return Comparison(name, sign, number)


def _of_run(text: str) -> Comparison:
    found = COMPARED.fullmatch(text)
    if not found or found[1] not in (*SETTINGS, ACCURACY):
        raise LessonError(f"“done: run” can't ask for {quoted(text)}: write a setting and its value, like epochs=5.")
    name, sign, value = found.groups()
    if name != ACCURACY:
        return Comparison(name, sign, _of_setting(name, value))
    share = _number_or_text(value, ">=")
    if not 0 <= share <= 1:
        raise LessonError(f"“done: run” asks for {quoted(text)}: an accuracy is 0 to 1, like accuracy>=0.9.")
    return Comparison(name, sign, share)


def _of_setting(name: str, value: str) -> Any:
    try:
        return parse(SETTINGS[name], name, value)
    except SettingError as error:
        raise LessonError(f"“done” asks for {name}: {error}") from None


def _number_or_text(value: str, sign: str) -> Any:
    """A number where it is one; `>=` and `<=` need one."""
    number = _number(value)
    if number is None and sign in (">=", "<="):
        raise LessonError(f"“done” compares with {quoted(value)}, which is not a number.")
    return value if number is None else number
