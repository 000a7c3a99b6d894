"""Evaluate: how good a network really is, on digits that it never saw."""

from concurrent.futures import Future

import numpy as np
import streamlit as st

from model.networks.classifier import Classifier, ClassifierError
from model.runs import evaluation, held_out, record
from model.runs.evaluation import Answers, Evaluation, Score
from model.runs.held_out import HeldOut
from pages.parts.answer import NO_NETWORK, WAKING, answer_when_awake
from pages.parts.evaluate.accuracy import show_accuracy
from pages.parts.evaluate.confidence import show_confidence
from pages.parts.evaluate.confusion import UNITS, show_confusion
from pages.parts.evaluate.judged_digit import choose_from_wall, show_digit
from pages.parts.network_choice import Network, choose_network
from pages.parts.url_check import check_url, opened_with

MOST = 120  # digits on a wall of mistakes
MNIST_TEST_DIGITS = 10_000
DATA_NAMES = {"mnist": "MNIST", "sample": "the sample"}
SECTIONS = ["Overview", "Confusion", "Mistakes", "Confidence", "Look up"]
WALLS = {"mistakes": "Most confident mistakes", "hits": "Least confident correct ones"}


@st.cache_data(max_entries=8, show_spinner=False)
def evaluated(_classifier: Classifier, _digits: HeldOut, path: str, changed: int, name: str) -> Evaluation:
    """The file at `path`, when it `changed`, and the `name` of the digits' data tell evaluations apart."""
    return evaluation.evaluate(_classifier, _digits)


@st.fragment
def judge(network: Network, run: record.Run | None, classifier: Future) -> None:
    """What changes with a click: the open section."""
    section = st.segmented_control(
        "Section",
        SECTIONS,
        key="section",
        default=SECTIONS[0],
        required=True,
        bind="query-params",
        wrap=True,
        label_visibility="collapsed",
    )
    if not classifier.done():
        st.caption(f":material/hourglass_top: {WAKING}")
        return
    try:
        with st.spinner("Reading the test digits"):
            digits = held_out.of_run(run) if run else held_out.of_shipped()
            changed = network.path.stat().st_mtime_ns
            answers = evaluated(classifier.result(), digits, str(network.path), changed, digits.dataset.name)
    except (ClassifierError, OSError) as error:
        sentence = str(error) if isinstance(error, ClassifierError) else NO_NETWORK
        st.error(sentence, icon=":material/broken_image:")
        return
    images = digits.dataset.x_test
    st.caption(f"Judged by the {len(images):,} test digits of {DATA_NAMES[digits.dataset.name]}.")
    if digits.note:
        st.warning(digits.note, icon=":material/visibility:")
    if section == "Overview":
        test, learned = scores(network, run, digits, answers)
        show_accuracy(test, learned)
        if digits.seen and test:
            st.caption(f"The test accuracy was measured when the network was trained, on {test.count:,} other digits.")
    elif section == "Confusion":
        show_confusion(images, answers.test)
    elif section == "Mistakes":
        show_mistakes(images, answers.test)
    elif section == "Confidence":
        show_confidence(answers.test)
    else:
        look_up(images, answers.test)


def scores(
    network: Network, run: record.Run | None, digits: HeldOut, answers: Evaluation
) -> tuple[Score | None, Score | None]:
    """On new digits and on those learned from. Where no new ones are at hand, the former was measured before."""
    loss = run.training.loss if run and run.training else "categorical_crossentropy"
    if not digits.seen:
        return answers.test.score(loss), answers.learned and answers.learned.score(loss)
    if network.test_accuracy is None:
        return None, answers.test.score(loss)
    count = run.data["test"] if run else MNIST_TEST_DIGITS
    return Score(network.test_accuracy, count, run and run.scores.get("test_loss")), answers.test.score(loss)


def show_mistakes(images: np.ndarray, answers: Answers) -> None:
    which = st.segmented_control(
        "Which digits",
        list(WALLS),
        format_func=WALLS.get,
        key="wall",
        default="mistakes",
        required=True,
        bind="query-params",
        wrap=True,
        help="A mistake made with confidence tells most about a network: is the label wrong, the digit unreadable, or "
        "has it learned something odd? And what it barely got right, it may miss next time.",
    )
    if which == "mistakes":
        indices, title = evaluation.surest_mistakes(answers, MOST), "Read wrong, surest first"
    else:
        indices, title = evaluation.least_sure_hits(answers, MOST), "Read right, least sure first"
    if not len(indices):
        st.info("There are none.", icon=":material/thumb_up:")
        return
    left, right = st.columns([5, 7], gap="large")
    with left:
        index = choose_from_wall(title, indices, images, answers, key=which)
    with right:
        show_digit(index, images, answers)


def look_up(images: np.ndarray, answers: Answers) -> None:
    index = st.number_input(
        "Index of the test image",
        0,
        len(images) - 1,
        key="image",
        bind="query-params",
        width=240,
        help="An image's place in the array, from 0: x_test[0] is the first test image.",
    )
    show_digit(index, images, answers, side=280)


asked = opened_with("evaluate")
if "image" in asked and "section" not in asked and "section" not in st.session_state:
    st.session_state.section = SECTIONS[-1]  # a link to an image looks it up
title, choice = st.columns(2, gap="large", vertical_alignment="bottom")
title.title("Evaluate")
with choice:
    network = choose_network("Network to evaluate")
classifier = network.wake()
try:
    run = None if network.id == "shipped" else record.read(network.path.parent)
except (OSError, ValueError, KeyError, TypeError):
    st.error(NO_NETWORK, icon=":material/broken_image:")
    st.stop()
check_url(
    "evaluate",
    asked,
    {
        "network": [network.id],
        "section": SECTIONS,
        "wall": WALLS.values(),
        "image": range(run.data.get("test", MNIST_TEST_DIGITS) if run else MNIST_TEST_DIGITS),
        "true": range(10),
        "read_as": range(10),
        "units": UNITS.values(),
        "threshold": range(100),
    },
)
judge(network, run, classifier)
answer_when_awake(classifier)
