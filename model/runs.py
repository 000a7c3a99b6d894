"""What a finished run leaves on disk: one folder with `model.keras`, `history.csv` and `config.json`.

The folder is written under another name first and renamed at the end, so that a crash leaves a whole run or none.
"""

import csv
import json
import os
import platform
import shutil
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from model.network import NetworkConfig, TrainingConfig
from model.settings import SettingError

HISTORY_COLUMNS = ("epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds")


@dataclass(frozen=True)
class Run:
    """One run as it stands on disk. `scores` holds `test_accuracy` and `test_loss`; `seconds` is training time."""

    id: str
    name: str
    owner: str
    status: str
    network: NetworkConfig
    training: TrainingConfig
    data: dict[str, Any]
    scores: dict[str, float]
    epochs: int
    parameters: int
    seconds: float
    created: datetime
    starred: bool = False
    versions: dict[str, str] = field(default_factory=dict)
    folder: Path = Path()

    @property
    def model_path(self) -> Path:
        return self.folder / "model.keras"

    def history(self) -> list[dict[str, float | None]]:
        """One row an epoch with the keys of `HISTORY_COLUMNS`; None where there were no validation digits."""
        with (self.folder / "history.csv").open(newline="", encoding="utf-8") as file:
            rows = [
                {key: float(text) if text else None for key, text in row.items()}
                for row in csv.DictReader(file)
            ]
        return [row | {"epoch": int(row["epoch"] or 0)} for row in rows]


def runs_dir() -> Path:
    """Where runs are kept: `RUNS_DIR`, else `runs/` beside `app.py`."""
    return Path(os.environ.get("RUNS_DIR") or Path(__file__).parent.parent / "runs")


def versions() -> dict[str, str]:
    """Of Python and the packages that shape a result."""
    packages = {name: version(name) for name in ("tensorflow", "keras", "numpy")}
    return {"python": platform.python_version(), **packages}


def save(run: Run, model: bytes, history: Sequence[dict[str, Any]]) -> Run:
    """Writes `run` with its `.keras` file's bytes and its epochs; returns it with its folder.

    A run that was saved before (it has since trained for one more epoch) is replaced.
    """
    home = runs_dir()
    home.mkdir(parents=True, exist_ok=True)
    unfinished = home / f".{run.id}-{uuid.uuid4().hex[:8]}"
    unfinished.mkdir()
    try:
        _write(unfinished / "model.keras", model)
        _write(unfinished / "history.csv", _as_csv(history).encode())
        _write(unfinished / "config.json", _as_json(run).encode())
        earlier = [folder for folder in _folders() if folder.name.rpartition("-")[0] == run.id]
        taken = max((int(folder.name.rpartition("-")[2]) for folder in earlier), default=0)
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
    for folder in sorted(_folders(), key=lambda folder: int(folder.name.rpartition("-")[2])):
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
    network = NetworkConfig(**(facts.pop("network") | {}))
    training = TrainingConfig(**facts.pop("training"))
    created = datetime.fromisoformat(facts.pop("created"))
    return Run(**facts, network=network, training=training, created=created, folder=folder)


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
