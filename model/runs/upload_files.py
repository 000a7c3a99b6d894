"""What a file that somebody brings is: told by its bytes, whatever it is called."""

import io
import json
import lzma
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

from model.runs.upload_plan import MOST_JSON_BYTES, UploadError, check_plan

MOST_BYTES = 50_000_000
MOST_UNPACKED_BYTES = 200_000_000
MOST_PARTS = 1_000
MOST_OBJECTS = 20_000  # groups and arrays in an HDF5 file
# What `zipfile` and the libraries that it unpacks with raise for a file that is none, or is damaged, cut off, encrypted
# (RuntimeError) or packed in a way they don't know; and `json` (ValueError).
UNREADABLE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, ValueError, RuntimeError, OSError, EOFError, struct.error)
PARTS = ("config.json", "metadata.json", "model.weights.h5")  # what Keras puts into a `.keras` file
HDF5 = b"\x89HDF\r\n\x1a\n"
SAVE = "model.save('model.keras')"
AGAIN = f"Save the model with Keras 3: {SAVE}."

# The first bytes of other files that people have, and what to say of them.
OTHERS = (
    (b"PK", f"This is not a whole .keras file: it is damaged or cut off. {AGAIN}"),
    (b"version https://git-lfs", "This is a Git LFS pointer, not the network itself. Get the file: git lfs pull."),
    (b"\x93NUMPY", f"This is a NumPy array (.npy), not a network. {AGAIN}"),
    (b"\x80", f"This is a Python pickle, which may hold code and is not opened here. Load it yourself, then {SAVE}."),
    (b"\x1f\x8b", "This is a gzip file. Unpack it (gunzip, or tar -xzf) and upload the .keras file inside."),
    (b"Rar!", "This is a RAR archive. Unpack it and upload the .keras file inside."),
    (b"7z\xbc\xaf", "This is a 7z archive. Unpack it and upload the .keras file inside."),
    (b"\x89PNG", "This is a picture. Photos of digits belong on the Draw page; here a Keras model (.keras) is wanted."),
    (b"\xff\xd8\xff", "This is a picture. Photos of digits belong on the Draw page; here a Keras model is wanted."),
    (b"%PDF", f"This is a PDF, not a network. {AGAIN}"),
)


def check_file(content: bytes) -> str:
    """`"keras"` or `"hdf5"`: the kinds of file that may be opened. Raises `UploadError` for anything else.

    A `.keras` file is judged by its plan at once. That of an HDF5 file is read where it can do no harm: in the trial.
    """
    if len(content) > MOST_BYTES:
        raise UploadError(
            f"The file is {len(content) / 1e6:.0f} MB; at most {MOST_BYTES / 1e6:.0f} MB are accepted. "
            "Upload a smaller network."
        )
    if content.startswith(HDF5):
        return "hdf5"
    if not content.startswith(b"PK\x03\x04"):
        raise UploadError(_named(content))
    check_archive(content)
    return "keras"


def check_archive(content: bytes) -> None:
    """Raises `UploadError` if the zip file `content` is no `.keras` file, or is or would become too large."""
    try:
        if _parts_listed(content) > MOST_PARTS:
            raise UploadError(f"This archive holds more than {MOST_PARTS:,} files. Upload a .keras file alone.")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            unpacked = sum(part.file_size for part in archive.infolist())
            if unpacked > MOST_UNPACKED_BYTES:
                raise UploadError(
                    f"Unpacked, the file would take {unpacked / 1e6:.0f} MB, which is too much to load here. "
                    "Upload a smaller network."
                )
            _check_names(names)
            with archive.open("config.json") as part:
                plan = part.read(MOST_JSON_BYTES + 1)
    except UploadError:
        raise
    except UNREADABLE:
        raise UploadError(f"This is not a .keras file, or it is damaged. {AGAIN}") from None
    if len(plan) > MOST_JSON_BYTES:
        raise UploadError("The description of this network is too long. Upload a smaller network.")
    check_plan(plan)


def _parts_listed(content: bytes) -> int:
    """How many files a zip file says it holds: reading a list of a million would hold everybody up."""
    end = content.rfind(b"PK\x05\x06")
    if end < 0:
        return 0  # cut off: `zipfile` will say so
    listed, size = struct.unpack_from("<H", content, end + 10)[0], struct.unpack_from("<L", content, end + 12)[0]
    return max(listed, size // 46)  # an entry takes 46 bytes and its name


def _check_names(names: list[str]) -> None:
    if len(set(names)) < len(names) or any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise UploadError(f"This archive names its files in a way that Keras never does. {AGAIN}")
    missing = [name for name in PARTS if name not in names]
    if not missing:
        return
    own = [name for name in names if not name.startswith("__MACOSX/")]
    last = {name.rstrip("/").rpartition("/")[2] for name in own}
    if "saved_model.pb" in last:
        raise UploadError(
            "This is a TensorFlow SavedModel, a folder that Keras 3 does not open. Where it was made (Keras 2): "
            "tf.keras.models.load_model('folder').save('model.h5'), and upload model.h5."
        )
    if set(PARTS) <= last:
        raise UploadError(
            "This is a .keras file that was unpacked, and zipped again with its folder. Zip the three files alone, "
            "in that folder: zip ../model.keras config.json metadata.json model.weights.h5 (or upload the first file)."
        )
    if "data.pkl" in last:
        raise UploadError(
            f"This is a PyTorch file, which Keras does not open. Build the same network in Keras, then {SAVE}."
        )
    if any(name.endswith((".index", ".data-00000-of-00001")) or name == "checkpoint" for name in last):
        raise UploadError(
            "This is a TensorFlow checkpoint: weights without their network. Build the network, "
            f"model.load_weights(…), then {SAVE}."
        )
    if inside := next((name for name in last if name.endswith((".keras", ".h5", ".hdf5")) and name not in PARTS), ""):
        kind = inside.rpartition(".")[2]
        raise UploadError(f"This is a zip file with a .{kind} file in it. Unpack it and upload that file alone.")
    if any(name.endswith(".npy") for name in last):
        raise UploadError(f"This is a NumPy archive (.npz) of arrays, not a network. {AGAIN}")
    if len(missing) == len(PARTS):
        raise UploadError(f"This is a zip file, but not a .keras file. {AGAIN}")
    raise UploadError(f"This is not a whole .keras file: {', '.join(missing)} is missing. Save the model again.")


def _named(content: bytes) -> str:
    """A sentence on what a file is that is neither zip nor HDF5."""
    if not content:
        return f"This file is empty. {AGAIN}"
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, sentence in OTHERS:
        if content.startswith(magic) or start.startswith(magic):
            return sentence
    if content[4:8] == b"TFL3":
        return f"This is a TensorFlow Lite file. Upload the Keras model that it was made from: {SAVE}."
    if b"onnx" in content[:200].lower():
        return f"This is an ONNX file, which Keras does not open. Upload the Keras model it was made from: {SAVE}."
    if b"saved_model" in content[:4096] or b"StatefulPartitionedCall" in content[:1_000_000]:
        return (
            "This is the saved_model.pb of a TensorFlow SavedModel, which Keras 3 does not open. Where it was made "
            "(Keras 2): tf.keras.models.load_model('folder').save('model.h5'), and upload model.h5."
        )
    if start[:1] == b"<":
        return "This is a web page, not a network: the download went wrong. Download the file again."
    if start[:1] in (b"{", b"["):
        return _of_json(content)
    if content[257:262] == b"ustar":
        return "This is a tar archive. Unpack it and upload the .keras file inside."
    return f"This is not a .keras file. {AGAIN}"


def _of_json(content: bytes) -> str:
    try:
        known = json.loads(content) if len(content) <= MOST_JSON_BYTES else {}
    except (ValueError, RecursionError):
        known = {}
    if isinstance(known, dict) and "class_name" in known:
        return (
            "This is only the description of a network (model.to_json()), without its weights. "
            f"Save the whole model: {SAVE}."
        )
    if isinstance(known, dict) and "cells" in known:
        return f"This is a notebook, not a network. Run it, with a last line {SAVE}, and upload that file."
    return f"This is not a .keras file. {AGAIN}"


def check_hdf5(path: Path) -> None:
    """Raises `UploadError` if the HDF5 file at `path`, or the weights in a `.keras` file, may not be read by Keras.

    To be called where a file that makes HDF5 break down does no harm.
    """
    import h5py

    try:
        source: Any = path
        if path.suffix != ".h5":
            with zipfile.ZipFile(path) as archive, archive.open("model.weights.h5") as part:
                source = io.BytesIO(part.read(MOST_UNPACKED_BYTES))  # its size was seen by `check_archive`
        with h5py.File(source, "r") as parts:
            _check_parts(parts, whole=path.suffix == ".h5")
    except (UploadError, MemoryError):
        raise
    except Exception as error:  # h5py raises whatever HDF5's own errors become
        raise UploadError("This file is damaged: its weights can't be read. Save the model again.") from error


def _check_parts(parts: Any, whole: bool) -> None:
    """Refuses arrays that lie in other files or are too large, and, of a whole network in HDF5, its plan."""
    import h5py

    if whole and "model_config" not in parts.attrs:
        raise UploadError(
            "These are weights without their network (save_weights). Build the network, "
            "model.load_weights('….weights.h5'), then model.save('model.keras')."
        )
    sizes: list[int] = []

    def look(_name: str, thing: Any) -> None:
        is_array, is_group = isinstance(thing, h5py.Dataset), isinstance(thing, h5py.Group)
        links = [thing.get(key, getlink=True) for key in thing] if is_group else []
        if (is_array and (thing.external or thing.is_virtual)) or any(
            type(link) is not h5py.HardLink for link in links
        ):
            raise UploadError("The weights of this network lie in other files. Save the whole model: model.save(…).")
        sizes.append(thing.nbytes if is_array else 0)
        if len(sizes) > MOST_OBJECTS or sum(sizes) > MOST_UNPACKED_BYTES:
            raise UploadError("Unpacked, the weights would take too much to load here. Upload a smaller network.")

    look("/", parts)
    parts.visititems(look)
    if whole:
        plan = parts.attrs["model_config"]
        check_plan(plan if isinstance(plan, bytes) else str(plan).encode())
