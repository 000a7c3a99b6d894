"""A run as it grows: status, progress, buttons, numbers and curves. Redrawn alone, twice a second, while it lives."""

import time
from functools import lru_cache

import streamlit as st

from charts.curves import curve_chart
from model.jobs import waiting
from model.jobs.engine import the_engine
from model.jobs.job import Job
from model.networks.config import NetworkConfig, TrainingConfig
from model.networks.observations import observe
from model.runs.naming import described
from pages.components.announcement import announcement
from pages.components.live_chart import Prepared, live_chart, prepare
from pages.parts.links import page_link
from pages.parts.train.keras_code import keras_code
from pages.parts.visitor import may_change, visitor

Settings = tuple[NetworkConfig, TrainingConfig]
EVERY = 0.5  # seconds between two looks at a living run
EVERY_OF_OTHERS = 1.0  # the same at somebody else's run: a whole class may watch the teacher's
EVERY_IN_QUEUE = 2.0  # the same while others come first: in a class, most wait
BEAT = 0.5  # seconds for which those who look at a running one see the same curves
KEPT_CURVES = 250  # of different runs, or of the same at different times
RESET = "Clears the curves. The settings stay as they are, and every run stays on the Runs page."
WHERE = '<span class="on-the-left">on the left</span><span class="above">above</span>'
OTHER_SETTINGS = f'<p class="other-settings">Press Start to train the settings {WHERE}</p>'
NEXT_SETTINGS = f'<p class="next-settings">The settings {WHERE} have changed: they are for the next run</p>'


def live_run(job: Job | None, settings: Settings | None) -> None:
    """Draws `job`, by itself again and again until it has ended or is paused, and what starts the next one."""
    every = _every(job)
    st.fragment(_draw, run_every=every)(job, every, settings)


def _every(job: Job | None) -> float | None:
    """Seconds until the next look at `job`; None where nothing moves."""
    if job is None or job.ended or job.state == "paused":
        return None
    if job.state == "waiting" and the_engine().place(job) > 1:
        return EVERY_IN_QUEUE
    return EVERY if job.owner == visitor() else EVERY_OF_OTHERS


def _draw(job: Job | None, every: float | None, settings: Settings | None) -> None:
    if every and _every(job) != every:
        st.rerun()  # the page around knows now how often to look, if at all
    with st.container(horizontal=True, vertical_alignment="center", key="run_buttons"):
        _buttons(job, settings)
    with st.container(key="training_status"):
        if job is None:
            st.markdown("**Nothing trained yet**")
            st.caption(
                "Press Start: epoch by epoch, the loss should fall and the accuracy should rise. Then draw a digit for "
                "your network."
            )
        else:
            _say_how_it_stands(job, alive=every is not None)
        announcement(_spoken(job), "announced_status")
    curves, code = st.tabs(["Curves", "Keras code"], key="curves_or_code", on_change="rerun")
    if code.open:
        with code:
            if settings:
                keras_code(*settings)
    elif job is not None:
        with curves, st.container(key="results"):
            _results(job, settings)


def _results(job: Job, settings: Settings | None) -> None:
    """The curves and the numbers, and whose they are: the settings beside them may be other ones by now."""
    st.caption(f"Results of: {described(job.network, job.training)}", width="content")
    if settings and settings != (job.network, job.asked):
        st.html(OTHER_SETTINGS if job.ended or job.owner != visitor() else NEXT_SETTINGS)
    with st.container(key="epoch_chart"):
        at = int(time.monotonic() / BEAT) if job.state == "running" else -job.changes
        whole = st.session_state.get("whole_range", False)
        for metric, column in zip(("loss", "accuracy"), st.columns(2), strict=True):
            with column:
                live_chart(*_curve(job, metric, at, whole), key=f"curve_{metric}", toolbar=True)
    if len(job.history) > 1:
        about = "Shows the axes from 0 on. Without it, the later epochs are shown large."
        st.toggle("Whole range", key="whole_range", help=about)
    _numbers(job)


@lru_cache(maxsize=KEPT_CURVES)
def _curve(job: Job, metric: str, _at: int, whole: bool) -> tuple[Prepared, str]:
    """The chart of `metric`, and what it shows in words; made once for all who look at the same time."""
    digits = "the sample, not MNIST" if job.data.get("note") else ""
    end: float = job.training.epochs
    if job.ended:  # perhaps before the last epoch
        end = max(len(job.history), job.epoch - 1 + job.step / max(1, job.steps))
    figure = curve_chart(metric, job.history, job.batches, job.steps, end, job.id, digits, whole)
    title = figure.layout.title
    return prepare(figure), f"{title.text}. {title.subtitle.text}".rstrip(". ")


def _say_how_it_stands(job: Job, alive: bool) -> None:
    st.markdown(f"**{_status(job)}**")
    if alive:
        st.progress(_share_done(job), text=_progress(job))
    if job.message:
        st.error(job.message, icon=":material/error:")
    elif job.history or job.batches:
        st.caption(observe(job.history, job.network, job.training))
    if note := job.data.get("note"):
        st.warning(note, icon=":material/cloud_off:")
    if job.owner != visitor():
        st.caption("You are watching somebody else's run. Press Start to train your own.")


def _buttons(job: Job | None, settings: Settings | None) -> None:
    engine = the_engine()
    if job is None or job.ended or job.owner != visitor():
        start = st.button(
            "Start", icon=":material/play_arrow:", type="primary", key="start_training", disabled=settings is None
        )
        if start and settings:  # a browser can press a grey button too
            st.query_params["run"] = engine.submit(*settings, visitor()).id
            st.session_state.pop("notices", None)
            st.rerun()
    if job is None or not may_change(job.owner):
        return
    if job.state == "paused" and st.button(
        "Continue", icon=":material/play_arrow:", key="continue_training", type="primary"
    ):
        engine.go_on(job)
        st.rerun()
    if not job.ended:
        if st.button("Stop", icon=":material/stop:", key="stop_training", disabled=job.state == "stopping"):
            engine.stop(job)
            st.rerun()
        if job.state != "paused" and st.button(
            "Pause", icon=":material/pause:", key="pause_training", disabled=job.state != "running"
        ):
            engine.pause(job)
            st.rerun(scope="fragment")
    if job.can_go_on:
        if st.button("One more epoch", icon=":material/plus_one:", key="one_more_epoch"):
            engine.one_more_epoch(job)
            st.rerun()
        page_link("pages/draw.py", "Draw a digit for it", ":material/draw:", {"network": job.id})
    if st.button("Reset", icon=":material/restart_alt:", key="reset_run", type="tertiary", help=RESET):
        engine.clear_away(visitor())
        if not job.ended:
            engine.stop(job)
        st.query_params.pop("run", None)
        st.rerun()


def _numbers(job: Job) -> None:
    now = job.history[-1] if job.history else {}
    before = job.history[-2] if len(job.history) > 1 else {}
    with st.container(horizontal=True, key="run_numbers"):
        for key, label, percent in (
            ("loss", "Loss", False),
            ("val_loss", "Validation loss", False),
            ("accuracy", "Accuracy", True),
            ("val_accuracy", "Validation accuracy", True),
        ):
            value, earlier = now.get(key), before.get(key)
            change = None if value is None or earlier is None else value - earlier
            st.metric(
                label,
                "–" if value is None else f"{value:.1%}" if percent else f"{value:.4f}",
                None if change is None else f"{change * 100:+.1f} points" if percent else f"{change:+.4f}",
                delta_color="normal" if percent else "inverse",
                border=True,
            )


def _status(job: Job) -> str:
    epochs = f"after {len(job.history)} of {job.training.epochs} epochs"
    if job.state in ("finished", "stopped"):
        word = "Finished" if job.state == "finished" else "Stopped"
        if not job.scores:
            return f"{word} {epochs}"
        return (
            f"{word} {epochs}: {job.scores['test_accuracy']:.1%} of {job.data['test']:,} unseen test digits are right"
        )
    if job.state == "waiting":
        engine = the_engine()
        if not engine.ready:
            return engine.problem or "Waiting: the training process is starting"
        place = engine.place(job)
        wait = waiting.expected_wait(job, place, list(engine.jobs.values()))
        about = "" if wait is None else f", about {waiting.in_words(wait)}"
        return f"Waiting: next in the queue{about}" if place == 1 else f"Waiting: number {place} in the queue{about}"
    if job.state == "running" and time.time() - job.last_heard > 4:
        return "The training process is not answering; the run will go on from its last epoch"
    return {
        "running": "Training",
        "pausing": "Pausing",
        "paused": f"Paused {epochs}",
        "stopping": "Stopping: testing what it has learned",
        "failed": f"Failed {epochs}",
        "cancelled": "Cancelled",
    }[job.state]


def _share_done(job: Job) -> float:
    if job.download is not None:
        return job.download
    done = job.epoch - 1 + (job.step / job.steps if job.steps else 0)
    return min(1.0, max(done, len(job.history)) / job.training.epochs)


def _progress(job: Job) -> str:
    if job.phase == "data":
        arrived = "" if job.download is None else f": {job.download:.0%} has arrived"
        return f"Loading the digits{arrived}"
    if job.phase == "testing":
        return "Testing it on digits that it has never seen"
    if job.phase != "training":
        return "About to start"
    if not job.batches:
        return "Preparing: Keras compiles the network"
    seconds, left = waiting.seconds_per_epoch(job), waiting.seconds_left(job)
    return (
        f"Epoch {job.epoch} of {job.training.epochs} · batch {job.step:,} of {job.steps:,} · "
        f"{seconds:.1f} s per epoch · about {waiting.in_words(left)} left"
    )


def _spoken(job: Job | None) -> str:
    """What a screen reader says: the start, each epoch and the end, but not what moves in between."""
    if job is None:
        return ""
    if job.state != "running" or not job.history:
        return _status(job)
    row = job.history[-1]
    validated = row["val_accuracy"]
    return f"Epoch {row['epoch']} of {job.training.epochs}: loss {row['loss']:.3f}, accuracy {row['accuracy']:.1%}" + (
        "" if validated is None else f", validation accuracy {validated:.1%}"
    )
