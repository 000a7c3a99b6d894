"""Snapshots on disk: they go where the run goes, and what is no snapshot counts as not there."""

import os

import numpy as np
import pytest

from model.networks.config import NetworkConfig
from model.networks.snapshots import parameters
from model.runs import disk, record, snapshots
from tests.model.runs.test_record import HISTORY, a_run

NETWORK = NetworkConfig(hidden=(32, 16), dropout=0.1)  # that of `a_run`
SIZE = parameters(NETWORK)


def vector(value: float) -> np.ndarray:
    return np.full(SIZE, value, np.float16)


@pytest.fixture
def taken(tmp_path):
    """A folder with three snapshots, one of them of an epoch that the run does not have."""
    folder = tmp_path / "taken"
    for epoch in (0, 1, 9):
        snapshots.write(folder, epoch, vector(epoch))
    return folder


def test_they_are_kept_with_the_run_and_go_where_it_goes(taken):
    run = record.save(a_run(), b"weights", HISTORY, taken)
    assert list(run.snapshots()) == [0, 1]
    assert np.array_equal(snapshots.read(run.snapshots()[1], NETWORK), vector(1))
    snapshots.write(taken, 2, vector(2))
    again = record.save(a_run(), b"weights", HISTORY, taken)
    assert list(again.snapshots()) == [0, 1, 2]
    deleted = record.delete(again)
    assert not again.snapshots()
    assert list(record.undelete(deleted).snapshots()) == [0, 1, 2]


def test_runs_without_them_and_uploaded_ones_have_none():
    assert record.save(a_run(), b"weights", HISTORY).snapshots() == {}
    uploaded = a_run("other", status="uploaded", network=None, training=None, scores={}, epochs=0)
    assert record.save(uploaded, b"weights", []).snapshots() == {}


def test_where_the_disk_is_full_the_run_is_worth_more_than_its_snapshots(taken, monkeypatch):
    real = disk.replace

    def full(path, content):
        if path.suffix == ".npy":
            raise OSError(disk.FULL[0], "full")
        real(path, content)

    monkeypatch.setattr(disk, "replace", full)
    run = record.save(a_run(), b"weights", HISTORY, taken)
    assert (record.load_all()[0], run.snapshots()) == ([run], {})


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"\x00" * (2 * SIZE + 128)),
        lambda path: np.save(path, np.zeros(SIZE - 1, np.float16)),
        lambda path: np.save(path, np.zeros(SIZE // 2, np.float32)),
        lambda path: np.save(path, np.full(SIZE, np.nan, np.float16)),
        lambda path: path.write_bytes(path.read_bytes() * 3),
        lambda path: (path.unlink(), path.symlink_to(path.with_name("0.npy"))),
        lambda path: (path.unlink(), os.mkfifo(path)),
        lambda path: (path.unlink(), path.mkdir()),
    ],
)
def test_what_is_no_snapshot_of_this_network_is_never_taken_for_one(taken, spoil):
    run = record.save(a_run(), b"weights", HISTORY, taken)
    spoil(run.snapshots()[1])
    assert 0 in run.snapshots()
    if path := run.snapshots().get(1):  # its size is right
        with pytest.raises(ValueError, match=r".+"):
            snapshots.read(path, NETWORK)


def test_a_folder_of_strangers_is_bounded(taken, monkeypatch):
    run = record.save(a_run(epochs=10**6), b"weights", HISTORY, taken)
    there = run.folder / snapshots.FOLDER
    for epoch in range(10, 50):
        snapshots.write(there, epoch, vector(0))
    for name in ("1e3.npy", "-1.npy", "007.npy", "x.npy", "7.npy.npy"):
        (there / name).write_bytes((there / "0.npy").read_bytes())
    assert len(run.snapshots()) == 24
    monkeypatch.setattr(snapshots, "MOST_FILES", 3)
    assert len(run.snapshots()) <= 3
    there.rename(run.folder / "elsewhere")
    there.symlink_to(run.folder / "elsewhere")
    assert run.snapshots() == {}
