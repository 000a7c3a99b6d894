"""A network's answer to a digit: in large type, with how sure it is and the ten probabilities."""

from concurrent.futures import Future
from html import escape

import numpy as np
import streamlit as st

from charts.probabilities import percent, probabilities_chart
from model.networks.classifier import ClassifierError
from pages.components.live_chart import live_chart
from pages.parts.network_choice import Network

LOOK_AGAIN = 0.25  # seconds between looks at whether the network is awake
WAKING = "Waking up the network"
NO_NETWORK = "This network is gone. Choose another one."

STYLE = """
<style>
  .answer { display: flex; align-items: center; gap: 1.25rem; min-height: 7.5rem; line-height: 1.35; }
  .answer .digit { font-size: 7rem; line-height: 7.5rem; font-weight: 600; font-variant-numeric: tabular-nums; }
  .answer .sure { font-size: 1.5rem; font-weight: 600; }
  .answer .quiet { font-size: 1.35rem; opacity: 0.65; }
</style>
"""


def answer_when_awake(classifier: Future) -> None:
    """Runs the page again as soon as the network is awake, so that what was drawn before is answered by itself."""
    if not classifier.done():
        st.fragment(_rerun_if_done, run_every=LOOK_AGAIN)(classifier)


def _rerun_if_done(classifier: Future) -> None:
    if classifier.done():
        st.rerun()


def show_answer(
    network: Network,
    classifier: Future,
    pixels: np.ndarray | None,
    otherwise: str,
    key: str = "",
    several_digits: bool = False,
    compact: bool = False,
) -> int | None:
    """Shows what `network` makes of `pixels`, float32 (28, 28); the sentence `otherwise` where they are None.
    Returns the digit that it reads, None as long as there is no answer.

    `several_digits` says that the drawing looks like more than one (`model.digits.side_by_side`). A `compact` answer is
    one of two or three side by side.
    """
    sentence, probabilities = otherwise, None
    if pixels is not None:
        try:
            sentence = WAKING
            if classifier.done():
                probabilities = classifier.result().probabilities(pixels[None])[0]
        except ClassifierError as error:
            sentence = str(error)
        except OSError:
            sentence = NO_NETWORK
    st.html(STYLE)
    with st.container(key=f"{key}prediction"):
        st.html(_quiet(sentence) if probabilities is None else _answer(probabilities, network, several_digits))
    with st.container(key=f"{key}probabilities"):
        in_words = "No answer yet" if probabilities is None else _in_words(probabilities)
        chart, urgent = probabilities_chart(probabilities, compact), probabilities is not None
        live_chart(chart, in_words, key=f"{key}bars", urgent=urgent)
    return None if probabilities is None else int(probabilities.argmax())


def _quiet(sentence: str) -> str:
    return f'<div class="answer" role="status"><span class="quiet">{escape(sentence)}</span></div>'


def _answer(probabilities: np.ndarray, network: Network, several_digits: bool) -> str:
    first = int(probabilities.argmax())
    doubt = ""
    if several_digits:
        doubt = '<div class="quiet">One digit at a time, please</div>'
    elif probabilities[first] < network.threshold:
        doubt = '<div class="quiet">This may not be a digit</div>'
    return (
        f'<div class="answer" role="status"><span class="digit">{first}</span> '
        f'<div><div class="sure">{percent(probabilities[first])} sure</div> {doubt}</div></div>'
    )


def _in_words(probabilities: np.ndarray) -> str:
    likeliest = np.argsort(-probabilities, kind="stable")[:3]
    return "Probabilities: " + ", ".join(f"{digit} {percent(probabilities[digit])}" for digit in likeliest)
