"""What is kept of a drawing whose owner looks at another page, comes back, and takes strokes away."""

from types import SimpleNamespace

import numpy as np

from pages.components.kept import Kept

FIRST, SECOND, THIRD = ({"path": [["M", number, number]]} for number in range(3))


def told(*strokes):
    """What a canvas with these strokes on it tells."""
    return SimpleNamespace(image_data=np.zeros((4, 4, 4), np.uint8), json_data={"objects": list(strokes)})


def come_back_to(*strokes):
    kept = Kept()
    kept.see(told(*strokes))
    kept.come_back()
    return kept


def test_strokes_that_were_there_are_undone_one_by_one():
    kept = come_back_to(FIRST, SECOND)
    assert kept.begins == [FIRST, SECOND]
    kept.undo()
    assert kept.begins == [FIRST]
    kept.undo()
    assert kept.begins == []


def test_clear_can_be_undone_also_with_strokes_drawn_since():
    kept = come_back_to(FIRST, SECOND)
    kept.see(told(FIRST, SECOND, THIRD))
    kept.clear()
    assert kept.begins == []
    kept.see(told())
    kept.undo()
    assert kept.begins == [FIRST, SECOND, THIRD]


def test_clear_right_after_undo_brings_back_only_what_undo_had_left():
    kept = come_back_to(FIRST, SECOND)
    kept.undo()
    kept.see(told(FIRST, SECOND))  # the canvas has not begun anew yet
    kept.clear()
    kept.undo()
    assert kept.begins == [FIRST]
