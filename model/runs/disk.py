"""The disk that runs are kept on: written so that a crash leaves the old or the new, read only so far, and its
refusals in sentences."""

import errno
import os
import shutil
import stat
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LITTLE_ROOM = 50_000_000  # bytes; a large network's `.keras` file has 20 MB

FULL = (errno.ENOSPC, errno.EDQUOT) if hasattr(errno, "EDQUOT") else (errno.ENOSPC,)
FORBIDDEN = (errno.EROFS, errno.EACCES, errno.EPERM)
NO_FOLDER = (errno.ENOTDIR, errno.EEXIST, errno.ELOOP)


def sentence(error: OSError, reading: bool = False) -> str:
    """What the disk has refused, and what to do. It names no path: the page is for strangers, too."""
    if error.errno in FULL:
        return "The disk that runs are kept on is full. Make room there."
    if error.errno in FORBIDDEN:
        what = "read" if reading else "written to"
        return f"The disk does not let the folder for runs be {what}. Its owner must change the folder's rights."
    if error.errno in NO_FOLDER:
        return "The disk has no folder for runs where RUNS_DIR says, but something else of that name."
    if error.errno == errno.ENOENT:
        return "The disk no longer has this run: it was changed or deleted meanwhile."
    why = os.strerror(error.errno) if error.errno else type(error).__name__
    return f"The disk that runs are kept on failed ({why}). Look at it on the computer that the app runs on."


def write(path: Path, content: bytes) -> None:
    """Writes a file in a folder that nobody looks into yet; when it returns, the disk has it."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def replace(path: Path, content: bytes) -> None:
    """Puts a whole new file in the place of `path`, at once; what it could not write, it takes away again."""
    with replacing(path) as unfinished:
        write(unfinished, content)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """The name under which to write a file that takes the place of `path` once all of it lies on the disk."""
    unfinished = path.with_name(f".{path.stem}-{uuid.uuid4().hex[:8]}{path.suffix}")
    try:
        yield unfinished
        unfinished.replace(path)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise
    settle(path.parent)


def settle(folder: Path) -> None:
    """Has the disk keep what was renamed in `folder`, where the system can say so (Windows does it by itself)."""
    if sys.platform != "win32":
        with suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def read(path: Path, most: int) -> bytes:
    """The bytes of a plain file. Raises `ValueError` for a link, a device or a pipe, or more than `most` bytes."""
    check_plain(path)
    with path.open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise ValueError(f"{path.name} is too large")
    return content


def check_plain(path: Path) -> None:
    """Raises `OSError` where there is no such file, and `ValueError` where it is a link, a device, a pipe, a folder."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise ValueError(f"{path.name} is not a plain file")


def trouble(folder: Path) -> str:
    """A sentence if runs could not be kept in `folder` now, found by trying; `""` if they could."""
    probe = folder / f".probe-{uuid.uuid4().hex[:8]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            write(probe, b"0" * 4096)
            with os.scandir(folder):  # it must be readable, too
                pass
        finally:
            with suppress(OSError):
                probe.unlink(missing_ok=True)
        if shutil.disk_usage(folder).free < LITTLE_ROOM:
            raise OSError(errno.ENOSPC, "")
    except OSError as error:
        return sentence(error)
    return ""
