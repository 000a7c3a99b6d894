"""On paper: a form to print and fill by hand, and one photo of it, whose drawings are checked and taken over."""

from concurrent.futures import Future
from functools import partial

import streamlit as st

from model.handwriting import collection, form
from model.handwriting.drawings import arrays
from model.handwriting.form import FilledForm
from model.handwriting.found import counted
from pages.components.digit_wall import digit_wall
from pages.components.upload_problem import upload_problem
from pages.parts.draw.photo import AT_ONCE, give_back_memory
from pages.parts.draw.speed import answers_to, in_words, note
from pages.parts.literal import literal
from pages.parts.own_drawings import act, mine

FOUND, LEFT_OUT = "form_found", "form_left_out"  # in the session: what a photo has brought, places not to be kept;
REFUSED = "form_refused"  # a file, and what is wrong with it
NUMBER = "form_photo_number"  # of the place for a photo: each photo that is read leaves an empty one
COLUMNS, ON_PHONE = 10, 5
ABOUT = (
    "No device at hand? Print the form, write each digit five times, and photograph the page: up to 50 drawings at "
    "once. You check them before they are kept."
)


def on_paper() -> None:
    """The form as a PDF, and a place for its photo."""
    st.caption(ABOUT)
    with st.container(horizontal=True):
        for paper in form.PAPERS:
            st.download_button(
                f"Form, {paper}",
                partial(form.to_pdf, paper),  # made when asked for
                f"digits_{paper.lower().replace(' ', '_')}.pdf",
                "application/pdf",
                icon=":material/print:",
                key=f"download_form_{paper}",
                on_click="ignore",
            )
    file = st.file_uploader(
        "Photo of the filled form",
        max_upload_size=10,
        key=f"form_photo {st.session_state.setdefault(NUMBER, 0)}",
        help="The whole page with its four black marks, turned as it may be. PNG, JPEG, WebP or HEIC.",
    )
    upload_problem("form_photo_problem")
    if file is None:
        return
    looked_at, refusal = st.session_state.get(REFUSED, ("", ""))
    if looked_at != file.file_id:
        refusal = _read(file.getvalue())
        if not refusal:
            st.session_state[NUMBER] += 1
            st.rerun()
        st.session_state[REFUSED] = file.file_id, refusal
    st.error(literal(refusal), icon=":material/block:")


def _read(content: bytes) -> str:
    """Looks for the form in a photo. Returns a sentence where it can't be used, else ""."""
    from model.digits.picture_files import PhotoError
    from model.handwriting.filled_form import read_form  # takes OpenCV and SciPy along

    bar = st.progress(0.0, "Looking for the form")
    try:
        with AT_ONCE:
            found = read_form(content, lambda share: bar.progress(share, "Reading its boxes"))
    except PhotoError as error:
        return str(error)
    finally:
        bar.empty()
        give_back_memory()
    st.session_state[FOUND], st.session_state[LEFT_OUT] = found, set()
    return ""


def check_found_form(classifier: Future) -> str:
    """Shows what a photo has brought, to be checked. Returns what became of it, in a sentence, once that is decided."""
    found: FilledForm | None = st.session_state.get(FOUND)
    if found is None:
        return ""
    left_out: set[int] = st.session_state.setdefault(LEFT_OUT, set())
    chosen = [drawing for place, drawing in enumerate(found.drawings) if place not in left_out]
    count, kept = len(found.drawings), len(chosen)
    read = answers_to(classifier, found.drawings)
    answers: list[int | None] = [*read] if read else [None] * count
    st.markdown(f"##### {counted(count, 'digit', 'digits')} on your form")
    st.caption(" ".join(_advice(found, read)))
    with st.container(key="form_wall_place"):
        digit_wall(
            arrays(found.drawings)[0],
            names=[in_words(drawing, answer) for drawing, answer in zip(found.drawings, answers, strict=True)],
            notes=[note(one, answers[i], i not in left_out) for i, one in enumerate(found.drawings)],
            title="As they stand on the form; empty boxes are left out",
            key="form_wall",
            on_click=lambda place: left_out.symmetric_difference_update({place}),
            columns=COLUMNS,
            on_phone=ON_PHONE,
        )
    with st.container(horizontal=True):
        take = st.button(
            f"Keep {counted(kept, 'drawing', 'drawings')}",
            type="primary",
            icon=":material/check:",
            key="keep_form",
            disabled=not kept,
        )
        st.button(
            "Discard", icon=":material/close:", key="discard_form", on_click=lambda: st.session_state.pop(FOUND, None)
        )
    if not take:
        return ""
    known = {drawing.id for drawing in mine().drawings}
    if not act(lambda owner: collection.keep(owner, chosen)):
        return ""
    del st.session_state[FOUND]
    new = sum(drawing.id not in known for drawing in chosen)
    return f"{counted(new, 'drawing was', 'drawings were')} added."


def _advice(found: FilledForm, read: list[int] | None) -> list[str]:
    """What to look at before they are kept."""
    advice = ["Click one to leave it out; click again to put it back."]
    otherwise = sum(answer != one.label for answer, one in zip(read or [], found.drawings, strict=bool(read)))
    if otherwise:
        advice.append(f"The network reads {otherwise} differently (✗): is something wrong with {_them(otherwise)}?")
    if found.unreadable:
        advice.append(f"In {counted(found.unreadable, 'more box', 'more boxes')} no single digit was found.")
    return advice


def _them(count: int) -> str:
    return "it" if count == 1 else "them"
