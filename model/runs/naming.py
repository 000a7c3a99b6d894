"""What a run is called: its settings in a few words, and names that tell runs apart."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from model.networks.config import PRESET_TRAINING, PRESETS, NetworkConfig, TrainingConfig
from model.runs.differences import Configs, differing, in_effect, in_words, values_of, with_label, without_effect
from model.runs.record import Run
from model.runs.taught import Taught

SHAPE = ("hidden", "activation")
SELF_EVIDENT = ("source", "optimizer")  # values that need no label


def network_name(network: NetworkConfig) -> str:
    """A network in a few characters, such as `784–512–10 ReLU`."""
    sizes = "–".join(str(units) for units in (784, *network.hidden, 10))
    kind = in_words("activation", network.activation) if network.hidden else "softmax regression"
    return f"{sizes} {kind}"


def default_name(network: NetworkConfig, training: TrainingConfig) -> str:
    """What a run is called until somebody renames it."""
    return f"{network_name(network)}, {in_words('optimizer', training.optimizer)}"


def taught_name(network: NetworkConfig, taught: Taught) -> str:
    """The same for one that has learned somebody's handwriting: what tells it apart comes first."""
    return f"Taught {len(taught.drawings)} drawings, {network_name(network)}"


def described(network: NetworkConfig, training: TrainingConfig, untold: Collection[str] = ()) -> str:
    """Settings in a few words: `Sigmoid, sample, 10 epochs`, and what else has an effect and is not as usual.

    Nothing is said of settings that are `untold`.
    """
    network, training = in_effect(network, training)
    usual_network, usual = NetworkConfig(network.hidden, network.activation), TrainingConfig()
    name = network_name(network)
    for preset, of_preset in PRESETS.items():
        if network == of_preset:
            name, usual_network, usual = preset.capitalize(), of_preset, PRESET_TRAINING[preset]
    wanted, normal = values_of(network, training), values_of(usual_network, usual)
    others = [
        _in_words(setting, value)
        for setting, value in wanted.items()
        if setting not in ("source", "epochs", *SHAPE, *untold) and value != normal[setting]
    ]
    always = [_in_words(setting, wanted[setting]) for setting in ("source", "epochs") if setting not in untold]
    return ", ".join([*([] if set(SHAPE) & set(untold) else [name]), *always, *others])


def names_to_choose_from(runs: Sequence[Run]) -> dict[str, str]:
    """Run id → a name that no other of `runs` has, with what sets it apart at its beginning.

    A run that somebody has named keeps that name. All others are called by the settings in which they differ, with
    the epochs that they really had; the network's layers come last. The time tells apart what is alike in all of that.
    """
    unnamed = [run for run in runs if _is_unnamed(run)]
    names = {run.id: run.name for run in runs}
    apart = told_apart([(run.network, _as_trained(run)) for run in unnamed])
    names |= {run.id: name for run, name in zip(unnamed, apart, strict=True)}
    often = Counter(names.values())
    return {
        run.id: f"{names[run.id]}, {run.created.astimezone():%d %b %H:%M:%S}" if often[names[run.id]] > 1 else name
        for run in runs
        for name in [names[run.id]]
    }


def told_apart(configs: Sequence[Configs]) -> list[str]:
    """A name for each of these: the settings in which they differ, and last the network's layers."""
    kinds = {name: len({values_of(*pair)[name] for pair in configs}) for name in differing(configs)}
    different = sorted(kinds, key=lambda name: -kinds[name])  # a phone cuts names off: first what has most values
    names = []
    for network, training in configs:
        values = values_of(network, training)
        untold = {*SHAPE, *without_effect(values)}
        parts = [_in_words(name, values[name]) for name in different if name not in untold and values[name]]
        names.append(", ".join([*parts, network_name(network) if network else ""]))
    return names


def _is_unnamed(run: Run) -> bool:
    if run.network is None or run.training is None:
        return False
    earlier = f"{network_name(run.network)}, {run.training.optimizer}"  # as runs were called at first, but for capitals
    return run.name.lower() in (default_name(run.network, run.training).lower(), earlier.lower())


def _as_trained(run: Run) -> TrainingConfig | None:
    return run.training and replace(run.training, epochs=max(1, min(200, run.epochs)))


def _in_words(name: str, value: object) -> str:
    if name == "epochs":
        return f"{value} epoch{'' if value == 1 else 's'}"
    if isinstance(value, bool):
        return with_label(name, value) if not value else with_label(name, value).removesuffix(" on")
    if name == "source":
        return in_words(name, value).replace("Sample", "sample").replace("All of MNIST", "all of MNIST")
    return in_words(name, value) if name in SELF_EVIDENT else with_label(name, value)
