"""A photo or scan of a digit, in place of a drawing."""

import ctypes
import threading
from contextlib import suppress

import numpy as np
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pages.components.upload_problem import upload_problem

CHOOSE = "Choose a photo of a digit"
NO_INK = "No digit stands out in this picture. Take it closer, in even light, with a thicker pen."
SHOWN = 180  # pixels: three pictures in a row, one below the other on a phone
AT_ONCE = threading.BoundedSemaphore(2)  # so many photos are looked at; each takes up to 300 MB meanwhile
LOOKED_AT = "photo_looked_at"  # in the session: the last upload, and what was found in it


def photo_of_digit(key: str) -> tuple[np.ndarray | None, str]:
    """Shows a field for a picture file; on a phone that field offers the camera as well.

    Returns uint8 (H, W), light ink on black, and no sentence; or None and the sentence that says what to do.
    """
    upload = st.file_uploader(
        "Photo or scan of a single digit",  # of any type: browsers know some pictures by no name or by a wrong one
        max_upload_size=10,
        key=key,
        help="Dark ink on light paper, or light on dark; ruled and squared paper will do. PNG, JPEG, WebP or HEIC, at "
        "most 50 megapixels.",
    )
    upload_problem(f"{key}_problem")
    if upload is None:
        st.session_state.pop(LOOKED_AT, None)
        return None, CHOOSE
    found, pictures, otherwise = look_at(upload)
    if pictures:
        with st.container(horizontal=True, key=f"{key}_pictures"):
            for caption, picture in pictures.items():
                st.image(picture, caption=caption, width=SHOWN, alt=f"{caption}: the uploaded picture, reduced")
    return found, otherwise


def look_at(upload: UploadedFile) -> tuple[np.ndarray | None, dict[str, np.ndarray], str]:
    """What was found in an upload: its ink, pictures by their captions, and the sentence where there is no ink.

    It is looked at once, and kept in the session until another comes.
    """
    number, found = st.session_state.get(LOOKED_AT, (None, None))
    if number != upload.file_id:
        with st.spinner("Looking for the digit"), AT_ONCE:
            found = look(upload.getvalue())
            give_back_memory()
        st.session_state[LOOKED_AT] = upload.file_id, found
    return found


def look(content: bytes) -> tuple[np.ndarray | None, dict[str, np.ndarray], str]:
    """The bytes of a file → its ink or None, pictures by their captions, and a sentence or "" where there is ink."""
    from model.digits.photos import FoundInk, PhotoError, find_ink  # takes SciPy along, which only photos need
    from model.digits.picture_files import open_picture

    pictures: dict[str, np.ndarray] = {}
    try:
        picture = open_picture(content)
        pictures["Your photo"] = smaller(np.rint(picture.colour).astype(np.uint8))
        found: FoundInk = find_ink(picture)
    except PhotoError as error:
        return None, pictures, str(error)
    if not found.ink.any():
        return None, pictures, NO_INK
    pictures["What was taken for ink"] = smaller(found.ink)
    if found.ruling.any():
        pictures["Left out as printed"] = smaller(np.where(found.ruling, 255, 0).astype(np.uint8))
    return found.digit, pictures, ""


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
