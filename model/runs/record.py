"""What a finished run leaves on disk: one folder with `model.keras`, `history.csv`, `config.json` and its snapshots.

The folder is written under another name first and renamed at the end, so that a crash leaves a whole run or none.
A deleted run is moved aside, so that it can be brought back. What is read may be anybody's: each fact is checked.
"""

import json
import math
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
from model.runs import disk, facts, folders, history_file, snapshots
from model.runs.folders import DELETED, id_and_number, runs_dir
from model.runs.guess import Guess
from model.runs.run_facts import FACTS, UPLOADED
from model.runs.taught import Taught

KEPT_DELETED = 100  # of them the oldest go for good
LONGEST_NAME = 60  # characters
MOST_CONFIG_BYTES = 200_000


@dataclass(frozen=True)
class Run:
    """One run as it stands on disk.

    `status` is `"finished"`, `"stopped"` or `"uploaded"`. `scores` holds `test_accuracy` (0 to 1), `test_loss` and, if
    training found it, the `threshold` of doubt (`model.networks.doubt`); `seconds` is training time; runs of one sweep
    share the text in `sweep`. `guess` is what its owner said before, `painted` whether it began with weights that
    somebody had painted, `taught` what it began with if it learned somebody's handwriting. Of an uploaded network only
    the file is known: it has no `network`, no `training` and no history, and no scores where there was nothing to test
    it on.
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
    guess: Guess | None = None
    painted: bool = False
    taught: Taught | None = None
    folder: Path = Path()

    @property
    def model_path(self) -> Path:
        return self.folder / "model.keras"

    def history(self) -> list[dict[str, float | None]]:
        """One row per epoch with the keys of `history_file.COLUMNS`; None where there were no validation digits.

        Raises `OSError` where the file is gone, and `ValueError` where it is damaged.
        """
        return history_file.read(self.folder / "history.csv")

    def snapshots(self) -> dict[int, Path]:
        """Epoch → file, in order, as `model.runs.snapshots` finds them; of an uploaded network there are none."""
        if self.network is None:
            return {}
        return snapshots.found([self.folder / snapshots.FOLDER], self.network, self.epochs)


def versions() -> dict[str, str]:
    """Of Python and the packages that shape a result."""
    packages = {name: version(name) for name in ("tensorflow", "keras", "numpy")}
    return {"python": platform.python_version(), **packages}


def save(run: Run, model: bytes, history: Sequence[dict[str, Any]], snapped: Path | None = None) -> Run:
    """Writes `run` with its `.keras` file's bytes, its epochs and the snapshots that lie in `snapped`; returns it with
    its folder.

    A run that was saved before (it has since trained for one more epoch) is replaced; it keeps its name, its star and
    its snapshots. Where the disk is full, runs that were deleted a while ago make room, and if need be its snapshots.
    Raises `OSError` where the disk refuses; then nothing of it is left there, and the earlier run stays.
    """
    try:
        return _saved(run, model, history, snapped)
    except OSError as error:
        if error.errno not in disk.FULL:
            raise
        emptied = folders.empty_deleted()
        if not (emptied or snapped):
            raise
    return _saved(run, model, history, snapped if emptied else None)


def _saved(run: Run, model: bytes, history: Sequence[dict[str, Any]], snapped: Path | None) -> Run:
    home = runs_dir()
    home.mkdir(parents=True, exist_ok=True)
    folders.clear_leftovers()
    earlier = [folder for folder in folders.named_like_a_run() if id_and_number(folder)[0] == run.id]
    run = _as_people_left_it(replace(run, name=tidied(run.name) or run.id), earlier)
    unfinished = home / f".{run.id}-{uuid.uuid4().hex[:8]}"
    try:
        unfinished.mkdir()
        disk.write(unfinished / "model.keras", model)
        disk.write(unfinished / "history.csv", history_file.to_csv(history).encode())
        disk.write(unfinished / "config.json", _as_json(run).encode())
        if run.network and snapped:
            places = [*(folder / snapshots.FOLDER for folder in earlier), snapped]
            there = snapshots.found(places, run.network, run.epochs)
            snapshots.copy(there, run.network, unfinished / snapshots.FOLDER)
        disk.settle(unfinished)
        taken = max((id_and_number(folder)[1] for folder in earlier), default=0)
        folder = home / f"{run.id}-{taken + 1}"
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    disk.settle(home)
    for old in earlier:
        shutil.rmtree(old, ignore_errors=True)
    return replace(run, folder=folder)


def load_all() -> tuple[list[Run], list[str]]:
    """All runs on disk, newest first, and a sentence for each folder that is skipped because it is broken.

    It never raises: where the folder for runs can't be read, that is the sentence.
    """
    newest: dict[str, Run] = {}
    warnings = []
    try:
        found, misnamed = folders.named_like_a_run(), folders.misnamed()
    except OSError as error:
        return [], [disk.sentence(error, reading=True)]
    warnings += [f"The run in {facts.shown(name)} was skipped: no run's folder has such a name." for name in misnamed]
    for folder in sorted(found, key=lambda folder: id_and_number(folder)[1]):
        try:
            run = read(folder)
        except FileNotFoundError as error:
            if folder.is_dir():  # else somebody has just deleted it
                warnings.append(f"The run in {facts.shown(folder.name)} was skipped: {_missing(error)} is missing.")
        except OSError:
            warnings.append(f"The run in {facts.shown(folder.name)} was skipped: the disk does not let it be read.")
        except ValueError as error:
            warnings.append(f"The run in {facts.shown(folder.name)} was skipped: {error}.")
        else:
            newest[run.id] = run
    return sorted(newest.values(), key=lambda run: run.created, reverse=True), warnings


def read(folder: Path) -> Run:
    """The run in `folder`. Raises `OSError`, or `ValueError` with half a sentence, if it is not whole."""
    if folder.is_symlink():
        raise ValueError("it is a link to elsewhere")
    content = disk.read(folder / "config.json", MOST_CONFIG_BYTES)
    known = facts.checked(_of_any_age(facts.loads(content, "config.json")), FACTS, "config.json")
    for name in ("model.keras", "history.csv"):
        disk.check_plain(folder / name)
    if known["id"] != id_and_number(folder)[0]:
        raise ValueError("config.json belongs to another run")
    if known["status"] == UPLOADED:
        known |= {"network": None, "training": None}
    elif not (known["network"] and known["training"] and "name" in known["data"]):
        raise ValueError("config.json lacks or misnames something (network, training or data)")
    return Run(**known, folder=folder)


def rename(run: Run, name: str) -> Run:
    """Gives `run` another name, of at most 60 characters. Raises `SettingError` if nothing of it is left."""
    name = tidied(name)
    if not name:
        raise SettingError("A run needs a name; type at least one letter.")
    return _changed(run, name=name)


def tidied(name: str) -> str:
    """`name` in one line of at most 60 characters that can be shown; it may be empty."""
    printable = "".join(c if c.isprintable() else " " for c in name.encode("utf-8", "ignore").decode())
    return " ".join(printable.split())[:LONGEST_NAME].strip()


def star(run: Run, starred: bool) -> Run:
    return _changed(run, starred=starred)


def delete(run: Run) -> Run:
    """Moves `run` aside; `undelete` brings back what this returns. Raises `OSError` where it is gone already."""
    aside = runs_dir() / DELETED
    aside.mkdir(exist_ok=True)
    deleted = aside / f"{run.folder.name}-{time.time_ns()}"
    run.folder.rename(deleted)
    for old in folders.by_last_number(aside)[:-KEPT_DELETED]:
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
    disk.replace(run.folder / "config.json", _as_json(run).encode())
    return run


def _as_people_left_it(run: Run, earlier: Sequence[Path]) -> Run:
    """`run` with the name and star of its newest earlier version, if one can be read."""
    for folder in sorted(earlier, key=lambda folder: id_and_number(folder)[1], reverse=True):
        with suppress(OSError, ValueError):
            before = read(folder)
            return replace(run, name=before.name, starred=before.starred)
    return run


def _of_any_age(known: Any) -> Any:
    """`known` with the facts that runs of an earlier version lack."""
    lacking = {"starred": False, "versions": {}, "sweep": "", "guess": None, "painted": False, "taught": None}
    return lacking | known if isinstance(known, dict) else known


def _missing(error: FileNotFoundError) -> str:
    return Path(error.filename or "config.json").name


def _as_json(run: Run) -> str:
    known = asdict(run) | {"created": run.created.isoformat()}
    known["scores"] = {name: score for name, score in run.scores.items() if math.isfinite(score)}
    del known["folder"]
    return json.dumps(known, indent=2, ensure_ascii=False)


def now() -> datetime:
    return datetime.now(UTC)
