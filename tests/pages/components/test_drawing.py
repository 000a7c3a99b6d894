"""What is taken over from a canvas in the browser, and what picture becomes of it."""

import numpy as np
import pytest

from pages.components.drawing import MOST_POINTS, MOST_STROKES, Drawing

STROKE = [20, 100, 50, 100, 200.5]


def test_strokes_become_white_ink_on_black():
    drawing = Drawing(brush=20)
    assert not drawing
    drawing.take_strokes([STROKE, [4, 200, 140]])
    assert drawing
    assert drawing.lines[0].tolist() == [[100, 50], [100, 200.5]]
    assert drawing.image.shape == (280, 280)
    assert drawing.image.dtype == np.uint8
    assert drawing.image[100, [88, 92, 108, 112]].tolist() == [0, 255, 255, 0]  # 20 pixels wide
    assert drawing.image[140, 200] == 255  # a dot, by a thinner brush
    assert drawing.image[140, 206] == 0


def test_a_stroke_that_leaves_the_canvas_is_cut():
    drawing = Drawing(brush=20)
    drawing.take_strokes([[20, -100, 140, 400, 140]])
    assert drawing.image[140].min() == 255


@pytest.mark.parametrize(
    "told",
    [
        None,
        "ink",
        {"0": STROKE},
        [STROKE, 7],
        [STROKE, []],
        [[20, 1]],
        [[20, 1, 2, 3]],
        [[0, 1, 2]],
        [[20, 1, float("nan")]],
        [[20, 1, "2"]],
        [[20, 1, True]],
        [[41, 1, 2]],
        [[10**400, 1, 2]],
        [[20, 1, -(10**400)]],
        [[20, 1e9, 2]],
        [[20] + [1, 2] * (2 * MOST_POINTS)],
        [[20, 1, 2]] * (MOST_STROKES + 1),
        [[20] + [1, 2] * 100] * 201,
    ],
)
def test_what_can_not_be_a_drawing_changes_nothing(told):
    drawing = Drawing(brush=20, strokes=[STROKE])
    drawing.take_strokes(told)
    assert drawing.strokes == [STROKE]


def test_the_brush_has_bounds():
    drawing = Drawing(brush=20)
    for told in (5, 41, None, "30", float("nan"), 10**400, True, 20.5):
        drawing.take_brush(told, thinnest=6)
        assert drawing.brush == 20
    drawing.take_brush(40, thinnest=6)
    assert drawing.brush == 40
