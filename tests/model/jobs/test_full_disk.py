"""The disk refuses: nothing that was learned is lost, a sentence names the disk, and no path of the server is told."""

import errno
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from model.jobs.engine import wait_until
from model.jobs.job import Job, in_short
from model.jobs.keeping import Keeping
from model.networks.config import NetworkConfig, TrainingConfig
from model.runs import disk, folders, record
from tests.model.jobs.test_unfinished import ROW, a_job
from tests.model.runs.test_record import HISTORY, a_run

RESULT = {
    "status": "finished",
    "checkpoint": b"state",
    "model": b"weights",
    "history": [ROW],
    "scores": {"test_loss": 0.3, "test_accuracy": 0.9, "seconds": 1.0},
    "epochs": 1,
    "parameters": 10,
    "data": {"name": "sample", "note": "", "train": 4000, "test": 1000},
}
REFUSALS = {
    errno.ENOSPC: "The disk that runs are kept on is full",
    errno.EROFS: "The disk does not let the folder for runs be written to",
    errno.EACCES: "The disk does not let the folder for runs be written to",
    errno.EIO: "The disk that runs are kept on failed (Input/output error)",
}


@pytest.fixture
def refuse(monkeypatch):
    """Has the disk refuse what is written, with an `errno`; None lets it be written again."""
    write = disk.write

    def refuse_(number):
        def refused(path, content):
            raise OSError(number, os.strerror(number), str(path))

        monkeypatch.setattr(disk, "write", write if number is None else refused)

    return refuse_


@pytest.mark.parametrize(("number", "sentence"), REFUSALS.items())
def test_a_run_that_the_disk_refuses_is_finished_and_can_be_saved_again(runs_dir, refuse, number, sentence):
    refuse(number)
    job = Job("abc", NetworkConfig(), TrainingConfig(), "ann")
    job.done(RESULT)
    assert (job.state, job.message, job.can_go_on) == ("finished", "", True)
    assert job.problem.startswith(sentence)
    assert str(runs_dir) not in job.problem
    assert job.unsaved[1] == b"weights"
    assert list(runs_dir.iterdir()) == []  # no leftovers
    keeping = Keeping()
    assert not keeping.save(job)
    refuse(None)
    assert keeping.save(job)
    assert (job.problem, job.unsaved) == ("", None)
    assert record.load_all()[0] == [job.saved]
    assert job.saved.model_path.read_bytes() == b"weights"


@pytest.mark.parametrize("when", [Keeping.close, Keeping.try_again])
def test_what_could_not_be_saved_is_tried_again_now_and_then_and_when_the_app_ends(refuse, when):
    refuse(errno.ENOSPC)
    job = Job("abc", NetworkConfig(), TrainingConfig(), "ann")
    job.done(RESULT)
    refuse(None)
    when(Keeping(), [job])
    assert wait_until(lambda: job.unsaved is None, 20)
    assert [run.id for run in record.load_all()[0]] == ["abc"]


def test_a_state_that_the_disk_refuses_is_told_until_it_is_kept(runs_dir):
    runs_dir.write_text("no folder")
    job, keeping = a_job(), Keeping()
    keeping._write(job, runs_dir)
    assert job.problem == "The disk has no folder for runs where RUNS_DIR says, but something else of that name."
    runs_dir.unlink()
    keeping._write(job, runs_dir)
    assert (job.problem, job.on_disk) == ("", True)


@pytest.mark.parametrize("number", REFUSALS)
def test_changes_that_the_disk_refuses_leave_the_run_as_it_was(runs_dir, refuse, number):
    run = record.save(a_run(), b"weights", HISTORY)
    before = sorted(runs_dir.rglob("*"))
    refuse(number)
    for change in (
        lambda: record.star(run, True),
        lambda: record.rename(run, "new"),
        lambda: record.save(run, b"", []),
    ):
        with pytest.raises(OSError) as error:  # noqa: PT011
            change()
        assert error.value.errno == number
    assert sorted(runs_dir.rglob("*")) == before
    assert record.load_all() == ([run], [])


def test_the_look_at_the_start_finds_what_would_be_in_the_way(runs_dir, refuse, monkeypatch):
    assert disk.trouble(runs_dir) == ""
    assert list(runs_dir.iterdir()) == []
    for number, sentence in REFUSALS.items():
        refuse(number)
        assert disk.trouble(runs_dir).startswith(sentence)
    refuse(None)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**9, 10**9 - 1000, 1000))
    assert "is full" in disk.trouble(runs_dir)
    runs_dir.rmdir()
    runs_dir.write_text("no folder")
    assert "no folder for runs" in disk.trouble(runs_dir)
    assert "no folder for runs" in disk.trouble(runs_dir / "below")


UNREADABLE = """
import os
from model.jobs import unfinished
from model.runs import disk, folders, record
os.setuid(65534)
print(record.load_all(), unfinished.load_all(), disk.trouble(folders.runs_dir()), sep="\\n")
"""


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can become somebody else")
def test_a_folder_that_nobody_may_read_is_a_sentence(tmp_path):
    """As another user, who may not look into the folder: real refusals, not made up ones."""
    tmp_path.chmod(0o755)
    for folder in tmp_path.parents:
        if folder.owner() == "root" and folder.stat().st_mode & 0o77 == 0:
            folder.chmod(0o711)
    home = tmp_path / "closed"
    home.mkdir(mode=0o700)
    program = subprocess.run(
        [sys.executable, "-c", UNREADABLE],
        cwd=Path(__file__).parents[3],
        env=os.environ | {"RUNS_DIR": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    runs, interrupted, trouble = program.stdout.splitlines()
    assert runs == interrupted
    assert runs.startswith("([], [")
    assert "The disk does not let the folder for runs be read" in runs
    assert trouble.startswith("The disk does not let the folder for runs be written to.")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/srv/secret/runs"), "OSError: No space left on device"),
        (RuntimeError("can't open '/srv/secret/a.npz': damaged"), "RuntimeError: can't open '…': damaged"),
        (ValueError("shapes (3, 4) and (5,) 1/2"), "ValueError: shapes (3, 4) and (5,) 1/2"),
        (ValueError(r"no C:\Users\somebody\runs here"), "ValueError: no … here"),
    ],
)
def test_no_path_of_the_server_is_told(error, said):
    assert in_short(error) == said


def test_deleting_needs_no_room_where_the_place_for_it_is_there(runs_dir, refuse):
    runs = [record.save(a_run(name), b"weights", HISTORY) for name in ("a", "b")]
    record.delete(runs[0])
    refuse(errno.ENOSPC)
    record.delete(runs[1])
    assert {path.name.partition("-")[0] for path in (runs_dir / folders.DELETED).iterdir()} == {"a", "b"}


def test_runs_that_were_deleted_a_while_ago_make_room(monkeypatch, runs_dir):
    for name in ("old", "new"):
        record.delete(record.save(a_run(name), b"weights", HISTORY))
    aside = runs_dir / folders.DELETED
    (old,) = aside.glob("old-*")
    old.rename(aside / "old-1-1000")  # it was deleted in 1970
    write = disk.write

    def full_while_it_is_there(path, content):
        if (aside / "old-1-1000").exists():
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, content)

    monkeypatch.setattr(disk, "write", full_while_it_is_there)
    saved = record.save(a_run("third"), b"weights", HISTORY)
    assert record.load_all()[0] == [saved]
    assert [path.name.partition("-")[0] for path in aside.iterdir()] == ["new"]


@pytest.fixture
def small_disk(runs_dir):
    """A disk of 3 MB for runs, where the system lets this process make one; it is really full at some time."""
    runs_dir.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", str(runs_dir)], check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield runs_dir
    subprocess.run(["umount", str(runs_dir)], check=True)


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can mount a disk")
def test_on_a_disk_that_is_really_full_nothing_is_lost_and_nothing_is_left_behind(small_disk):
    assert disk.trouble(small_disk).startswith("The disk that runs are kept on is full")  # too small from the start
    jobs, keeping = [Job(f"job{n}", NetworkConfig(), TrainingConfig(), "ann") for n in range(5)], Keeping()
    for job in jobs:
        job.done(RESULT | {"model": b"w" * 900_000})
    assert [job.unsaved is None for job in jobs] == [True, True, True, False, False]
    assert {job.problem for job in jobs[3:]} == {"The disk that runs are kept on is full. Make room there."}
    filler = small_disk / "filler"
    with suppress(OSError), filler.open("wb") as file:
        while True:
            file.write(b"x" * 4096)
            file.flush()
    saved = jobs[0].saved
    for change in (lambda: record.star(saved, True), lambda: record.rename(saved, "new")):
        with pytest.raises(OSError, match="No space left"):
            change()
    keeping._write(unfinished_one := a_job(), small_disk)
    assert (unfinished_one.on_disk, unfinished_one.problem[:8]) == (False, "The disk")
    assert {path.name for path in small_disk.iterdir() if path.name != ".unfinished"} == {
        "filler",
        *(f"job{n}-1" for n in range(3)),
    }
    assert not list((small_disk / ".unfinished").glob("*"))
    filler.unlink()
    shutil.rmtree(jobs[0].saved.folder)
    assert keeping.save(jobs[3])
    assert [run.id for run in record.load_all()[0]] == ["job3", "job2", "job1"]
