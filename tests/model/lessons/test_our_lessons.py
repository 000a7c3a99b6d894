"""The lessons that ship: all are read, and what they open, highlight and wait for is there."""

import re
from pathlib import Path

import pytest

from model.lessons.places import CONTROLS, SPOTS
from model.lessons.reading import load_all
from model.networks.config import NetworkConfig, TrainingConfig
from model.networks.settings import from_query

PAGES = Path(__file__).parents[3] / "pages"
CODE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(PAGES.rglob("*.py")))
LESSONS, WARNINGS = load_all()


def test_eight_lessons_of_five_to_eight_steps_with_something_for_the_teacher():
    assert not WARNINGS
    assert len(LESSONS) >= 8
    for lesson in LESSONS:
        assert 5 <= len(lesson.steps) <= 8, lesson.name
        assert 10 <= lesson.minutes <= 15, lesson.name
        assert "**Before**" in lesson.teacher, lesson.name
        assert "?*" in lesson.teacher, lesson.name
        assert any(step.question for step in lesson.steps), lesson.name
        assert all(step.highlight for step in lesson.steps), lesson.name


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_what_they_preset_works_offline_and_fits_what_they_wait_for(lesson):
    for step in lesson.steps:
        if step.page != "train":
            continue
        network, said = from_query(NetworkConfig, step.query)
        training, more = from_query(TrainingConfig, step.query)
        assert not said + more
        assert training.source == "sample"
        for condition in step.conditions:
            for one in condition.comparisons:
                if condition.kind == "run" and one.name != "accuracy":
                    value = getattr(network if hasattr(network, one.name) else training, one.name)
                    assert one.holds(value), f"{lesson.name}: {step.title} waits for another {one.name} than it presets"


@pytest.mark.parametrize("page", SPOTS)
def test_what_can_be_highlighted_is_a_key_on_a_page(page):
    for spot in SPOTS[page]:
        assert spot.startswith("set_") or _is_named(spot), spot


def test_controls_that_can_be_waited_for_are_keys():
    assert all(_is_named(name) for names in CONTROLS.values() for name in names)


def _is_named(key: str) -> bool:
    """Whether the pages' code has a control or a container of that key."""
    return re.search(rf'["}}]{key}"', CODE) is not None or key.startswith("style_7")
