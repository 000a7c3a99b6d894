"""A guess made before Start: how good the network will be, and which two digits it will confuse most."""

from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from model.networks.config import CLASSES
from model.networks.confusion import commonest_pair
from model.networks.settings import SettingError
from model.runs import facts

Pair = tuple[int, int]  # two digits, the smaller first


@dataclass(frozen=True)
class Guess:
    """Somebody's guess, and what came: raises `SettingError` for what nobody can guess.

    `accuracy` is the guessed test accuracy, 0 to 1; `pair` the two digits guessed to be taken for each other most, None
    where that was left open. Once the network is tested, `found` are the two that really were (None where no digit was
    misread), `times` how often, and `guessed_times` how often the guessed pair was.
    """

    accuracy: float
    pair: Pair | None = None
    found: Pair | None = None
    times: int = 0
    guessed_times: int = 0

    def __post_init__(self) -> None:
        if type(self.accuracy) not in (int, float) or not 0 <= self.accuracy <= 1:
            raise SettingError("A guess must lie between 0% and 100%.")
        for pair in (self.pair, self.found):
            if pair is not None and not (len(pair) == 2 and 0 <= pair[0] < pair[1] < CLASSES):
                raise SettingError("A guess names two different digits, or none.")

    @property
    def pair_is_right(self) -> bool:
        """Whether no pair was confused more often than the guessed one."""
        return self.pair is not None and self.times > 0 and self.guessed_times == self.times

    def judged(self, confusion: np.ndarray) -> "Guess":
        """The same guess beside the truth: `confusion`, int `(10, 10)`, true digits down and answers across."""
        both = confusion + confusion.T
        found = commonest_pair(confusion)
        times = int(both[found]) if found else 0
        return replace(self, found=found, times=times, guessed_times=int(both[self.pair]) if self.pair else 0)


def in_words(guess: Guess, accuracy: float | None) -> str:
    """The guess; and, where the test `accuracy` is known, how far off it was. Sentences."""
    said = f"Guess: {guess.accuracy:.0%} of the test digits right"
    if accuracy is None:
        return f"{said}, {_named(guess.pair)} confused most." if guess.pair else f"{said}."
    points = 100 * (guess.accuracy - accuracy)
    off = f"{abs(points):.1f} points too {'high' if points > 0 else 'low'}"
    said += f", which is {'spot on' if abs(points) < 0.05 else off}."
    if guess.found is None:
        return f"{said} It misread nothing."
    if guess.pair_is_right:
        return f"{said} Confused most: {_named(guess.pair)}, as guessed ({_often(guess.times)})."
    said += f" Confused most: {_named(guess.found)} ({_often(guess.times)})"
    return f"{said}; guessed: {_named(guess.pair)} ({_often(guess.guessed_times)})." if guess.pair else f"{said}."


def in_short(guess: Guess) -> str:
    """`95% · 4, 9 ✓`, for a table."""
    if guess.pair is None:
        return f"{guess.accuracy:.0%}"
    return f"{guess.accuracy:.0%} · {guess.pair[0]}, {guess.pair[1]} {'✓' if guess.pair_is_right else '✗'}"


def _named(pair: Pair | None) -> str:
    return f"{pair[0]} and {pair[1]}" if pair else "none"


def _often(times: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(times, f"{times} times")


def to_facts(guess: Guess | None) -> dict[str, Any] | None:
    """As JSON keeps it."""
    return asdict(guess) if guess else None


def from_facts(value: Any) -> Guess:
    """The guess in a JSON file of ours, which anybody may have changed. Raises `facts.FactError`."""
    known = _FACTS(value)
    try:
        return Guess(**known)
    except SettingError as error:
        raise facts.FactError(f"can't be: {error}".rstrip(".")) from None


def _pair(value: Any) -> Pair:
    if not isinstance(value, list) or len(value) != 2 or not all(type(digit) is int for digit in value):
        raise facts.FactError("must be two digits")
    return value[0], value[1]


_FACTS = facts.table_of(
    {
        "accuracy": facts.number(0, 1),
        "pair": facts.maybe(_pair),
        "found": facts.maybe(_pair),
        "times": facts.whole(0, 10**9),
        "guessed_times": facts.whole(0, 10**9),
    },
    needed=True,
)
