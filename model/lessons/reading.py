"""Reads lessons from Markdown files: `assets/lessons/<name>.md`. CONTRIBUTING.md says how to write one."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from model.lessons.conditions import condition
from model.lessons.lesson import Lesson, Question, Step
from model.lessons.places import LessonError, listed, place, settings, spot
from model.networks.settings import quoted

FOLDER = Path(__file__).parents[2] / "assets" / "lessons"
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOST_LESSONS, MOST_BYTES = 60, 60_000
LONGEST_NAME, LONGEST_LINE, LONGEST_TEXT, LONGEST_TEACHER = 60, 200, 600, 10_000
MOST_STEPS, MOST_AIMS, MOST_MINUTES = 12, 6, 180
CHOICES = range(2, 7)
FIELD = re.compile(r"([a-z_]+):\s*(.*)")
CHOICE = re.compile(r"[-*] \[([ xX])\]\s+(.+)")
OF_LESSON = ("title", "about", "minutes", "order", "aims")
OF_STEP = ("open", "highlight", "only", "done")
FOR_TEACHER = "# For the teacher"


def load_all(folder: Path = FOLDER) -> tuple[list[Lesson], list[str]]:
    """All lessons in the folder, in their order, and a sentence for each file that can't be one. Never raises."""
    try:
        paths = sorted(path for path in folder.glob("*.md") if path.is_file())
        files = tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in paths[:MOST_LESSONS])
    except OSError:
        return [], [f"The lessons can't be read: there is no folder {folder.name}."]
    found, warnings = _loaded(files)
    if len(paths) > MOST_LESSONS:
        warnings = (*warnings, f"Only the first {MOST_LESSONS} lessons are shown; there are {len(paths)}.")
    return list(found), list(warnings)


@lru_cache(maxsize=4)
def _loaded(files: tuple[tuple[Path, int, int], ...]) -> tuple[tuple[Lesson, ...], tuple[str, ...]]:
    """The lessons in the files: each a path, when it changed, and its size in bytes."""
    lessons, warnings = [], []
    for path, _, size in files:
        try:
            if size > MOST_BYTES:
                raise LessonError(f"it is longer than {MOST_BYTES // 1000} kB.")
            lessons.append(read(path.stem, path.read_text(encoding="utf-8")))
        except LessonError as error:
            warnings.append(f"The lesson {path.name} was left out: {error}")
        except (OSError, UnicodeDecodeError):
            warnings.append(f"The lesson {path.name} was left out: it can't be read as text (UTF-8).")
    return tuple(sorted(lessons, key=lambda lesson: (lesson.order, lesson.title))), tuple(warnings)


def read(name: str, text: str) -> Lesson:
    """The lesson in `text`, the content of the file `<name>.md`. Raises `LessonError` and nothing else."""
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise LessonError(
            f"its name may have small letters, digits and hyphens, at most {LONGEST_NAME} characters: overfitting.md."
        )
    if len(text) > MOST_BYTES:
        raise LessonError(f"it is longer than {MOST_BYTES // 1000} kB.")
    head, body = _parted(text)
    facts, aims = _facts(head)
    body, _, teacher = body.partition(f"\n{FOR_TEACHER}")
    if len(teacher) > LONGEST_TEACHER:
        raise LessonError(f"what it says for the teacher is longer than {LONGEST_TEACHER:,} characters.")
    parts = re.split(r"^##\s+(.+)$", body, flags=re.MULTILINE)
    if parts[0].strip():
        raise LessonError("between the line --- and the first step, which begins with ##, nothing may stand.")
    steps = tuple(_step(title.strip(), text) for title, text in zip(parts[1::2], parts[2::2], strict=True))
    if not 0 < len(steps) <= MOST_STEPS:
        raise LessonError(f"it must have 1 to {MOST_STEPS} steps, each with a heading (##); it has {len(steps)}.")
    minutes, order = _number(facts, "minutes", 1, MOST_MINUTES), _number(facts, "order", 0, 1000, 100)
    title, about = _line(facts, "title"), _line(facts, "about")
    return Lesson(name, title, about, minutes, aims, steps, teacher.strip(), order)


def _parted(text: str) -> tuple[list[str], str]:
    """The lines of the front matter, and all that comes after it."""
    lines = text.lstrip("\ufeff").strip().splitlines()
    if not lines or lines[0].strip() != "---":
        raise LessonError("it must begin with a line --- and its title.")
    try:
        end = [line.strip() for line in lines].index("---", 1)
    except ValueError:
        raise LessonError("a line --- must stand between its title, aims and so on and its first step.") from None
    return lines[1:end], "\n" + "\n".join(lines[end + 1 :])


def _facts(lines: list[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Of the front matter: name → text, and the aims."""
    facts: dict[str, str] = {}
    aims: list[str] = []
    for line in filter(None, map(str.strip, lines)):
        if line.startswith("- ") and next(reversed(facts), "") == "aims":
            aims.append(_bounded(line[2:].strip(), "an aim"))
        elif (found := FIELD.fullmatch(line)) and found[1] in OF_LESSON and found[1] not in facts:
            facts[found[1]] = found[2]
        else:
            raise LessonError(f"above its first step, a line can't be {quoted(line)}; there go {listed(OF_LESSON)}.")
    if not 0 < len(aims) <= MOST_AIMS:
        raise LessonError(f"below “aims:” must stand 1 to {MOST_AIMS} aims, each in a line that begins with “- ”.")
    return facts, tuple(aims)


def _line(facts: dict[str, str], name: str) -> str:
    if not facts.get(name):
        raise LessonError(f"its “{name}” is missing: put it above the first step.")
    return _bounded(facts[name], f"its “{name}”")


def _number(facts: dict[str, str], name: str, low: int, high: int, default: int | None = None) -> int:
    text = facts.get(name, "" if default is None else str(default))
    if not re.fullmatch(r"[0-9]{1,4}", text) or not low <= int(text) <= high:
        raise LessonError(f"its “{name}” must be a whole number from {low} to {high}.")
    return int(text)


def _bounded(text: str, what: str, most: int = LONGEST_LINE) -> str:
    if len(text) > most:
        raise LessonError(f"{what} is longer than {most} characters.")
    return text


def _step(title: str, body: str) -> Step:
    try:
        return _checked_step(_bounded(title, "its title"), body)
    except LessonError as error:
        raise LessonError(f"in the step {quoted(title)}: {error}") from None


def _checked_step(title: str, body: str) -> Step:
    lines = iter(body.strip().splitlines())
    given = list(_fields(lines))
    for name in ("open", "highlight", "only"):
        if sum(one == name for one, _ in given) > 1:
            raise LessonError(f"“{name}” stands there twice.")
    one = dict(given)
    if "open" not in one:
        raise LessonError("“open” is missing: it says which page the step is on, like open: /train?epochs=5.")
    page, query = place(one["open"])
    text, question = _text_and_question(list(lines))
    conditions = tuple(condition(text, page) for name, text in given if name == "done")
    if not conditions:
        raise LessonError("“done” is missing: it says what the step waits for, like done: answer.")
    if any(each.kind == "answer" for each in conditions) != (question is not None):
        raise LessonError("“ask:” with its answers and “done: answer” belong together.")
    highlight = spot(page, one["highlight"]) if "highlight" in one else ""
    only = settings(one["only"]) if "only" in one else ()
    if only and page != "train":
        raise LessonError("“only” is for the settings of /train.")
    return Step(title, text, page, query, highlight, only, conditions, question)


def _fields(lines: Iterator[str]) -> Iterator[tuple[str, str]]:
    """The lines `name: text` below the heading, up to an empty one."""
    for line in lines:
        if not line.strip():
            return
        found = FIELD.fullmatch(line.strip())
        if not found or found[1] not in OF_STEP or not found[2]:
            raise LessonError(
                f"below the heading, a line can't be {quoted(line)}. There go {listed(OF_STEP)}, then an empty line."
            )
        yield found[1], found[2]


def _text_and_question(lines: list[str]) -> tuple[str, Question | None]:
    """What the step says, and what it asks: `ask:`, answers as `- [ ]` or, the right one, `- [x]`, and `tell:`."""
    asked = next((number for number, line in enumerate(lines) if line.startswith("ask:")), len(lines))
    text = _bounded("\n".join(lines[:asked]).strip(), "what it says", LONGEST_TEXT)
    if not text:
        raise LessonError("it says nothing: write a sentence or two below the empty line.")
    if asked == len(lines):
        return text, None
    question = _bounded(lines[asked].removeprefix("ask:").strip(), "“ask”")
    choices: list[tuple[str, str]] = []
    reason = ""
    for line in filter(None, map(str.strip, lines[asked + 1 :])):
        if found := CHOICE.fullmatch(line):
            choices.append((found[1], _bounded(found[2], "an answer")))
        elif line.startswith("tell:") and not reason:
            reason = _bounded(line.removeprefix("tell:").strip(), "“tell”", LONGEST_TEXT)
        else:
            raise LessonError(f"below “ask”, a line can't be {quoted(line)}; write answers as - [ ] or - [x].")
    right = [number for number, (mark, _) in enumerate(choices) if mark != " "]
    texts = tuple(text for _, text in choices)
    if len(choices) not in CHOICES or len(right) != 1 or len(set(texts)) < len(texts):
        raise LessonError("“ask” needs 2 to 6 different answers, and one of them right: - [x].")
    return text, Question(question, texts, right[0], reason)
