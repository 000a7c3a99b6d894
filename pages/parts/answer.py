"""A network's answer to a digit: in large type, with how sure it is and the ten probabilities."""

from concurrent.futures import Future
from html import escape

import numpy as np
import streamlit as st

from charts.probabilities import percent, probabilities_chart
from model.digits.rows import Row
from model.networks.classifier import ClassifierError
from pages.components.live_chart import live_chart
from pages.parts.network_choice import Network
from pages.parts.row_of_digits import choose_digit, chosen_in

LOOK_AGAIN = 0.25  # seconds between looks at whether the network is awake
WAKING = "Waking up the network"
NO_NETWORK = "This network is gone. Choose another one."
SHOWN_ANSWER = "shown_answer"  # in the session: the digit that the page reads and how sure it is, 0 to 1, or None

STYLE = """
<style>
  .answer { display: flex; align-items: center; gap: 1.25rem; min-height: 7.5rem; line-height: 1.35; }
  .answer .digit { font-size: 7rem; line-height: 7.5rem; font-weight: 600; font-variant-numeric: tabular-nums; }
  .answer .digit.many { font-size: 4.5rem; line-height: 4.75rem; letter-spacing: 0.04em; overflow-wrap: anywhere; }
  .answer:has(.many) { flex-wrap: wrap; gap: 0 1.25rem; }
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
    row: Row | None,
    otherwise: str,
    key: str = "",
    compact: bool = False,
) -> int | None:
    """Shows what `network` makes of a digit, or of each in a row; the sentence `otherwise` where there is none.
    Returns the digit that it reads, of a row the chosen one; None as long as there is no answer.

    A `compact` answer is one of two or three side by side: what is chosen stands beside the first.
    """
    sentence, probabilities = otherwise, None
    if row is not None:
        try:
            sentence = WAKING
            if classifier.done():
                pixels = np.array([digit.pixels for digit in row.digits])
                probabilities = classifier.result().probabilities(pixels)
        except ClassifierError as error:
            sentence = str(error)
        except OSError:
            sentence = NO_NETWORK
    st.html(STYLE)
    with st.container(key=f"{key}prediction"):
        st.html(_quiet(sentence) if row is None or probabilities is None else _answer(probabilities, network, row))
    if row is not None and probabilities is not None:
        if len(row.digits) > 1 and not key:
            choose_digit(row, probabilities)
        probabilities = probabilities[chosen_in(row)]
    with st.container(key=f"{key}probabilities"):
        in_words = "No answer yet" if probabilities is None else _in_words(probabilities)
        chart, urgent = probabilities_chart(probabilities, compact), probabilities is not None
        live_chart(chart, in_words, key=f"{key}bars", urgent=urgent)
    if not key:
        remember_answer(probabilities)
    return None if probabilities is None else int(probabilities.argmax())


def remember_answer(probabilities: np.ndarray | None) -> None:
    """Remembers what the page reads, for a lesson that waits for it: `(10,)`, or None."""
    read = None if probabilities is None else (int(probabilities.argmax()), float(probabilities.max()))
    st.session_state[SHOWN_ANSWER] = read


def _quiet(sentence: str) -> str:
    return f'<div class="answer" role="status"><span class="quiet">{escape(sentence)}</span></div>'


def _answer(probabilities: np.ndarray, network: Network, row: Row) -> str:
    answers, sure = probabilities.argmax(axis=1), probabilities.max(axis=1)
    against = _doubt(sure >= network.threshold, row)
    doubt = f'<div class="quiet">{against}</div>' if against else ""
    several = len(answers) > 1
    everything = f" of all {len(answers)}" if several else ""
    return (
        f'<div class="answer" role="status"><span class="digit{" many" if several else ""}">'
        f'{"".join(map(str, answers))}</span> <div><div class="sure">{percent(sure.prod())} sure{everything}</div> '
        f"{doubt}</div></div>"
    )


def _doubt(is_sure: np.ndarray, row: Row) -> str:
    """What speaks against an answer, in a sentence, or "". `is_sure` says of each whether it may be a digit."""
    touching = [place for place, sure in enumerate(is_sure, start=1) if row.may_touch(place - 1, bool(sure))]
    if len(row.digits) == 1:
        if row.looks_like_several:
            return "One digit at a time, please"
        if touching:
            return "If these are several digits, leave gaps between them"
        return "" if is_sure[0] else "This may not be a digit"
    if touching:
        return f"{_which(touching)} may be several that touch: leave gaps between them"
    unsure = [place for place, sure in enumerate(is_sure, start=1) if not sure]
    return f"{_which(unsure)} may not be a digit" if unsure else ""


def _which(places: list[int]) -> str:
    return f"Number {places[0]} in the row" if len(places) == 1 else f"{len(places)} of these"


def _in_words(probabilities: np.ndarray) -> str:
    likeliest = np.argsort(-probabilities, kind="stable")[:3]
    return "Probabilities: " + ", ".join(f"{digit} {percent(probabilities[digit])}" for digit in likeliest)
