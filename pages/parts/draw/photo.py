"""A photo or scan of a digit, or of several in a row, in place of a drawing."""

import ctypes
import threading
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from model.digits.rows import Row
from pages.components.upload_problem import upload_problem

CHOOSE = "Choose a photo of a digit, or of a number"
NO_INK = "No digit stands out in this picture. Take it closer, in even light, with a thicker pen."
SHOWN = 180  # pixels in a window of usual size: three pictures in a row, one below the other on a phone
AT_ONCE = threading.BoundedSemaphore(2)  # so many photos are looked at; each takes up to 300 MB meanwhile
LOOKED_AT = "photo_looked_at"  # in the session: the last upload, and what was found in it
CLOSE_UP = 640  # pixels: the widest picture of a row


class Seen(NamedTuple):
    """What was found in a photo: its row of digits or None; pictures by their captions; the sentence that says what to
    do where there is no row; and where it has several digits, a picture of them, uint8 (h, w, 3)."""

    row: Row | None
    pictures: dict[str, np.ndarray]
    otherwise: str = ""
    close_up: np.ndarray | None = None


def photo_of_digits(key: str) -> Seen:
    """Shows a field for a picture file; on a phone that field offers the camera as well."""
    upload = st.file_uploader(
        "Photo or scan of one digit, or of several side by side",
        max_upload_size=10,  # of any type: browsers know some pictures by no name or by a wrong one
        key=key,
        help="Dark ink on light paper, or light on dark; ruled and squared paper will do. PNG, JPEG, WebP or HEIC, at "
        "most 50 megapixels.",
    )
    upload_problem(f"{key}_problem")
    if upload is None:
        st.session_state.pop(LOOKED_AT, None)
        return Seen(None, {}, CHOOSE)
    seen = look_at(upload)
    if seen.pictures:
        with st.container(horizontal=True, key=f"{key}_pictures"):
            for caption, picture in seen.pictures.items():
                st.image(picture, caption=caption, width=SHOWN, alt=f"{caption}: the uploaded picture, reduced")
    return seen


def look_at(upload: UploadedFile) -> Seen:
    """What was found in an upload. It is looked at once, and kept in the session until another comes."""
    number, found = st.session_state.get(LOOKED_AT, (None, None))
    if number != upload.file_id:
        with st.spinner("Looking for the digit"), AT_ONCE:
            found = look(upload.getvalue())
            give_back_memory()
        st.session_state[LOOKED_AT] = upload.file_id, found
    return found


def look(content: bytes) -> Seen:
    """The bytes of a file → what is in it."""
    from model.digits.photos import PhotoError, find_ink  # takes SciPy along, which only photos need
    from model.digits.picture_files import open_picture

    pictures: dict[str, np.ndarray] = {}
    try:
        picture = open_picture(content)
        pictures["Your photo"] = smaller(np.rint(picture.colour).astype(np.uint8))
        found = find_ink(picture)
    except PhotoError as error:
        return Seen(None, pictures, str(error))
    row = found.row
    if row is None:
        return Seen(None, pictures, NO_INK)
    pictures["What was taken for ink"] = smaller(found.ink)
    if found.ruling.any():
        pictures["Left out as printed"] = smaller(np.where(found.ruling, 255, 0).astype(np.uint8))
    return Seen(row, pictures) if len(row.digits) == 1 else close_up(row, found.photo, pictures)


def close_up(row: Row, photo: np.ndarray, pictures: dict[str, np.ndarray]) -> Seen:
    """The photo cut to the row, whose boxes are told anew for that."""
    height, width = photo.shape[:2]
    left, right = int(width * row.boxes[0].left), int(width * max(box.right for box in row.boxes))
    top, bottom = (int(height * edge) for edge in (min(b.top for b in row.boxes), max(b.bottom for b in row.boxes)))
    around = (bottom - top) // 2 + 4
    left, top = max(0, left - around), max(0, top - around)
    cut = photo[top : bottom + around, left : right + around]
    down, across = cut.shape[:2]
    boxes = tuple(
        replace(
            box,
            left=(box.left * width - left) / across,
            right=(box.right * width - left) / across,
            top=(box.top * height - top) / down,
            bottom=(box.bottom * height - top) / down,
        )
        for box in row.boxes
    )
    small = cut[:: 1 + across // CLOSE_UP, :: 1 + across // CLOSE_UP]
    return Seen(replace(row, boxes=boxes), pictures, close_up=np.ascontiguousarray(small))


def give_back_memory() -> None:
    """To the system, what is free again: glibc keeps it for each thread, and each visitor's page runs in another."""
    with suppress(AttributeError, OSError, TypeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)


def smaller(picture: np.ndarray) -> np.ndarray:
    """uint8 (H, W) or (H, W, 3), shrunk to about twice what is shown; thin lines stay visible."""
    factor = max(1, max(picture.shape[:2]) // (2 * SHOWN))
    if factor == 1:
        return picture
    height, width = (length // factor * factor for length in picture.shape[:2])
    squares = picture[:height, :width].reshape(height // factor, factor, width // factor, factor, *picture.shape[2:])
    return squares.max(axis=(1, 3)) if picture.ndim == 2 else squares.mean(axis=(1, 3)).astype(np.uint8)
