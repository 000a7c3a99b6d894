"""A run's snapshots on disk: `snapshots/<epoch>.npy` in its folder, one vector a file (`model.networks.snapshots`).

Each file is whole by itself, so that they can come one by one while a run is learning, in a folder of its own, and be
kept with the run in the end. A folder may be anybody's: what is not a snapshot of this network counts as not there.
"""

import io
import re
from collections.abc import Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

import numpy as np

from model.networks.config import NetworkConfig
from model.networks.snapshots import most, parameters, thinned
from model.runs import disk

FOLDER = "snapshots"
NAME = re.compile(r"(0|[1-9][0-9]{0,6})\.npy")
MOST_FILES = 1000  # in a folder: what comes after them is not looked at
HEADER = 256  # bytes that NumPy may put before the numbers


def write(folder: Path, epoch: int, vector: np.ndarray) -> None:
    """Puts a snapshot into `folder`, whole or not at all. Raises `OSError` where the disk refuses."""
    folder.mkdir(parents=True, exist_ok=True)
    stream = io.BytesIO()
    np.save(stream, vector.astype(np.float16))
    disk.replace(folder / f"{epoch}.npy", stream.getvalue())


def found(folders: Sequence[Path], network: NetworkConfig, epochs: int) -> dict[int, Path]:
    """Epoch → file, in order: what `folders` hold of such a network, up to `epochs`; the last folder counts most.

    They are no more than a run may keep. Nothing is read yet: names and sizes tell. It never raises.
    """
    size, there = 2 * parameters(network), {}
    for folder in folders:
        with suppress(OSError, ValueError):
            if folder.is_symlink():
                continue
            for path in islice(folder.iterdir(), MOST_FILES):
                named = NAME.fullmatch(path.name)
                if named and int(named[1]) <= epochs and _is_snapshot(path, size):
                    there[int(named[1])] = path
    return {epoch: there[epoch] for epoch in thinned(there, most(network))}


def _is_snapshot(path: Path, size: int) -> bool:
    with suppress(OSError, ValueError):
        disk.check_plain(path)
        return size < path.lstat().st_size <= size + HEADER
    return False


def read(path: Path, network: NetworkConfig) -> np.ndarray:
    """A snapshot, float16 `(n,)`. Raises `OSError` where it is gone, and `ValueError` where it is none."""
    size = parameters(network)
    vector = np.load(io.BytesIO(disk.read(path, 2 * size + HEADER)), allow_pickle=False)
    if vector.dtype != np.float16 or vector.shape != (size,) or not np.isfinite(vector).all():
        raise ValueError(f"{path.name} is not a snapshot of this network")
    return vector


def copy(there: dict[int, Path], network: NetworkConfig, folder: Path) -> None:
    """Copies those that can be read into `folder`, for good. Raises `OSError` where the disk refuses to write."""
    for epoch, path in there.items():
        try:
            vector = read(path, network)
        except (OSError, ValueError):
            continue
        write(folder, epoch, vector)
