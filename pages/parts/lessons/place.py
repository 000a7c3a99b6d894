"""Which lesson is open, and at which step: it stands in the URL, and follows its learner from page to page."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

import streamlit as st
from streamlit.errors import StreamlitAPIException

from model.lessons import reading
from model.lessons.lesson import Lesson, Step
from model.lessons.places import PARAMETERS
from model.networks.settings import quoted
from pages.parts.lessons.progress import progress
from pages.parts.locks import LOCK, let_go
from pages.parts.locks import NAMES as LOCKS
from pages.parts.one_of import tell, went_back

# In the session: the place, that its step is to be opened, the title of a lesson that has just ended
OPEN, OPENING, FINISHED = "open_lesson", "opening_step", "lesson_finished"
UNHEARD = "opened_step_unheard"  # in the session: a place that was opened, until the browser's URL says so
LOCK_OF_STEP = "lock_is_the_steps"  # in the session: the lock goes with the step
NAMES = ("lesson", "step")
ENTRANCES = ("home", "lessons")  # a link to a lesson that leads here goes on to the page of its step
# What pages keep beside the values of their parameters: it goes where a step opens them anew.
CHOSEN = ("network_that_answers", "unknown_network")
BESIDE = {
    "train": ("set_layers", "notices", "curves_or_code"),
    "inside": ("asked_digit", *CHOSEN),
    "evaluate": CHOSEN,
    "draw": (*CHOSEN, "canvas_or_photo"),
}
# The parameters of which Streamlit itself keeps the URL, and what the values of their controls are.
BOUND: dict[str, dict[str, Callable[[str], Any]]] = {
    "data": {"seed": int, "index": int},
    "inside": {"noise": int},
    "evaluate": {"image": int, "threshold": int},
    "runs": {"view": str, "find": str},
}


class Place(NamedTuple):
    """A lesson's name, and the number of a step, from 1."""

    lesson: str
    step: int


def is_open() -> bool:
    """Whether there is a lesson here, or a link to one. Costs nothing."""
    in_session = any(name in st.session_state for name in (OPEN, OPENING, FINISHED))
    return in_session or any(name in st.query_params for name in NAMES)


def follow(page: str) -> tuple[tuple[Lesson, int] | None, list[str]]:
    """The open lesson and the number of its step, if any, and sentences on what is wrong with a link.

    To be called before the page is run: it goes to the step's page where a link or a button asks for that.
    """
    notices: list[str] = []
    _go_home_when_finished(page)
    opening = OPENING in st.session_state
    here: Place | None = st.session_state.get(OPEN)
    asked = {name: st.query_params[name] for name in NAMES if name in st.query_params}
    if not opening and here and not asked and went_back():  # to before the lesson began
        leave()
        return None, notices
    if here is None and not asked:
        return None, notices
    lessons = {lesson.name: lesson for lesson in reading.load_all()[0]}
    if not opening and asked and (here is None or went_back()):  # else a browser may say what was true a moment ago
        new, notices = _read(asked, lessons)
        opening = here is None and new is not None and page in ENTRANCES and not _has_more()
        here = new
    if here is None or here.lesson not in lessons or here.step > len(lessons[here.lesson].steps):
        leave()
        return None, notices
    st.session_state[OPEN] = here
    lesson = lessons[here.lesson]
    if only := lesson.steps[here.step - 1].link.get("only"):
        st.session_state.setdefault(LOCK_OF_STEP, st.query_params.get("only") == only)
    progress(lesson.name).step = here.step
    unheard = _is_unheard(here, asked, page == lesson.steps[here.step - 1].page)
    if opening or unheard:
        st.session_state[OPENING] = True  # until it is done: another run may cut this one off
        _open(lesson, here, page)
        if not unheard:  # once is enough
            st.session_state[UNHEARD] = here
    _tell(here)
    st.session_state.pop(OPENING, None)
    return (lesson, here.step), notices


def _is_unheard(here: Place, asked: dict[str, str], on_its_page: bool) -> bool:
    """Whether the browser's URL is still that from before the step was opened: then it lacks what the step presets."""
    is_new = st.session_state.pop(UNHEARD, None) == here
    return is_new and on_its_page and asked != dict(zip(NAMES, map(str, here), strict=True))


def _go_home_when_finished(page: str) -> None:
    """After the end of a lesson, leads to the Lessons page once. There its title stands until another one begins."""
    if FINISHED not in st.session_state:
        return
    title, is_told = st.session_state[FINISHED]
    if page == "lessons":
        st.session_state[FINISHED] = title, True
    elif not is_told:
        st.switch_page("pages/lessons.py", query_params={})  # without any, a control bound to the URL would object


def go_to(lesson: Lesson, number: int, anew: bool = True) -> None:
    """Opens a step, for a callback; not `anew` where the page may stay as it is."""
    st.session_state.pop(FINISHED, None)
    st.session_state[OPEN] = Place(lesson.name, number)
    _tell(st.session_state[OPEN])  # else the URL would lead back
    if anew:
        st.session_state[OPENING] = True


def begin(lesson: Lesson) -> None:
    """Opens the first step, for a callback, as if nobody had gone through the lesson before."""
    progress(lesson.name).begin_anew()
    for number in range(1, len(lesson.steps) + 1):
        st.session_state.pop(answer_key(lesson, number), None)
    go_to(lesson, 1)


def answer_key(lesson: Lesson, number: int) -> str:
    """Where in the session the answer lies that was chosen in a step."""
    return f"answer_{lesson.name}_{number}"


def moved_from(lesson: Lesson, number: int) -> bool:
    """Whether a button has led away from this step."""
    return OPENING in st.session_state or st.session_state.get(OPEN) != (lesson.name, number)


def way_back(step: Step, page: str) -> str:
    """What leads back to what the step speaks of: its page, or its view of this page; "" where one is there."""
    if page != step.page:
        return step.page.capitalize()
    view = step.query.get("view", "")
    return view if view and st.session_state.get("view", view).casefold() != view.casefold() else ""


def open_again() -> None:
    """Goes back to the page of the step, for a callback."""
    st.session_state[OPENING] = True


def leave() -> None:
    """Closes the lesson; its place is remembered."""
    for name in (OPEN, OPENING):
        st.session_state.pop(name, None)
    for name in NAMES:
        st.query_params.pop(name, None)
    if st.session_state.pop(LOCK_OF_STEP, False):
        let_go()


def _tell(here: Place) -> None:
    for name, value in zip(NAMES, here, strict=True):
        tell(name, str(value))


def _read(asked: dict[str, str], lessons: dict[str, Lesson]) -> tuple[Place | None, list[str]]:
    """The place that a link names, and sentences on what is wrong with it."""
    name, text = asked.get("lesson", ""), asked.get("step", "1")
    if name not in lessons:
        said = f"The lesson {quoted(name)} in this link isn't here" if name else "The link names a step, but no lesson"
        return None, [f"{said}. The Lessons page shows all that there are."]
    most = len(lessons[name].steps)
    if text.isdecimal() and text.isascii() and len(text) < 4 and 1 <= int(text) <= most:
        return Place(name, int(text)), []
    return Place(name, 1), [f"The link's “step” can't be {quoted(text)}. It may be 1 to {most}. This is the first."]


def _has_more() -> bool:
    return any(name not in (*NAMES, "lock", "only", "embed", "embed_options") for name in st.query_params)


def _open(lesson: Lesson, here: Place, page: str) -> None:
    """Goes to the page of the step. There it presets the controls, before the page makes them."""
    step: Step = lesson.steps[here.step - 1]
    given = {name: st.query_params[name] for name in LOCKS if name in st.query_params}
    if page != step.page:
        st.switch_page(f"pages/{step.page}.py", query_params=given | {"lesson": here.lesson, "step": str(here.step)})
    for name in (*BESIDE.get(page, ()), f"url_notices_{page}", f"taken_from_url_{page}"):
        st.session_state.pop(name, None)
    for name in PARAMETERS[page]:
        if name != "run":  # which run is shown follows from what its owner does
            _preset(name, step.query.get(name), BOUND.get(page, {}).get(name))
    if not given or st.session_state.get(LOCK_OF_STEP):  # else a teacher's link holds for the whole lesson
        st.session_state[LOCK_OF_STEP] = bool(step.only)
        tell("only", step.link.get("only"))
    st.session_state.pop(LOCK, None)  # it is taken anew, with the values that the step presets
    if page == "train":
        st.session_state["show_settings"] = step.highlight.startswith(("set_", "preset"))  # on a phone


def _preset(name: str, text: str | None, bound: Callable[[str], Any] | None) -> None:
    """Has the page find `text` under `name`. A control that Streamlit binds to the URL gets its value itself."""
    if bound is None:
        st.session_state.pop(name, None)
        tell(name, text)
    elif text is not None:
        st.session_state[name] = bound(text)
        with suppress(StreamlitAPIException):  # where the control is on the page already: then its URL stays behind
            st.query_params[name] = text
