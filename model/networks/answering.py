"""The networks that answer: loaded once, in the background, and shared by everybody who draws."""

import importlib
import threading
import time
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from model.networks.classifier import Classifier
from model.networks.keras_import import import_keras

SHIPPED = Path(__file__).parents[2] / "assets" / "pretrained.keras"
SHIPPED_ID = "shipped"  # in place of a run's id
AT_ONCE = 4  # networks that are loaded at the same time: a slow one takes one of these places and no more
MOST_KEPT = 64  # networks in memory,
MOST_BYTES_KEPT = 1_000_000_000  # and bytes that they take together; the longest unused go first

T = TypeVar("T")

# One thread imports TensorFlow, once: two imports at once would only be slower. Networks wait for it, and not for each
# other; the one that ships has a thread of its own.
_importer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="import-keras")
_loaders = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="load-network")
_of_shipped = ThreadPoolExecutor(max_workers=1, thread_name_prefix="load-shipped")
_afterwards = ThreadPoolExecutor(max_workers=1, thread_name_prefix="after-networks")
_lock = threading.Lock()
_kept: OrderedDict[tuple[Path, int], tuple[Future, int]] = OrderedDict()


def wake(after: float = 0.0) -> Future:
    """Starts to load TensorFlow and the shipped network, if nobody has yet, in `after` seconds. Returns at once."""
    if after:
        _importer.submit(time.sleep, after)
    return classifier(SHIPPED)


def import_later(module: str) -> None:
    """Imports `module` once the networks asked for so far are loaded, before anyone waits for it. Returns at once."""
    later(partial(importlib.import_module, module))


def later(work: Callable[[], T]) -> Future[T]:
    """Does `work` once the networks asked for so far are loaded. Returns at once, with a future of its result."""
    with _lock:
        asked_for = [future for future, _ in _kept.values()]
    return _afterwards.submit(_after, asked_for, work)


def _after(asked_for: list[Future], work: Callable[[], T]) -> T:
    wait(asked_for)
    return work()


def classifier(path: Path) -> Future:
    """A future of the `Classifier` in the `.keras` file at `path`; the same one for everybody who asks.

    The future's exception is `model.networks.classifier`'s error where the file holds no network for digits.
    """
    path = Path(path)
    key = (path, path.stat().st_mtime_ns)
    with _lock:
        if key not in _kept:
            imported = _importer.submit(_import)
            loaders = _of_shipped if path == SHIPPED else _loaders
            _kept[key] = loaders.submit(_load, path, imported), _bytes_of(path)
        _kept.move_to_end(key)
        _let_go()
        return _kept[key][0]


def _let_go() -> None:
    """Drops the longest unused networks as long as there are too many; never the latest."""
    while len(_kept) > 1 and (len(_kept) > MOST_KEPT or sum(size for _, size in _kept.values()) > MOST_BYTES_KEPT):
        _kept.popitem(last=False)


def _bytes_of(path: Path) -> int:
    """What a network takes in memory, about: the size of its file, unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(part.file_size for part in archive.infolist())
    except (OSError, zipfile.BadZipFile):
        return 0  # nothing will be loaded from it


def _import() -> None:
    import_keras()
    _keep_state()


def _load(path: Path, imported: Future) -> Classifier:
    imported.result()
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
