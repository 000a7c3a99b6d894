"""What tells runs apart: the settings in which they differ, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
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


def without_effect(values: Mapping[str, Any]) -> set[str]:
    """The settings that change nothing beside these others: without hidden layers, for example, no dropout does."""
    return {name for name in values if (needs := SETTINGS[name].needs) and not values[needs]}


def no_effect(name: str) -> str:
    """When `without_effect` holds for the setting `name`: `activation has no effect without hidden layers`."""
    label, needed = SETTINGS[name].label, SETTINGS[SETTINGS[name].needs].label
    return f"{label[0].lower()}{label[1:]} has no effect without {needed[0].lower()}{needed[1:]}"


def in_effect(network: NetworkConfig, training: TrainingConfig) -> tuple[NetworkConfig, TrainingConfig]:
    """The same, with each setting that changes nothing at its default: equal ones train equal networks."""
    idle = without_effect(values_of(network, training))

    def defaults(config: Any) -> dict[str, Any]:
        return {item.name: item.default for item in fields(config) if item.name in idle}

    return replace(network, **defaults(network)), replace(training, **defaults(training))


def differing(configs: Iterable[Configs]) -> list[str]:
    """The settings that don't have the same value everywhere, in the order in which they are declared.

    Where a setting has no effect, its value doesn't count.
    """
    known = [values for pair in configs if (values := values_of(*pair))]
    counted = [(values, without_effect(values)) for values in known]
    return [name for name in SETTINGS if len({values[name] for values, idle in counted if name not in idle}) > 1]


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
    if name == "training_digits" and value == SETTINGS[name].high:
        return "all"  # that there are: the sample has fewer
    if isinstance(value, int) and name != "seed":
        return f"{value:,}"
    return f"{value:g}" if isinstance(value, float) else str(value).replace("_", " ")


def with_label(name: str, value: Any) -> str:
    """A setting and its value: `learning rate 0.001`; where the digits come from speaks for itself."""
    words, label = in_words(name, value), SETTINGS[name].label.lower()
    if name == "source":
        return words[0].lower() + words[1:]
    return f"all {label}" if words == "all" else f"{label} {words}"
