"""What a finished run leaves on disk: one folder with `model.keras`, `history.csv` and `config.json`.

The folder is written under another name first and renamed at the end, so that a crash leaves a whole run or none.
A deleted run is moved aside, so that it can be brought back.
"""

import csv
import json
import os
import platform
import shutil
import time
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from model.networks.config import NetworkConfig, TrainingConfig
from model.networks.settings import SettingError

HISTORY_COLUMNS = ("epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds")
UPLOADED = "uploaded"
DELETED = ".deleted"  # where deleted runs lie, inside `runs_dir()`
KEPT_DELETED = 100  # of them the oldest go for good
LONGEST_NAME = 60  # characters


@dataclass(frozen=True)
class Run:
    """One run as it stands on disk.

    `status` is `"finished"`, `"stopped"` or `"uploaded"`. `scores` holds `test_accuracy` (0 to 1) and `test_loss`;
    `seconds` is training time; runs of one sweep share the text in `sweep`. Of an uploaded network only the file is
    known: it has no `network`, no `training` and no history, and no scores where there was nothing to test it on.
    """

    id: str
    name: str
    owner: str
    status: str
    network: NetworkConfig | None
    training: TrainingConfig | None
    data: dict[str, Any]
    scores: dict[str, float]
    epochs: int
    parameters: int
    seconds: float
    created: datetime
    starred: bool = False
    versions: dict[str, str] = field(default_factory=dict)
    sweep: str = ""
    folder: Path = Path()

    @property
    def model_path(self) -> Path:
        return self.folder / "model.keras"

    def history(self) -> list[dict[str, float | None]]:
        """One row an epoch with the keys of `HISTORY_COLUMNS`; None where there were no validation digits."""
        with (self.folder / "history.csv").open(newline="", encoding="utf-8") as file:
            rows = [{key: float(text) if text else None for key, text in row.items()} for row in csv.DictReader(file)]
        return [row | {"epoch": int(row["epoch"] or 0)} for row in rows]


def runs_dir() -> Path:
    """Where runs are kept: `RUNS_DIR`, else `runs/` beside `app.py`."""
    return Path(os.environ.get("RUNS_DIR") or Path(__file__).parents[2] / "runs")


def versions() -> dict[str, str]:
    """Of Python and the packages that shape a result."""
    packages = {name: version(name) for name in ("tensorflow", "keras", "numpy")}
    return {"python": platform.python_version(), **packages}


def save(run: Run, model: bytes, history: Sequence[dict[str, Any]]) -> Run:
    """Writes `run` with its `.keras` file's bytes and its epochs; returns it with its folder.

    A run that was saved before (it has since trained for one more epoch) is replaced; it keeps its name and star.
    """
    home = runs_dir()
    earlier = [folder for folder in _folders() if folder.name.rpartition("-")[0] == run.id]
    run = _as_people_left_it(run, earlier)
    home.mkdir(parents=True, exist_ok=True)
    unfinished = home / f".{run.id}-{uuid.uuid4().hex[:8]}"
    unfinished.mkdir()
    try:
        _write(unfinished / "model.keras", model)
        _write(unfinished / "history.csv", _as_csv(history).encode())
        _write(unfinished / "config.json", _as_json(run).encode())
        taken = max(map(_number, earlier), default=0)
        folder = home / f"{run.id}-{taken + 1}"
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    for old in earlier:
        shutil.rmtree(old, ignore_errors=True)
    return replace(run, folder=folder)


def load_all() -> tuple[list[Run], list[str]]:
    """All runs on disk, newest first, and a sentence for each folder that is skipped because it is broken."""
    newest: dict[str, Run] = {}
    warnings = []
    for folder in sorted(_folders(), key=_number):
        try:
            run = read(folder)
        except (OSError, ValueError, KeyError, TypeError) as error:
            warnings.append(f"The run in {folder.name} was skipped: {_reason(error)}.")
        else:
            newest[run.id] = run
    return sorted(newest.values(), key=lambda run: run.created, reverse=True), warnings


def read(folder: Path) -> Run:
    """The run in `folder`. Raises `OSError`, `ValueError`, `KeyError` or `TypeError` if it is not whole."""
    facts = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    for name in ("model.keras", "history.csv"):
        if not (folder / name).is_file():
            raise FileNotFoundError(f"{name} is missing")
    network, training = facts.pop("network"), facts.pop("training")
    if facts["status"] != UPLOADED:
        network, training = NetworkConfig(**network), TrainingConfig(**training)
    created = datetime.fromisoformat(facts.pop("created"))
    return Run(**facts, network=network, training=training, created=created, folder=folder)


def rename(run: Run, name: str) -> Run:
    """Gives `run` another name, of at most 60 characters. Raises `SettingError` if nothing of it is left."""
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise SettingError("A run needs a name; type at least one letter.")
    return _changed(run, name=name)


def star(run: Run, starred: bool) -> Run:
    return _changed(run, starred=starred)


def delete(run: Run) -> Run:
    """Moves `run` aside; `undelete` brings back what this returns. Raises `OSError` where it is gone already."""
    aside = runs_dir() / DELETED
    aside.mkdir(exist_ok=True)
    deleted = aside / f"{run.folder.name}-{time.time_ns()}"
    run.folder.rename(deleted)
    for old in sorted(aside.iterdir(), key=_number)[:-KEPT_DELETED]:
        shutil.rmtree(old, ignore_errors=True)
    return replace(run, folder=deleted)


def undelete(run: Run) -> Run:
    """Brings a deleted run back. Raises `OSError` if it is gone for good, or the run has come back by training on."""
    folder = runs_dir() / run.folder.name.rpartition("-")[0]
    run.folder.rename(folder)
    return replace(run, folder=folder)


def _changed(run: Run, **changes: Any) -> Run:
    """Writes the run's facts anew. Raises `OSError` where its folder is gone."""
    run = replace(run, **changes)
    unfinished = run.folder / f".config-{uuid.uuid4().hex[:8]}.json"
    _write(unfinished, _as_json(run).encode())
    unfinished.replace(run.folder / "config.json")
    return run


def _as_people_left_it(run: Run, earlier: Sequence[Path]) -> Run:
    """`run` with the name and star of its newest earlier version, if one can be read."""
    for folder in sorted(earlier, key=_number, reverse=True):
        with suppress(OSError, ValueError, KeyError, TypeError):
            before = read(folder)
            return replace(run, name=before.name, starred=before.starred)
    return run


def _number(folder: Path) -> int:
    """The number at the end of a folder's name: a later version of a run has a higher one."""
    return int(folder.name.rpartition("-")[2])


def _folders() -> list[Path]:
    """Folders that are named like a run, `<id>-<number>`; hidden ones are unfinished."""
    home = runs_dir()
    return [
        folder
        for folder in (home.iterdir() if home.is_dir() else ())
        if not folder.name.startswith(".") and folder.name.rpartition("-")[2].isdigit() and folder.is_dir()
    ]


def _as_json(run: Run) -> str:
    facts = asdict(run) | {"created": run.created.isoformat()}
    del facts["folder"]
    return json.dumps(facts, indent=2, ensure_ascii=False)


def _as_csv(history: Sequence[dict[str, Any]]) -> str:
    lines = [",".join(HISTORY_COLUMNS)]
    for row in history:
        values = (row[column] for column in HISTORY_COLUMNS)
        lines.append(",".join("" if value is None else f"{value}" for value in values))
    return "\n".join(lines) + "\n"


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return str(error) if error.errno is None else "config.json is missing"
    if isinstance(error, json.JSONDecodeError):
        return "config.json is not readable"
    if isinstance(error, SettingError):
        return str(error).rstrip(".")
    return f"config.json lacks or misnames something ({error})"


def now() -> datetime:
    return datetime.now(UTC)
