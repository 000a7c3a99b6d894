"""What may stand in a JSON file of ours that anybody may have changed since: the type and range of each fact.

A table maps each fact's name to a check. A check takes the value as JSON gives it and returns what it stands for, or
raises `FactError`, whose message goes on from the fact's name: "must be a whole number".
"""

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from typing import Any

Check = Callable[[Any], Any]


class FactError(ValueError):
    """A fact that can't be true. The message says which, and why, in half a sentence."""


def loads(content: bytes, name: str) -> Any:
    """What the JSON text `content` holds. Raises `FactError` where it is none, or nested without end."""
    try:
        return json.loads(content.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise FactError(f"{name} is not readable") from None


def checked(facts: Any, table: Mapping[str, Check], name: str) -> dict[str, Any]:
    """`facts` with each value checked. Raises `FactError` for the first that is wrong, missing or unknown."""
    if not isinstance(facts, dict):
        raise FactError(f"{name} lacks or misnames something (it is not a table)")
    if wrong := (facts.keys() ^ table.keys()):
        raise FactError(f"{name} lacks or misnames something ({', '.join(sorted(map(shown, wrong)))[:80]})")
    values = {}
    for key, check in table.items():
        try:
            values[key] = check(facts[key])
        except FactError as error:
            raise FactError(f"{name}: “{key}” {error}") from None
    return values


def text(longest: int, pattern: str = r"[^\x00-\x1f\x7f]*", empty: bool = True) -> Check:
    """A text that can be shown and sent: no control characters, no halves of characters."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or len(value) > longest or (not empty and not value.strip()):
            raise FactError(f"must be a text of at most {longest} characters")
        if not re.fullmatch(pattern, value) or any("\ud800" <= character <= "\udfff" for character in value):
            raise FactError("has characters that don't belong there")
        return value

    return check


def one_of(*choices: str) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, str) or value not in choices:
            raise FactError(f"must be one of: {', '.join(choices)}")
        return value

    return check


def flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise FactError("must be true or false")
    return value


def whole(low: int, high: int) -> Check:
    def check(value: Any) -> int:
        if type(value) is not int or not low <= value <= high:
            raise FactError(f"must be a whole number between {low} and {high}")
        return value

    return check


def number(low: float, high: float) -> Check:
    def check(value: Any) -> float:
        if type(value) not in (int, float) or not low <= value <= high or not math.isfinite(value):
            raise FactError(f"must be a number between {low:g} and {high:g}")
        return float(value)

    return check


def maybe(check: Check) -> Check:
    """The same, or nothing (`null`)."""
    return lambda value: None if value is None else check(value)


def table_of(checks: Mapping[str, Check], needed: bool = False) -> Check:
    """A table with these facts and no others; without `needed`, any of them may be missing."""

    def check(value: Any) -> dict[str, Any]:
        if (
            not isinstance(value, dict)
            or not value.keys() <= checks.keys()
            or (needed and value.keys() != checks.keys())
        ):
            raise FactError(f"must be a table of {', '.join(checks)}")
        return {key: checks[key](item) for key, item in value.items()}

    return check


def texts(most: int, longest: int) -> Check:
    """A table of short texts under names of any kind."""
    one = text(longest)

    def check(value: Any) -> dict[str, str]:
        if not isinstance(value, dict) or len(value) > most:
            raise FactError(f"must be a table of at most {most} texts")
        return {one(key): one(item) for key, item in value.items()}

    return check


def rows_of(checks: Mapping[str, Check], most: int) -> Check:
    """A list of tables with all of these facts."""
    one = table_of(checks, needed=True)

    def check(value: Any) -> list[dict[str, Any]]:
        if not isinstance(value, list) or len(value) > most:
            raise FactError(f"must be a list of at most {most} rows")
        return [one(row) for row in value]

    return check


def moment(value: Any) -> datetime:
    """A time with its time zone, in the years of this project."""
    try:
        time = datetime.fromisoformat(value)
        if time.tzinfo is None:
            raise FactError("has no time zone")
        time = time.astimezone(UTC)
    except (TypeError, OverflowError):
        raise FactError("must be a time") from None
    except ValueError as error:
        raise (error if isinstance(error, FactError) else FactError("must be a time")) from None
    if not 2015 <= time.year <= 2200:
        raise FactError("must be a time between the years 2015 and 2200")
    return time


def config(config_type: Any) -> Check:
    """The settings of a `NetworkConfig` or a `TrainingConfig`, which check their own ranges. One that is missing (the
    run is older than the setting) has its default."""
    known = {item.name for item in fields(config_type) if item.default is not MISSING}

    def check(value: Any) -> Any:
        if not isinstance(value, dict) or not value.keys() <= known:
            raise FactError("lacks or misnames something")
        try:
            return config_type(**value)
        except (ValueError, TypeError, OverflowError) as error:
            raise FactError(f"can't be: {shown(str(error)).rstrip('.')}") from None

    return check


def shown(name: str) -> str:
    """A name that somebody else gave, short enough and fit to be shown."""
    kept = name.encode("utf-8", "replace").decode()
    return kept if len(kept) <= 60 else f"{kept[:59]}…"


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a number")
