"""A Keras file of one's own becomes a network that can draw, be evaluated and be compared.

First its bytes say what it is (`upload_files`), then its plan alone is judged (`upload_plan`), then it is opened,
tested and timed in a process of its own (`upload_process`, `upload_trial`). Only what passes is kept.
"""

import tempfile
import uuid
from pathlib import Path

from model.networks.conventions import INPUTS, USUAL
from model.runs import disk, record
from model.runs.upload_files import MOST_BYTES, check_archive, check_file
from model.runs.upload_plan import UploadError
from model.runs.upload_process import OnProgress, tried

__all__ = ["MOST_BYTES", "UploadError", "accept", "expects"]


def accept(
    content: bytes, file_name: str, owner: str, on_progress: OnProgress = lambda share, what: None
) -> record.Run:
    """Saves the bytes of a Keras file as a run of `owner` with the status `"uploaded"`, and returns it.

    A `.keras` file, or HDF5 (`.h5`, of Keras 2 or 3), which becomes one; Keras opens it in safe mode: no code in it is
    run. It must take one picture of 28 × 28 pixels, in whichever arrangement, and give 10 outputs, open within 5 s and
    answer within 100 ms. It is tested on MNIST's test digits where they are at hand, else on the sample's, with a
    caveat. Raises `UploadError`, in a sentence, for anything else.
    """
    try:
        kind = check_file(content)
        with tempfile.TemporaryDirectory(prefix="upload-") as folder:
            path = Path(folder) / ("upload.h5" if kind == "hdf5" else "upload.keras")
            path.write_bytes(content)
            known = tried(path, on_progress)
            if kind == "hdf5":
                content = _converted(path.with_name("model.keras"))
                known["data"]["file"] = "HDF5 (.h5), turned into .keras"
        return record.save(_as_run(known, file_name, owner), content, [])
    except UploadError:
        raise
    except OSError as error:
        raise UploadError(disk.sentence(error)) from error
    except Exception as error:
        raise UploadError("This file can't be used: reading it failed. Save the model again.") from error


def expects(run: record.Run) -> str:
    """A sentence on the input that an uploaded network wants, where that is not the usual one; else empty."""
    inputs = run.data.get("inputs", USUAL)
    return "" if inputs == USUAL or inputs not in INPUTS else INPUTS[inputs].sentence


def _converted(path: Path) -> bytes:
    """What the trial made of an HDF5 file. It comes out of a process that has opened a stranger's file: look again."""
    if path.stat().st_size > 2 * MOST_BYTES:
        raise UploadError("As a .keras file this network would be too large. Upload a smaller network.")
    content = path.read_bytes()
    check_archive(content)
    return content


def _as_run(known: dict, file_name: str, owner: str) -> record.Run:
    return record.Run(
        id=uuid.uuid4().hex[:12],
        name=" ".join(Path(file_name).stem.split())[: record.LONGEST_NAME] or "uploaded network",
        owner=owner,
        status=record.UPLOADED,
        network=None,
        training=None,
        data=known["data"],
        scores=known["scores"],
        epochs=0,
        parameters=known["parameters"],
        seconds=0.0,
        created=record.now(),
        versions=record.versions(),
    )
