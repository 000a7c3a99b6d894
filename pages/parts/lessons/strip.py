"""The strip at the foot of every page while a lesson is open: what the step says, what it asks, and the way on."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from charts.palette import LESSON
from model.lessons.conditions import TrainedRun
from model.lessons.lesson import Lesson, Question, Step
from pages.components.skip_link import skip_link
from pages.components.spotlight import spotlight
from pages.parts.glossary import explained
from pages.parts.lessons.place import FINISHED, answer_key, follow, go_to, leave, moved_from, open_again, way_back
from pages.parts.lessons.progress import Progress, progress
from pages.parts.lessons.seen import asks_for_runs, ended_runs, saved_runs, see

EVERY = 1.5  # seconds between two looks at whether a step is done
AT_ONCE = ("answer", "page")  # what needs no looking: the strip itself hears of it
FOLDED = "lesson_folded"  # in the session
STYLE = """
<style>
  [data-testid=stBottom] > div { background: none; }
  [data-testid=stBottomBlockContainer] { padding: 0 1rem 0.5rem; max-width: 100%; }
  .st-key-lesson_strip {
    border: 2px solid LESSON; border-radius: 0.8rem; padding: 0.6rem 1rem 0.7rem; gap: 0.35rem;
    background: light-dark(#f8f3fb, #241f2b); box-shadow: 0 -2px 12px rgb(0 0 0 / 15%);
    max-height: 46vh; overflow-y: auto;
  }
  .st-key-lesson_strip p { text-wrap: pretty; }
  .st-key-lesson_strip h4 { padding: 0; font-size: 1.15rem; }
  .lesson-place { margin: 0; font-size: 0.875rem; opacity: 0.8; }
  .st-key-lesson_strip [data-stale=true] { opacity: 1; }
  .st-key-lesson_text [role=radiogroup] button { height: auto; max-width: 100%; text-align: start; }
  .st-key-lesson_text [role=radiogroup] button * { white-space: normal; }
  .st-key-lesson_text { padding-top: 0.2rem; }
  .st-key-skip_to_lesson_buttons, .st-key-spotlight { position: absolute; width: auto; }  /* no gap */
  @media (max-width: 640px) {
    .st-key-lesson_strip { padding: 0.4rem 0.7rem 0.5rem; max-height: 42vh; }
    [data-testid=stBottomBlockContainer] { padding: 0 0.4rem 0.4rem; }
    .st-key-lesson_buttons button { min-height: 2.2rem; padding: 0.1rem 0.6rem; }
    .st-key-lesson_text [data-testid=stHorizontalBlock] { gap: 0.4rem; }
  }
</style>
""".replace("LESSON", LESSON)


def show_strip(page: str) -> list[str]:
    """Follows the lesson in the URL, if there is one, and shows its step. Returns sentences on a wrong link."""
    here, notices = follow(page)
    if here is None:
        return notices
    lesson, number = here
    step, kept = lesson.steps[number - 1], progress(lesson.name)
    if kept.before is None:
        kept.before = ended_runs() if any(map(asks_for_runs, lesson.steps)) else frozenset()
    skip_link("Skip to the lesson", "lesson_buttons")
    if step.highlight and page == step.page:
        spotlight(step.highlight, f"{lesson.name} {number}")
    saved = saved_runs() if asks_for_runs(step) and number not in kept.done else []
    looks = number not in kept.done and any(condition.kind not in AT_ONCE for condition in step.conditions)
    with st.bottom:
        st.html(STYLE)
        st.fragment(_strip, run_every=EVERY if looks else None)(lesson, number, page, saved, looks)
    return notices


def _strip(lesson: Lesson, number: int, page: str, saved: Sequence[TrainedRun], looks: bool) -> None:
    if moved_from(lesson, number):
        st.rerun()  # a button of the strip runs the strip alone
    step, kept = lesson.steps[number - 1], progress(lesson.name)
    _hear_answer(step, answer_key(lesson, number), number, kept)
    if number not in kept.done:
        seen = see(step, f"{lesson.name} {number}", page, number in kept.answers, saved, kept.before or ())
        if step.done(seen):
            kept.done.add(number)
    done = number in kept.done
    if done and looks:
        st.rerun()  # the page around knows now that there is nothing more to look for
    with st.container(key="lesson_strip"):
        _head(lesson, number, page, done)
        if not st.session_state.get(FOLDED):
            with st.container(key="lesson_text"):
                _text(lesson, number, page, done)


def _head(lesson: Lesson, number: int, page: str, done: bool) -> None:
    """Where one is, and the buttons."""
    last = number == len(lesson.steps)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        with st.container(width="content", gap=None):
            st.html(f'<p class="lesson-place">{escape(lesson.title)} · step {number} of {len(lesson.steps)}</p>')
            st.markdown(f"#### {lesson.steps[number - 1].title}")
        with st.container(horizontal=True, width="content", key="lesson_buttons", gap="small"):
            if number > 1:
                _way("Back", ":material/arrow_back:", lesson, number, number - 1, page)
            if last:
                st.button(
                    "Finish",
                    icon=":material/flag:",
                    type="primary" if done else "secondary",
                    key="lesson_finish",
                    on_click=_finish,
                    args=(lesson,),
                )
            else:
                _way("Next", ":material/arrow_forward:", lesson, number, number + 1, page, primary=done)
            folded = st.session_state.get(FOLDED, False)
            st.button(
                "",
                icon=":material/expand_less:" if folded else ":material/expand_more:",
                key="lesson_fold",
                type="tertiary",
                help="Show the step" if folded else "Make room: show its heading alone",
                on_click=lambda: st.session_state.update({FOLDED: not folded}),
            )
            st.button(
                "",
                icon=":material/close:",
                key="lesson_leave",
                type="tertiary",
                help="Leave the lesson. On the Lessons page you can take it up again at this step.",
                on_click=leave,
            )


def _way(label: str, icon: str, lesson: Lesson, number: int, to: int, page: str, primary: bool = False) -> None:
    """A button to another step. The page stays as it is where that step opens the same."""
    before, after = lesson.steps[number - 1], lesson.steps[to - 1]
    stays = page == after.page and (before.page, before.link) == (after.page, after.link)
    st.button(
        label,
        icon=icon,
        key=f"lesson_{label.lower()}",
        type="primary" if primary else "secondary",
        on_click=go_to,
        args=(lesson, to, not stays),
    )


def _finish(lesson: Lesson) -> None:
    progress(lesson.name).finished = True
    progress(lesson.name).step = 1
    leave()
    st.session_state[FINISHED] = lesson.title, False


def _text(lesson: Lesson, number: int, page: str, done: bool) -> None:
    """What the step says; beside it, where there is room, what it asks."""
    step = lesson.steps[number - 1]
    columns = st.columns([3, 4], gap="large") if step.question else [st.container()]
    with columns[0]:
        st.markdown(explained(step.text))
        if way := way_back(step, page):
            st.button(
                f"Go to {way}",
                icon=":material/arrow_outward:",
                key="lesson_open",
                type="primary",
                on_click=open_again,
            )
        elif not step.question:
            _say(done)
    if step.question:
        with columns[1]:
            _ask(step.question, answer_key(lesson, number), number, progress(lesson.name))


def _say(done: bool) -> None:
    sentence = ":material/check_circle: **Done.** Go on with Next." if done else ":material/pending: Not done yet"
    st.markdown(f":green[{sentence}]" if done else f":gray[{sentence}]")


def _hear_answer(step: Step, key: str, number: int, kept: Progress) -> None:
    """Remembers the answer that was just chosen; it may be changed."""
    chosen = st.session_state.get(key, kept.answers.get(number))
    if step.question and type(chosen) is int and 0 <= chosen < len(step.question.choices):
        kept.answers[number] = chosen
    else:
        kept.answers.pop(number, None)  # also one that a changed lesson no longer has


def _ask(question: Question, key: str, number: int, kept: Progress) -> None:
    if key not in st.session_state:
        st.session_state[key] = kept.answers.get(number)
    choices = question.choices
    st.pills(
        question.text, range(len(choices)), format_func=lambda i: choices[i], key=key, persist_state="page", wrap=True
    )
    if number in kept.answers:
        chosen = kept.answers[number]
        if chosen == question.right:
            said = ":green[:material/check_circle: **Right.**]"
        else:
            said = f":violet[:material/lightbulb: **Not so: {question.choices[question.right]}.**]"
        st.markdown(f"{said} {explained(question.reason)}")
