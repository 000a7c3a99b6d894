"""Where people's drawings lie: one file per person, in `handwriting/` in the folder for runs.

Each change writes the whole file anew beside the old one, which it then replaces: whenever the app ends, the one or
the other is there. What is read may be anybody's, so each drawing is checked; a file that can't be read is put aside
by the next change, and not written over.
"""

import re
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from model.handwriting import json_form
from model.handwriting.drawings import LabelledDrawing
from model.handwriting.found import counted
from model.runs import disk, facts, folders
from model.runs.taught import MOST

FOLDER = "handwriting"
MOST_BYTES = 6_000_000  # of one person's file; 500 drawings of the longest kind have 5 MB, usual ones 1.5 MB
MOST_PEOPLE = 2000
MOST_BYTES_OF_ALL = 1_000_000_000
OWNER = re.compile(folders.ID)
HALF_WRITTEN = ".*-????????.json"
_lock = threading.Lock()


class HandwritingError(ValueError):
    """What was asked for can't be kept. The message says why, and what to do."""


@dataclass(frozen=True)
class Collection:
    """One person's drawings, oldest first, and a sentence where some on disk can't be read, else `""`."""

    drawings: tuple[LabelledDrawing, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class Change:
    """What came into a collection, and what went out of it, by one action; the other way round, it is undone."""

    came: tuple[LabelledDrawing, ...] = ()
    went: tuple[LabelledDrawing, ...] = ()

    @property
    def undone(self) -> "Change":
        return Change(self.went, self.came)

    def __bool__(self) -> bool:
        return bool(self.came or self.went)


def load(owner: str) -> Collection:
    """The drawings of the visitor `owner`. It never raises."""
    path = _path(owner)
    try:
        changed = path.lstat()
    except FileNotFoundError:
        return Collection()
    except OSError as error:
        return Collection(problem=disk.sentence(error, reading=True))
    return _read(path, changed.st_mtime_ns, changed.st_ino)


def keep(owner: str, drawings: Iterable[LabelledDrawing]) -> Change:
    """Adds drawings; one that is there already only gets the new label. Says what has changed.

    Raises `HandwritingError` where there is no room for all of them, and `OSError` where the disk refuses.
    """
    with _lock:
        there = {drawing.id: drawing for drawing in load(owner).drawings}
        new = {drawing.id: drawing for drawing in drawings}
        went = [there[name] for name, drawing in new.items() if name in there and there[name].label != drawing.label]
        relabelled = {old.id: replace(old, label=new[old.id].label) for old in went}
        came = [
            relabelled.get(name, drawing) for name, drawing in new.items() if name not in there or name in relabelled
        ]
        return _changed(owner, Change(tuple(came), tuple(went)))


def relabel(owner: str, name: str, label: int) -> Change:
    """Gives the drawing with that id another label. Raises `OSError`."""
    with _lock:
        old = next((drawing for drawing in load(owner).drawings if drawing.id == name), None)
        if old is None or old.label == label:
            return Change()
        return _changed(owner, Change((replace(old, label=label),), (old,)))


def delete(owner: str, names: Iterable[str]) -> Change:
    """Takes the drawings with these ids out; with the last one, its file goes. Raises `OSError`."""
    gone = set(names)
    with _lock:
        return _changed(owner, Change(went=tuple(one for one in load(owner).drawings if one.id in gone)))


def undo(owner: str, change: Change) -> None:
    """Takes `change` back. Raises as `keep` does."""
    with _lock:
        _changed(owner, change.undone)


def folder() -> Path:
    return folders.runs_dir() / FOLDER


def _changed(owner: str, change: Change) -> Change:
    if not change:
        return change
    path, before = _path(owner), load(owner)
    out = {drawing.id for drawing in (*change.went, *change.came)}
    after = sorted(
        [*(drawing for drawing in before.drawings if drawing.id not in out), *change.came],
        key=lambda drawing: drawing.created,
    )
    if len(after) > max(MOST, len(before.drawings)):
        raise HandwritingError(
            f"There is room for {MOST} drawings, and {len(before.drawings)} are kept. Download those that you want to "
            "have, and delete some."
        )
    if before.problem:
        _put_aside(path)
    if after:
        _write(path, after)
    else:
        path.unlink(missing_ok=True)
        path.with_suffix(".damaged").unlink(missing_ok=True)
    return change


def _write(path: Path, drawings: Sequence[LabelledDrawing]) -> None:
    home, content = path.parent, json_form.to_json(drawings)
    home.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _clear_leftovers(home)
        _check_room(home, len(content))
    disk.replace(path, content)


def _check_room(home: Path, more: int) -> None:
    """Raises `HandwritingError` where another person would be one too many."""
    sizes = [path.lstat().st_size for path in home.iterdir()]
    if len(sizes) >= MOST_PEOPLE or sum(sizes) + more > MOST_BYTES_OF_ALL:
        raise HandwritingError(
            f"The folder {FOLDER} on this app's computer holds the drawings of {len(sizes):,} people and is full. Its "
            "owner can delete old files there."
        )


def _clear_leftovers(home: Path) -> None:
    """Takes away what a process that was killed has left half-written."""
    for path in home.glob(HALF_WRITTEN):
        with suppress(OSError):
            if time.time() - path.lstat().st_mtime > folders.LEFTOVER:
                path.unlink()


def _put_aside(path: Path) -> None:
    """Keeps what can't be read whole, beside the new file: somebody may still mend it."""
    with suppress(FileNotFoundError):
        path.rename(path.with_suffix(".damaged"))


def _path(owner: str) -> Path:
    if not OWNER.fullmatch(owner):
        raise ValueError("no visitor has such a name")
    return folder() / f"{owner}.json"


@lru_cache(maxsize=32)
def _read(path: Path, _changed_at: int, _inode: int) -> Collection:
    """Read anew only if it has changed."""
    try:
        found = json_form.digits_in(disk.read(path, MOST_BYTES), "the file")
    except OSError as error:
        return Collection(problem=disk.sentence(error, reading=True))
    except ValueError:
        return Collection(
            problem="The file with your drawings is damaged. The next drawing that you keep begins a new one."
        )
    drawings: dict[str, LabelledDrawing] = {}
    broken = max(0, len(found) - MOST)
    for entry in found[:MOST]:
        try:
            drawing = json_form.read_digit(entry)
            drawings[drawing.id] = drawing
        except facts.FactError:
            broken += 1
    return Collection(
        tuple(sorted(drawings.values(), key=lambda drawing: drawing.created)),
        f"{counted(broken, 'of your drawings on disk is', 'of your drawings on disk are')} damaged and left out."
        if broken
        else "",
    )
