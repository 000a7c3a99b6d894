"""What tells runs apart: the settings in which they differ, in words."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from model.networks.config import NetworkConfig, TrainingConfig
from model.networks.settings import Setting, settings_of

Configs = tuple[NetworkConfig | None, TrainingConfig | None]

SETTINGS: dict[str, Setting] = settings_of(NetworkConfig) | settings_of(TrainingConfig)


def values_of(network: NetworkConfig | None, training: TrainingConfig | None) -> dict[str, Any]:
    """Setting → value. Empty for an uploaded network, whose settings nobody knows."""
    return {
        item.name: getattr(config, item.name) for config in (network, training) if config for item in fields(config)
    }


def differing(configs: Iterable[Configs]) -> list[str]:
    """The settings that don't have the same value everywhere, in the order in which they are declared."""
    known = [values for pair in configs if (values := values_of(*pair))]
    return [name for name in SETTINGS if len({values[name] for values in known}) > 1]


def in_words(name: str, value: Any) -> str:
    """A setting's value as people read it: `512–512`, `ReLU`, `0.001`, `on`, `All of MNIST`."""
    if names := SETTINGS[name].names:
        return names.get(value, str(value)).partition(" (")[0]
    if isinstance(value, tuple) and SETTINGS[name].choices:
        return " + ".join(value) or SETTINGS[name].empty
    if isinstance(value, tuple):
        return "–".join(map(str, value)) or SETTINGS[name].empty
    if isinstance(value, bool):
        return "on" if value else "off"
    if SETTINGS[name].percent:
        return f"{value:.0%}"
    if isinstance(value, int) and name != "seed":
        return f"{value:,}"
    return f"{value:g}" if isinstance(value, float) else str(value).replace("_", " ")


def with_label(name: str, value: Any) -> str:
    """A setting and its value: `learning rate 0.001`; where the digits come from speaks for itself."""
    words = in_words(name, value)
    return words[0].lower() + words[1:] if name == "source" else f"{SETTINGS[name].label.lower()} {words}"
