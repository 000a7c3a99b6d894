"""A run as it grows: status, progress, buttons, numbers and curves. Redrawn alone, twice a second, while it lives."""

import time
from collections.abc import Callable
from functools import lru_cache, partial
from threading import Lock

import streamlit as st

from charts.curves import curve_chart
from model.jobs.engine import the_engine
from model.jobs.job import FROM_PAINTING, Job
from model.jobs.queue import QueueFull
from model.networks.config import NetworkConfig, TrainingConfig
from model.networks.observations import observe
from model.runs.differences import in_effect
from model.runs.guess import Guess, in_words
from model.runs.history_file import to_csv
from model.runs.naming import described
from pages.components.announcement import announcement
from pages.components.live_chart import Prepared, live_chart, prepare
from pages.parts.glossary import explained, meaning
from pages.parts.links import page_link
from pages.parts.literal import literal
from pages.parts.train.guess import guess_first, guess_is_made
from pages.parts.train.keras_code import keras_code
from pages.parts.train.live_drawings import live_drawings
from pages.parts.train.live_weights import live_weights
from pages.parts.train.outlook import say_outlook
from pages.parts.train.run_in_words import progress, share_done, spoken, status
from pages.parts.visitor import may_change, visitor

Settings = tuple[NetworkConfig, TrainingConfig]
EVERY = 0.5  # seconds between two looks at a living run
EVERY_OF_OTHERS = 2.0  # the same at somebody else's run: a whole class may watch the teacher's
EVERY_IN_QUEUE = 2.0  # the same while others come first: in a class, most wait
BEAT = 0.5  # seconds for which those who look at a running one see the same curves
KEPT_CURVES = 250  # of different runs, or of the same at different times
ONE_DRAWS = Lock()  # curves, and whoever else wants the same ones meanwhile waits for them
RESET = (
    "Ends your run, if it has not ended yet, and clears the curves. The settings stay as they are, and what was "
    "trained stays on the Runs page."
)
WHERE = '<span class="on-the-left">on the left</span><span class="above">above</span>'
OTHER_SETTINGS = f'<p class="other-settings">Press Start to train the settings {WHERE}</p>'
NEXT_SETTINGS = f'<p class="next-settings">The settings {WHERE} have changed: they are for the next run</p>'


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
    buttons = st.container(horizontal=True, vertical_alignment="center", key="run_buttons")
    guess = guess_first() if settings and _can_start(job) else None
    with buttons:
        _buttons(job, settings, guess)
    if full := st.session_state.pop("queue_full", ""):
        st.warning(full, icon=":material/groups:")
    if settings and (job is None or not job.lives):
        say_outlook(*settings)
    with st.container(key="training_status"):
        if job is None:
            st.markdown("**Nothing trained yet**")
            st.caption(
                explained(
                    "Press Start: epoch by epoch, the loss should fall and the accuracy should rise. Then draw a digit "
                    "for your network."
                )
            )
        else:
            _say_whose(job, settings)
            with st.container(key="how_it_stands"):
                _say_how_it_stands(job, alive=every is not None)
                if job.guess:
                    tested = job.scores.get("test_accuracy") if job.ended else None
                    st.markdown(f":material/psychology: {in_words(job.guess, tested)}")
        announcement(spoken(job), "announced_status")
    tabs = ["Curves", "Weights", "My drawings", "Keras code"]
    curves, weights, drawings, code = st.tabs(tabs, key="curves_or_code", on_change="rerun")
    if code.open:
        with code:
            if settings:
                keras_code(*settings)
    for tab, show in ((weights, live_weights), (drawings, live_drawings)):
        if tab.open:
            with tab:
                show(job)
    if curves.open and job is not None:
        with curves:
            _results(job)


def _say_whose(job: Job, settings: Settings | None) -> None:
    """Whose results these are: the settings beside them may be other ones by now."""
    began = FROM_PAINTING if job.painted else f", taught {len(job.taught.drawings)} drawings" if job.taught else ""
    st.caption(explained(f"Results of: {described(job.network, job.training)}{began}"), width="content")
    if settings and in_effect(*settings) != in_effect(job.network, job.asked):
        st.html(OTHER_SETTINGS if job.ended or job.owner != visitor() else NEXT_SETTINGS)


def _results(job: Job) -> None:
    """The curves and the numbers."""
    with st.container(key="epoch_chart"):
        at = int(time.monotonic() / BEAT) if job.state == "running" else -job.changes
        whole = st.session_state.get("whole_range", False)
        for metric, column in zip(("loss", "accuracy"), st.columns(2), strict=True):
            with column:
                with ONE_DRAWS:
                    curve = _curve(job, metric, at, whole)
                live_chart(*curve, key=f"curve_{metric}", toolbar=True)
    if len(job.history) > 1:
        about = "Shows the axes from 0 on. Without it, the later epochs are shown large."
        st.toggle("Whole range", key="whole_range", persist_state="page", help=about)
    _numbers(job)


@lru_cache(maxsize=KEPT_CURVES)
def _curve(job: Job, metric: str, _at: int, whole: bool) -> tuple[Prepared, str]:
    """The chart of `metric`, and what it shows in words; made once for all who look at the same time."""
    digits = "the sample, not MNIST" if job.data.get("note") else ""
    figure = curve_chart(metric, job.history, job.batches, job.steps, job.reach, job.id, digits, whole)
    title = figure.layout.title
    return prepare(figure), f"{title.text}. {title.subtitle.text}".rstrip(". ")


def _say_how_it_stands(job: Job, alive: bool) -> None:
    st.markdown(f"**{literal(status(job))}**")
    if alive:
        st.progress(share_done(job), text=progress(job))
    if job.state == "interrupted":
        st.caption("The app stopped while this run was training. Continue resumes it where it stopped.")
    elif job.state == "paused" and job.gave_way:
        st.caption("Nobody was watching while others waited, so it made room. Continue resumes it where it stopped.")
    if job.unsaved:
        st.error(
            f"Its network is not saved yet. {literal(job.problem)} Then press “Save again”.",
            icon=":material/hard_drive:",
        )
    elif job.problem:
        st.warning(f"Its state can't be saved while it trains. {literal(job.problem)}", icon=":material/hard_drive:")
    if job.message:
        st.error(literal(job.message), icon=":material/error:")
    elif job.history or job.batches:
        seen = observe(job.history, job.network, job.training)
        st.caption(explained(seen), help=meaning("Overfitting") if "overfit" in seen.lower() else None)
    if note := job.data.get("note"):
        st.warning(literal(note), icon=":material/cloud_off:")
    if job.owner != visitor():
        st.caption("You are watching somebody else's run. Press Start to train your own.")


def _can_start(job: Job | None) -> bool:
    return job is None or job.ended or job.owner != visitor()


def _buttons(job: Job | None, settings: Settings | None, guess: Guess | None) -> None:
    engine = the_engine()
    if _can_start(job):
        start = st.button(
            "Start", icon=":material/play_arrow:", type="primary", key="start_training", disabled=settings is None
        )
        submit = partial(engine.submit, guess=guess)
        if start and settings and (started := _if_there_is_room(lambda: submit(*settings, visitor()))):
            guess_is_made()
            st.query_params["run"] = started.id
            st.session_state.pop("notices", None)
            st.rerun()
    if job is None or not may_change(job.owner):
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
            page_link("pages/draw.py", "Draw a digit for it", ":material/draw:", {"network": job.id})
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
    if job.state == "failed" and job.history:
        _offer_curve(job)
    if st.button("Reset", icon=":material/restart_alt:", key="reset_run", type="tertiary", help=RESET):
        engine.clear_away(visitor())
        if not job.ended and job.owner == visitor():  # the owner of the app may only have been watching
            engine.stop(job)
        st.query_params.pop("run", None)
        st.rerun()


def _offer_curve(job: Job) -> None:
    """What a run that failed leaves: its epochs. The others have theirs on the Runs page."""
    st.download_button(
        "Epochs (history.csv)",
        lambda: to_csv(job.history),
        "history.csv",
        "text/csv",
        icon=":material/download:",
        key="download_curve",
        on_click="ignore",
    )


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
                help=meaning("Validation" if key.startswith("val") else label),
            )
