"""Learn from my handwriting: a run like any other, and what it made of the network, before and after side by side."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial

import numpy as np
import streamlit as st

from model.digits.data import Dataset
from model.handwriting import teaching
from model.handwriting.drawings import LabelledDrawing, arrays
from model.handwriting.found import counted
from model.handwriting.teaching import TeachingError
from model.jobs.engine import the_engine
from model.jobs.job import Job
from model.jobs.queue import QueueFull
from model.networks.classifier import Classifier, ClassifierError
from model.runs import held_out
from model.runs.record import Run
from pages.parts.glossary import explained, hinted
from pages.parts.links import page_link
from pages.parts.literal import literal
from pages.parts.network_choice import Network, on_offer, show_network
from pages.parts.own_drawings import redraw
from pages.parts.train.run_in_words import progress, share_done, status
from pages.parts.visitor import may_change, visitor

RUN, PROBLEM = "taught_run", "teaching_problem"  # in the session
EVERY = 0.5  # seconds between two looks at a living run
ABOUT = (
    "The network goes on learning from where it is, for about 300 small steps: on its own data, so that it forgets "
    "little, and for each three of those digits one of your drawings, each time turned, slanted, sized and shifted a "
    "little differently. It becomes a run of its own; the network that you chose stays as it is."
)
NEW = "Drawings made since then show what it has really learned: it has never seen them."


def learn(network: Network, classifier: Future, drawings: Sequence[LabelledDrawing]) -> None:
    """The button, how the run stands, and what came of it."""
    job = _job()
    st.markdown("##### Learn from my handwriting", help=hinted("Fine-tuning", ABOUT))
    _say_how_many(drawings)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"Teach it {len(drawings)} drawings",
            icon=":material/school:",
            type="primary",
            key="teach",
            disabled=len(drawings) < teaching.LEAST or not classifier.done() or (job is not None and job.lives),
            on_click=_teach,
            args=(network, classifier, drawings),
        )
        if job is not None and job.lives and may_change(job.owner):
            st.button("Stop", icon=":material/stop:", key="stop_teaching", on_click=_stop, args=(job,))
        if job is not None:
            page_link("pages/train.py", "Watch it on Train", ":material/show_chart:", {"run": job.id})
    if said := st.session_state.pop(PROBLEM, ""):
        st.warning(literal(said), icon=":material/error:")
    if job is not None:
        st.fragment(_follow, run_every=EVERY if job.lives else None)(job, job.lives)
    run = _taught_run(job, network)
    if run is not None:
        _compare(run, drawings)
        if run.id != network.id:
            st.button(
                "Draw for the taught network",
                icon=":material/draw:",
                key="draw_for_taught",
                type="primary",
                on_click=_show,
                args=(run,),
            )


def _show(run: Run) -> None:
    show_network(run.id)
    redraw()


def _say_how_many(drawings: Sequence[LabelledDrawing]) -> None:
    each = np.bincount([drawing.label for drawing in drawings], minlength=10)
    few = [str(digit) for digit in range(10) if each[digit] < 3]
    if not few:
        st.caption(f"{len(drawings)} drawings, at least three of each digit: a good start.")
    elif len(few) == 10:
        st.caption("Three of each digit are a good start. Speed drawing, above, gathers them in a minute.")
    else:
        st.caption(f"Three of each digit are a good start; there are fewer of {', '.join(few)}.")


def _job() -> Job | None:
    """This person's latest run that learns their handwriting; also after a reload."""
    engine = the_engine()
    if job := engine.job(st.session_state.get(RUN)):
        return job
    mine = [job for job in list(engine.jobs.values()) if job.taught and job.owner == visitor() and not job.aside]
    return mine[-1] if mine else None


def _teach(network: Network, classifier: Future, drawings: Sequence[LabelledDrawing]) -> None:
    try:
        weights = classifier.result().model.get_weights()
        lecture = teaching.prepare(network.run, weights, drawings)
        job = the_engine().submit(
            lecture.network, lecture.training, visitor(), beginning=lecture.beginning, taught=lecture.taught
        )
    except (TeachingError, ClassifierError, QueueFull) as error:
        st.session_state[PROBLEM] = str(error)
        return
    st.session_state[RUN] = job.id


def _stop(job: Job) -> None:
    if may_change(job.owner):
        the_engine().stop(job)


def _follow(job: Job, lived: bool) -> None:
    """How the run stands; the page around is drawn anew once it has ended."""
    job.watched()
    if lived and not job.lives:
        st.rerun()
    st.markdown(f"**{literal(status(job))}**")
    if job.lives:
        st.progress(share_done(job), text=progress(job))
    for said in filter(None, (job.message, job.problem)):
        st.error(literal(said), icon=":material/error:")
    if note := job.data.get("note"):
        st.warning(literal(note), icon=":material/cloud_off:")


def _taught_run(job: Job | None, network: Network) -> Run | None:
    """The run whose lesson is shown: the latest one, or that of the network which answers, if it was taught."""
    if network.run is not None and network.run.taught:
        return network.run
    return job.saved if job is not None and not job.lives else None


def _compare(run: Run, drawings: Sequence[LabelledDrawing]) -> None:
    """Before and after: on the drawings that it learned from, on those made since, and on test digits."""
    assert run.taught
    known = {network.id: network for network in on_offer()[0]}
    before, after = known.get(run.taught.base), known.get(run.id)
    if after is None:
        return
    awake = {name: each.wake() for name, each in (("Before", before), ("After", after)) if each is not None}
    if not all(future.done() for future in awake.values()):
        st.fragment(_look_again, run_every=EVERY)(list(awake.values()))
        return
    try:
        networks = {name: future.result() for name, future in awake.items()}
        rows = _rows(run, networks, drawings)
    except (ClassifierError, OSError):
        return  # the answer says what is wrong
    st.table(rows)
    if before is None:
        st.caption(explained("The network that it began with was deleted, so there is no before."))
    if all(one.id in run.taught.drawings for one in drawings):
        st.caption(NEW)


def _look_again(waking: Sequence[Future]) -> None:
    st.caption(":material/hourglass_top: Reading them before and after")
    if all(future.done() for future in waking):
        st.rerun()


def _rows(run: Run, networks: dict[str, Classifier], drawings: Sequence[LabelledDrawing]) -> list[dict[str, str]]:
    """The table's, one for each kind of digits."""
    assert run.taught
    learned = [one for one in drawings if one.id in run.taught.drawings]
    new = [one for one in drawings if one.id not in run.taught.drawings]
    rows = [
        _row(
            f"Your {counted(len(some), 'drawing', 'drawings')} {what}",
            networks,
            partial(_right, *arrays(some)),
            len(some),
        )
        for what, some in (("it learned", learned), ("made since", new))
    ]
    digits = held_out.of_run(run).dataset
    whose = "MNIST's" if digits.name == "mnist" else "The sample's"
    count = len(digits.x_test)
    rows.append(_row(f"{whose} {count:,} test digits", networks, partial(_of_test, digits, digits.name), count))
    return rows


def _row(what: str, networks: dict[str, Classifier], right: Callable[[Classifier], int], count: int) -> dict[str, str]:
    row = {"Read right": what}
    for name, network in networks.items():
        said = right(network) if count else 0
        share = f"{said / count:.1%}" if count >= 1000 else f"{said} of {count}"
        row[name] = share if count else "–"
    return row


def _right(images: np.ndarray, labels: np.ndarray, network: Classifier) -> int:
    if not len(images):
        return 0
    return int((network.probabilities(images.astype(np.float32) / 255).argmax(axis=1) == labels).sum())


@st.cache_data(max_entries=32, show_spinner="Reading the test digits", hash_funcs={Classifier: id})
def _of_test(_digits: Dataset, name: str, network: Classifier) -> int:
    """How many test digits are read right; a network stays the same object for as long as it is in memory."""
    return _right(_digits.x_test, _digits.y_test, network)
