"""Folders that anybody may have changed: a broken one is one sentence, and nothing about it stops the others."""

import json
import os
import shutil
from datetime import UTC, datetime

import pytest

from model.runs import record
from model.runs.script import script_of
from tests.model.runs.test_record import HISTORY, a_run


@pytest.fixture
def whole():
    return record.save(a_run("whole"), b"weights", HISTORY)


@pytest.fixture
def broken():
    """The folder of a run that the test may break."""
    return record.save(a_run("broken"), b"weights", HISTORY).folder


def set_fact(folder, name, value) -> None:
    facts = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(facts | {name: value}))


NO_TABLES = ["null", "[]", "7", '"run"', "", "{", "[" * 100_000, '{"id": NaN}', "{}", "9" * 5000]


@pytest.mark.parametrize("text", NO_TABLES, ids=lambda text: f"{text[:9]} ({len(text)})")
def test_a_config_that_is_no_table_is_one_sentence(whole, broken, text):
    (broken / "config.json").write_text(text)
    found, (warning,) = record.load_all()
    assert found == [whole]
    assert warning.startswith("The run in broken-1 was skipped: config.json ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[("id", value) for value in (None, 7, "", "whole", "a/../../b", "broken\n")],
        *[("name", value) for value in (None, 3, "", "   ", "x" * 201, "\ud800", "a\x00b", ["a"])],
        *[("owner", value) for value in (None, ["me"], "x" * 65, {})],
        *[("status", value) for value in (None, "running", [], {}, True)],
        *[
            ("created", value)
            for value in ("2026-01-02T03:04:05", "", None, 5, "0001-01-01T00:00:00+10:00", "9999-12-31")
        ],
        *[("scores", value) for value in (None, [], {"test_accuracy": None}, {"test_accuracy": 1.5}, {"x": 0.5})],
        *[("scores", {"test_loss": value}) for value in (-1, "0.3", True, 10**400)],
        *[("epochs", value) for value in (None, -1, 2.0, True, "2", 10**30)],
        *[("parameters", value) for value in (None, -1, "many", [1])],
        *[("seconds", value) for value in (None, -1, "2", {}, 1e300)],
        *[("starred", value) for value in (None, 1, "yes")],
        *[("versions", value) for value in (None, [], {"keras": 3}, {"keras": "x" * 100})],
        *[("sweep", value) for value in (None, 1, "x" * 65, "\n")],
        *[("data", value) for value in (None, [], {}, {"name": ["sample"]}, {"name": "sample", "test": "many"})],
        *[("network", value) for value in (None, [], {"hidden": "12"}, {"hidden": [2.5]}, {"hidden": [[1]]}, {"x": 1})],
        *[("network", value) for value in ({"activation": ["relu"]}, {"dropout": True}, {"hidden": 5}, {"l1": None})],
        *[("taught", value) for value in ({"base": "a"}, {"base": "a", "drawings": ["?"], "tested_before": True})],
        *[("training", value) for value in (None, {"epochs": 2.5}, {"epochs": True}, {"augment": "yes"}, {"loss": {}})],
    ],
)
def test_a_fact_of_the_wrong_kind_or_out_of_range_is_one_sentence(whole, broken, name, value):
    set_fact(broken, name, value)
    found, (warning,) = record.load_all()
    assert found == [whole]
    assert warning.startswith("The run in broken-1 was skipped: ")
    assert len(warning) < 250
    warning.encode()


def test_numbers_that_json_can_say_and_python_cannot_hold_are_one_sentence(whole, broken):
    text = (broken / "config.json").read_text()
    for number in ("1e999", "-1e999", "Infinity", "NaN"):
        (broken / "config.json").write_text(text.replace("2.75", number))
        found, (warning,) = record.load_all()
        assert found == [whole]
        assert "broken-1" in warning


@pytest.mark.parametrize(
    "name", ["abc-²", "abc-٣", "-1", "a b-1", "abc-1234567890", "abc", "x" * 100 + "-1", "[a](b)-1"]
)
def test_no_name_of_a_folder_stops_the_others(whole, broken, name):
    shutil.copytree(broken, broken.parent / name)
    found, (warning,) = record.load_all()
    assert {run.id for run in found} == {"whole", "broken"}
    assert "was skipped" in warning
    assert len(warning) < 150


@pytest.mark.skipif(os.name != "posix", reason="other systems refuse such a name")
def test_a_name_that_is_no_text_can_still_be_shown(whole, broken):
    shutil.copytree(os.fsencode(broken), os.fsencode(broken.parent) + b"/\xff\xfe-1")
    _, (warning,) = record.load_all()
    warning.encode()


def test_a_folder_does_not_take_the_place_of_another_run(whole, broken):
    shutil.copytree(whole.folder, broken.parent / "other-9")
    found, (warning,) = record.load_all()
    assert {run.folder for run in found} == {whole.folder, broken}
    assert "other-9 was skipped: config.json belongs to another run" in warning


@pytest.mark.parametrize("name", ["config.json", "model.keras", "history.csv"])
def test_links_pipes_and_folders_are_no_files_of_a_run(whole, broken, name):
    secret = broken.parent / "secret.txt"
    secret.write_text("secret")
    for make in (lambda path: path.symlink_to(secret), os.mkfifo, os.mkdir):
        (broken / name).unlink() if not (broken / name).is_dir() else (broken / name).rmdir()
        make(broken / name)
        found, (warning,) = record.load_all()
        assert found == [whole]
        assert f"{name} is not a plain file" in warning


def test_a_folder_that_is_a_link_is_skipped(whole, broken, tmp_path):
    broken.rename(tmp_path / "elsewhere")
    broken.symlink_to(tmp_path / "elsewhere")
    found, (warning,) = record.load_all()
    assert found == [whole]
    assert "a link" in warning


def test_a_huge_config_is_not_read(whole, broken):
    with (broken / "config.json").open("ab") as file:
        file.truncate(10**11)  # 100 GB, of which the disk holds nothing
    found, (warning,) = record.load_all()
    assert found == [whole]
    assert "config.json is too large" in warning


@pytest.mark.parametrize(
    "text",
    [
        "",
        "epoch,loss\n1,2\n",
        "epoch,loss,accuracy,val_loss,val_accuracy,seconds\n1,nan,0.5,,,1\n",
        "epoch,loss,accuracy,val_loss,val_accuracy,seconds\n1,1e999,0.5,,,1\n",
        "epoch,loss,accuracy,val_loss,val_accuracy,seconds\n1,0.5,7,,,1\n",
        "epoch,loss,accuracy,val_loss,val_accuracy,seconds\n1.5,0.5,0.7,,,1\n",
        "epoch,loss,accuracy,val_loss,val_accuracy,seconds\n,0.5,0.7,,,1\n",
        "epoch,loss,accuracy,val_loss,val_accuracy,seconds\n1,0.5,0.7,,,1,9,9\n",
        "epoch,loss,accuracy,val_loss,val_accuracy,seconds\n1,0.5,0.7,,\n",
        "epoch,loss,accuracy,val_loss,val_accuracy,seconds\n" + "1" * 200_000,
        'epoch,loss,accuracy,val_loss,val_accuracy,seconds\n"' + "1" * 200_000,
        "\x00",
        "\udcff",
    ],
)
def test_a_damaged_history_says_so(broken, text):
    (broken / "history.csv").write_bytes(text.encode("utf-8", "surrogateescape"))
    (run,), _ = record.load_all()
    with pytest.raises(ValueError, match=r"history\.csv is damaged"):
        run.history()


def test_other_files_among_the_deleted_runs_are_left_alone(whole, runs_dir):
    (runs_dir / record.DELETED).mkdir()
    for name in (".DS_Store", "notes-²", "desktop.ini"):
        (runs_dir / record.DELETED / name).write_text("")
    assert record.undelete(record.delete(whole)) == whole


def test_what_is_saved_can_be_read_whatever_it_was_called(runs_dir):
    for name in ("\x07bell", "\ud800half", "  ", "a" * 500, "right\u202eleft", "two\nlines"):
        record.save(a_run(f"n{len(list(runs_dir.glob('*')))}", name=name), b"", HISTORY)
    found, warnings = record.load_all()
    assert (len(found), warnings) == (6, [])


def test_scores_that_ran_away_are_left_out():
    record.save(
        a_run(scores={"test_loss": float("nan"), "test_accuracy": 0.1}), b"", [HISTORY[0] | {"val_loss": 1e999}]
    )
    (run,), warnings = record.load_all()
    assert (run.scores, warnings) == ({"test_accuracy": 0.1}, [])
    assert run.history()[0]["val_loss"] is None


def test_what_a_killed_process_left_is_taken_away_when_it_is_old(runs_dir, whole):
    for name in (".abc-01234567", ".probe-01234567", ".unfinished", ".deleted", ".abc-012345678"):
        (runs_dir / name).mkdir(parents=True)
        os.utime(runs_dir / name, (1, 1))
    (runs_dir / ".new-01234567").mkdir()
    record.folders.clear_leftovers()
    assert {path.name for path in runs_dir.iterdir()} == {
        *(".unfinished", ".deleted", ".abc-012345678", ".new-01234567", whole.folder.name)
    }


def test_a_run_of_an_earlier_version_is_read(broken):
    facts = json.loads((broken / "config.json").read_text())
    for name in ("starred", "versions", "sweep"):
        del facts[name]
    del facts["network"]["l1"]
    (broken / "config.json").write_text(json.dumps(facts))
    (run,), warnings = record.load_all()
    assert (run.sweep, warnings) == ("", [])
    assert run.created == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert "model.fit" in script_of(run)
