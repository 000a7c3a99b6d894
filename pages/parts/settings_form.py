"""The widgets of the settings, made from the one table in `model/networks/config.py`; their values stand in the URL."""

from dataclasses import Field, fields
from typing import Any

import streamlit as st

from model.networks.config import MAX_LAYERS, PRESET_TRAINING, PRESETS, NetworkConfig, TrainingConfig
from model.networks.settings import Setting, SettingError, from_query, to_query
from model.runs.differences import in_effect, no_effect
from pages.parts.glossary import hinted
from pages.parts.literal import literal
from pages.parts.locks import follow_lock, is_hidden, locked, say_locked

OWN = "own settings"
DEFAULT_PRESET = "one hidden layer"


def on_shelf(shelf: str) -> list[str]:
    """The settings that lie there, in the order in which they are declared."""
    return [
        item.name
        for config in (NetworkConfig, TrainingConfig)
        for item in fields(config)
        if item.metadata["setting"].shelf == shelf
    ]


FIRST = ("activation", "dropout", "epochs", "batch_size", "optimizer", "learning_rate")  # in two columns
SHELVES = (
    ("data", "Experiment with the data", ":material/science:"),
    ("advanced", "Advanced", ":material/tune:"),
)
# Where digits come from, what is done to them and where randomness starts are no part of a tutorial's network.
OUTSIDE_PRESETS = ("source", "seed", "validation_split", *on_shelf("data"))


def settings_form() -> tuple[NetworkConfig, TrainingConfig] | None:
    """Draws the widgets and returns what they say; None, with a sentence on the page, if it can't work."""
    notices = follow_lock()
    _fill_in()
    _hold()
    st.session_state.notices = [*st.session_state.get("notices", []), *notices]
    if locked():
        say_locked()
    else:
        _choose_preset()
    _widget(TrainingConfig, "source")
    st.toggle("Settings", key="show_settings", persist_state="page")  # on a phone alone
    with st.container(key="more_settings"):
        _more_settings()
    return _read()


def _choose_preset() -> None:
    st.session_state.preset = _matching_preset()
    st.selectbox(
        "Preset",
        [*PRESETS, OWN],
        key="preset",
        persist_state="page",
        format_func=lambda name: name[0].upper() + name[1:],
        on_change=_take_preset,
        help=hinted("Preset", "The networks of well-known tutorials. Change any setting below to make your own."),
    )


def _hold() -> None:
    """Puts locked settings back to the link's values, whatever a browser has sent."""
    for name, value in locked().items():
        _show_one(name, value)


def _more_settings() -> None:
    _hidden_layers()
    _in_two_columns([name for name in FIRST if not is_hidden(name)])
    for shelf, label, icon in SHELVES:
        if not all(map(is_hidden, on_shelf(shelf))):
            with st.expander(label, icon=icon):
                _in_two_columns(on_shelf(shelf))
    if not locked():
        st.button("Default settings", icon=":material/undo:", on_click=_back_to_defaults, type="tertiary")


def _in_two_columns(names: list[str]) -> None:
    """The widgets of these settings, row by row: on a phone they come in their order."""
    for first in range(0, len(names), 2):
        for column, name in zip(st.columns(2), names[first : first + 2], strict=False):
            with column:
                _widget(NetworkConfig if hasattr(NetworkConfig, name) else TrainingConfig, name)


def current_query() -> dict[str, str]:
    """The settings as they stand, as URL query parameters."""
    return st.session_state.get("settings", {})


def _fill_in() -> None:
    """Gives each widget its value when the page opens: from the URL, else from before, else from the preset."""
    if "set_layers" in st.session_state:
        return
    query = st.query_params.to_dict()
    names = {item.name for config in (NetworkConfig, TrainingConfig) for item in fields(config)}
    if names & query.keys():
        (network, notices), (training, more) = from_query(NetworkConfig, query), from_query(TrainingConfig, query)
        st.session_state.notices = notices + more
    elif earlier := current_query():
        (network, _), (training, _) = from_query(NetworkConfig, earlier), from_query(TrainingConfig, earlier)
    else:
        network, training = PRESETS[DEFAULT_PRESET], PRESET_TRAINING[DEFAULT_PRESET]
    _show(network)
    _show(training)


def _show(config: NetworkConfig | TrainingConfig, but: tuple[str, ...] = ()) -> None:
    """Sets the widgets to `config`."""
    for item in fields(config):
        if item.name not in but:
            _show_one(item.name, getattr(config, item.name))


def _show_one(name: str, value: Any) -> None:
    """Sets the widget of that setting, or for the hidden layers those of each."""
    if name == "hidden":
        _show_layers(value)
    else:
        st.session_state[f"set_{name}"] = list(value) if isinstance(value, tuple) else value


def _show_layers(hidden: tuple[int, ...]) -> None:
    st.session_state.set_layers = len(hidden)
    for number in range(MAX_LAYERS):
        st.session_state[f"set_units_{number}"] = hidden[number] if number < len(hidden) else 128


def _take_preset() -> None:
    name = st.session_state.preset
    if name in PRESETS:
        _show(PRESETS[name])
        _show(PRESET_TRAINING[name], but=OUTSIDE_PRESETS)


def _back_to_defaults() -> None:
    _show(PRESETS[DEFAULT_PRESET])
    _show(PRESET_TRAINING[DEFAULT_PRESET])


def _matching_preset() -> str:
    try:
        network, training = in_effect(_values(NetworkConfig), _values(TrainingConfig))
    except SettingError:
        return OWN
    for name, preset in PRESETS.items():
        of_preset = PRESET_TRAINING[name]
        if network == preset and all(
            getattr(training, item.name) == getattr(of_preset, item.name)
            for item in fields(training)
            if item.name not in OUTSIDE_PRESETS
        ):
            return name
    return OWN


def _values(config: type) -> Any:
    values = {item.name: st.session_state[f"set_{item.name}"] for item in fields(config) if item.name != "hidden"}
    if config is NetworkConfig:
        values["hidden"] = tuple(st.session_state[f"set_units_{n}"] for n in range(st.session_state.set_layers))
    return config(**values)


def _read() -> tuple[NetworkConfig, TrainingConfig] | None:
    try:
        network, training = _values(NetworkConfig), _values(TrainingConfig)
    except SettingError as error:
        st.error(literal(str(error)), icon=":material/error:")
        return None
    st.session_state.settings = to_query(network, training)
    st.query_params.update(st.session_state.settings)
    return network, training


def _hidden_layers() -> None:
    if is_hidden("hidden"):
        return
    declared: Setting = _field(NetworkConfig, "hidden").metadata["setting"]
    fixed = "hidden" in locked()
    about = hinted(declared.label, declared.hint)
    st.slider(declared.label, 0, MAX_LAYERS, key="set_layers", persist_state="page", help=about, disabled=fixed)
    layers = st.session_state.set_layers
    if layers == 0:
        st.caption(
            "Without hidden layers, each digit's score is just a weighted sum of the pixels (softmax regression)."
        )
        return
    for number, column in enumerate(st.columns(layers)):
        key = f"set_units_{number}"
        column.number_input(
            f"Layer {number + 1}" if layers < 4 else f"{number + 1}",
            int(declared.low),
            int(declared.high),
            key=key,
            persist_state="page",
            disabled=fixed,
            step=None if layers > 2 else 16,
            help="Neurons in this layer. More can learn more, but take longer." if layers == 1 else None,
        )


def _field(config: type, name: str) -> Field:
    return next(item for item in fields(config) if item.name == name)


def _widget(config: type, name: str) -> None:
    """The widget that fits the kind of setting; none where a link has hidden it."""
    if is_hidden(name):
        return
    item = _field(config, name)
    declared: Setting = item.metadata["setting"]
    key = f"set_{name}"
    idle = _is_idle(declared)
    hint = f"{no_effect(name).capitalize()}. {declared.hint}" if idle else declared.hint
    about: dict[str, Any] = {"label": declared.label, "help": hinted(declared.label, hint)}
    about["disabled"] = idle or name in locked()
    if isinstance(item.default, tuple):
        whole = declared.choices or range(int(declared.low), int(declared.high) + 1)
        st.pills(
            options=whole,
            key=key,
            persist_state="page",
            selection_mode="multi",
            format_func=_capitalized,
            wrap=True,
            **about,
        )
    elif declared.choices is not None:
        names = declared.names or {}
        st.selectbox(
            options=declared.choices,
            key=key,
            persist_state="page",
            format_func=lambda value: names.get(value, str(value).replace("_", " ")),
            **about,
        )
    elif declared.stops is not None:
        options = sorted({*declared.stops, st.session_state[key]})
        st.select_slider(options=options, key=key, persist_state="page", format_func=_stop, **about)
    elif isinstance(item.default, bool):
        st.toggle(key=key, persist_state="page", **about)
    elif isinstance(item.default, int):
        st.number_input(
            min_value=int(declared.low), max_value=int(declared.high), key=key, persist_state="page", **about
        )
    else:
        st.slider(
            min_value=float(declared.low),
            max_value=float(declared.high),
            step=declared.step,
            key=key,
            persist_state="page",
            format="percent" if declared.percent else None,
            **about,
        )


def _is_idle(declared: Setting) -> bool:
    """Whether it changes nothing as the others stand. Its value stays, for when it does again."""
    widget = "set_layers" if declared.needs == "hidden" else f"set_{declared.needs}"
    return bool(declared.needs) and not st.session_state[widget]


def _capitalized(value: Any) -> str:
    return str(value).capitalize()


def _stop(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"
