"""Inside: the network lit by a digit, why it says what it says, and what it takes to break it."""

from concurrent.futures import Future

import numpy as np
import streamlit as st

from charts.probabilities import percent
from model.digits.letters import LETTERS
from model.inside.layers import DenseNetwork, NotDenseError, Pass
from model.networks.classifier import ClassifierError
from pages.parts.answer import NO_NETWORK, WAKING, answer_when_awake, remember_answer
from pages.parts.glossary import explained
from pages.parts.inside.all_digits import show_all_digits
from pages.parts.inside.breaking import show_breaking
from pages.parts.inside.changing import show_changes
from pages.parts.inside.learning_step import PARAMETERS, show_learning_step
from pages.parts.inside.lit import NEURON, NeuronNames, chosen, follow_link, show_lit
from pages.parts.inside.neuron import show_neuron
from pages.parts.inside.opened import opened
from pages.parts.inside.painting import be_the_network
from pages.parts.inside.reasons import show_reasons
from pages.parts.inside.subject import MOST_SEEDS, PICTURES, choose_subject
from pages.parts.inside.timeline import EPOCH, Moment, choose_moment
from pages.parts.literal import literal
from pages.parts.network_choice import Network, choose_network
from pages.parts.one_of import Spellings, begin_with_link, one_of, tell
from pages.parts.url_check import Anything, check_url, opened_with

LOOK, BE, STEP = "Look inside", "Be the network", "One learning step"
VIEWS = {name: name for name in (LOOK, BE, STEP)}
LOOKS = ["Why this answer", "What would change it", "Break it", "How it learned it"]
STYLE = """
<style>
  .st-key-look_inside { --around: 17rem; }
  .st-key-look_inside [data-stale=true] { opacity: 1; }  /* nothing fades while the next answer comes */
  .st-key-lit { min-height: 23rem; }
  /* in sight above what it moves */
  *:has(> .st-key-time):has(.st-key-timeline_slider) { position: sticky; top: 3.75rem; z-index: 50; }
  @media (max-width: 1100px) {  /* a tablet and a phone: the picture above, the network as wide as there is room */
    .st-key-look_inside { --around: max(40rem, 100vh - 24rem); }
    .st-key-picture_and_network > * > [data-testid=stHorizontalBlock] { flex-direction: column; }
    .st-key-picture_and_network > * > * > [data-testid=stColumn] { width: 100%; flex: none; }
  }
</style>
"""
CLICK = ":material/touch_app: Click a neuron or an answer to open it: its sum, what it looks for, what it adds."
LEGEND = (
    "A tile is a neuron: the brighter, the larger its activation (orange: below 0). A line is a weight × its input: "
    "blue adds, orange takes away. Only a few are drawn: those that decide most between the answer and its closest "
    "rival."
)


@st.fragment
def look_inside(network: Network, classifier: Future) -> None:
    """What changes with each stroke, each click and each step on the timeline."""
    time = st.container(key="time")
    with st.container(key="picture_and_network"):
        picture, drawn = st.columns([3, 10], gap="medium")
    with picture:
        subject = choose_subject()
    with drawn:
        latest = open_or_say_why(classifier)
    with time:  # also while the network wakes up: nothing moves when it has
        moment = choose_moment(network, latest)
    if moment is None:
        return
    passed = None if subject.pixels is None else moment.network.forward(subject.pixels[None])
    remember_answer(None if passed is None else passed.probabilities[0])
    with drawn:
        if passed is None:
            st.caption(f":material/draw: {subject.otherwise}: with the first stroke, the network lights up.")
        else:
            show_network(moment, passed, subject.no_digit)
    show_tabs(moment, subject.pixels, passed)


def show_network(moment: Moment, passed: Pass, no_digit: str) -> None:
    """The network lit by the picture, and the neuron that is open."""
    said = follow_link(moment.network, passed)
    with st.container(key="lit"):
        show_lit(moment.network, passed)
    if no_digit:
        st.info(must_name_a_digit(no_digit, passed.probabilities[0]), icon=":material/help:")
    if chosen(moment.network):
        show_neuron(moment.network, passed, moment.name)
    else:
        if said:
            st.caption(f":material/link_off: {said}")
        st.caption(explained(LEGEND))
        st.caption(explained(CLICK))


def show_tabs(moment: Moment, pixels: np.ndarray | None, passed: Pass | None) -> None:
    """What can be asked about the picture, and about all digits at that moment."""
    begin_with_link({name: name for name in LOOKS}, "look")
    why, change, damage, learned = st.tabs(LOOKS, key="look", on_change="rerun")
    tell("look", None if st.session_state.look == LOOKS[0] else st.session_state.look)
    if learned.open:
        with learned:
            show_all_digits(moment, pixels)
        return
    if pixels is None or passed is None:
        for tab in (why, change, damage):
            tab.caption("First draw a digit, or choose another picture.")
        return
    if why.open:
        with why:
            show_reasons(moment.network, pixels, passed, moment.name)
    if change.open:
        with change:
            show_changes(moment.network, pixels, passed, moment.name)
    if damage.open:
        with damage:
            show_breaking(moment.network, pixels, moment.name)


def open_or_say_why(classifier: Future) -> DenseNetwork | None:
    """The network taken apart, or None after a sentence on why there is nothing to look into."""
    if not classifier.done():
        st.caption(f":material/hourglass_top: {WAKING}")
        return None
    try:
        return opened(classifier.result())
    except NotDenseError as error:
        st.warning(f"{literal(str(error))} It answers on Draw all the same.", icon=":material/visibility_off:")
    except ClassifierError as error:
        st.warning(literal(str(error)), icon=":material/visibility_off:")
    except OSError:
        st.error(NO_NETWORK, icon=":material/broken_image:")
    return None


def must_name_a_digit(what: str, probabilities: np.ndarray) -> str:
    return (
        f"**It must name a digit.** This is {what}, and yet the network says {probabilities.argmax()}, "
        f"{percent(probabilities.max())} sure. Its ten probabilities add up to 100%, whatever the picture: it has no "
        "way to say “none of these”."
    )


st.html(STYLE)
asked = opened_with("inside")
title, choice = st.columns(2, gap="medium")
with title:
    st.title("Inside")
    view = one_of("View", VIEWS, "view", label_visibility="collapsed")
check_url(
    "inside",
    asked,
    {
        "view": Spellings(VIEWS),
        "network": Anything(),
        "subject": Spellings(PICTURES),
        "digit": range(1000),
        "letter": tuple(LETTERS),
        "noise": range(MOST_SEEDS),
        "look": LOOKS,
        **PARAMETERS,
        EPOCH: Anything(),
        NEURON: NeuronNames(),
    },
)
if view == BE:
    be_the_network()
elif view == STEP:
    show_learning_step()
else:
    with choice:
        network = choose_network("Network to look into")
    classifier = network.wake()
    with st.container(key="look_inside"):
        look_inside(network, classifier)
    answer_when_awake(classifier)
