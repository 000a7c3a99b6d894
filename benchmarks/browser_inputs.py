"""Messages that no page of ours has sent, for `benchmarks.fuzzing`: of the canvas, of other components, of anything.

The canvas tells of lines. A picture, which its component could send as well, is nowhere decoded.
"""

import json
from typing import Any

import numpy as np
from hypothesis import strategies as st
from streamlit.proto.BackMsg_pb2 import BackMsg

from model.digits.pen import CANVAS
from model.digits.preprocess import normalize
from pages.components.drawing import BROADEST, FARTHEST, MOST_POINTS, MOST_STROKES, Drawing
from pages.components.pixel_grid import SIDE, is_picture
from pages.parts.messages import MOST_BYTES, MOST_WIDGETS, what_is_heard

THINNEST = 6
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just(10**400),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=10,
)
PLACES = st.floats(-FARTHEST, FARTHEST) | st.integers(-600, 600)
WIDTHS = st.integers(1, BROADEST) | st.floats(0.1, BROADEST)


def _stroke(width: float, places: list[float]) -> list[float]:
    return [width, *places[: len(places) // 2 * 2]]


STROKES = st.builds(_stroke, WIDTHS, st.lists(PLACES, min_size=2, max_size=16))
DRAWINGS = st.lists(STROKES, max_size=4) | st.lists(STROKES | ANY, max_size=4)
HOW_OFTEN = st.sampled_from([1] * 60 + [MOST_STROKES, MOST_STROKES + 1, MOST_POINTS])  # each of its strokes comes
GREYS = st.builds(
    lambda levels, place, value: [*levels[:place], value, *levels[place + 1 :]],
    st.binary(min_size=SIDE * SIDE, max_size=SIDE * SIDE).map(list),
    st.integers(0, SIDE * SIDE),
    st.integers(-1, 256) | ANY,
)


@st.composite
def _messages(draw: st.DrawFn) -> bytes:
    """A message to Streamlit with values of any kind, or bytes that are none."""
    sent = BackMsg()
    for _ in range(draw(st.integers(0, 3))):
        value = sent.rerun_script.widget_states.widgets.add(id=draw(st.text(max_size=8)))
        kind = draw(st.sampled_from(["json_value", "json_trigger_value", "string_value", "int_value", "double_value"]))
        if kind == "int_value":
            value.int_value = draw(st.integers(-(2**63), 2**63 - 1))
        elif kind == "double_value":
            value.double_value = draw(st.floats())
        else:
            setattr(value, kind, json.dumps(draw(ANY)) * draw(st.sampled_from([1] * 20 + [3000])))
    content = bytearray(sent.SerializeToString())
    for _ in range(draw(st.integers(0, 2)) if content else 0):
        content[draw(st.integers(0, len(content) - 1))] = draw(st.integers(0, 255))
    return bytes(content)


TOLD = st.one_of(
    st.tuples(st.just("strokes"), st.builds(lambda strokes, times: strokes * times, DRAWINGS, HOW_OFTEN)),
    st.tuples(st.just("strokes"), ANY),
    st.tuples(st.just("brush"), ANY | st.integers(-1, 50)),
    st.tuples(st.just("grey"), GREYS | ANY),
    st.tuples(st.just("message"), _messages() | st.binary(max_size=40)),
)


def is_taken_or_changes_nothing(made_up: tuple[str, Any]) -> None:
    """A drawing within its bounds that becomes a digit, or the one from before; a message in bounds, or none."""
    kind, told = made_up
    if kind == "message":
        _is_bounded(what_is_heard(told))
    elif kind == "grey":
        if is_picture(told):
            digit = normalize(np.array(told, np.uint8).reshape(SIDE, SIDE))
            assert digit is None or np.isfinite(digit.pixels).all()
    else:
        before: list[list[float]] = [[20, 100, 50]]
        drawing = Drawing(brush=20, strokes=before)
        drawing.take_strokes(told) if kind == "strokes" else drawing.take_brush(told, THINNEST)
        assert THINNEST <= drawing.brush <= BROADEST
        if drawing.strokes is not before:
            assert len(drawing.strokes) <= MOST_STROKES
            assert sum(map(len, drawing.lines)) <= MOST_POINTS
            image = drawing.image
            assert image.shape == (CANVAS, CANVAS)
            digit = normalize(image, drawing.lines)
            assert digit is None or np.isfinite(digit.pixels).all()


def _is_bounded(content: bytes) -> None:
    assert len(content) <= MOST_BYTES
    message = BackMsg()
    try:
        message.ParseFromString(content)
    except Exception:
        return  # Streamlit ends the connection
    values = message.rerun_script.widget_states.widgets
    assert len(values) <= MOST_WIDGETS
    for value in values:
        try:
            json.loads(value.json_value or "null")
        except (ValueError, RecursionError):
            continue
