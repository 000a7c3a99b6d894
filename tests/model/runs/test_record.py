"""What a run leaves on disk: whole or not at all, renamed, starred, deleted and brought back."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from model.networks.config import NetworkConfig, TrainingConfig
from model.networks.settings import SettingError
from model.runs import disk, record

HISTORY = [
    {"epoch": 1, "loss": 0.5, "accuracy": 0.8, "val_loss": 0.4, "val_accuracy": 0.85, "seconds": 1.25},
    {"epoch": 2, "loss": 0.25, "accuracy": 0.9, "val_loss": None, "val_accuracy": None, "seconds": 1.5},
]


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("RUNS_DIR", str(tmp_path / "runs"))
    return tmp_path / "runs"


def a_run(run_id="abc", **facts) -> record.Run:
    known = {
        "id": run_id,
        "name": "784–32–10 relu, adam",
        "owner": "me",
        "status": "finished",
        "network": NetworkConfig(hidden=(32, 16), dropout=0.1),
        "training": TrainingConfig(epochs=2, learning_rate=0.003, augment=("shift", "thickness")),
        "data": {"name": "sample", "note": "", "train": 4000, "test": 1000},
        "scores": {"test_loss": 0.3, "test_accuracy": 0.91},
        "epochs": 2,
        "parameters": 25_818,
        "seconds": 2.75,
        "created": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    }
    return record.Run(**{**known, **facts})


def test_there_are_no_runs_before_the_first():
    assert record.load_all() == ([], [])


def test_a_run_comes_back_as_it_was_saved():
    saved = record.save(a_run(sweep="grid"), b"weights", HISTORY)
    assert record.load_all() == ([saved], [])
    assert saved == replace(a_run(sweep="grid"), folder=saved.folder)
    assert saved.model_path.read_bytes() == b"weights"
    assert saved.history() == HISTORY


def test_a_run_from_when_augmentation_was_on_or_off_has_the_kinds_that_there_were():
    saved = record.save(a_run(), b"weights", HISTORY)
    config = saved.folder / "config.json"
    known = json.loads(config.read_text(encoding="utf-8"))
    config.write_text(json.dumps(known | {"training": known["training"] | {"augment": True}}), encoding="utf-8")
    assert record.read(saved.folder).training.augment == ("turn", "shift", "zoom")


def test_an_uploaded_network_has_neither_settings_nor_epochs():
    uploaded = a_run(status="uploaded", network=None, training=None, scores={}, epochs=0, seconds=0.0)
    saved = record.save(uploaded, b"weights", [])
    assert record.load_all() == ([saved], [])
    assert saved.history() == []


def test_newest_run_first():
    for day in (2, 3, 1):
        record.save(a_run(f"day{day}", created=datetime(2026, 1, day, tzinfo=UTC)), b"", HISTORY)
    assert [run.id for run in record.load_all()[0]] == ["day3", "day2", "day1"]


def test_a_second_save_replaces_the_first_but_not_the_name_and_the_star(home):
    first = record.save(a_run(), b"first", HISTORY[:1])
    record.star(record.rename(first, "my best"), True)
    second = record.save(a_run(epochs=3), b"second", HISTORY)
    assert record.load_all()[0] == [second]
    assert (second.name, second.starred, second.epochs) == ("my best", True, 3)
    assert second.model_path.read_bytes() == b"second"
    assert len(list(home.iterdir())) == 1


@pytest.mark.parametrize("file", ["model.keras", "history.csv", "config.json"])
def test_a_crash_while_writing_leaves_no_run_and_keeps_the_earlier_one(monkeypatch, home, file):
    first = record.save(a_run(), b"first", HISTORY)
    write = disk.write

    def crash(path, content):
        if path.name == file:
            write(path, content[: len(content) // 2])
            raise OSError("disk full")
        write(path, content)

    monkeypatch.setattr(disk, "write", crash)
    with pytest.raises(OSError, match="disk full"):
        record.save(a_run(epochs=3), b"second", HISTORY)
    assert record.load_all() == ([first], [])
    assert len(list(home.iterdir())) == 1


def test_what_a_killed_process_left_half_written_is_no_run(home):
    saved = record.save(a_run(), b"first", HISTORY)
    half = home / ".def-1a2b3c4d"
    half.mkdir()
    (half / "model.keras").write_bytes(b"half")
    assert record.load_all() == ([saved], [])


def break_config(folder):
    (folder / "config.json").write_text('{"id": "ab')


def lose_model(folder):
    (folder / "model.keras").unlink()


def lose_config(folder):
    (folder / "config.json").unlink()


def unknown_fact(folder):
    facts = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(facts | {"mood": "good"}))


def impossible_setting(folder):
    facts = json.loads((folder / "config.json").read_text())
    facts["network"]["dropout"] = 2.0
    (folder / "config.json").write_text(json.dumps(facts))


def no_settings(folder):
    facts = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(facts | {"network": None}))


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (break_config, "not readable"),
        (lose_model, "model.keras is missing"),
        (lose_config, "config.json is missing"),
        (unknown_fact, "lacks or misnames"),
        (impossible_setting, "Dropout must lie between 0 and 0.9"),
        (no_settings, "lacks or misnames"),
    ],
)
def test_a_broken_folder_is_skipped_with_a_sentence(damage, reason):
    whole = record.save(a_run("whole"), b"", HISTORY)
    damage(record.save(a_run("broken"), b"", HISTORY).folder)
    found, warnings = record.load_all()
    assert found == [whole]
    assert len(warnings) == 1
    assert reason in warnings[0]
    assert "broken-1" in warnings[0]


def test_other_files_beside_the_runs_are_left_alone(home):
    home.mkdir()
    (home / "notes.txt").write_text("mine")
    (home / "pictures").mkdir()
    assert record.load_all() == ([], [])


def test_a_new_name_is_tidied_and_stays():
    run = record.save(a_run(), b"", HISTORY)
    assert record.rename(run, "  the   best\n" + "x" * 100).name == "the best " + "x" * 51
    assert record.load_all()[0][0].name == "the best " + "x" * 51
    with pytest.raises(SettingError, match="needs a name"):
        record.rename(run, " \n ")


def test_a_crash_while_renaming_keeps_the_old_name(monkeypatch):
    run = record.save(a_run(), b"", HISTORY)

    def crash(path, content):
        path.write_bytes(content[:10])
        raise OSError("disk full")

    monkeypatch.setattr(disk, "write", crash)
    with pytest.raises(OSError, match="disk full"):
        record.rename(run, "new")
    assert record.load_all() == ([run], [])
    assert sorted(path.name for path in run.folder.iterdir()) == ["config.json", "history.csv", "model.keras"]


def test_a_star_on_and_off():
    run = record.star(record.save(a_run(), b"", HISTORY), True)
    assert record.load_all()[0][0].starred
    record.star(run, False)
    assert not record.load_all()[0][0].starred


def test_a_deleted_run_comes_back_whole():
    run = record.save(a_run(), b"weights", HISTORY)
    deleted = record.delete(run)
    assert record.load_all() == ([], [])
    assert record.undelete(deleted) == run
    assert record.load_all() == ([run], [])
    assert run.model_path.read_bytes() == b"weights"


def test_a_run_deleted_twice_or_changed_after_that_is_an_error():
    run = record.save(a_run(), b"", HISTORY)
    deleted = record.delete(run)
    for change in (record.delete, lambda run: record.star(run, True), lambda run: record.rename(run, "new")):
        with pytest.raises(OSError, match="No such file"):
            change(run)
    record.undelete(deleted)
    with pytest.raises(OSError, match="No such file"):
        record.undelete(deleted)


def test_a_deleted_run_does_not_replace_a_newer_one():
    deleted = record.delete(record.save(a_run(), b"old", HISTORY))
    newer = record.save(a_run(), b"new", HISTORY)
    with pytest.raises(OSError):  # noqa: PT011  (each system says it in its own words)
        record.undelete(deleted)
    assert record.load_all()[0] == [newer]
    assert newer.model_path.read_bytes() == b"new"


def test_only_so_many_deleted_runs_are_kept(monkeypatch, home):
    monkeypatch.setattr(record, "KEPT_DELETED", 2)
    deleted = [record.delete(record.save(a_run(f"run{number}"), b"", HISTORY)) for number in range(4)]
    assert {folder.name for folder in (home / record.DELETED).iterdir()} == {run.folder.name for run in deleted[2:]}
