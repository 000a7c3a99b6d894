"""A `.keras` file of one's own becomes a network that can draw, be evaluated and be compared."""

import io
import json
import lzma
import tempfile
import uuid
import zipfile
import zlib
from pathlib import Path

import numpy as np

from model.digits import data
from model.networks.classifier import Classifier, ClassifierError
from model.runs import record

MOST_BYTES = 50_000_000
MOST_UNPACKED_BYTES = 200_000_000
# What `zipfile` and the libraries that it unpacks with raise for a file that is none, or is damaged, cut off, encrypted
# (RuntimeError) or packed in a way they don't know; and `json` (ValueError).
UNREADABLE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, ValueError, RuntimeError, OSError, EOFError)
PARTS = ("config.json", "metadata.json", "model.weights.h5")  # what Keras puts into a `.keras` file


class UploadError(ValueError):
    """The file can't be used. The message says why, and what to do."""


def accept(content: bytes, file_name: str, owner: str) -> record.Run:
    """Saves the bytes of a `.keras` file as a run of `owner` with the status `"uploaded"`, and returns it.

    Keras opens it in safe mode: no code in it is run. It must take `(784,)`, `(28, 28)` or `(28, 28, 1)` inputs and
    give 10 outputs. It is tested on MNIST's test digits where they are at hand; on the sample it is not, for its
    digits are among those that the network may have learned from. Raises `UploadError` for anything else.
    """
    check_archive(content)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        path.write_bytes(content)
        try:
            classifier = Classifier.load(path)
        except ClassifierError as error:
            raise UploadError(_in_a_sentence(error)) from error
        except Exception as error:  # its layers don't fit together: Keras and TensorFlow say so in many ways
            raise UploadError("This network opens but can't answer. Try it in Keras: model.predict(x_test).") from error
    facts, scores = _tested(classifier)
    run = record.Run(
        id=uuid.uuid4().hex[:12],
        name=" ".join(Path(file_name).stem.split())[: record.LONGEST_NAME] or "uploaded network",
        owner=owner,
        status=record.UPLOADED,
        network=None,
        training=None,
        data=facts,
        scores=scores,
        epochs=0,
        parameters=classifier.model.count_params(),
        seconds=0.0,
        created=record.now(),
        versions=record.versions(),
    )
    return record.save(run, content, [])


def check_archive(content: bytes) -> None:
    """Raises `UploadError` if `content` is no `.keras` file, too large, or would become so when unpacked."""
    if len(content) > MOST_BYTES:
        raise UploadError(
            f"The file has {len(content) / 1e6:.0f} MB; at most {MOST_BYTES / 1e6:.0f} MB are possible. "
            "Upload a smaller network."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
            missing = [name for name in PARTS if name not in archive.namelist()]
            if unpacked <= MOST_UNPACKED_BYTES and not missing:
                json.loads(archive.read("config.json"))
    except UNREADABLE:
        raise UploadError(
            "This is not a .keras file. Save the model with Keras 3: model.save('model.keras')."
        ) from None
    if missing:
        raise UploadError(f"This is not a whole .keras file: {', '.join(missing)} is missing. Save the model again.")
    if unpacked > MOST_UNPACKED_BYTES:
        raise UploadError(f"Unpacked, the file would take {unpacked / 1e6:.0f} MB, which is too much to load here.")


def _tested(classifier: Classifier) -> tuple[dict, dict[str, float]]:
    """Facts on the digits it was tested on, and `test_accuracy` and `test_loss` (cross-entropy); both may be empty."""
    if not data.at_hand():
        return {}, {}
    try:
        digits = data.load("mnist")
    except data.DataError:
        return {}, {}
    probabilities = classifier.probabilities(digits.x_test.astype(np.float32) / 255.0)
    of_the_label = probabilities[np.arange(len(digits.y_test)), digits.y_test]
    right = probabilities.argmax(axis=1) == digits.y_test
    scores = {
        "test_accuracy": float(right.mean()),
        "test_loss": float(-np.log(np.maximum(of_the_label, 1e-7)).mean()),
    }
    return {"name": digits.name, "note": digits.note, "test": len(digits.y_test)}, scores


def _in_a_sentence(error: ClassifierError) -> str:
    """Why Keras did not open it. Its own reason is the cause of `error`; where there is none, `error` says it all."""
    if error.__cause__ is None:
        return str(error)
    reason = str(error.__cause__)
    if "ambda" in reason:
        return "This network holds Python code of its own (a Lambda layer), which is not run here. Use Keras's layers."
    if "Could not locate" in reason:
        return "This network is made of parts that Keras itself does not have. Use Keras's own layers."
    return "Keras can't open this file: it is damaged, or was saved by another version. Save the model again."
