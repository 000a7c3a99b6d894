"""A `.keras` file of one's own, to draw with and to judge beside the others."""

import streamlit as st

from model.runs import disk, record
from model.runs.uploads import MOST_BYTES, UploadError, accept
from pages.components.upload_problem import upload_problem
from pages.parts.links import page_link
from pages.parts.literal import literal
from pages.parts.visitor import visitor


def upload() -> None:
    """A button that opens a place for the file, and what became of it."""
    with st.popover("Upload", icon=":material/upload:", help="Use a network that you trained elsewhere"):
        number = st.session_state.setdefault("upload_number", 0)
        file = st.file_uploader(
            f"A Keras model (.keras, at most {MOST_BYTES / 1e6:.0f} MB)",
            type="keras",
            key=f"upload {number}",
            help="It must take 784 or 28 × 28 (× 1) inputs, from 0 to 1 with bright ink, and give 10 outputs. "
            "Code inside the file, such as a Lambda layer, is not run.",
        )
        upload_problem("upload_problem")
        if file is not None:
            _take(file.getvalue(), file.name)
        elif run := st.session_state.get("uploaded_run"):
            _say_taken(run)


def _take(content: bytes, name: str) -> None:
    try:
        with st.spinner("Opening the network"):
            run = accept(content, name, visitor())
    except UploadError as error:
        st.error(literal(str(error)), icon=":material/block:")
        return
    except OSError as error:
        st.error(disk.sentence(error), icon=":material/hard_drive:")
        return
    st.session_state.uploaded_run = run
    st.session_state.upload_number += 1  # an empty place for the next file
    st.rerun()


def _say_taken(run: record.Run) -> None:
    st.success(f"“{literal(run.name)}” has {run.parameters:,} parameters and is in the table.", icon=":material/check:")
    if "test_accuracy" in run.scores:
        st.caption(f"It reads {run.scores['test_accuracy']:.1%} of MNIST's test digits correctly.")
    else:
        st.caption("It has no test score: all of MNIST would be needed, which is not on this computer.")
    page_link("pages/draw.py", "Draw a digit for it", ":material/draw:", {"network": run.id})
