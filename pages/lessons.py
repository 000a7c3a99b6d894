"""Lessons: guides of a few steps through the app, and what a teacher needs to give one."""

import streamlit as st

from model.lessons import reading
from model.lessons.lesson import Lesson
from pages.parts.glossary import explained
from pages.parts.lessons.place import FINISHED, begin, go_to
from pages.parts.lessons.progress import begun
from pages.parts.lessons.teacher import for_teacher
from pages.parts.literal import literal
from pages.parts.one_of import Spellings, one_of
from pages.parts.url_check import check_url, opened_with

LEARN, TEACH = "learn", "teach"
VIEWS = {LEARN: "Lessons", TEACH: "For the teacher"}
STYLE = """
<style>
  .st-key-lesson_cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: 0.9rem; }
  .st-key-lesson_cards > *, .st-key-lesson_cards [class*=st-key-lesson_card_] { height: 100%; }
  .st-key-lesson_cards [class*=st-key-begin_] { margin-top: auto; }
</style>
"""


def card(number: int, lesson: Lesson) -> None:
    """A lesson, with the way into it."""
    kept = begun().get(lesson.name)
    with st.container(border=True, gap="xsmall", key=f"lesson_card_{lesson.name}"):
        st.markdown(f"**{number}. {lesson.title}**")
        st.caption(explained(lesson.about))
        ended = " · :green[:material/check_circle: done]" if kept and kept.finished else ""
        st.caption(f":material/schedule: {lesson.minutes} minutes · {len(lesson.steps)} steps{ended}")
        at = kept.step if kept else 1
        with st.container(horizontal=True, key=f"begin_{lesson.name}", gap="small"):
            if at > 1:
                _way_in(lesson, at, f"Go on at step {at}", "primary")
            _way_in(lesson, 1, "Begin again" if at > 1 else "Begin", "secondary" if at > 1 else "primary")


def _way_in(lesson: Lesson, number: int, label: str, kind: str) -> None:
    st.button(
        label,
        key=f"open_{lesson.name}_{number}",
        type="primary" if kind == "primary" else "tertiary",
        icon=":material/play_arrow:" if kind == "primary" else None,
        on_click=begin if number == 1 else go_to,
        args=(lesson,) if number == 1 else (lesson, number),
    )


def for_learners(lessons: list[Lesson]) -> None:
    if FINISHED in st.session_state:
        title, _ = st.session_state[FINISHED]
        st.success(f"You have finished “{literal(title)}”. What next?", icon=":material/flag:")
    st.markdown("Each lesson opens what it speaks of and asks you to do or to guess something, step by step.")
    with st.container(key="lesson_cards"):
        for number, lesson in enumerate(lessons, start=1):
            card(number, lesson)


st.html(STYLE)
asked = opened_with("lessons")
lessons, warnings = reading.load_all()
with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    st.title("Lessons", width="content")
    view = one_of("View", VIEWS, "view", label_visibility="collapsed")
check_url("lessons", asked, {"view": Spellings(VIEWS), "about": [lesson.name for lesson in lessons]})
for warning in warnings:
    st.warning(literal(warning), icon=":material/warning:")
if not lessons:
    st.info("There is no lesson in the folder assets/lessons. CONTRIBUTING.md says how to write one.")
elif view == TEACH:
    for_teacher(lessons)
else:
    for_learners(lessons)
