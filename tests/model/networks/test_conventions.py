"""What a network wants as input is found out by trying."""

import numpy as np
import pytest

from model.digits import data
from model.networks import conventions
from model.networks.answering import SHIPPED
from model.networks.classifier import Classifier

# From a form back to the usual one: a network that wants the form is the one that ships, behind this.
BACK = {
    "ink 1 on paper 0": lambda x: x,
    "ink 255 on paper 0": lambda x: x / 255,
    "ink 0 on paper 1": lambda x: 1 - x,
    "ink 0 on paper 255": lambda x: 1 - x / 255,
    "ink 1 on paper -1": lambda x: (x + 1) / 2,
    "ink -1 on paper 1": lambda x: (1 - x) / 2,
    "ink 0.5 on paper -0.5": lambda x: x + 0.5,
    "ink 2.82 on paper -0.42": lambda x: x * 0.3081 + 0.1307,
    "ink 1 on paper 0, transposed": lambda x: x.transpose(0, 2, 1),
    "ink 255 on paper 0, transposed": lambda x: x.transpose(0, 2, 1) / 255,
}


@pytest.fixture(scope="module")
def shipped():
    return Classifier.load(SHIPPED)


@pytest.mark.parametrize("wanted", BACK)
def test_the_form_that_a_network_wants_is_found(shipped, wanted):
    sample = data.load("sample")
    found = conventions.find(lambda x: shipped.outputs(BACK[wanted](x)), sample.x_test[:300], sample.y_test[:300])
    assert found.accuracy > 0.95
    usual_will_do = found.inputs == conventions.USUAL and wanted in ("ink 0.5 on paper -0.5", "ink 2.82 on paper -0.42")
    assert found.inputs == wanted or usual_will_do


def test_a_network_that_reads_nothing_is_left_as_it_is():
    sample = data.load("sample")
    rng = np.random.default_rng(0)
    found = conventions.find(lambda x: rng.random((len(x), 10)), sample.x_test, sample.y_test)
    assert found.inputs == conventions.USUAL
    broken = conventions.find(lambda x: np.full((len(x), 10), np.nan), sample.x_test, sample.y_test)
    assert (broken.inputs, broken.accuracy) == (conventions.USUAL, 0)


@pytest.mark.parametrize("name", conventions.INPUTS)
def test_every_form_says_what_it_is_and_stays_finite(name):
    form = conventions.INPUTS[name]
    assert form.sentence.startswith("This network expects")
    pixels = np.stack([np.zeros((28, 28)), np.ones((28, 28)), np.eye(28)]).astype(np.float32)
    assert np.isfinite(form.of(pixels)).all()
    assert form.of(pixels).shape == (3, 28, 28)


def test_what_misses_1_by_rounding_is_shared_and_nothing_at_all_is_no_digit():
    rounded = np.full((1, 10), 0.0996)
    assert conventions.like_shares(rounded)
    np.testing.assert_allclose(conventions.OUTPUTS[conventions.SHARES](rounded).sum(), 1)
    np.testing.assert_allclose(conventions.OUTPUTS[conventions.SHARES](np.zeros((1, 10))), 0.1)
    assert not conventions.like_shares(np.array([[-3.0, 8.0]]))


@pytest.mark.parametrize(
    "text", ["", "null", "[]", '{"data": 5}', '{"data": {"inputs": [1], "outputs": {}}}', "[" * 99999]
)
def test_a_broken_record_beside_a_network_changes_nothing(tmp_path, text):
    (tmp_path / "config.json").write_text(text)
    assert conventions.beside(tmp_path / "model.keras") == (conventions.USUAL, None)
