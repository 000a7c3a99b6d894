"""Inside: the network lit by a digit, why it says what it says, and what it takes to break it."""

from concurrent.futures import Future

import streamlit as st

from model.inside.layers import NotDenseError
from model.networks.classifier import ClassifierError
from pages.parts.answer import NO_NETWORK, WAKING, answer_when_awake
from pages.parts.glossary import explained
from pages.parts.inside.breaking import show_breaking
from pages.parts.inside.lit import show_lit, show_neuron
from pages.parts.inside.opened import opened
from pages.parts.inside.painting import be_the_network
from pages.parts.inside.reasons import show_changes, show_reasons
from pages.parts.inside.subject import MOST_SEEDS, PICTURES, choose_subject
from pages.parts.literal import literal
from pages.parts.network_choice import Network, choose_network
from pages.parts.one_of import Spellings, one_of
from pages.parts.url_check import Anything, check_url, opened_with

LOOK, BE = "Look inside", "Be the network"
VIEWS = {name: name for name in (LOOK, BE)}
ORDERS = {"matter": "Most important first", "index": "By index"}


@st.fragment
def look_inside(network: Network, classifier: Future) -> None:
    """What changes with each stroke and each click."""
    picture, drawn = st.columns([1, 3], gap="large")
    with picture:
        pixels, remark = choose_subject()
        if pixels is not None and remark:
            st.caption(explained(remark))
    with drawn:
        if not classifier.done():
            st.caption(f":material/hourglass_top: {WAKING}")
            return
        try:
            dense = opened(classifier.result())
        except (ClassifierError, NotDenseError) as error:
            st.warning(literal(str(error)), icon=":material/visibility_off:")
            return
        except OSError:
            st.error(NO_NETWORK, icon=":material/broken_image:")
            return
        if pixels is None:
            st.caption(f":material/draw: {remark}: with the first stroke, the network lights up.")
            return
        order = st.segmented_control(
            "Neurons", list(ORDERS), format_func=ORDERS.get, default="matter", required=True, key="order"
        )
        passed = dense.forward(pixels[None])
        show_lit(dense, passed, by_index=order == "index")
        said = (
            "A tile is a neuron: the brighter, the more active. Lines are the weights × inputs that decide most "
            "between the answer and its closest rival: blue adds, orange takes away."
        )
        st.caption(explained(said))
    name = f"{network.id} {network.path.stat().st_mtime_ns}"
    show_neuron(dense, passed, name)
    why, change, damage = st.tabs(
        ["Why this answer", "What would change it", "Break it"], key="look", on_change="rerun"
    )
    if why.open:
        with why:
            show_reasons(dense, pixels, passed, name)
    if change.open:
        with change:
            show_changes(dense, pixels, passed)
    if damage.open:
        with damage:
            show_breaking(dense, pixels)


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
        "noise": range(MOST_SEEDS),
    },
)
if view == BE:
    be_the_network()
else:
    with choice:
        network = choose_network("Network to look into")
    classifier = network.wake()
    look_inside(network, classifier)
    answer_when_awake(classifier)
