"""Runs that are not done yet, as they lie on disk: however the app ends, the next one finds them there.

One file per run, `.unfinished/<id>.zip` in the folder for runs, so that its parts always fit each other: `state.json`
(what was asked for, and the epochs that are done), `batches.npy` (the curve between them) and `checkpoint.npz` (all
that `model.networks.training` needs to go on). Its snapshots come one by one, into the folder `.unfinished/<id>`.
A file of an app that is still alive is left to that app.
"""

import io
import json
import math
import os
import shutil
import socket
import time
import zipfile
import zlib
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from model.jobs.job import Job
from model.networks.checkpoint import Checkpoint
from model.networks.config import NetworkConfig, TrainingConfig
from model.runs import disk, facts, folders, guess, taught

FOLDER = folders.UNFINISHED
CLOCK = 5.0  # seconds by which two processes may differ on when a third began
KEPT = 100  # of them, the oldest go for good
MOST_BYTES = {"state.json": 5_000_000, "batches.npy": 100_000_000, "checkpoint.npz": 500_000_000}
POINT = ("epoch", "step", "loss", "accuracy", "seconds")  # the columns of `batches.npy`, float64
UNREADABLE = (
    OSError,
    ValueError,
    KeyError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    RuntimeError,  # also of an archive that is packed in an unknown way
)

LOSS, SHARE, SECONDS = facts.number(-1e30, 1e30), facts.number(0, 1), facts.number(0, 1e9)
EPOCH = {
    "kind": facts.one_of("epoch"),
    "epoch": facts.whole(1, 10**6),
    "loss": LOSS,
    "accuracy": SHARE,
    "val_loss": facts.maybe(LOSS),
    "val_accuracy": facts.maybe(SHARE),
    "seconds": SECONDS,
}
DATA = {"name": facts.text(20), "note": facts.text(1000), "train": facts.whole(0, 10**9), "test": facts.whole(0, 10**9)}
FACTS: dict[str, facts.Check] = {
    "id": facts.text(64, folders.ID),
    "owner": facts.text(64),
    "sweep": facts.text(64),
    "created": facts.moment,
    "network": facts.config(NetworkConfig),
    "training": facts.config(TrainingConfig),
    "state": facts.one_of("paused", "interrupted"),
    "data": facts.table_of(DATA),
    "history": facts.rows_of(EPOCH, 10**4),
    "epoch": facts.whole(1, 10**6),
    "step": facts.whole(0, 10**9),
    "steps": facts.whole(0, 10**9),
    "keeper": facts.texts(3, 255),
    "guess": facts.maybe(guess.from_facts),
    "painted": facts.flag,
    "taught": facts.maybe(taught.from_facts),
}


def keep(job: Job, runs_dir: Path) -> None:
    """Writes how `job` stands: up to its last checkpoint. Raises `OSError` where the disk refuses."""
    checkpoint, batches = job.checkpoint, list(job.batches)
    if not checkpoint and job.on_disk:
        return  # it was taken back from there and has not gone on since
    done: dict[str, Any] = {"epoch": 1, "step": 0, "progress": {"history": []}}
    if checkpoint:
        done = Checkpoint.facts(checkpoint)
    epoch, step = done["epoch"], done["step"]
    state = {
        "id": job.id,
        "owner": job.owner,
        "sweep": job.sweep,
        "created": job.created.isoformat(),
        "network": asdict(job.network),
        "training": asdict(job.training),
        "state": "paused" if job.state == "paused" else "interrupted",
        "data": {name: job.data[name] for name in DATA if name in job.data},
        "history": [_finite(row) for row in done["progress"]["history"]],
        "epoch": epoch,
        "step": step,
        "steps": job.steps,
        "keeper": _this_app(),
        "guess": guess.to_facts(job.guess),
        "painted": job.painted,
        "taught": taught.to_facts(job.taught),
    }
    points = [[point[name] for name in POINT] for point in batches if (point["epoch"], point["step"]) <= (epoch, step)]
    curve = io.BytesIO()
    np.save(curve, np.array(points, np.float64).reshape(-1, len(POINT)))
    home = runs_dir / FOLDER
    home.mkdir(parents=True, exist_ok=True)
    with disk.replacing(home / f"{job.id}.zip") as path, path.open("wb") as file:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("state.json", json.dumps(state))
            archive.writestr("batches.npy", curve.getvalue())
            archive.writestr("checkpoint.npz", checkpoint)
        file.flush()
        os.fsync(file.fileno())
    job.on_disk = True


def _finite(row: dict[str, Any]) -> dict[str, Any]:
    """An epoch without numbers that ran away: JSON has none for them."""
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value for name, value in row.items()
    }


def drop(job_id: str, runs_dir: Path) -> None:
    """Takes a run away that is done, or put aside. Raises `OSError` where the disk refuses."""
    (runs_dir / FOLDER / f"{job_id}.zip").unlink(missing_ok=True)
    shutil.rmtree(runs_dir / FOLDER / job_id, ignore_errors=True)


def checkpoint(job_id: str) -> bytes:
    """The state from which a run goes on; `b""` where there is none, or none that can be read."""
    try:
        return _read(_folder() / f"{job_id}.zip", "checkpoint.npz")
    except UNREADABLE:
        return b""


def load_all() -> tuple[list[Job], list[str]]:
    """The runs that an app which is gone has left, oldest first, and a sentence for each file that is damaged.

    Like `model.runs.record.load_all` it never raises.
    """
    try:
        paths = sorted(_folder().glob("*.zip"), key=lambda path: path.lstat().st_mtime)
        for old in paths[:-KEPT]:
            drop(old.stem, old.parent.parent)
        for left in _folder().glob("*/"):
            if not left.with_suffix(".zip").exists() and time.time() - left.lstat().st_mtime > folders.LEFTOVER:
                shutil.rmtree(left, ignore_errors=True)
        for left in _folder().glob(".*-????????.zip"):
            if time.time() - left.lstat().st_mtime > folders.LEFTOVER:
                left.unlink()
    except OSError as error:
        return [], [disk.sentence(error, reading=True)]
    jobs, warnings = [], []
    for path in paths[-KEPT:]:
        try:
            job = _job(path)
        except UNREADABLE:
            warnings.append(f"The unfinished run in {facts.shown(path.name)} was skipped: it is damaged.")
        else:
            jobs += [job] if job else []
    return sorted(jobs, key=lambda job: job.created), warnings


def _job(path: Path) -> Job | None:
    """The run in `path`, without its checkpoint; None where another app is at it. Raises one of `UNREADABLE`."""
    known = facts.loads(_read(path, "state.json"), "state.json")
    if isinstance(known, dict):  # those of an earlier version lack these
        known = {"guess": None, "painted": False, "taught": None} | known
    known = facts.checked(known, FACTS, "state.json")
    if known["id"] != path.stem:
        raise ValueError("it belongs to another run")
    if _is_alive(known["keeper"]):
        return None
    job = Job(known["id"], known["network"], known["training"], known["owner"], known["sweep"])
    job.guess, job.painted, job.taught = known["guess"], known["painted"], known["taught"]
    job.created, job.state, job.data = known["created"], known["state"], known["data"]
    job.history, job.epoch, job.step, job.steps = (known[name] for name in ("history", "epoch", "step", "steps"))
    for row in _points(_read(path, "batches.npy")):
        point = dict(zip(POINT, row.tolist(), strict=True))
        whole = {name: int(point[name]) for name in ("epoch", "step")}
        job.batches.append({"kind": "batch", "steps": job.steps} | point | whole)
    job.attempt = time.time_ns()  # a scheduler that outlived the app still holds what that told it of attempt 1, 2, …
    job.on_disk = True
    return job


def _points(content: bytes) -> np.ndarray:
    points = np.load(io.BytesIO(content), allow_pickle=False)
    if points.dtype != np.float64 or points.ndim != 2 or points.shape[1] != len(POINT):
        raise ValueError("it is not a curve")
    if not np.isfinite(points).all() or (np.abs(points) > 1e30).any():
        raise ValueError("its values are not numbers")
    return points


def _read(path: Path, name: str) -> bytes:
    """One part of the file. It was stored as it is: a part that would have to be unpacked is not ours."""
    disk.check_plain(path)
    with zipfile.ZipFile(path) as archive:
        part = archive.getinfo(name)
        if part.compress_type != zipfile.ZIP_STORED or part.file_size > MOST_BYTES[name]:
            raise ValueError(f"{name} is too large")
        return archive.read(part)


def _folder() -> Path:
    return folders.runs_dir() / FOLDER


@lru_cache(maxsize=1)
def _this_app() -> dict[str, str]:
    """What tells this process from all others, on any computer, now and later."""
    began = psutil.Process().create_time()
    return {"host": socket.gethostname()[:255], "process": str(os.getpid()), "began": f"{began:.2f}"}


def _is_alive(keeper: dict[str, str]) -> bool:
    """Whether the app that wrote a file is still there, as far as this computer can tell."""
    if keeper.get("host") != socket.gethostname()[:255]:
        return False
    try:
        process = psutil.Process(int(keeper.get("process", "")))
        same = abs(process.create_time() - float(keeper.get("began", ""))) < CLOCK
        return same and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, ValueError, OverflowError):
        return False
