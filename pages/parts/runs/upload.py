"""A Keras file of one's own, to draw with and to judge beside the others."""

import streamlit as st

from model.runs import record
from model.runs.uploads import MOST_BYTES, UploadError, accept, expects
from pages.components.upload_problem import upload_problem
from pages.parts.links import page_link
from pages.parts.literal import literal
from pages.parts.visitor import visitor


def upload() -> None:
    """A button that opens a place for the file, and what became of it."""
    with st.popover("Upload", icon=":material/upload:", help="Use a network that you trained elsewhere"):
        number = st.session_state.setdefault("upload_number", 0)
        file = st.file_uploader(
            f"A Keras model (.keras or .h5, at most {MOST_BYTES / 1e6:.0f} MB)",
            key=f"upload {number}",  # any type: what a file is, its bytes say, and a sentence of ours
            help="It must take one picture of 28 × 28 pixels and give 10 outputs. Whether it wants 0 to 1, 0 to 255 or "
            "dark ink is found out by trying. Code inside the file, such as a Lambda layer, is not run.",
        )
        upload_problem("upload_problem")
        if file is not None:
            _take(file.file_id, file.getvalue(), file.name)
        elif run := st.session_state.get("uploaded_run"):
            _say_taken(run)


def _take(file_id: str, content: bytes, name: str) -> None:
    """Tries the file, once: while it lies there, the page may run again for other reasons."""
    refused_id, sentence = st.session_state.get("refused_upload", ("", ""))
    if refused_id != file_id:
        progress = st.progress(0.0, "Looking at the file")
        try:
            run = accept(content, name, visitor(), lambda share, what: progress.progress(share, what))
        except UploadError as error:
            progress.empty()
            sentence = str(error)
            st.session_state.refused_upload = file_id, sentence
        else:
            st.session_state.uploaded_run = run
            st.session_state.upload_number += 1  # an empty place for the next file
            st.rerun()
    st.error(literal(sentence), icon=":material/block:")


def _say_taken(run: record.Run) -> None:
    st.success(f"“{literal(run.name)}” has {run.parameters:,} parameters and is in the table.", icon=":material/check:")
    if sentence := expects(run):
        st.info(f"{sentence} Every digit here is converted to that.", icon=":material/swap_horiz:")
    digits = "MNIST's" if run.data.get("name") == "mnist" else "the sample's"
    st.caption(f"It reads {run.scores['test_accuracy']:.1%} of {digits} test digits correctly.")
    if note := run.data.get("note"):
        st.caption(note)
    page_link("pages/draw.py", "Draw a digit for it", ":material/draw:", {"network": run.id})
