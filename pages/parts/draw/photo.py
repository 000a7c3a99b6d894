"""A photo or scan of a digit, in place of a drawing."""

import numpy as np
import streamlit as st

from pages.components.upload_problem import upload_problem

CHOOSE = "Choose a photo of a digit"
NO_INK = "No digit stands out in this picture. Take it closer, in even light, with a thicker pen."


def photo_of_digit(key: str) -> tuple[np.ndarray | None, str]:
    """Shows a field for a picture file; on a phone that field offers the camera as well.

    Returns uint8 (H, W), light ink on black, and no sentence; or None and the sentence that says what to do.
    """
    upload = st.file_uploader(
        "Photo or scan of a single digit",
        type=["image/png", "image/jpeg", "image/webp"],  # as MIME types, so that phones offer their camera
        max_upload_size=10,
        key=key,
        help="Dark ink on light paper, or light on dark. At most 50 megapixels.",
    )
    upload_problem(f"{key}_problem")
    if upload is None:
        return None, CHOOSE
    from model.digits.photos import PhotoError, read_photo  # takes SciPy along, which only photos need

    try:
        ink = read_photo(upload.getvalue())
    except PhotoError as error:
        return None, str(error)
    if not ink.any():
        return None, NO_INK
    st.image(ink, caption="What was taken for ink", width=240, alt="The ink that was found in the picture")
    return ink, ""
