"""The process in which a network that somebody brought is tried, watched from outside: its memory and its time."""

import json
import math
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from typing import Any

from model.networks.conventions import INPUTS, OUTPUTS
from model.runs.upload_plan import UploadError

ROOT = Path(__file__).parents[2]
MOST_MEMORY = 1_800_000_000  # bytes; Keras with TensorFlow itself takes about 600 MB
# Seconds from one line to the next, on a computer that is busy: the trial itself measures how long the network takes.
PATIENCE = {"start": 30.0, "keras": 90.0, "opening": 30.0, "testing": 60.0}
LONGEST_LINE = 10_000
WORDS = {"keras": "Keras starts", "opening": "Opening the network", "testing": "Reading test digits"}
SHARES = {"keras": 0.1, "opening": 0.6, "testing": 0.75}  # of the time that all takes
WAIT_IN_LINE = 120.0  # seconds for which an upload waits while others are tried
# What the trial may know of the app's environment: no secrets.
PASSED_ON = ("PATH", "HOME", "MNIST_PATH", "KERAS_HOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG", "TMPDIR")
PASSED_ON_WINDOWS = ("SYSTEMROOT", "TEMP", "TMP", "USERPROFILE", "LOCALAPPDATA", "APPDATA")

OnProgress = Callable[[float, str], None]
TOO_MUCH_MEMORY = "This network takes more memory than is possible here. Upload a smaller network."
TOO_LONG = "This network takes too long to open or to answer. Upload one with fewer or smaller layers."
CRASHED = "This network makes TensorFlow break down. Save it again, with Keras's own layers."

_one_at_a_time = threading.BoundedSemaphore(1)


def tried(path: Path, on_progress: OnProgress) -> dict[str, Any]:
    """The verdict on the file at `path` (`parameters`, `data`, `scores`). Raises `UploadError` with its sentence.

    `on_progress` hears the share of the way that is done, 0 to 1, and what is being done. Uploads are tried one after
    another: each takes two cores for some seconds.
    """
    on_progress(0.0, "Waiting for another upload")
    if not _one_at_a_time.acquire(timeout=WAIT_IN_LINE):
        raise UploadError("Others are uploading networks at the moment. Try again in a minute.")
    try:
        with _process(path) as (program, lines):
            return _followed(program, lines, on_progress)
    finally:
        _one_at_a_time.release()


@contextmanager
def _process(path: Path) -> Iterator[tuple[subprocess.Popen, Queue]]:
    environment = {name: os.environ[name] for name in (*PASSED_ON, *PASSED_ON_WINDOWS) if name in os.environ}
    environment |= {"PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
    program = subprocess.Popen(
        [sys.executable, "-m", "model.runs.upload_trial", str(path)],
        cwd=path.parent,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=os.name == "posix",  # Ctrl-C at the server is not its business
    )
    lines: Queue = Queue(maxsize=20)
    threading.Thread(target=_read_lines, args=(program, lines), daemon=True, name="upload-trial").start()
    try:
        yield program, lines
    finally:
        program.kill()
        program.wait()
        if program.stdin:
            program.stdin.close()


def _read_lines(program: subprocess.Popen, lines: Queue) -> None:
    """Puts each message of the trial in `lines`, and None at its end. A line without end is the end."""
    assert program.stdout
    for _ in range(20):
        line = program.stdout.readline(LONGEST_LINE)
        if not line.endswith(b"\n"):
            break
        lines.put(line)
    lines.put(None)
    program.stdout.close()


def _followed(program: subprocess.Popen, lines: Queue, on_progress: OnProgress) -> dict[str, Any]:
    at, since = "start", time.monotonic()
    while True:
        try:
            line = lines.get(timeout=0.1)
        except Empty:
            if _resident(program) > MOST_MEMORY:
                raise UploadError(TOO_MUCH_MEMORY) from None
            if time.monotonic() - since > PATIENCE[at]:
                raise UploadError(TOO_LONG) from None
            continue
        message = _read(line)
        if "verdict" in message:
            return checked(message["verdict"])
        if message.get("at") not in WORDS:
            raise UploadError(_how_it_died(program))
        at, since = message["at"], time.monotonic()
        on_progress(SHARES[at], WORDS[at])


def _read(line: bytes | None) -> dict[str, Any]:
    try:
        message = json.loads(line or b"{}")
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}


def _how_it_died(program: subprocess.Popen) -> str:
    """From how the process ended: by the kernel for its processor time or memory, or by a crash."""
    try:
        code = program.wait(timeout=5)
    except subprocess.TimeoutExpired:
        return CRASHED
    if code in (-9, -24):  # SIGKILL, SIGXCPU
        return TOO_LONG if code == -24 else TOO_MUCH_MEMORY
    return TOO_MUCH_MEMORY if code == -6 else CRASHED  # SIGABRT: C++ found no memory


def _resident(program: subprocess.Popen) -> int:
    import psutil

    try:
        return psutil.Process(program.pid).memory_info().rss
    except psutil.Error:
        return 0


def checked(verdict: Any) -> dict[str, Any]:
    """The verdict, if it is one: the process that gave it has opened a stranger's file."""
    if isinstance(verdict, dict) and isinstance(refused := verdict.get("refused"), str):
        raise UploadError(refused[:500])
    try:
        parameters, facts, scores = int(verdict["parameters"]), verdict["data"], verdict["scores"]
        known = {
            "name": {"mnist": "mnist", "sample": "sample"}[facts["name"]],
            "note": str(facts["note"])[:500],
            "test": int(facts["test"]),
            "inputs": facts["inputs"],
            "outputs": facts["outputs"],
        }
        numbers = {name: float(scores[name]) for name in ("test_accuracy", "test_loss")}
        if known["inputs"] not in INPUTS or known["outputs"] not in OUTPUTS or not math.isfinite(sum(numbers.values())):
            raise ValueError
    except (KeyError, TypeError, ValueError, OverflowError):
        raise UploadError(CRASHED) from None
    return {"parameters": parameters, "data": known, "scores": numbers}
