"""The networks that can answer: the ready-made one, and every trained run."""

import json
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from model.jobs import sweep
from model.jobs.engine import the_engine
from model.networks import answering
from model.runs import doubt_threshold, naming, record
from pages.parts.glossary import hinted
from pages.parts.literal import literal
from pages.parts.url_check import say_not_here
from pages.parts.visitor import visitor

READY_MADE = "Ready-made network"
HELP = (
    "Networks that learned differently may read the same drawing differently. In brackets: test accuracy, the share "
    "of digits read correctly among those that the network never saw in training."
)


@dataclass(frozen=True)
class Network:
    """A network to choose: its name, where its `.keras` file lies, and its accuracy on test digits where known."""

    id: str
    name: str
    path: Path
    test_accuracy: float | None = None
    known_threshold: float | None = None
    run: record.Run | None = field(default=None, compare=False, repr=False)

    @property
    def label(self) -> str:
        return self.name if self.test_accuracy is None else f"{self.name} ({self.test_accuracy:.1%})"

    @property
    def threshold(self) -> float:
        """Where its first guess is less probable than this, it may be no digit. 0 until it has been found."""
        if self.known_threshold is None and self.run is not None:
            with suppress(Exception):  # whatever is wrong with the network, `wake` says so
                found = doubt_threshold.found_later(self.run)
                return found.result() if found.done() else 0.0
        return self.known_threshold or 0.0

    def wake(self) -> Future:
        """A future of its `Classifier`; the future's exception says why there is none."""
        try:
            return answering.classifier(self.path)
        except OSError as error:
            failed: Future = Future()
            failed.set_exception(error)
            return failed


def shipped() -> Network:
    """The ready-made network, with the facts of its record beside it."""
    record = answering.SHIPPED.with_suffix(".json")
    facts = json.loads(record.read_text(encoding="utf-8")) if record.exists() else {}
    return Network(
        answering.SHIPPED_ID,
        READY_MADE,
        answering.SHIPPED,
        facts.get("test_accuracy"),
        facts.get("confidence_threshold", 0.0),
    )


def on_offer() -> tuple[list[Network], list[str]]:
    """All networks that can answer, this person's first, and a sentence on each run that can't be read."""
    runs, warnings = record.load_all()
    me = visitor()
    mine, others = [run for run in runs if run.owner == me], [run for run in runs if run.owner != me]
    return [*_of_runs(mine, "Mine"), shipped(), *_of_runs(others, "Others")], warnings


def has_own_networks() -> bool:
    """Whether this person has trained or uploaded a network: those stand first."""
    return on_offer()[0][0] != shipped()


def choose_network(label: str = "Network that answers") -> Network:
    """Shows the selector: this person's runs, newest first, then the ready-made network, then other people's runs.

    At first it is this person's latest run that was no part of a sweep, else the best of their latest sweep, else the
    ready-made network. Another choice stands in the URL, `?network=`; one that isn't there gets a sentence.
    """
    networks, warnings = on_offer()
    by_id = {network.id: network for network in networks}
    usual = by_id[_usual([network.run for network in networks if network.run and network.run.owner == visitor()])]
    asked = st.query_params.get("network")
    if asked and asked not in by_id:
        st.session_state.unknown_network = True
    choice = st.selectbox(
        label,
        networks,
        index=networks.index(by_id.get(asked or "", usual)),
        format_func=lambda network: network.label,
        key="network_that_answers",
        persist_state="page",
        on_change=lambda: st.session_state.pop("unknown_network", None),
        help=hinted(label, HELP),
    )
    if choice != usual:
        st.query_params["network"] = choice.id
    elif "network" in st.query_params:
        del st.query_params["network"]
    if st.session_state.get("unknown_network"):
        say_not_here("network", f"Instead: {literal(choice.name)}.")
    for warning in warnings:
        st.caption(f":material/warning: {literal(warning)}")
    return choice


def show_network(name: str) -> None:
    """Chooses the network with that id, as if somebody had done so in the selector. To be called before it is drawn."""
    network = next((network for network in on_offer()[0] if network.id == name), None)
    if network is not None:
        st.session_state.network_that_answers = network
        st.query_params.pop("network", None)  # the selector says it again, where it is not the usual one
        st.session_state.pop("unknown_network", None)


def _of_runs(runs: list[record.Run], group: str) -> list[Network]:
    """What tells runs apart comes first in their names: a phone cuts them off."""
    names = naming.names_to_choose_from(runs)
    return [
        Network(
            run.id,
            f"{group} · {names[run.id]}",
            run.model_path,
            run.scores.get("test_accuracy"),
            run.scores.get("threshold"),
            run,
        )
        for run in runs
    ]


def _usual(mine: list[record.Run]) -> str:
    """The id of the network that is chosen as long as nobody chooses another."""
    alone = [run for run in mine if not run.sweep]
    if alone:
        return alone[0].id
    if swept := [run for run in mine if run.sweep]:
        best = sweep.best(sweep.cells(the_engine(), mine, swept[0].sweep))
        return best.id if best and any(run.id == best.id for run in mine) else swept[0].id
    return answering.SHIPPED_ID
