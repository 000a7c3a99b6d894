"""The networks that answer: loaded once, in the background, and shared by everybody who draws."""

import importlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache, partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from model.networks.classifier import Classifier
from model.networks.keras_import import import_keras

SHIPPED = Path(__file__).parents[2] / "assets" / "pretrained.keras"

T = TypeVar("T")

# One thread imports TensorFlow and loads networks, one after another: two imports at once would only be slower.
_loader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="load-network")
_lock = threading.Lock()


def wake(after: float = 0.0) -> Future:
    """Starts to load TensorFlow and the shipped network, if nobody has yet, in `after` seconds. Returns at once."""
    if after:
        _loader.submit(time.sleep, after)
    return classifier(SHIPPED)


def import_later(module: str) -> None:
    """Imports `module` once the networks asked for so far are loaded, before anyone waits for it. Returns at once."""
    later(partial(importlib.import_module, module))


def later(work: Callable[[], T]) -> Future[T]:
    """Does `work` once the networks asked for so far are loaded. Returns at once, with a future of its result."""
    return _loader.submit(work)


def classifier(path: Path) -> Future:
    """A future of the `Classifier` in the `.keras` file at `path`; the same one for everybody who asks.

    The future's exception is `model.networks.classifier`'s error where the file holds no network for digits.
    """
    with _lock:
        return _load_later(Path(path), Path(path).stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _load_later(path: Path, _changed: int) -> Future:
    return _loader.submit(_load, path)


def _load(path: Path) -> Classifier:
    import_keras()
    _keep_state()
    loaded = Classifier.load(path)
    loaded.probabilities(np.zeros((1, 28, 28), np.float32))  # the first answer takes longer: not while somebody waits
    return loaded


def _keep_state() -> None:
    """Keeps Keras's global state while a network is loaded.

    Streamlit calls `keras.backend.clear_session` after each run of a page, whichever thread is in the middle of
    loading a network: that network would no longer be loaded in safe mode. (`keras.utils.clear_session` still clears.)
    """
    import keras

    keras.backend.clear_session = lambda: None
