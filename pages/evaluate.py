"""Evaluate: how good a network really is, on digits that it never saw."""

from concurrent.futures import Future

import numpy as np
import streamlit as st

from model.networks import answering
from model.networks.classifier import ClassifierError
from model.networks.config import CLASSES
from model.networks.learned_digits import is_experiment
from model.runs import held_out, record
from model.runs.taught import MOST
from pages.parts.answer import NO_NETWORK, WAKING, answer_when_awake
from pages.parts.evaluate.accuracy import show_accuracy
from pages.parts.evaluate.answered import MNIST_TEST_DIGITS, answered, name_of, scores
from pages.parts.evaluate.baselines import show_baselines
from pages.parts.evaluate.confidence import show_confidence
from pages.parts.evaluate.confusion import UNITS, show_confusion
from pages.parts.evaluate.data_effect import show_data_effect
from pages.parts.evaluate.game import show_game
from pages.parts.evaluate.mistakes import WALLS, look_up, show_mistakes
from pages.parts.evaluate.own import own_digits, say_what_to_do, show_own
from pages.parts.evaluate.people import show_people
from pages.parts.evaluate.robustness import measured, show_robustness
from pages.parts.glossary import explained, hinted, meaning
from pages.parts.literal import literal
from pages.parts.network_choice import Network, choose_network
from pages.parts.one_of import Spellings, one_of
from pages.parts.url_check import check_url, opened_with

PEOPLE_DIGITS = 300
EXAMPLE = 4  # the digit that shows what a change does: turned or slanted, it is no other
JUDGES = {"own": "MNIST", "people": "People", "mine": "My handwriting"}
LOOK_UP = "Look up"
DATA_NAMES = {
    "mnist": "the {} test digits of MNIST",
    "sample": "the {} test digits of the sample",
    "people": "{} digits by 30 people whom no network here learned from",
    "drawings": "{} drawings of your own",
}
YOU = "You"
SECTIONS = {name: name for name in ("Overview", "Confusion", "Mistakes", "Confidence", "Robustness", LOOK_UP, YOU)}


@st.fragment
def judge(network: Network, run: record.Run | None, classifier: Future) -> None:
    """What changes with a click: the open section."""
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        section = one_of("Section", SECTIONS, "section", wrap=True, label_visibility="collapsed")
        judge_by = one_of(
            "Digits to judge by",
            JUDGES,
            "digits",
            on_change=lambda: st.session_state.update(image=0),
            label_visibility="collapsed",
            help="The test digits that belong to the data it learned from, digits by 30 people from elsewhere, or the "
            "drawings that you have labelled on Draw.",
        )
    if not classifier.done():
        st.caption(f":material/hourglass_top: {WAKING}")
        return
    try:
        with st.spinner("Reading the test digits"):
            own, own_answers = answered(network, held_out.of_run(run) if run else held_out.of_shipped(), classifier)
            test, learned = scores(network, run, own, own_answers)
            digits, answers = own, own_answers
            if judge_by == "people":
                digits, answers = answered(network, held_out.of_people(), classifier)
            elif judge_by == "mine":
                drawings = own_digits(run)
                if drawings is None:
                    say_what_to_do()
                    return
                digits, answers = answered(network, drawings, classifier)
    except (ClassifierError, OSError) as error:
        sentence = str(error) if isinstance(error, ClassifierError) else NO_NETWORK
        st.error(literal(sentence), icon=":material/broken_image:")
        return
    images = digits.dataset.x_test
    tested_on = f"Tested on {DATA_NAMES[digits.dataset.name].format(f'{len(images):,}')}."
    st.caption(tested_on, help=hinted("Test digits", meaning("Test digits")))
    if digits.note:
        st.warning(literal(digits.note), icon=":material/visibility:")
    if section == "Overview":
        if judge_by == "people":
            of_sample = own.dataset.name == "sample" and not own.seen
            show_people(answers.test, test, "the sample's test digits" if of_sample else "MNIST's test digits")
            show_baselines(digits, answers.test.score().accuracy)
            return
        if judge_by == "mine":
            show_own(answers.test, test, "MNIST's test digits" if own.dataset.name == "mnist" else "its test digits")
            show_baselines(digits, answers.test.score().accuracy)
            return
        show_accuracy(test, learned)
        if run and run.training and is_experiment(run.training) and digits.learned_from is not None:
            learned_of_each = np.bincount(digits.dataset.y_train[digits.learned_from], minlength=CLASSES)
            show_data_effect(answers, learned_of_each)
        if digits.seen and test:
            st.caption(
                explained(
                    f"The test accuracy was measured when the network was trained, on {test.count:,} other digits."
                )
            )
        show_baselines(digits, answers.test.score().accuracy)
    elif section == "Confusion":
        show_confusion(images, answers.test)
    elif section == "Mistakes":
        show_mistakes(images, answers.test)
    elif section == "Confidence":
        show_confidence(answers.test)
    elif section == "Robustness":
        path, changed = network.path, network.path.stat().st_mtime_ns
        labels = digits.dataset.y_test
        curves = measured(classifier.result(), images, labels, str(path), changed, name_of(digits))
        show_robustness(curves, images[int((labels == EXAMPLE).argmax())])  # the first where there is no such digit
    elif section == LOOK_UP:
        look_up(images, answers.test)
    else:
        show_game(images, answers.test, f"{network.id} {network.path.stat().st_mtime_ns} {name_of(digits)}")


asked = opened_with("evaluate")
if "image" in asked and "section" not in asked and "section" not in st.session_state:
    st.session_state.section = LOOK_UP  # a link to an image looks it up
title, choice = st.columns(2, gap="large")
title.title("Evaluate")
with choice:
    network = choose_network("Network to evaluate")
classifier = network.wake()
try:
    run = None if network.id == answering.SHIPPED_ID else record.read(network.path.parent)
except (OSError, ValueError, KeyError, TypeError):
    st.error(NO_NETWORK, icon=":material/broken_image:")
    st.stop()
test_digits = run.data.get("test", MNIST_TEST_DIGITS) if run else MNIST_TEST_DIGITS
judged_by = Spellings(JUDGES).read(asked.get("digits"))
check_url(
    "evaluate",
    asked,
    {
        "network": [asked.get("network", "")],  # `choose_network` says what is wrong with it
        "section": Spellings(SECTIONS),
        "digits": Spellings(JUDGES),
        "wall": Spellings(WALLS),
        "image": range({"people": PEOPLE_DIGITS, "mine": MOST}.get(judged_by or "", test_digits)),
        "true": range(10),
        "read_as": range(10),
        "units": Spellings(UNITS),
        "threshold": range(100),
    },
)
judge(network, run, classifier)
answer_when_awake(classifier)
