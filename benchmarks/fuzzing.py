"""Inputs that nobody means well, by the hundred thousand: `python -m benchmarks.fuzzing runs --inputs 100000`.

Hypothesis makes them up and, where one does harm, makes it as small as it can. A subject is what can be made up, and
what must hold for each of it. A small share of all subjects runs with the tests.
"""

import argparse
import io
import json
import os
import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from benchmarks.browser_inputs import TOLD, is_taken_or_changes_nothing
from benchmarks.handwriting_inputs import FILES, FORMS, is_a_form_or_a_sentence, is_drawings_or_sentences
from benchmarks.hostile_inputs import (
    LINKS,
    NETWORKS,
    gives_settings_and_sentences,
    is_taken_or_refused_in_a_sentence,
)
from benchmarks.photo_inputs import PICTURES, is_ink_or_a_sentence
from charts.curves import curve_chart
from model.jobs import unfinished
from model.networks.config import NetworkConfig, TrainingConfig
from model.runs import record
from model.runs.differences import in_words, values_of
from model.runs.naming import names_to_choose_from
from model.runs.script import script_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@dataclass(frozen=True)
class Subject:
    """`inputs` are made up, and `holds` raises for one that does harm."""

    inputs: st.SearchStrategy[Any]
    holds: Callable[[Any], object]


def fuzz(subject: Subject, inputs: int, same_each_time: bool = False) -> int:
    """Tries so many inputs; returns how many there were. Raises what the first harmful one has raised."""
    tried = 0

    @settings(
        max_examples=inputs,
        deadline=None,
        database=None,
        derandomize=same_each_time,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(subject.inputs)
    def each(made_up: Any) -> None:
        nonlocal tried
        tried += 1
        subject.holds(made_up)

    each()
    return tried


# runs: a folder that lies among the runs, with any name, config and history.

HISTORY = "epoch,loss,accuracy,val_loss,val_accuracy,seconds\n1,0.5,0.8,0.4,0.85,1.25\n"


@lru_cache(maxsize=1)
def _runs_dir() -> Path:
    """A folder for runs with one whole run in it, for the whole process."""
    folder = Path(tempfile.mkdtemp(prefix="fuzzing-"))
    os.environ["RUNS_DIR"] = str(folder)
    record.save(
        record.Run(
            id="whole",
            name="a whole run",
            owner="somebody",
            status="finished",
            network=NetworkConfig(),
            training=TrainingConfig(),
            data={"name": "sample", "note": "", "train": 4000, "test": 1000},
            scores={"test_loss": 0.3, "test_accuracy": 0.9},
            epochs=1,
            parameters=407_050,
            seconds=1.25,
            created=record.now(),
        ),
        b"weights",
        [],
    )
    return folder


@lru_cache(maxsize=1)
def _facts() -> str:
    return (_runs_dir() / "whole-1" / "config.json").read_text(encoding="utf-8")


def _whole_facts() -> dict[str, Any]:
    return json.loads(_facts()) | {"id": "made-up"}


@st.composite
def _changed_facts(draw: st.DrawFn) -> bytes:
    """`config.json` of a whole run with one or two facts changed."""
    facts = _whole_facts()
    for _ in range(draw(st.integers(1, 2))):
        name = draw(st.sampled_from(list(facts)))
        if isinstance(facts[name], dict) and facts[name] and draw(st.booleans()):
            facts[name] = facts[name] | {draw(st.sampled_from(list(facts[name]))): draw(JSON)}
        else:
            facts[name] = draw(JSON)
    return json.dumps(facts).encode()


CELLS = st.floats().map(str) | st.text(max_size=8)
ROWS = st.lists(st.lists(CELLS, min_size=5, max_size=7).map(",".join), min_size=1, max_size=2)
ANY_NAME = st.text(st.characters(exclude_characters="/\x00", exclude_categories=["Cs"]), max_size=40)
CONFIGS = _changed_facts() | JSON.map(json.dumps).map(str.encode) | st.binary(max_size=200)
HISTORIES = ROWS.map(lambda rows: (HISTORY + "\n".join(rows)).encode("utf-8", "replace")) | st.binary(max_size=100)
FOLDERS = st.one_of(  # name, config and history, None where they are as they should be
    st.tuples(ANY_NAME, st.none(), st.none()),
    st.tuples(st.just("made-up-1"), CONFIGS, st.none()),
    st.tuples(st.just("made-up-1"), st.none(), HISTORIES),
)


def _others_stay(made_up: tuple[str, bytes | None, bytes | None]) -> None:
    """Whatever lies among the runs: they are all read, each thing shown of them can be made, and it is one sentence."""
    name, config, history = made_up
    home = _runs_dir()
    os.environ["RUNS_DIR"] = str(home)
    folder = home / name
    if not name.strip(". ") or len(name.encode()) > 200 or folder.exists():
        return
    folder.mkdir()
    try:
        (folder / "config.json").write_bytes(json.dumps(_whole_facts()).encode() if config is None else config)
        (folder / "history.csv").write_bytes(HISTORY.encode() if history is None else history)
        (folder / "model.keras").touch()
        found, warnings = record.load_all()
        assert "whole" in [run.id for run in found]
        assert len(found) + len(warnings) <= 2
        " ".join(warnings).encode()
        names_to_choose_from(found)
        for run in found:
            _can_be_shown(run)
    finally:
        shutil.rmtree(folder)


def _can_be_shown(run: record.Run) -> None:
    run.name.encode()
    run.created.astimezone().replace(tzinfo=None).isoformat()
    json.dumps([run.scores, run.seconds, run.data, run.versions], allow_nan=False)
    for name, value in values_of(run.network, run.training).items():
        in_words(name, value)
    if run.network:
        script_of(run)
    with suppress(ValueError):  # a damaged history costs only its curve
        json.dumps(run.history())


# unfinished: the state of an interrupted run, with its curve and its checkpoint.

STATE: dict[str, Any] = {
    **{"id": "made-up", "owner": "somebody", "sweep": "", "created": "2026-01-02T03:04:05+00:00"},
    **{"network": {"hidden": [32]}, "training": {"epochs": 3}, "state": "interrupted", "data": {"name": "sample"}},
    "history": [{"kind": "epoch", "epoch": 1, "loss": 0.5, "accuracy": 0.8, "val_loss": None, "val_accuracy": None}],
    **{"epoch": 2, "step": 0, "steps": 10, "keeper": {"host": "elsewhere"}},
}
STATE["history"][0]["seconds"] = 1.0


@st.composite
def _states(draw: st.DrawFn) -> bytes:
    return json.dumps(STATE | {draw(st.sampled_from(list(STATE))): draw(JSON)}).encode()


ARRAYS = st.lists(st.floats(), max_size=10).map(lambda numbers: _npy(np.array(numbers))) | st.binary(max_size=100)
PARTS = st.fixed_dictionaries(
    {"state.json": _states() | st.binary(max_size=100), "batches.npy": st.just(b"") | ARRAYS},
    optional={"checkpoint.npz": st.binary(max_size=20)},
)
ARCHIVES = st.binary(max_size=200) | PARTS


def _npy(array: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array.reshape(-1, 5) if array.size % 5 == 0 else array)
    return stream.getvalue()


def _is_a_run_or_a_sentence(made_up: bytes | dict[str, bytes]) -> None:
    home = _runs_dir()
    os.environ["RUNS_DIR"] = str(home)
    path = home / unfinished.FOLDER / "made-up.zip"
    path.parent.mkdir(exist_ok=True)
    if isinstance(made_up, bytes):
        path.write_bytes(made_up)
    else:
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in made_up.items():
                archive.writestr(name, content or _npy(np.zeros((0, 5))))
    jobs, warnings = unfinished.load_all()
    assert len(jobs) + len(warnings) == 1
    for job in jobs:
        curve_chart("loss", job.history, job.batches, job.steps, job.training.epochs, job.id).to_json()
        unfinished.checkpoint(job.id)


SUBJECTS: dict[str, Subject] = {
    "runs": Subject(FOLDERS, _others_stay),
    "photo": Subject(PICTURES, is_ink_or_a_sentence),
    "unfinished": Subject(ARCHIVES, _is_a_run_or_a_sentence),
    "links": Subject(LINKS, gives_settings_and_sentences),
    "canvas": Subject(TOLD, is_taken_or_changes_nothing),
    "handwriting": Subject(FILES, is_drawings_or_sentences),
    "form": Subject(FORMS, is_a_form_or_a_sentence),
    "keras": Subject(NETWORKS, is_taken_or_refused_in_a_sentence),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("subjects", nargs="*", choices=[*SUBJECTS, []], help="which; none are all")
    parser.add_argument("--inputs", type=int, default=100_000, help="of each subject (%(default)s)")
    arguments = parser.parse_args()
    for name in arguments.subjects or SUBJECTS:
        began = time.perf_counter()
        tried = fuzz(SUBJECTS[name], arguments.inputs)
        print(f"{name}: {tried:,} inputs in {time.perf_counter() - began:.0f} s, none did harm", flush=True)


if __name__ == "__main__":
    main()
