"""What a pen draws that is no digit."""

import numpy as np
import pytest

from model.digits.pen import draw, place
from model.digits.preprocess import normalize
from model.pretraining import scribbles


@pytest.mark.parametrize("kind", [scribbles.scribble, scribbles.sign, scribbles.letter, scribbles.shape, scribbles.box])
def test_can_be_drawn_and_differ(kind):
    rng = np.random.default_rng(0)
    pixels = [normalize(draw(place(kind(rng), 0.7), 20)).pixels for _ in range(20)]
    assert np.isfinite(pixels).all()
    assert len({one.tobytes() for one in pixels}) == 20


def test_same_seed_same_scribble():
    one, other = (scribbles.scribble(np.random.default_rng(5)) for _ in range(2))
    for a, b in zip(one, other, strict=True):
        np.testing.assert_array_equal(a, b)


def test_every_template_parses():
    rng = np.random.default_rng(0)
    tables = (scribbles.SIGNS, scribbles.LETTERS, scribbles.SHAPES, scribbles.BOXES)
    for text in (text for table in tables for text in table.values()):
        for stroke in scribbles.template(text, rng, jitter=0):
            assert stroke.shape[1] == 2
            assert -2 < stroke.min() < stroke.max() < 11


def test_what_is_tested_by_is_not_trained_on():
    trained = set(scribbles.SIGNS.values())
    assert not trained & {*scribbles.LETTERS.values(), *scribbles.SHAPES.values(), *scribbles.BOXES.values()}
