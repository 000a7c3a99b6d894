"""My handwriting: the drawings that a person has labelled, to look through, put right, take along and learn from."""

import threading
from collections.abc import Sequence
from concurrent.futures import Future
from functools import partial

import streamlit as st

from charts.words import a_digit
from model.handwriting import collection, json_form, npz_form, sheet, table
from model.handwriting.drawings import LabelledDrawing, arrays
from model.handwriting.found import counted
from model.runs.taught import MOST
from pages.components.digit_wall import digit_wall
from pages.components.upload_problem import upload_problem
from pages.parts import own_drawings
from pages.parts.draw.learning import learn
from pages.parts.draw.on_paper import check_found_form, on_paper
from pages.parts.glossary import explained
from pages.parts.literal import literal
from pages.parts.network_choice import Network

SHOWN, COLUMNS = 50, 10
PICKED, FIRST = "picked_drawing", "first_drawing"  # in the session; and what became of the last file:
TAKEN, REFUSED = "taken_drawings", "refused_drawings"
AT_ONCE = threading.BoundedSemaphore(2)  # files that are read; each takes up to 200 MB meanwhile
EMPTY = (
    "Networks know MNIST's handwriting, not yours. Draw a digit and say what it is, with Right or No, it's a …: it is "
    "kept here, and a network can learn it. Only this browser is shown your drawings; they lie on the app's own "
    "computer."
)
FORMS = (
    ("PNG sheet", "my_handwriting.png", "image/png", sheet.to_png, "All of them in one picture, sorted by digit"),
    ("CSV", "my_handwriting.csv", "text/csv", table.to_csv, "As MNIST is on Kaggle: label,pixel0,…,pixel783"),
    ("JSON", "my_handwriting.json", "application/json", json_form.to_json, "With the strokes of the pen"),
    (
        "NumPy (.npz)",
        "my_handwriting.npz",
        "application/octet-stream",
        npz_form.to_npz,
        "x_train, y_train, x_test, y_test",
    ),
)


@st.fragment
def my_handwriting(network: Network, classifier: Future) -> None:
    """The drawings, newest first, and what can be done with them."""
    own_drawings.show_changes_everywhere()
    found = own_drawings.mine()
    drawings = found.drawings[::-1]
    count = len(drawings)
    st.subheader(
        f"My handwriting: {counted(count, 'drawing', 'drawings')}" if count else "My handwriting",
        help=own_drawings.WHERE,
    )
    for sentence in filter(None, (found.problem, own_drawings.problem())):
        st.warning(literal(sentence), icon=":material/error:")
    left, right = st.columns(2, gap="large")
    with left:
        with st.container():  # what can be done stays in its place, whether there are drawings or not
            if drawings:
                _strip(drawings)
            else:
                st.caption(explained(EMPTY))
        _actions(drawings, classifier)
        if drawings:
            st.caption(
                explained(f"Only this browser is shown them; they lie on the app's own computer. At most {MOST}.")
            )
    if drawings:
        with right:
            learn(network, classifier, found.drawings)


def _strip(drawings: Sequence[LabelledDrawing]) -> None:
    """Fifty at a time, and for the one that is picked its label and a bin."""
    first = min(st.session_state.get(FIRST, 0), (len(drawings) - 1) // SHOWN * SHOWN)
    shown = drawings[first : first + SHOWN]
    picked = next((i for i, drawing in enumerate(shown) if drawing.id == st.session_state.get(PICKED)), None)

    def pick(position: int) -> None:
        st.session_state[PICKED] = shown[position].id

    with st.container(key="handwriting_wall"):
        digit_wall(
            arrays(shown)[0],
            names=[f"Drawing {len(drawings) - first - i}, {a_digit(drawing.label)}" for i, drawing in enumerate(shown)],
            notes=[str(drawing.label) for drawing in shown],
            title="Newest first" if first == 0 else f"Newest first, from number {first + 1} on",
            key="handwriting_strip",
            on_click=pick,
            columns=COLUMNS,
            selected=picked,
        )
    if len(drawings) > SHOWN:
        with st.container(horizontal=True):
            _turn("Newer", ":material/chevron_left:", first - SHOWN, first == 0)
            _turn("Older", ":material/chevron_right:", first + SHOWN, first + SHOWN >= len(drawings))
    with st.container(key="picked_drawing_place"):
        if picked is None:
            st.caption(explained("Pick a drawing to change its label or to delete it."))
        else:
            _correct(shown[picked])


def _turn(label: str, icon: str, first: int, disabled: bool) -> None:
    turn = partial(st.session_state.__setitem__, FIRST, first)
    st.button(label, icon=icon, key=f"turn_{label}", disabled=disabled, on_click=turn)


def _correct(drawing: LabelledDrawing) -> None:
    key = f"label of {drawing.id} {drawing.label}"

    def relabel() -> None:
        label = st.session_state[key]
        if label is not None:
            own_drawings.act(lambda owner: collection.relabel(owner, drawing.id, label))

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.segmented_control(
            "It is a",
            range(10),
            default=drawing.label,
            key=key,
            required=True,
            on_change=relabel,
            width="content",
            wrap=True,
        )
        st.button(
            "Delete",
            icon=":material/delete:",
            key="delete_drawing",
            on_click=lambda: own_drawings.act(lambda owner: collection.delete(owner, [drawing.id])),
        )


def _actions(drawings: Sequence[LabelledDrawing], classifier: Future) -> None:
    """All of them always there, each in its place: an open menu stays the one that was opened."""
    last, none = own_drawings.what_undo_does(), not drawings
    with st.container(horizontal=True, key="handwriting_actions"):
        st.button(
            "Take back",
            icon=":material/undo:",
            key="undo_drawing",
            disabled=not last,
            on_click=own_drawings.undo,
            help=last or "Nothing to take back yet",
        )
        with st.popover("Download", icon=":material/download:", disabled=none):
            for label, name, kind, write, about in FORMS:
                st.download_button(
                    label,
                    partial(write, drawings[::-1]),  # made when asked for
                    name,
                    kind,
                    key=f"download_{name}",
                    on_click="ignore",
                    width="stretch",
                    help=about,
                )
        with st.popover("Upload", icon=":material/upload:"):
            _upload()
        with st.popover("On paper", icon=":material/print:"):
            on_paper()
        st.button(
            "Delete all",
            icon=":material/delete_sweep:",
            key="delete_all_drawings",
            disabled=none,
            on_click=lambda: own_drawings.act(lambda owner: collection.delete(owner, [one.id for one in drawings])),
            help="Takes all of them off the disk. As long as this page stays open, Take back brings them back.",
        )
    if taken := check_found_form(classifier):
        st.session_state[TAKEN] = taken, own_drawings.last_change()
        st.rerun()
    sentence, change = st.session_state.get(TAKEN, ("", None))
    if sentence and change is own_drawings.last_change():  # nothing else was done since
        st.success(literal(sentence), icon=":material/check:")


def _upload() -> None:
    """A place for a file, and what became of it."""
    from model.handwriting.files import MOST_MEGABYTES

    number = st.session_state.setdefault("handwriting_upload", 0)
    file = st.file_uploader(
        "Labelled digits: a sheet (PNG), CSV, JSON or .npz",
        max_upload_size=MOST_MEGABYTES,
        key=f"handwriting_file {number}",
        help="Files that were downloaded here, also on another computer; a CSV as MNIST is on Kaggle, with its label "
        "first or last, grey levels from 0 to 255 or from 0 to 1; an .npz with Keras's keys.",
    )
    upload_problem("handwriting_upload_problem")
    if file is None:
        return
    looked_at, refusal = st.session_state.get(REFUSED, ("", ""))
    if looked_at != file.file_id:
        st.session_state.pop(TAKEN, None)
        with st.spinner("Reading the file"), AT_ONCE:
            sentence, taken = _take(file.getvalue())
        if taken:
            st.session_state[TAKEN] = sentence, own_drawings.last_change()
            st.session_state.handwriting_upload += 1  # an empty place for the next file
            st.rerun()
        st.session_state[REFUSED] = file.file_id, sentence
        refusal = sentence
    st.error(literal(refusal), icon=":material/block:")


def _take(content: bytes) -> tuple[str, bool]:
    """What became of a file, in sentences, and whether anything was taken."""
    from model.handwriting.files import FileError, take

    try:
        found = take(content)
    except FileError as error:
        return str(error), False
    there = own_drawings.mine().drawings
    known = {drawing.id for drawing in there}
    new = [drawing for drawing in found.drawings if drawing.id not in known]
    room = max(0, MOST - len(there))
    if new and not room:
        return f"There is no room: {len(there)} drawings are kept, and {MOST} is the most. Delete some first.", False
    kept = [drawing for drawing in found.drawings if drawing.id in known] + new[:room]
    if not own_drawings.act(lambda owner: collection.keep(owner, kept)):
        return own_drawings.problem(), False
    sentences = [f"{counted(len(new[:room]), 'drawing was', 'drawings were')} added."]
    if old := len(found.drawings) - len(new):
        sentences.append(f"{counted(old, 'was', 'were')} here already, with the file's labels now.")
    if left := len(new) - len(new[:room]):
        sentences.append(f"{counted(left, 'was', 'were')} left out: {MOST} is the most that is kept.")
    return " ".join([*sentences, *found.notes]), True
