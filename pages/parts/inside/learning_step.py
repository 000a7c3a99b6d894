"""One learning step, opened: which network learns from which digits, and how; then stage by stage."""

from collections.abc import Container
from concurrent.futures import Future
from functools import lru_cache
from typing import Any

import numpy as np
import streamlit as st

from model.inside.layers import DenseNetwork, NotDenseError
from model.inside.learning_step import LearningStep, learning_step, remarks
from model.networks import answering
from model.networks.classifier import ClassifierError
from model.networks.config import NetworkConfig, TrainingConfig
from model.networks.settings import SettingError, from_query, parse, settings_of
from pages.parts.answer import NO_NETWORK, WAKING, answer_when_awake
from pages.parts.glossary import hinted, meaning
from pages.parts.inside.opened import digits, in_turn, opened
from pages.parts.inside.step_numbers import Chosen
from pages.parts.inside.step_stages import STAGES, show_stage
from pages.parts.literal import literal
from pages.parts.network_choice import choose_network
from pages.parts.one_of import Spellings, one_of, tell, went_back
from pages.parts.settings_form import current_query

FRESH, TRAINED = "fresh", "trained"
WEIGHTS = {FRESH: "Untrained", TRAINED: "Trained"}
BATCHES = {"8": "8 digits", "1": "1 digit", "32": "32 digits"}
NAMES = {"sgd": "SGD", "adam": "Adam"}
TRAINING_DIGITS = 4_000  # in the sample
RATES = settings_of(TrainingConfig)["learning_rate"].stops or ()
USUAL_RATE = 0.1  # a step of SGD on a few digits, long enough to see
NUMBERS = {str(number): str(number) for number in range(1, len(STAGES) + 1)}
GIVEN = ("hidden", "activation")  # of the untrained network, where it isn't to be the one that is set on Train


class ValuesOf:
    """All that a link may say of a setting."""

    def __init__(self, config: type, name: str):
        self.config, self.name = config, name

    def __contains__(self, text: object) -> bool:
        try:
            parse(self.config, self.name, str(text))
        except SettingError:
            return False
        return True


# What a link to this view may set: name → the values that it may have.
PARAMETERS: dict[str, Container[str] | range] = {
    "weights": Spellings(WEIGHTS),
    **{name: ValuesOf(NetworkConfig, name) for name in GIVEN},
    "training_digit": range(TRAINING_DIGITS),
    "batch": Spellings(BATCHES),
    "rule": Spellings(NAMES),
    "rate": tuple(f"{rate:g}" for rate in RATES),
    "stage": Spellings(NUMBERS),
}
STYLE = """
<style>
  .st-key-stage [role=radiogroup] button { min-width: 2.2rem; padding: 0.25rem 0.6rem; }
  .st-key-stage_shown { min-height: 24rem; }  /* Next stays where it is */
  .st-key-learning_step [data-stale=true] { opacity: 1; }
</style>
"""
ABOUT = (
    "This is what happens in training again and again, once for each batch: the network answers, the loss says how far "
    "off it is, the gradient says which way each weight should go, and the optimizer moves all of them a little."
)


@st.fragment
def show_learning_step() -> None:
    """The choices, and what changes with them."""
    st.html(STYLE)
    with st.container(horizontal=True, vertical_alignment="bottom", key="step_choices"):
        awake, name, said = _network()
        optimizer, rate, indices = _lesson()
    if not awake.done():
        st.caption(f":material/hourglass_top: {WAKING}")
        answer_when_awake(awake)
        return
    try:
        classifier = awake.result()
        network = opened(classifier)
        sample = digits()
        pixels, labels = sample.x_train[indices].astype(np.float32) / 255, sample.y_train[indices].astype(int)
        step = in_turn(learning_step, network, pixels, labels, optimizer, rate)
    except (NotDenseError, ClassifierError) as error:
        st.warning(literal(str(error)), icon=":material/visibility_off:")
        return
    except OSError:
        st.error(NO_NETWORK, icon=":material/broken_image:")
        return
    with st.container(key="learning_step"):
        _stages(step, network, name, optimizer, rate, pixels)
    for sentence in [*said, *remarks(classifier)]:
        st.caption(f":material/info: {literal(sentence)}")


def _network() -> tuple[Future, str, list[str]]:
    """Asks which network learns: a future of it, a name that tells it apart, and what is to be said of it."""
    weights = one_of("Weights", WEIGHTS, "weights", help="Untrained: as a run with the settings on Train begins.")
    if weights == FRESH:
        config, seed, is_given = _untrained()
        sizes = "–".join(map(str, (784, *config.hidden, 10)))
        whose = "that the link asks for" if is_given else "as set on Train"
        return _fresh(config, seed), f"{config} {seed}", [f"The network {whose}, {sizes}, before its first step."]
    with st.container(width=330):
        network = choose_network("Network")
    other_loss = network.run and network.run.training and network.run.training.loss != TrainingConfig().loss
    said = ["It was trained with another loss; here it is the cross-entropy."] if other_loss else []
    return network.wake(), f"{network.id} {network.path.stat().st_mtime_ns}", said


def _untrained() -> tuple[NetworkConfig, int, bool]:
    """The network that has learned nothing: its settings, its seed, and whether the link gave any of them."""
    for name in GIVEN:
        if name not in st.session_state or went_back():
            st.session_state[name] = st.query_params.get(name, "")
    asked = {name: st.session_state[name] for name in GIVEN}
    given = {name: text for name, text in asked.items() if text and text in ValuesOf(NetworkConfig, name)}
    if given:
        st.button("Take the network set on Train", icon=":material/undo:", type="tertiary", on_click=_give_back)
    for name in GIVEN:
        tell(name, given.get(name))
    query = current_query() | given
    return from_query(NetworkConfig, query)[0], from_query(TrainingConfig, query)[0].seed, bool(given)


def _give_back() -> None:
    st.session_state.update(dict.fromkeys(GIVEN, ""))


@lru_cache(maxsize=8)
def _fresh(config: NetworkConfig, seed: int) -> Future:
    """A future of the classifier that a run with these settings begins with."""

    def built() -> Any:
        from model.networks.classifier import Classifier
        from model.networks.network import build

        return Classifier(build(config, seed))

    answering.wake()
    return answering.later(built)


def _lesson() -> tuple[str, float, np.ndarray]:
    """The optimizer, the learning rate, and the batch: indices of training digits, int `(n,)`, the chosen one first."""
    if "training_digit" not in st.session_state or went_back():
        asked = st.query_params.get("training_digit", "")
        st.session_state.training_digit = int(asked) % TRAINING_DIGITS if asked.isdecimal() else 0
    digit = st.number_input(
        "Training digit",
        0,
        TRAINING_DIGITS - 1,
        key="training_digit",
        persist_state="page",
        width=150,
        help=f"One of the sample's {TRAINING_DIGITS:,} training digits, by its index.",
    )
    tell("training_digit", str(digit) if digit else None)
    batch = int(one_of("Batch", BATCHES, "batch", help=hinted("Batch", "It and others, drawn at random.")))
    optimizer = one_of("Optimizer", NAMES, "rule", help=meaning("Optimizer"))
    if "rate" not in st.session_state:
        st.session_state.rate = _asked_rate()
    rate = st.select_slider(
        "Learning rate",
        RATES,
        key="rate",
        persist_state="page",
        format_func=lambda rate: f"{rate:g}",
        width=220,
        help=meaning("Learning rate"),
    )
    tell("rate", None if rate == USUAL_RATE else f"{rate:g}")
    others = np.random.default_rng(0).permutation(TRAINING_DIGITS)
    return optimizer, rate, np.concatenate([[digit], others[others != digit][: batch - 1]]).astype(int)


def _asked_rate() -> float:
    asked = st.query_params.get("rate", "")
    return next((rate for rate in RATES if f"{rate:g}" == asked), USUAL_RATE)


def _stages(
    step: LearningStep, network: DenseNetwork, name: str, optimizer: str, rate: float, pixels: np.ndarray
) -> None:
    """The neuron whose numbers are shown, the way through the stages, and the one that is open."""
    if "stage" not in st.session_state:
        st.session_state.stage = Spellings(NUMBERS).read(st.query_params.get("stage")) or "1"
    number = int(st.session_state.stage)
    with st.container(horizontal=True, vertical_alignment="bottom", key="stage_way"):
        _to("Back", ":material/arrow_back:", number - 1)
        one_of("Stage", NUMBERS, "stage", label_visibility="collapsed", help=ABOUT)
        _to("Next", ":material/arrow_forward:", number + 1)
        layer, index = _neuron(network, step, name)
    with st.container(key="stage_shown"):
        show_stage(number, step, Chosen(layer, index, optimizer, rate, pixels))


def _neuron(network: DenseNetwork, step: LearningStep, name: str) -> tuple[int, int]:
    """Asks for a neuron: `(layer, index)`. At first it is the one that has most to learn from this digit."""
    layers, layer = len(network.layers), 0
    if layers > 1:
        names = [*(f"Hidden layer {number}" for number in range(1, layers)), "Answers"]
        key = f"step_layer {layers}"
        layer = st.selectbox(
            "Layer", range(layers), format_func=lambda i: names[i], key=key, persist_state="page", width=180
        )
    usual = int(np.abs(step.errors[layer][0]).argmax())
    key = f"step_neuron {name} {layer} {st.session_state.get('training_digit')}"
    label = "Neuron" if layer < layers - 1 else "Answer"
    return layer, int(st.number_input(label, 0, network.sizes[layer + 1] - 1, usual, key=key, width=140))


def _to(label: str, icon: str, number: int) -> None:
    st.button(
        label,
        icon=icon,
        key=f"stage_{label.lower()}",
        disabled=not 1 <= number <= len(STAGES),
        type="primary" if label == "Next" else "secondary",
        on_click=lambda: st.session_state.update(stage=str(min(max(number, 1), len(STAGES)))),
    )
