"""Searches for wrong labels, one at a time for the whole app, each in a process of its own; what was found is kept.

Whoever asks for digits that somebody else has asked for gets the same search.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from model.labels.suspects import Suspects, digits_of
from model.networks.config import TrainingConfig

ROOT = Path(__file__).parents[2]
MOST_WAITING = 8  # searches in line, of all people together; one of each
MOST_KEPT = 24  # searches that have ended
PATIENCE = 600.0  # seconds for one search
FULL = "Others are looking for wrong labels at the moment. Try again in a minute."
ONE_EACH = "Your other search has to end first."
BROKE_DOWN = "The search broke down. Try it again."
DTYPES = {"labels": np.uint8, "suggested": np.uint8, "confidence": np.float64, "wrong": bool, "indices": np.int64}
LIVING = ("waiting", "running")


class SearchesFull(Exception):
    """No more searches at the moment. The message is a sentence."""


@dataclass(eq=False)
class Search:
    """A search as it stands: `state` is `"waiting"`, `"running"`, `"done"`, `"failed"` (`message` says why) or
    `"stopped"`; `share`, 0 to 1, is how much of it is done."""

    training: TrainingConfig
    owner: str
    state: str = "waiting"
    share: float = 0.0
    message: str = ""
    found: Suspects | None = None
    began: float = 0.0
    program: subprocess.Popen | None = field(default=None, repr=False)

    @property
    def lives(self) -> bool:
        return self.state in LIVING

    @property
    def seconds_left(self) -> float | None:
        """None before its first progress."""
        return (time.monotonic() - self.began) * (1 / self.share - 1) if self.share else None


_one_at_a_time = ThreadPoolExecutor(max_workers=1, thread_name_prefix="labels")
_lock = threading.Lock()
_searches: OrderedDict[TrainingConfig, Search] = OrderedDict()


def of(training: TrainingConfig) -> Search | None:
    """The search among the digits that a run with these settings learns from, if somebody has started one."""
    return _searches.get(digits_of(training))


def start(training: TrainingConfig, owner: str) -> Search:
    """Starts it, or returns the one that lives or has found. Raises `SearchesFull`."""
    digits = digits_of(training)
    with _lock:
        search = _searches.get(digits)
        if search and (search.lives or search.state == "done"):
            return search
        living = [other for other in _searches.values() if other.lives]
        if any(other.owner == owner for other in living):
            raise SearchesFull(ONE_EACH)
        if len(living) >= MOST_WAITING:
            raise SearchesFull(FULL)
        search = _searches[digits] = Search(digits, owner)
        _searches.move_to_end(digits)
        for old in [key for key, other in _searches.items() if not other.lives][:-MOST_KEPT]:
            del _searches[old]
    _one_at_a_time.submit(_run, search)
    return search


def stop(search: Search) -> None:
    """Ends it at once; what it has learned is lost."""
    with _lock:
        if search.lives:
            search.state = "stopped"
            if search.program:
                search.program.kill()


def _run(search: Search) -> None:
    with _lock:
        if search.state != "waiting":
            return
        try:
            program = search.program = _process()
        except OSError:  # the computer is full
            search.state, search.message = "failed", BROKE_DOWN
            return
        search.state, search.began = "running", time.monotonic()
    too_long = threading.Timer(PATIENCE, program.kill)
    too_long.start()
    try:
        assert program.stdin
        assert program.stdout
        program.stdin.write(json.dumps(asdict(search.training)) + "\n")
        program.stdin.flush()
        for line in program.stdout:
            message = json.loads(line)
            if "found" in message:
                search.found = _read(message["found"])
            search.message = message.get("refused", "")
            search.share = message.get("share", search.share)
    except (OSError, ValueError):
        pass  # it has ended: what there is of its answer says how
    finally:
        too_long.cancel()
        program.kill()
        program.communicate()
        with _lock:
            if search.lives:
                search.state = "done" if search.found else "failed"
                search.message = search.message or ("" if search.found else BROKE_DOWN)
            search.program = None


def _process() -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "model.labels"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        start_new_session=os.name == "posix",  # Ctrl-C at the server is not its business: it ends with its input
    )


def _read(found: dict[str, Any]) -> Suspects:
    arrays: dict[str, Any] = {name: np.array(found[name], dtype) for name, dtype in DTYPES.items()}
    return Suspects(**found | arrays)
