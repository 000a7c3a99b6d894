"""Simple ways of reading the same digits, beside the network: what its accuracy is worth."""

from concurrent.futures import Future

import streamlit as st

from charts.baselines import accuracy_bars
from charts.evaluation import share
from model.runs import baselines
from model.runs.baselines import Baseline
from model.runs.held_out import HeldOut
from pages.components.live_chart import live_chart
from pages.parts.glossary import explained

LOOK_AGAIN = 0.5  # seconds between looks at whether they have been found
NETWORK = "This network"
ABOUT = (
    "An accuracy means little alone: 90% is good where chance reads 10%, and poor where a rule without any training "
    "reads 94%. A network is worth its trouble by what it adds to the best of these. Point at a bar to read its rule."
)


def show_baselines(digits: HeldOut, accuracy: float) -> None:
    """The baselines on the test digits of `digits`, beside a network's `accuracy` there. They come when found."""
    found = baselines.found_later(digits.dataset)
    with st.container(key="baselines"):
        st.fragment(_show, run_every=None if found.done() else LOOK_AGAIN)(found, found.done(), accuracy)
        if digits.seen:
            st.caption(
                explained(
                    "The network has learned from these very digits, the simple ways have not: it looks too good."
                )
            )


def _show(found: Future[list[Baseline]], was_done: bool, accuracy: float) -> None:
    if not found.done():
        st.caption(":material/hourglass_top: Reading the same digits in four simple ways", help=ABOUT)
        return
    if not was_done:
        st.rerun()  # the page around looks no more
    ways = found.result()
    names = [*(way.name for way in ways), NETWORK]
    accuracies = [*(way.accuracy for way in ways), accuracy]
    rules = [*(way.rule for way in ways), "Its accuracy on the same digits."]
    st.markdown(f"##### {finding(ways, accuracy)}", help=ABOUT)
    figure = accuracy_bars(names, accuracies, rules, NETWORK, "Each way on the same test digits")
    alt = ", ".join(f"{name} {share(value)}" for name, value in zip(names, accuracies, strict=True))
    live_chart(figure, f"Read right: {alt}", key="baselines_chart", urgent=False)


def finding(ways: list[Baseline], accuracy: float) -> str:
    """What the comparison says, in words without a full stop."""
    best = max(ways, key=lambda way: way.accuracy)
    name, s = best.name.lower(), "" if best.several else "s"
    if accuracy <= best.accuracy:
        return f"Not better than a simple way: {name} read{s} {share(best.accuracy)}"
    if best.accuracy >= 1:
        return f"As good as {name}: all are read right"
    fewer = (1 - best.accuracy) / max(1 - accuracy, 1e-9)
    if accuracy >= 1:
        return f"It makes no mistake; {name} misread{s} {share(1 - best.accuracy)}"
    return f"It makes {1 / fewer:.0%} of the mistakes that {name} make{s}"
