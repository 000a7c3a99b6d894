"""The folder for runs: which folders in it are runs, by their names, and which are leftovers."""

import os
import re
import shutil
import time
from contextlib import suppress
from pathlib import Path

DELETED = ".deleted"  # where deleted runs lie
UNFINISHED = ".unfinished"  # where runs lie that are not done yet
LEFTOVER = 60.0  # seconds after which something half-written is nobody's any more
MISSED = 600.0  # seconds after which a deleted run may make room where the disk is full
ID = r"[0-9A-Za-z_-]{1,64}"
RUN_FOLDER = re.compile(rf"({ID})-([0-9]{{1,9}})")
HALF_WRITTEN = re.compile(rf"\.({ID}|probe)-[0-9a-f]{{8}}")


def runs_dir() -> Path:
    """Where runs are kept: `RUNS_DIR`, else `runs/` beside `app.py`."""
    return Path(os.environ.get("RUNS_DIR") or Path(__file__).parents[2] / "runs")


def id_and_number(folder: Path) -> tuple[str, int]:
    """What a run's folder is named by: its id, and a number that is higher for a later version of the same run."""
    named = RUN_FOLDER.fullmatch(folder.name)
    if named is None:
        raise ValueError("no run's folder has such a name")
    return named[1], int(named[2])


def named_like_a_run() -> list[Path]:
    """Folders that are named like a run, `<id>-<number>`. Raises `OSError` where nobody may look."""
    try:
        found = list(runs_dir().iterdir())
    except FileNotFoundError:
        return []  # nothing was ever saved
    return [folder for folder in found if RUN_FOLDER.fullmatch(folder.name) and _is_folder(folder)]


def misnamed() -> list[str]:
    """Names of folders that hold a run but are not named like one; hidden ones are unfinished."""
    try:
        others = [path for path in runs_dir().iterdir() if not RUN_FOLDER.fullmatch(path.name)]
    except FileNotFoundError:
        return []
    return [path.name for path in others if path.name[0] != "." and _is_folder(path) and _is_file(path / "config.json")]


def by_last_number(folder: Path) -> list[Path]:
    """What lies in `folder` under a name that ends in a number, by that; whatever else is there is left alone."""
    numbered = [path for path in folder.iterdir() if re.fullmatch(r".+-[0-9]{1,20}", path.name)]
    return sorted(numbered, key=lambda path: int(path.name.rpartition("-")[2]))


def _is_folder(path: Path) -> bool:
    with suppress(OSError, ValueError):
        return path.is_dir()
    return False


def _is_file(path: Path) -> bool:
    with suppress(OSError, ValueError):
        return path.is_file()
    return False


def empty_deleted() -> bool:
    """Has deleted runs go for good that nobody will bring back any more; says whether there were some."""
    there_were = False
    with suppress(OSError):
        for path in by_last_number(runs_dir() / DELETED):
            if time.time_ns() - int(path.name.rpartition("-")[2]) > MISSED * 1e9:
                shutil.rmtree(path, ignore_errors=True)
                there_were = True
    return there_were


def clear_leftovers() -> None:
    """Takes away what a process that was killed has left half-written."""
    with suppress(OSError):
        for path in runs_dir().iterdir():
            with suppress(OSError):
                if HALF_WRITTEN.fullmatch(path.name) and time.time() - path.lstat().st_mtime > LEFTOVER:
                    shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()
