"""Drawings as the `.npz` file of the tutorials: x_train, y_train, x_test and y_test, as Keras's own `mnist.npz`."""

import io
import zipfile
from collections.abc import Sequence

import numpy as np

from model.digits.mnist_files import UNREADABLE
from model.digits.preprocess import SIDE
from model.handwriting.drawings import LabelledDrawing, arrays
from model.handwriting.found import FileError, Found, counted, grey_levels

KEYS = ("x_train", "y_train", "x_test", "y_test")
EVERY = 5  # of each digit, one in so many becomes a test digit
MOST_DIGITS = 20_000
MOST_BYTES = 4 * MOST_DIGITS * SIDE * SIDE  # unpacked, of one array
WANTED = (
    "An .npz with Keras's keys holds x_train, (n, 28, 28), and y_train, (n,), and if you like x_test and y_test: save "
    "yours under these names with numpy.savez."
)


def to_npz(drawings: Sequence[LabelledDrawing]) -> bytes:
    """All of them, one in five of each digit to test with."""
    images, labels = arrays(drawings)
    places = np.array([int((labels[:i] == label).sum()) for i, label in enumerate(labels)], int)  # among its digit's
    test = places % EVERY == EVERY - 1
    stream = io.BytesIO()
    np.savez_compressed(stream, x_train=images[~test], y_train=labels[~test], x_test=images[test], y_test=labels[test])
    return stream.getvalue()


def from_npz(content: bytes) -> Found:
    """Training and test digits together. Raises `FileError`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sizes = {info.filename.removesuffix(".npy"): info.file_size for info in archive.infolist()[:100]}
        if not {"x_train", "y_train"} <= sizes.keys():
            raise FileError(f"It has no x_train and y_train. {WANTED}")
        if max(sizes.get(key, 0) for key in KEYS) > MOST_BYTES:
            raise FileError(f"It holds far more than {MOST_DIGITS:,} digits. Take a part of it, such as x_train[:100].")
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays_in:
            pairs = [("x_train", "y_train"), *([("x_test", "y_test")] if {"x_test", "y_test"} <= sizes.keys() else [])]
            parts = [_part(arrays_in[x], arrays_in[y], x, y) for x, y in pairs]
    except FileError:
        raise
    except UNREADABLE as error:
        if "pickle" in str(error):
            raise FileError(
                f"It holds Python objects, which are not opened here: they may hold code. {WANTED}"
            ) from None
        raise FileError(
            f"It can't be opened as an .npz file: it is damaged, or another kind of archive. {WANTED}"
        ) from None
    pixels, labels = (np.concatenate(arrays_of) for arrays_of in zip(*parts, strict=True))
    fits = np.isin(labels, range(10))
    if not fits.any():
        raise FileError(f"It holds no digit with a label from 0 to 9. {WANTED}")
    left = int((~fits).sum())
    notes = [f"{counted(left, 'was', 'were')} left out: the label is not from 0 to 9."] if left else []
    images, more = grey_levels(pixels[fits])
    return Found(images, labels[fits].astype(int), (*notes, *more))


def _part(x: np.ndarray, y: np.ndarray, x_name: str, y_name: str) -> tuple[np.ndarray, np.ndarray]:
    """Pictures as float32 `(n, 784)` and their labels as float32 `(n,)`. Raises `FileError`."""
    if x.dtype.kind not in "uifb" or y.dtype.kind not in "uifb":
        raise FileError(f"{x_name} and {y_name} must hold numbers. {WANTED}")
    if y.ndim == 2 and y.shape[1] == 10:  # one-hot
        y = y.argmax(axis=1)
    if x.size != len(x) * SIDE * SIDE or x.ndim not in (2, 3, 4) or y.size != len(x):
        raise FileError(f"{x_name} has the shape {x.shape} and {y_name} {y.shape}. {WANTED}")
    if len(x) > MOST_DIGITS:
        raise FileError(f"It holds more than {MOST_DIGITS:,} digits. Take a part of it, such as x_train[:100].")
    return x.reshape(len(x), SIDE * SIDE).astype(np.float32), y.reshape(-1).astype(np.float32)
