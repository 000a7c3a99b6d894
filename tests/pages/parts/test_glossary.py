"""The glossary: its words, and that they are one click away."""

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.glossary import meaning, terms

NEEDED = ["Accuracy", "Batch", "Dropout", "Epoch", "Learning rate", "Loss", "Overfitting", "Softmax", "Validation"]


def test_every_word_has_a_sentence_and_stands_in_order():
    assert set(NEEDED) <= terms().keys()
    assert list(terms()) == sorted(terms(), key=str.lower)
    assert all(not text[0].islower() and text.endswith(".") and len(text) < 240 for text in terms().values())
    with pytest.raises(KeyError):
        meaning("Loss function")


def test_it_is_on_the_page():
    app = AppTest.from_file("../../../app.py", default_timeout=60).run()
    assert not app.exception
    assert any("**Softmax**" in element.value for element in app.markdown)
