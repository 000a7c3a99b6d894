"""A network that somebody brought, opened, tested and timed: `python -m model.runs.upload_trial FILE`.

It runs in a process of its own (`model.runs.upload_process`), for a file may be made to take all memory, or never to
end. On standard output it says in lines of JSON how far it is, `{"at": …}`, and at the end `{"verdict": …}`: `refused`
with a sentence, or what is known of the network. A network in HDF5 is saved beside FILE as `model.keras`.
"""

import contextlib
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from model.digits import data
from model.networks import conventions
from model.networks.conventions import Found
from model.networks.keras_import import import_keras
from model.runs.upload_files import check_hdf5
from model.runs.upload_plan import UploadError

MOST_LOADING = 5.0  # seconds, after Keras is imported
MOST_PER_DIGIT = 0.1  # seconds
MOST_GROWTH = 200_000_000  # bytes that stay in memory while the network is there
MOST_TESTING = 20.0  # seconds: a network too slow for MNIST's 10,000 test digits is tested on the sample's 1,000
ADDRESS_SPACE = 3_000_000_000  # bytes beyond what Keras itself has taken (POSIX)
PROCESSOR = 90  # seconds of processor time in all (POSIX)
SAMPLE_NOTE = (
    "Tested on the sample's 1,000 test digits, which are a part of MNIST's training digits: this network may have "
    "learned from them."
)


def main(path: Path) -> None:
    say = _line_by_line()
    _end_with_the_parent()
    _limit_processor()
    say({"verdict": trial(path, lambda at: say({"at": at}), _limit_memory)})


def trial(
    path: Path, say: Callable[[str], None] = lambda at: None, limit_memory: Callable[[], None] = lambda: None
) -> dict[str, Any]:
    """The verdict on the file at `path`: `{"refused": sentence}`, or its `parameters`, `data` and `scores`."""
    try:
        check_hdf5(path)
        say("keras")
        import_keras()
        _warm_up()
        limit_memory()
        say("opening")
        return _tried(path, say)
    except UploadError as error:
        return {"refused": str(error)}
    except MemoryError:
        return {"refused": "This network takes more memory than is possible here. Upload a smaller network."}


def _tried(path: Path, say: Callable[[str], None]) -> dict[str, Any]:
    from model.networks.classifier import Classifier, ClassifierError, open_model

    before, began = _resident(), time.perf_counter()
    try:
        model = open_model(path)
        classifier = Classifier(model)
        _check_times(time.perf_counter() - began, _seconds_per_digit(classifier))
        _check_memory(_resident() - before)  # before the test digits come: they don't stay with the network
        say("testing")
        found, facts, scores = _tested(classifier)
    except ClassifierError as error:
        raise UploadError(_in_a_sentence(error)) from error
    except (UploadError, MemoryError):
        raise
    except Exception as error:  # its layers don't fit together: Keras and TensorFlow say so in many ways
        raise UploadError(_cannot_answer(error)) from error
    if path.suffix == ".h5":
        model.save(path.with_name("model.keras"))
    return {
        "parameters": int(model.count_params()),
        "data": facts | {"inputs": found.inputs, "outputs": found.outputs},
        "scores": scores,
    }


def _check_times(seconds: float, per_digit: float) -> None:
    if seconds > MOST_LOADING:
        raise UploadError(
            f"This network takes {seconds:.0f} s to open; at most {MOST_LOADING:.0f} s are possible here. "
            "Upload one with fewer or smaller layers."
        )
    if per_digit > MOST_PER_DIGIT:
        raise UploadError(
            f"This network takes {1000 * per_digit:,.0f} ms to answer; at most {1000 * MOST_PER_DIGIT:.0f} ms are "
            "possible here. Upload one with fewer or smaller layers."
        )


def _check_memory(grown: int) -> None:
    if grown > MOST_GROWTH:
        raise UploadError(
            f"This network takes {grown / 1e6:,.0f} MB of memory; at most {MOST_GROWTH / 1e6:.0f} MB are possible. "
            "Upload a smaller network."
        )


def _seconds_per_digit(classifier: Any) -> float:
    """The best of a few: a busy computer makes the others longer."""
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        classifier.probabilities(np.zeros((1, 28, 28), np.float32))
        taken.append(time.perf_counter() - began)
        if taken[-1] > 10 * MOST_PER_DIGIT:
            break
    return min(taken)


def _tested(classifier: Any) -> tuple[Found, dict[str, Any], dict[str, float]]:
    """What the network wants and gives, facts on the digits it was tested on, and its scores on them."""
    sample = data.load("sample")
    few = slice(0, 300)  # a slow network is asked less
    began = time.perf_counter()
    if not np.isfinite(classifier.outputs(sample.x_test[few] / np.float32(255))).all():
        raise UploadError("This network answers digits with values that are not numbers: its training diverged.")
    per_digit = (time.perf_counter() - began) / 300
    asked = slice(None) if per_digit * 1000 * len(conventions.INPUTS) < MOST_TESTING else few
    found = conventions.find(classifier.outputs, sample.x_test[asked], sample.y_test[asked])
    digits, note = sample, SAMPLE_NOTE
    if per_digit * 10_000 < MOST_TESTING and data.at_hand():
        with contextlib.suppress(data.DataError):
            digits = data.load("mnist")
            note = digits.note or (SAMPLE_NOTE if digits.name == "sample" else "")
    form, reading = conventions.INPUTS[found.inputs].of, conventions.OUTPUTS[found.outputs]
    outputs = classifier.outputs(form(digits.x_test.astype(np.float32) / 255))
    if not np.isfinite(outputs).all():
        raise UploadError("This network answers digits with values that are not numbers: its training diverged.")
    probabilities = reading(outputs.astype(np.float64))
    of_truth = probabilities[np.arange(len(digits.y_test)), digits.y_test]
    scores = {
        "test_accuracy": float((probabilities.argmax(axis=1) == digits.y_test).mean()),
        "test_loss": float(-np.log(np.maximum(of_truth, conventions.LEAST_PROBABILITY)).mean()),
    }
    return found, {"name": digits.name, "note": note, "test": len(digits.y_test)}, scores


def _in_a_sentence(error: Exception) -> str:
    """Why Keras did not open it. Its own reason is the cause of `error`; where there is none, `error` says it all."""
    if error.__cause__ is None:
        return str(error)
    reason = f"{error.__cause__} {error.__cause__.__context__ or ''}"
    if "ambda" in reason:
        return "This network holds Python code of its own (a Lambda), which is not run here. Use Keras's layers."
    if "Could not locate" in reason or "Unknown layer" in reason or "nknown object" in reason:
        return "This network is made of parts that Keras itself does not have. Use Keras's own layers."
    return "Keras can't open this file: it is damaged, or was saved by another version. Save the model again."


def _cannot_answer(error: Exception) -> str:
    reason = f"{type(error).__name__} {error}"
    if "NCHW" in reason or "channels_first" in reason or "Unimplemented" in reason:
        return (
            "This network can't answer on this computer: it uses channels_first, which needs a GPU. Build it with "
            "channels_last, with the input (28, 28, 1)."
        )
    if "ResourceExhausted" in reason or "OOM" in reason or "allocate" in reason:
        return "This network takes more memory than is possible here. Upload a smaller network."
    return "This network opens, but its layers don't fit together for a picture of 28 × 28 pixels."


def _warm_up() -> None:
    """What TensorFlow takes once, whatever the network, is no network's own."""
    import keras

    from model.networks.classifier import Classifier

    layers = [keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(10, "softmax")]
    Classifier(keras.Sequential(layers)).probabilities(np.zeros((256, 28, 28), np.float32))


def _resident() -> int:
    import psutil

    return psutil.Process().memory_info().rss


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # not on Windows
        import resource

        import psutil

        most = psutil.Process().memory_info().vms + ADDRESS_SPACE
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _limit_processor() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.nice(5)  # those who draw come first


def _end_with_the_parent() -> None:
    """Standard input is the parent's: when that ends, however it does, so does this."""

    def wait() -> None:
        sys.stdin.buffer.read()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _line_by_line() -> Any:
    """A function that sends a line of JSON. Nothing else gets to standard output from here on."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return lambda message: print(json.dumps(message), file=out, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
