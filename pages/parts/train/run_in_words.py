"""How a run stands, in words: for the page, for its progress bar, for a screen reader."""

import time

from model.jobs import waiting
from model.jobs.engine import the_engine
from model.jobs.job import Job


def status(job: Job) -> str:
    epochs = f"after {len(job.history)} of {job.training.epochs} epochs"
    if job.state in ("finished", "stopped"):
        word = "Finished" if job.state == "finished" else "Stopped"
        if not job.scores:
            return f"{word} {epochs}"
        new = "" if job.taught and job.taught.tested_before else "unseen "
        return f"{word} {epochs}: {job.scores['test_accuracy']:.1%} of {job.data['test']:,} {new}test digits are right"
    if job.state == "waiting":
        engine = the_engine()
        if not engine.ready:
            return engine.problem or "Waiting: the training process is starting"
        if job.future is not None:
            return "Starting"
        place = engine.place(job)
        wait = engine.expected_wait(job)
        about = "" if wait is None else f", about {waiting.in_words(wait)}"
        return f"Waiting: next in the queue{about}" if place == 1 else f"Waiting: number {place} in the queue{about}"
    if job.state == "running" and time.time() - job.last_heard > 4:
        return "The training process is not answering; the run will go on from its last epoch"
    return {
        "running": "Training",
        "pausing": "Pausing",
        "paused": f"Paused {epochs}",
        "interrupted": f"Interrupted after epoch {len(job.history)} of {job.training.epochs}"
        if job.history
        else "Interrupted before the end of its first epoch",
        "stopping": "Stopping: testing what it has learned",
        "failed": f"Failed {epochs}",
        "cancelled": "Cancelled",
    }[job.state]


def share_done(job: Job) -> float:
    if job.download is not None:
        return job.download
    done = job.epoch - 1 + (job.step / job.steps if job.steps else 0)
    return min(1.0, max(done, len(job.history)) / job.training.epochs)


def progress(job: Job) -> str:
    if job.phase == "data":
        arrived = "" if job.download is None else f": {job.download:.0%} has arrived"
        return f"Loading the digits{arrived}"
    if job.phase == "testing":
        return "Testing it on digits that it has never seen"
    if job.phase != "training":
        return "About to start"
    seconds, left = waiting.seconds_per_epoch(job), waiting.seconds_left(job)
    if seconds is None or left is None:
        return "Preparing: Keras is compiling the network"
    return (
        f"Epoch {job.epoch} of {job.training.epochs} · batch {job.step:,} of {job.steps:,} · "
        f"{seconds:.1f} s per epoch · about {waiting.in_words(left)} left"
    )


def spoken(job: Job | None) -> str:
    """What a screen reader says: the start, each epoch and the end, but not what moves in between."""
    if job is None:
        return ""
    if job.state != "running" or not job.history:
        return status(job)
    row = job.history[-1]
    validated = row["val_accuracy"]
    return f"Epoch {row['epoch']} of {job.training.epochs}: loss {row['loss']:.3f}, accuracy {row['accuracy']:.1%}" + (
        "" if validated is None else f", validation accuracy {validated:.1%}"
    )
