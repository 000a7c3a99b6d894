"""What a network says to the digits that it is judged by, and the scores that follow; each is found once."""

from concurrent.futures import Future
from hashlib import sha256

import streamlit as st

from model.networks.classifier import Classifier
from model.runs import evaluation, record
from model.runs.evaluation import Answers, Evaluation, Score
from model.runs.held_out import HeldOut
from pages.parts.network_choice import Network

MNIST_TEST_DIGITS = 10_000


@st.cache_data(max_entries=8, show_spinner=False)
def evaluated(_classifier: Classifier, _digits: HeldOut, path: str, changed: int, name: str) -> Evaluation:
    """The file at `path`, when it `changed`, and the `name` of the digits' data tell evaluations apart."""
    return evaluation.evaluate(_classifier, _digits)


def answered(network: Network, digits: HeldOut, classifier: Future) -> tuple[HeldOut, Evaluation]:
    """The digits, and what the network says to them."""
    changed = network.path.stat().st_mtime_ns
    return digits, evaluated(classifier.result(), digits, str(network.path), changed, name_of(digits))


def name_of(digits: HeldOut) -> str:
    """Tells test digits apart: other drawings, or the same under other labels, are others."""
    name, dataset = digits.dataset.name, digits.dataset
    return name if name != "drawings" else sha256(dataset.x_test.tobytes() + dataset.y_test.tobytes()).hexdigest()


def scores(
    network: Network, run: record.Run | None, digits: HeldOut, answers: Evaluation
) -> tuple[Score | None, Score | None]:
    """On new digits and on those learned from. Where no new ones are at hand, the former was measured before."""
    loss = run.training.loss if run and run.training else "categorical_crossentropy"
    if not digits.seen:
        learned = answers.learned
        if learned and answers.told is not None:  # what it learned is what it was told
            learned = Answers(answers.told, learned.probabilities)
        return answers.test.score(loss), learned.score(loss) if learned else None
    if network.test_accuracy is None:
        return None, answers.test.score(loss)
    count = run.data["test"] if run else MNIST_TEST_DIGITS
    return Score(network.test_accuracy, count, run.scores.get("test_loss") if run else None), answers.test.score(loss)
