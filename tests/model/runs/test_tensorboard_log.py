"""The TensorBoard log of a run, read back."""

import io
import zipfile
from datetime import UTC, datetime

import pytest

from model.networks.config import NetworkConfig, TrainingConfig
from model.runs import record
from model.runs.tensorboard_log import tensorboard_log

HISTORY = [
    {"epoch": 1, "loss": 0.5, "accuracy": 0.75, "val_loss": 0.4, "val_accuracy": 0.85, "seconds": 1.5},
    {"epoch": 2, "loss": 0.25, "accuracy": 0.875, "val_loss": None, "val_accuracy": None, "seconds": 2.0},
]
CREATED = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def saved(monkeypatch, tmp_path):
    monkeypatch.setenv("RUNS_DIR", str(tmp_path))

    def save(history):
        run = record.Run(
            id="abc",
            name="a",
            owner="me",
            status="finished",
            network=NetworkConfig(),
            training=TrainingConfig(),
            data={"name": "sample"},
            scores={},
            epochs=len(history),
            parameters=1,
            seconds=3.5,
            created=CREATED,
        )
        return record.save(run, b"", history)

    return save


def events(log: bytes, folder: str, tmp_path) -> list[tuple[str, int, float, float]]:
    """Tag, step, value and seconds since the run began of each event in the one file in `folder`."""
    import tensorflow as tf

    with zipfile.ZipFile(io.BytesIO(log)) as archive:
        (name,) = [name for name in archive.namelist() if name.startswith(f"{folder}/events.out.tfevents.")]
        path = archive.extract(name, tmp_path / "log")
    records = tf.data.TFRecordDataset(path)
    first, *rest = [tf.compat.v1.Event.FromString(record.numpy()) for record in records]
    assert first.file_version == "brain.Event:2"
    return [
        (value.tag, event.step, value.simple_value, event.wall_time - CREATED.timestamp())
        for event in rest
        for value in event.summary.value
    ]


def test_each_epoch_has_its_losses_and_accuracies(saved, tmp_path):
    log = tensorboard_log(saved(HISTORY))
    assert events(log, "abc/train", tmp_path) == [
        ("epoch_loss", 0, 0.5, 1.5),
        ("epoch_accuracy", 0, 0.75, 1.5),
        ("epoch_loss", 1, 0.25, 3.5),
        ("epoch_accuracy", 1, 0.875, 3.5),
    ]
    validation = events(log, "abc/validation", tmp_path)
    assert [(tag, step) for tag, step, *_ in validation] == [("epoch_loss", 0), ("epoch_accuracy", 0)]
    assert [value for _, _, value, _ in validation] == pytest.approx([0.4, 0.85])


def test_without_validation_digits_there_is_no_empty_curve(saved):
    rows = [row | {"val_loss": None, "val_accuracy": None} for row in HISTORY]
    with zipfile.ZipFile(io.BytesIO(tensorboard_log(saved(rows)))) as archive:
        assert [name.split("/")[1] for name in archive.namelist() if name.startswith("abc/")] == ["train"]
        assert "tensorboard --logdir" in archive.read("README.txt").decode()


def test_a_run_without_an_epoch_says_that_there_is_nothing_to_see(saved):
    with zipfile.ZipFile(io.BytesIO(tensorboard_log(saved([])))) as archive:
        assert archive.namelist() == ["README.txt"]
        assert "nothing to look at" in archive.read("README.txt").decode()
