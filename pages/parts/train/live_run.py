"""A run as it grows: status, progress, buttons, numbers and curves. Redrawn alone, twice a second, while it lives."""

import time
from collections.abc import Callable
from functools import lru_cache

import streamlit as st

from charts.curves import curve_chart
from model.jobs.engine import the_engine
from model.jobs.job import Job
from model.jobs.queue import QueueFull
from model.networks.config import NetworkConfig, TrainingConfig
from model.networks.observations import observe
from pages.components.live_chart import Prepared, live_chart, prepare
from pages.parts.links import page_link
from pages.parts.train.outlook import duration, say_outlook
from pages.parts.visitor import visitor

Settings = tuple[NetworkConfig, TrainingConfig]
EVERY = 0.5  # seconds between two looks at a living run
EVERY_OF_OTHERS = 1.0  # the same at somebody else's run: a whole class may watch the teacher's
EVERY_IN_QUEUE = 2.0  # the same while others come first: in a class, most wait
BEAT = 0.5  # seconds for which those who look at a running one see the same curves
KEPT_CURVES = 250  # of different runs, or of the same at different times


def live_run(job: Job | None, settings: Settings | None) -> None:
    """Draws `job`, by itself again and again until it has ended or is paused, and what starts the next one."""
    every = _every(job)
    st.fragment(_draw, run_every=every)(job, every, settings)


def _every(job: Job | None) -> float | None:
    """Seconds until the next look at `job`; None where nothing moves."""
    if job is None or not job.lives:
        return None
    if job.state == "waiting" and the_engine().place(job) > 1:
        return EVERY_IN_QUEUE
    return EVERY if job.owner == visitor() else EVERY_OF_OTHERS


def _draw(job: Job | None, every: float | None, settings: Settings | None) -> None:
    if every and _every(job) != every:
        st.rerun()  # the page around knows now how often to look, if at all
    if job is not None:
        job.watched()
    with st.container(horizontal=True, vertical_alignment="center", key="run_buttons"):
        _buttons(job, settings)
    if full := st.session_state.pop("queue_full", ""):
        st.warning(full, icon=":material/groups:")
    if settings and (job is None or not job.lives):
        say_outlook(*settings)
    with st.container(key="training_status"):
        if job is None:
            st.markdown("**Nothing trained yet**")
            st.caption("Press Start: loss and accuracy grow here, epoch by epoch. Then draw on what you have trained.")
        else:
            _say_how_it_stands(job, alive=every is not None)
    if job is None:
        return
    with st.container(key="epoch_chart"):
        at = int(time.monotonic() / BEAT) if job.state == "running" else -job.changes
        for metric, column in zip(("loss", "accuracy"), st.columns(2), strict=True):
            with column:
                live_chart(*_curve(job, metric, at), key=f"curve_{metric}", toolbar=True)
    _numbers(job)


@lru_cache(maxsize=KEPT_CURVES)
def _curve(job: Job, metric: str, _at: int) -> tuple[Prepared, str]:
    """The chart of `metric`, and what it shows in words; made once for all who look at the same time."""
    digits = "the sample, not MNIST" if job.data.get("note") else ""
    figure = curve_chart(metric, job.history, job.batches, job.steps, job.training.epochs, job.id, digits)
    return prepare(figure), figure.layout.title.text


def _say_how_it_stands(job: Job, alive: bool) -> None:
    st.markdown(f"**{_status(job)}**")
    if alive:
        st.progress(_share_done(job), text=_progress(job))
    if job.state == "interrupted":
        st.caption("The app was ended while this run was on its way. Continue takes it up where it was.")
    elif job.state == "paused" and job.gave_way:
        st.caption("Nobody was watching while others waited, so it made room. Continue takes it up where it was.")
    if job.unsaved:
        st.error(f"Its network is not kept yet. {job.problem} Then press “Save again”.", icon=":material/hard_drive:")
    elif job.problem:
        st.warning(f"Its state can't be kept while it trains. {job.problem}", icon=":material/hard_drive:")
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
    mine = job is not None and job.owner == visitor()
    if not mine or job.ended:
        start = st.button(
            "Start", icon=":material/play_arrow:", type="primary", key="start_training", disabled=settings is None
        )
        if start and (started := _if_there_is_room(lambda: engine.submit(*settings, visitor()))):
            st.query_params["run"] = started.id
            st.session_state.pop("notices", None)
            st.rerun()
    if not mine:
        return
    if job.rests and st.button("Continue", icon=":material/play_arrow:", key="continue_training", type="primary"):
        _if_there_is_room(lambda: engine.go_on(job))
        st.rerun()
    if not job.ended:
        if st.button("Stop", icon=":material/stop:", key="stop_training", disabled=job.state == "stopping"):
            engine.stop(job)
            st.rerun()
        if job.lives and st.button(
            "Pause", icon=":material/pause:", key="pause_training", disabled=job.state != "running"
        ):
            engine.pause(job)
            st.rerun(scope="fragment")
    if job.can_go_on:
        if st.button("One more epoch", icon=":material/plus_one:", key="one_more_epoch"):
            _if_there_is_room(lambda: engine.one_more_epoch(job))
            st.rerun()
        if job.saved:
            page_link("pages/draw.py", "Draw on it", ":material/draw:")
    if unsaved := job.unsaved:
        if st.button("Save again", icon=":material/save:", key="save_again", type="primary"):
            engine.keeping.save(job)
            st.rerun()
        st.download_button(
            "Network (.keras)",
            unsaved[1],
            f"{job.id}.keras",
            icon=":material/download:",
            key="download_unsaved",
            on_click="ignore",
        )
    if st.button("Reset", icon=":material/restart_alt:", key="reset_run", type="tertiary", help="Puts this run aside."):
        engine.forget(job)
        st.query_params.pop("run", None)
        st.rerun()


def _if_there_is_room(begin: Callable[[], Job | None]) -> Job | None:
    """Begins a run and returns it; where this person has too many already, says so with the next look."""
    try:
        return begin()
    except QueueFull as error:
        st.session_state.queue_full = str(error)
        return None


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
        return "Waiting: next in the queue" if place == 1 else f"Waiting: number {place} in the queue"
    if job.state == "running" and time.time() - job.last_heard > 4:
        return "Waiting for the training process to answer; the run goes on from its last epoch"
    return {
        "running": "Training",
        "pausing": "Pausing",
        "paused": f"Paused {epochs}",
        "interrupted": f"Interrupted after epoch {len(job.history)} of {job.training.epochs}"
        if job.history
        else "Interrupted before the end of its first epoch",
        "stopping": "Stopped; testing what was learned",
        "failed": f"Failed {epochs}",
        "cancelled": "Put aside",
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
        return "Looking at the test digits, for the first time"
    if job.phase != "training":
        return "Not begun yet"
    if not job.batches:
        return "Preparing: Keras compiles the network"
    seconds = job.seconds / max(0.01, job.epoch - 1 + job.step / job.steps)
    left = seconds * (job.training.epochs - (job.epoch - 1 + job.step / job.steps))
    return (
        f"Epoch {job.epoch} of {job.training.epochs} · batch {job.step:,} of {job.steps:,} · "
        f"{seconds:.1f} s per epoch · about {duration(left)} left"
    )
