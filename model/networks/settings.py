"""What a setting is, and how settings travel in a URL.

Each field of `NetworkConfig` and `TrainingConfig` is declared once, with its label, hint, range and default
(see `model/networks/config.py`). That declaration alone gives the widgets of the Train page, the check before a
start, the URL and the record of a run.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

LONGEST_QUOTED = 40  # characters of a value that a sentence repeats
LONGEST_VALUE = 100  # characters of any value that a link may have


class SettingError(ValueError):
    """A setting that can't work. The message says what is wrong and what to do."""


@dataclass(frozen=True)
class Setting:
    """One setting: what it is called, what it means in a line, and which values it may take.

    `choices` are all there are, of a tuple those of each of its words; `stops` are the ones a slider offers between
    `low` and `high`. A setting with a `shelf`, "advanced" or "data", is not shown with the others, but where people
    look for such things. `percent` is for shares: 0.1 is shown as 10%. `empty` is what nothing at all is called.
    `short` has words that stand for a whole value in a link. `needs` names the setting without which, where that is
    empty, this one has no effect.
    """

    label: str
    hint: str
    choices: tuple | None = None
    stops: tuple | None = None
    low: float = -math.inf
    high: float = math.inf
    step: float = 1.0
    shelf: str = ""
    percent: bool = False
    empty: str = "none"
    names: Mapping[Any, str] | None = None
    short: Mapping[str, tuple] | None = None
    needs: str = ""

    def check(self, value: Any) -> None:
        """Raises `SettingError` with a sentence if `value` is outside what the setting allows."""
        for number in value if isinstance(value, tuple) else (value,):
            if self.choices is not None and number not in self.choices:
                allowed = ", ".join(str(choice) for choice in self.choices)
                raise SettingError(f"{self.label} can't be {quoted(number)}; choose one of: {allowed}.")
            if isinstance(number, str):
                continue
            if not self.low <= number <= self.high:
                raise SettingError(
                    f"{self.label} must lie between {in_full(self.low)} and {in_full(self.high)}; "
                    f"it is {in_full(number)}."
                )


def quoted(value: Any) -> str:
    """`value` as it may stand in a sentence: cut where it is long, with “…” for all that is no letter or number.

    What a link says may be a stranger's, and a sentence may be shown as Markdown: nothing in it becomes a link there.
    """
    text = " ".join(str(value)[: 10 * LONGEST_QUOTED].split())
    if not text:
        return "empty"
    text = re.sub(r"[^\w .,+%-]+|__+|(?<=www)\.", "…", text, flags=re.IGNORECASE)
    return f"“{text}”" if len(text) <= LONGEST_QUOTED else f"“{text[:LONGEST_QUOTED]}…”"


def in_full(number: float) -> str:
    """A number as people write it: whole ones with all their digits, as far as anybody reads them."""
    if isinstance(number, int) and not isinstance(number, bool):
        return f"{number:,}" if abs(number) < 10**15 else "far more" if number > 0 else "far less"
    return f"{number:g}"


def setting(default: Any, label: str, hint: str, **limits: Any) -> Any:
    """A dataclass field that knows its `Setting`."""
    return field(default=default, metadata={"setting": Setting(label, hint, **limits)})


def settings_of(config: Any) -> dict[str, Setting]:
    """Field name → `Setting`, in the order in which the fields are declared."""
    return {item.name: item.metadata["setting"] for item in fields(config)}


def check(config: Any) -> None:
    """Raises `SettingError` for the first field of `config` that is of another kind, or outside its limits."""
    for item in fields(config):
        value, declared = getattr(config, item.name), item.metadata["setting"]
        _check_kind(value, item.default, declared)
        declared.check(value)


def _check_kind(value: Any, default: Any, declared: Setting) -> None:
    """Raises `SettingError` unless `value` is of the kind of `default`: True is no number here, and NaN neither."""
    if isinstance(default, tuple) and declared.choices is not None:
        right, kind = all(isinstance(word, str) for word in value), "made of words"
    elif isinstance(default, tuple):
        right, kind = all(_is_number(number, Integral) for number in value), "made of whole numbers"
    elif isinstance(default, bool):
        right, kind = isinstance(value, bool), "on or off"
    elif isinstance(default, int):
        right, kind = _is_number(value, Integral), "a whole number"
    elif isinstance(default, float):
        right, kind = _is_number(value, Real) and value == value, "a number"
    else:
        right, kind = isinstance(value, str), "a word"
    if not right:
        raise SettingError(f"{declared.label} must be {kind}.")


def _is_number(value: Any, kind: type) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)


Config = TypeVar("Config", bound="DataclassInstance")


def to_query(*configs: Any) -> dict[str, str]:
    """The settings of `configs` as URL query parameters: field name → text."""
    return {item.name: _to_text(getattr(config, item.name)) for config in configs for item in fields(config)}


def from_query(config_type: type[Config], query: Mapping[str, str]) -> tuple[Config, list[str]]:
    """Reads one config back from URL query parameters.

    Returns the config and one sentence for each value that could not be used; such a setting keeps its default.
    Parameters that name no field of `config_type` are left alone: they may belong to another config.
    """
    values: dict[str, Any] = {}
    notices: list[str] = []
    for item in fields(config_type):
        if item.name not in query:
            continue
        try:
            values[item.name] = parse(config_type, item.name, str(query[item.name]))
        except SettingError as error:
            notices.append(f"{error} The link's value was replaced by {_to_text(item.default)}.")
    try:
        return config_type(**values), notices
    except SettingError as error:  # each value is possible, but not all of them together
        return config_type(), [*notices, f"{error} The link's settings were replaced by the defaults."]


def parse(config_type: type, name: str, text: str) -> Any:
    """The value of the setting `name` that `text` stands for in a URL.

    Raises `SettingError` with a sentence if there is no such value, or it is outside what the setting allows.
    """
    item = next(item for item in fields(config_type) if item.name == name)
    declared: Setting = item.metadata["setting"]
    try:
        value = _from_text(text, item) if len(text) <= LONGEST_VALUE else _refuse(text)
    except (ValueError, OverflowError):
        raise SettingError(f"{declared.label} can't be {quoted(text)}.") from None
    declared.check(value)
    return value


def _to_text(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return "-".join(map(str, value)) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _from_text(text: str, item: "Field[Any]") -> Any:
    if isinstance(item.default, bool):
        return {"on": True, "off": False}[text] if text in ("on", "off") else _refuse(text)
    if isinstance(item.default, tuple):
        declared: Setting = item.metadata["setting"]
        if declared.choices is not None:
            words = () if text in ("none", "") else tuple(text.lower().split("-"))
            return (declared.short or {}).get(text.lower(), words)
        return () if text in ("none", "") else tuple(int(part) for part in text.split("-"))
    kind: type = type(item.default)
    value = kind(text.lower()) if kind is str else kind(text)
    return _refuse(text) if value != value else value


def _refuse(text: str) -> Any:
    raise ValueError(text)
