"""Settings that a link holds fast: `?lock=` names those that can't be changed, `?only=` the only ones that can.

Names stand with commas between them: `/train?learning_rate=0.1&only=learning_rate`. Locked settings keep the values of
the link, whatever a browser sends: they are put back on the server before anything reads them. With `lock` they are
shown grey, with `only` they are hidden. A link keeps a class together; it is no wall: anybody can open the app anew.
"""

from collections import OrderedDict
from dataclasses import Field, dataclass, fields
from typing import Any

import streamlit as st

from model.networks.config import NetworkConfig, TrainingConfig
from model.networks.settings import LONGEST_VALUE, from_query, quoted
from model.runs.naming import described
from pages.parts.literal import literal
from pages.parts.one_of import tell
from pages.parts.visitor import visitor

CONFIGS = (NetworkConfig, TrainingConfig)
NAMES = ("lock", "only")
LOCK = "lock_of_link"  # in the session
MOST_KEPT = 500  # visitors and links whose values are remembered, for a reload on a page without settings
_kept: OrderedDict[tuple[str, str], dict[str, Any]] = OrderedDict()


@dataclass(frozen=True)
class Lock:
    """What a link holds: setting → value. `asked` is what its URL says; `hidden` that these settings aren't shown."""

    asked: dict[str, str]
    values: dict[str, Any]
    hidden: bool

    @property
    def sentence(self) -> str:
        if not self.hidden:
            return "The link has locked the grey settings."
        open_to = [item for item in _settings() if item.name not in self.values]
        free = [item.metadata["setting"].label.lower() for item in open_to]
        held = {config: {item.name for item in fields(config)} & self.values.keys() for config in CONFIGS}
        network = NetworkConfig(**{name: self.values[name] for name in held[NetworkConfig]})
        training = TrainingConfig(**{name: self.values[name] for name in held[TrainingConfig]})
        set_by_it = described(network, training, [item.name for item in open_to])
        return f"You can change: {', '.join(free)}. Everything else is set by the link: {set_by_it}."


def follow_lock() -> list[str]:
    """Takes the lock in the URL, or has the URL say it again after a change of pages. Returns sentences on wrong names.

    To be called before a page reads its settings.
    """
    asked = {name: st.query_params[name] for name in NAMES if name in st.query_params}
    held = lock()
    if not asked and held is None:
        return []
    notices: list[str] = []
    if asked and (held is None or asked != held.asked):
        held, notices = _taken(asked)
        st.session_state[LOCK] = held
    for name in NAMES:
        tell(name, held.asked.get(name) if held else None)
    return notices


def lock() -> Lock | None:
    held = st.session_state.get(LOCK)
    return held if isinstance(held, Lock) else None


def let_go() -> None:
    """Ends the lock of this session."""
    st.session_state.pop(LOCK, None)
    for name in NAMES:
        st.query_params.pop(name, None)


def locked() -> dict[str, Any]:
    """Setting → the value that it keeps."""
    held = lock()
    return held.values if held else {}


def is_hidden(name: str) -> bool:
    """Whether a link has taken this setting off the page."""
    held = lock()
    return held is not None and held.hidden and name in held.values


def say_locked() -> None:
    """What can be changed, and what can't."""
    if held := lock():
        st.caption(f":material/lock: {literal(held.sentence)}")


def _settings() -> list[Field]:
    return [item for config in CONFIGS for item in fields(config)]


def _taken(asked: dict[str, str]) -> tuple[Lock | None, list[str]]:
    known = [item.name for item in _settings()]
    named, wrong = _names(asked.get("only", asked.get("lock", "")), known)
    notices = [f"The link locks {quoted(name)}, which is not a setting; it was ignored." for name in wrong]
    if not named:
        return None, notices or ["The link's “lock” names no setting; nothing is locked."]
    held = [name for name in known if (name in named) != ("only" in asked)]
    clean = {"only" if "only" in asked else "lock": ",".join(named)}
    return Lock(clean, _values(clean, held, known), "only" in asked), notices


def _names(text: str, known: list[str]) -> tuple[list[str], list[str]]:
    """The settings that `text` names, and what else it says."""
    said = [name.strip() for name in text[: 5 * LONGEST_VALUE].split(",") if name.strip()]
    return [name for name in known if name in said], [name for name in dict.fromkeys(said) if name not in known][:3]


def _values(asked: dict[str, str], held: list[str], known: list[str]) -> dict[str, Any]:
    """What the link says of the settings; after a reload on a page whose URL has none, what it said before."""
    query = st.query_params.to_dict()
    key = (visitor(), str(asked))
    if not query.keys() & known and key in _kept:
        return _kept[key]
    network, training = from_query(NetworkConfig, query)[0], from_query(TrainingConfig, query)[0]
    values = {name: getattr(network if hasattr(network, name) else training, name) for name in held}
    _kept[key] = values
    _kept.move_to_end(key)
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)
    return values
