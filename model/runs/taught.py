"""What a run began with that was taught somebody's handwriting: another network, and which drawings it got."""

from dataclasses import asdict, dataclass
from typing import Any

from model.runs import facts, folders

MOST = 500  # drawings of one person, and so of a run that has learned them


@dataclass(frozen=True)
class Taught:
    """`base` is the id of the run whose network it began with, `"shipped"` for the ready-made one; `drawings` are the
    ids of those that it learned from (`model.handwriting.drawings`). `tested_before` says that the network had learned
    from the digits that the run is tested with: it knew all of MNIST, and only the sample was here."""

    base: str
    drawings: tuple[str, ...]
    tested_before: bool = False


def to_facts(taught: Taught | None) -> dict[str, Any] | None:
    """As JSON keeps it."""
    return asdict(taught) if taught else None


def from_facts(value: Any) -> Taught:
    """That of a JSON file of ours, which anybody may have changed. Raises `facts.FactError`."""
    return Taught(**_FACTS(value))


def _ids(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > MOST:
        raise facts.FactError(f"must be a list of at most {MOST} names")
    return tuple(_ID(name) for name in value)


_ID = facts.text(16, r"[0-9a-f]{16}")
_FACTS = facts.table_of(
    {"base": facts.text(64, folders.ID), "drawings": _ids, "tested_before": facts.flag}, needed=True
)
