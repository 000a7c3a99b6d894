"""MNIST as people have it on disk: Keras's `.npz`, or a folder with the four IDX files; anything else is named."""

import gzip
import lzma
import struct
import tokenize
import zipfile
import zlib
from pathlib import Path

import numpy as np

SHAPES = {"x_train": (60000, 28, 28), "y_train": (60000,), "x_test": (10000, 28, 28), "y_test": (10000,)}
IDX = {"x_train": "train-images", "y_train": "train-labels", "x_test": "t10k-images", "y_test": "t10k-labels"}
IDX_TYPE = 8  # unsigned bytes
WANTED = "Set MNIST_PATH to Keras's mnist.npz, or to a folder with MNIST's four IDX files"
UNREADABLE = (
    *(OSError, ValueError, EOFError, KeyError, TypeError, AttributeError, RuntimeError),
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, SyntaxError),
    *(tokenize.TokenError, MemoryError, OverflowError),  # a header that is cut, or claims more than there can be
)

# The first bytes of files that people take for MNIST, and what they are.
OTHERS = (
    (b"version https://git-lfs", "it is a Git LFS pointer, not the file itself. Get that with: git lfs pull"),
    (b"\x93NUMPY", f"it is a single NumPy array (.npy). {WANTED}"),
    (b"<", f"it is a web page: a login or an error came instead of the file. Download it again. {WANTED}"),
    (b"label,", f"it is a CSV table, as Kaggle has it. {WANTED}"),
    (b"\x89HDF", f"it is an HDF5 file. {WANTED}"),
    (b"\x80", f"it is a Python pickle, which is not opened here, for it may hold code. {WANTED}"),
    (b"\x1f\x8b", f"it is one gzip file. {WANTED}, gzipped or not"),
    (b"\x00\x00\x08", f"it is one of MNIST's four IDX files. {WANTED}: the folder, not a file in it"),
    (b"PK", f"it is damaged, or was cut off while it was downloaded or copied. Get it again. {WANTED}"),
)


class DataError(ValueError):
    """The file is not MNIST. The message says what is wrong with it, and not where it lies: everybody may read it."""


def read_arrays(path: Path) -> dict[str, np.ndarray]:
    """uint8 arrays `x_train`, `y_train`, `x_test` and `y_test` of all of MNIST, from a file or folder at `path`.

    Raises `DataError`, naming what is wrong, if it isn't MNIST.
    """
    try:
        arrays = _from_folder(path) if path.is_dir() else _from_npz(path)
    except FileNotFoundError:
        raise DataError(
            f"There is no file {path.name} where MNIST_PATH says. Set it to MNIST's .npz, or unset it."
        ) from None
    except PermissionError:
        raise DataError(
            f"{path.name} may not be read by this app. Give it the right to, or unset MNIST_PATH."
        ) from None
    return {key: _checked(path, key, array) for key, array in arrays.items()}


def _from_npz(path: Path) -> dict[str, np.ndarray]:
    with path.open("rb") as file:
        start = file.read(4096)
    if not start.startswith(b"PK\x03\x04"):
        raise DataError(f"{path.name} is not MNIST: {_named(start)}.")
    try:
        with np.load(path, allow_pickle=False) as archive:
            if missing := [key for key in SHAPES if key not in archive]:
                raise DataError(
                    f"{path.name} is not MNIST: it has no {', '.join(missing)}. In Keras's file the arrays are called "
                    f"{', '.join(SHAPES)}; save yours under these names with numpy.savez."
                )
            return {key: _plain(path, key, archive) for key in SHAPES}
    except DataError:
        raise
    except UNREADABLE:
        raise DataError(f"{path.name} is not MNIST: it can't be read, {_named(b'PK')}.") from None


def _plain(path: Path, key: str, archive: np.lib.npyio.NpzFile) -> np.ndarray:
    try:
        return archive[key]
    except ValueError as error:
        if "pickle" not in str(error):
            raise
        raise DataError(f"{path.name} is not MNIST: {key} holds Python objects, not numbers. {WANTED}.") from None


def _named(start: bytes) -> str:
    """What a file is, by its first bytes."""
    if not start:
        return f"it is empty. {WANTED}"
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, sentence in OTHERS:
        if start.startswith(magic) or text.lower().startswith(magic):
            return sentence
    if text.count(b",") > 20:
        return f"it is a CSV table. {WANTED}"
    return f"it can't be read as an .npz file. {WANTED}"


def _from_folder(folder: Path) -> dict[str, np.ndarray]:
    files = {key: _idx_file(folder, name) for key, name in IDX.items()}
    if missing := [f"{IDX[key]}-idx{3 if key[0] == 'x' else 1}-ubyte" for key, file in files.items() if file is None]:
        inside = next(iter(sorted(folder.glob("*.npz"))), None)
        hint = f"Set MNIST_PATH to {inside.name} in it" if inside else WANTED
        raise DataError(f"{folder.name} is a folder without {', '.join(missing)} in it. {hint}.")
    return {key: _read_idx(file, key) for key, file in files.items() if file is not None}


def _idx_file(folder: Path, name: str) -> Path | None:
    """The IDX file whose name begins with `name`: `train-images-idx3-ubyte`, `train-images.idx3-ubyte.gz` and so on."""
    for place in (folder, folder / "raw", folder / "MNIST" / "raw"):  # the last two as torchvision has them
        found = [
            file
            for ending in ("-ubyte", "-ubyte.gz")
            for file in sorted(place.glob(f"{name}*{ending}"))
            if file.is_file()
        ]
        if found:
            return found[0]
    return None


def _read_idx(path: Path, key: str) -> np.ndarray:
    """The array in an IDX file, gzipped or not. Raises `DataError` for any other."""
    shape = SHAPES[key]
    most = 4 + 4 * len(shape) + int(np.prod(shape)) + 1  # one more than it should have
    try:
        with path.open("rb") as file:
            is_packed = file.read(2) == b"\x1f\x8b"
        with gzip.open(path) if is_packed else path.open("rb") as stream:
            content = stream.read(most)
        zeros, kind, sides = struct.unpack_from(">HBB", content)
        if zeros or kind != IDX_TYPE or sides > 3:
            raise DataError(f"{path.name} is not an IDX file of MNIST: {_named(content[:4096])}.")
        found = struct.unpack_from(f">{sides}I", content, 4)
        numbers = np.frombuffer(content, np.uint8, offset=4 + 4 * sides)
    except UNREADABLE as error:
        if isinstance(error, DataError | FileNotFoundError | PermissionError):
            raise
        raise DataError(f"{path.name} is damaged or cut off. Get it again.") from None
    if found != shape:
        raise DataError(f"{path.name} is not MNIST's: its shape is {found}, it should be {shape}.")
    if numbers.size != np.prod(shape):
        raise DataError(f"{path.name} is damaged or cut off: it should hold {np.prod(shape):,} numbers. Get it again.")
    return numbers.reshape(shape)


def _checked(path: Path, key: str, array: np.ndarray) -> np.ndarray:
    """`array` as uint8, if it is what MNIST has under `key`; labels may be whole numbers of any size."""
    if array.shape != SHAPES[key]:
        raise DataError(f"{path.name} is not MNIST: {key} has the shape {array.shape}, it should be {SHAPES[key]}.")
    if array.dtype != np.uint8 and not (key.startswith("y") and array.dtype.kind in "iu"):
        raise DataError(f"{path.name} is not MNIST: {key} holds {array.dtype}, it should hold uint8.")
    if key.startswith("y") and not 0 <= array.min() <= array.max() <= 9:
        wrong = array.max() if array.max() > 9 else array.min()
        raise DataError(f"{path.name} is not MNIST: {key} has the label {wrong}; labels are 0 to 9.")
    if key.startswith("x") and array.max() <= 1:
        raise DataError(f"{path.name} is not MNIST: {key} goes up to {array.max()}; pixels are 0 to 255.")
    return array.astype(np.uint8, copy=False)
