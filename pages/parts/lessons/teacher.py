"""For the teacher: what each lesson is for, its steps with a link to each, questions and answers, and locks."""

from dataclasses import fields

import streamlit as st

from model.lessons.lesson import Lesson, Step
from model.networks.config import NetworkConfig, TrainingConfig
from pages.parts.one_of import one_of
from pages.parts.settings_form import current_query
from pages.parts.share import share_link

FIRST_FREE = ["learning_rate"]
ABOUT_LINKS = (
    "Each link opens its step for everybody who follows it, with all that the step presets. The steps can be gone "
    "through alone from there, and left at any time."
)
ABOUT_LOCKS = (
    "Set up Train as you want the class to find it, then choose what may be changed. All other settings keep your "
    "values as long as somebody stays in the app; a lock keeps a class together, and is no wall."
)


def for_teacher(lessons: list[Lesson]) -> None:
    names = {lesson.name: lesson.title for lesson in lessons}
    chosen = one_of("Lesson", names, "about", wrap=True)
    lesson = next(lesson for lesson in lessons if lesson.name == chosen)
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader(lesson.title, anchor=False)
        st.caption(f":material/schedule: {lesson.minutes} minutes · {len(lesson.steps)} steps. {lesson.about}")
        st.markdown("**Aims**\n\n" + "\n".join(f"- {aim}" for aim in lesson.aims))
        if lesson.teacher:
            st.markdown(lesson.teacher)
    with right:
        _steps(lesson)
        _locks()


def _steps(lesson: Lesson) -> None:
    st.subheader("Open a step for everybody", anchor=False, help=ABOUT_LINKS)
    number = st.selectbox(
        "Step",
        range(1, len(lesson.steps) + 1),
        format_func=lambda number: f"{number}. {lesson.steps[number - 1].title}",
        key=f"step_of_{lesson.name}",
        persist_state="page",
    )
    step = lesson.steps[number - 1]
    share_link({"lesson": lesson.name, "step": str(number)}, "/lessons")
    st.markdown(step.text)
    if step.question:
        st.markdown(_answered(step))


def _answered(step: Step) -> str:
    """The question of a step with its answer."""
    question = step.question
    if question is None:
        return ""
    choices = [f"- {'**' + text + '** ✓' if i == question.right else text}" for i, text in enumerate(question.choices)]
    return "\n".join([f"**{question.text}**", "", *choices, "", question.reason])


def _locks() -> None:
    st.subheader("A link that locks settings", anchor=False, help=ABOUT_LOCKS)
    labels = {
        item.name: item.metadata["setting"].label
        for config in (NetworkConfig, TrainingConfig)
        for item in fields(config)
    }
    free = st.multiselect(
        "What may be changed on Train",
        list(labels),
        default=FIRST_FREE,
        format_func=lambda name: labels[name],
        key="free_settings",
        placeholder="Choose at least one",
    )
    if not free:
        st.caption("Choose at least one setting that may be changed.")
        return
    hide = st.toggle("Hide all others", value=True, key="hide_locked", help="Otherwise they are shown, in grey.")
    locked = [name for name in labels if name not in free]
    share_link(current_query() | ({"only": ",".join(free)} if hide else {"lock": ",".join(locked)}), "/train")
    st.caption("It takes the settings as they stand on your Train page now.")
