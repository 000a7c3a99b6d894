"""A run's epochs as TensorBoard reads them: what Keras's `TensorBoard` callback would have written."""

import io
import tempfile
import zipfile
from pathlib import Path

from model.runs.record import Run

README = """\
The epochs of one training run. To look at them:

    pip install tensorboard
    tensorboard --logdir .
"""


EMPTY = """\
There is nothing to look at: this run was stopped before it had ended an epoch, so it has no curves. Its network and its
settings are in the other downloads.
"""


def tensorboard_log(run: Run) -> bytes:
    """A zip file with two event files, `<id>/train` and `<id>/validation`, and a line on how to look at them.
    A run without an epoch has no curves, and the line says so.

    Tags and steps are those of `keras.callbacks.TensorBoard`: `epoch_loss` and `epoch_accuracy`, epochs from 0. Each
    epoch has the time at which it ended. Imports TensorFlow, which may take seconds: call it where nobody waits.
    """
    rows = run.history()
    stream = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, prefix in (("train", ""), ("validation", "val_")):
            path = Path(folder) / name
            if _write_events(path, run, rows, prefix):
                archive.write(path, f"{run.id}/{name}/events.out.tfevents.{int(run.created.timestamp())}.playground")
        archive.writestr("README.txt", README if archive.namelist() else EMPTY)
    return stream.getvalue()


def _write_events(path: Path, run: Run, rows: list[dict[str, float | None]], prefix: str) -> int:
    """Writes one event file, a TFRecord of `Event` messages, and returns how many numbers are in it.

    TensorFlow's own messages and record writer; not its `tf.summary`, which would date every epoch now.
    """
    import tensorflow as tf

    event, summary = tf.compat.v1.Event, tf.compat.v1.Summary
    time = run.created.timestamp()
    written = 0
    with tf.io.TFRecordWriter(str(path)) as events:
        events.write(event(wall_time=time, file_version="brain.Event:2").SerializeToString())
        for row in rows:
            time += row["seconds"] or 0.0
            for metric in ("loss", "accuracy"):
                if (number := row[prefix + metric]) is not None:
                    value = summary.Value(tag=f"epoch_{metric}", simple_value=number)
                    step = {"wall_time": time, "step": int(row["epoch"] or 1) - 1}
                    events.write(event(**step, summary=summary(value=[value])).SerializeToString())
                    written += 1
    return written
