"""The networks that can answer: the one that ships, and every trained run."""

import json
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import streamlit as st

from model.networks import answering
from model.runs import record
from pages.parts.visitor import visitor

SHIPPED_NAME = "The network that ships"


@dataclass(frozen=True)
class Network:
    """A network to choose: its name, where its `.keras` file lies, and its accuracy on test digits, if it was tested.

    Where its first guess is less probable than `threshold`, what it was shown may be no digit at all.
    """

    id: str
    name: str
    path: Path
    test_accuracy: float | None = None
    threshold: float = 0.0

    @property
    def label(self) -> str:
        if self.test_accuracy is None:
            return self.name
        return f"{self.name} · test accuracy {100 * self.test_accuracy:.1f}\u00a0%"

    def wake(self) -> Future:
        """A future of its `Classifier`; the future's exception says why there is none."""
        try:
            return answering.classifier(self.path)
        except OSError as error:
            failed = Future()
            failed.set_exception(error)
            return failed


def shipped() -> Network:
    """The network that ships, with the facts of its record beside it."""
    record = answering.SHIPPED.with_suffix(".json")
    facts = json.loads(record.read_text(encoding="utf-8")) if record.exists() else {}
    return Network(
        "shipped",
        SHIPPED_NAME,
        answering.SHIPPED,
        facts.get("test_accuracy"),
        facts.get("confidence_threshold", 0.0),
    )


def on_offer() -> tuple[list[Network], list[str]]:
    """All networks that can answer, this person's first, and a sentence on each run that can't be read."""
    finished, warnings = record.load_all()
    me = visitor()
    mine = [_of_run(run) for run in finished if run.owner == me]
    others = [_of_run(run) for run in finished if run.owner != me]
    return [*mine, shipped(), *others], warnings


def has_own_networks() -> bool:
    """Whether this person has trained or uploaded a network: those stand first."""
    return on_offer()[0][0] != shipped()


def choose_network(label: str = "Network that answers") -> Network:
    """Shows the selector: this person's runs, newest first, then the network that ships, then everybody else's runs.

    The first of these is chosen until somebody chooses another, which then stands in the URL: `?network=`.
    """
    networks, warnings = on_offer()
    linked = [i for i, network in enumerate(networks) if network.id == st.query_params.get("network")]
    choice = st.selectbox(
        label,
        networks,
        index=linked[0] if linked else 0,
        format_func=lambda network: network.label,
        key="network_that_answers",
        help="Networks that learned differently may see the same drawing differently. Test accuracy is the share "
        "of digits read right among those that the network never saw while it learned.",
    )
    if choice != networks[0]:
        st.query_params["network"] = choice.id
    elif "network" in st.query_params:
        del st.query_params["network"]
    for warning in warnings:
        st.caption(f":material/warning: {warning}")
    return choice


def _of_run(run: record.Run) -> Network:
    """The time tells runs of the same settings apart: Streamlit takes options with equal labels for one."""
    created = run.created.astimezone()
    today = created.date() == datetime.now().astimezone().date()
    name = f"{run.name}, {created:%H:%M:%S}" if today else f"{run.name}, {created:%d %b %H:%M:%S}"
    return Network(run.id, name, run.model_path, run.scores.get("test_accuracy"))
