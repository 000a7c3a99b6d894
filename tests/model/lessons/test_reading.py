"""Lessons are read from Markdown that anybody may write: what is wrong gets a sentence, and nothing raises."""

import random
from contextlib import suppress

import pytest

from model.lessons.places import LessonError
from model.lessons.reading import MOST_BYTES, load_all, read

GOOD = """---
title: A lesson: how to write one
about: It shows every kind of line.
minutes: 5
order: 3
aims:
- I can read this.
---

## First
open: /train?hidden=32&epochs=2&source=sample
highlight: set_learning_rate
only: learning_rate, epochs
done: run finished hidden=32 accuracy>=0.5
done: answer

Press **Start**.

ask: What comes out?
- [ ] Nothing
- [x] A network
tell: It is saved.

## Second
open: /inside?view=Be the network
done: set damage_noise>=1

Move it.

# For the teacher

**Before**: nothing.
"""


def without(line: str) -> str:
    assert line in GOOD
    return GOOD.replace(line, "")


def instead(line: str, other: str) -> str:
    assert line in GOOD
    return GOOD.replace(line, other)


def test_all_that_a_lesson_says_is_read():
    lesson = read("a-lesson", "\ufeff" + GOOD.replace("\n", "\r\n"))
    assert (lesson.title, lesson.minutes, lesson.order) == ("A lesson: how to write one", 5, 3)
    assert lesson.aims == ("I can read this.",)
    assert lesson.teacher == "**Before**: nothing."
    first, second = lesson.steps
    assert (first.page, first.query["hidden"], first.highlight) == ("train", "32", "set_learning_rate")
    assert first.only == ("learning_rate", "epochs")
    assert first.link["only"] == "learning_rate,epochs"
    assert [condition.kind for condition in first.conditions] == ["run", "answer"]
    assert (first.question.choices, first.question.right) == (("Nothing", "A network"), 1)
    assert first.text == "Press **Start**."
    assert second.query == {"view": "Be the network"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "must begin with a line ---"),
        (without("\n---\n\n## First"), "a line --- must stand"),
        (without("title: A lesson: how to write one\n"), "“title” is missing"),
        (instead("minutes: 5", "minutes: five"), "“minutes” must be a whole number"),
        (instead("minutes: 5", "duration: 5"), "a line can't be"),
        (without("- I can read this.\n"), "1 to 6 aims"),
        (instead("/train?hidden=32", "/teach?hidden=32"), "the pages are /home"),
        (instead("open: /train", "open: https://a.example/train"), "the pages are /home"),
        (instead("hidden=32&epochs=2", "hidden=32&epochs=9000"), "Epochs must lie between"),
        (instead("hidden=32&epochs=2", "layers=2"), "which /train doesn't have"),
        (instead("view=Be the network", "noise=-1"), "it may be 0 to 9999"),
        (instead("view=Be the network", "look=Into it"), "it may be Why this answer, "),
        (instead("set_learning_rate\n", "learning_rate\n"), "“highlight” can't be"),
        (instead("only: learning_rate, epochs", "only: speed"), "There is no setting “speed”"),
        (instead("done: run finished", "done: run begun"), "“done” can't be"),
        (instead("done: run finished hidden=32", "done: run finished speed=2"), "“done: run” can't ask for"),
        (instead("done: set damage_noise>=1", "done: set damage_noise>=much"), "is not a number"),
        (instead("done: set damage_noise>=1", "done: set password=x"), "can't wait for"),
        (without("done: answer\n"), "belong together"),
        (instead("- [ ] Nothing", "- [x] Nothing"), "one of them right"),
        (instead("- [ ] Nothing\n", "Nothing\n"), "write answers as"),
        (instead("Move it.", ""), "it says nothing"),
        (instead("Move it.", "M" * 700), "longer than 600"),
        (instead("open: /inside?view=Be the network\n", ""), "“open” is missing"),
        (instead("done: set damage_noise>=1\n", ""), "“done” is missing"),
        (GOOD + "x" * MOST_BYTES, "longer than"),
    ],
)
def test_what_is_wrong_gets_a_sentence(text, said):
    with pytest.raises(LessonError) as raised:
        read("a-lesson", text)
    assert said in str(raised.value)
    assert len(str(raised.value)) < 500


def test_a_broken_lesson_is_left_out_with_a_sentence_and_the_others_stay(tmp_path):
    (tmp_path / "good.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "broken.md").write_text(without("minutes: 5\n"), encoding="utf-8")
    (tmp_path / "Bad Name.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "latin.md").write_bytes("---\ntitle: Über".encode("latin-1"))
    (tmp_path / "large.md").write_text(GOOD + "x" * MOST_BYTES, encoding="utf-8")
    (tmp_path / "folder.md").mkdir()
    lessons, warnings = load_all(tmp_path)
    assert [lesson.name for lesson in lessons] == ["good"]
    assert len(warnings) == 4
    assert all(sentence.startswith("The lesson ") and "was left out: " in sentence for sentence in warnings)
    assert load_all(tmp_path / "nowhere") == ([], [])


def test_no_text_at_all_raises_anything_else():
    """Lines of a good lesson, mixed, cut and repeated."""
    chance = random.Random(0)
    lines = GOOD.splitlines(keepends=True)
    marks = ["---\n", "## \n", "ask:\n", "- [x] \n", "done: set \n", "open: //[\n", "open: /train?%\n", "\x00\ud800\n"]
    for _ in range(1500):
        some = [chance.choice(lines + marks) for _ in range(chance.randrange(len(lines)))]
        text = "".join(lines[: chance.randrange(len(lines))] + some + lines[chance.randrange(len(lines)) :])
        with suppress(LessonError):
            read("a-lesson", text)
