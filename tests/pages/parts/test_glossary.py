"""The glossary: its words, that they are one click away, and linked where they stand."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.glossary import explained, hinted, meaning, new_page, terms

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
    assert any(">Softmax</dt>" in element.proto.body for element in app.get("html"))
    assert any("neural [network](#glossary-network" in element.value for element in app.markdown)


def linked(text: str) -> list[str]:
    """Where the links lead that `explained` makes in `text`."""
    return re.findall(r"\]\((#\S+)\)", explained(text))


def test_the_first_use_on_a_page_is_a_link_and_stays_one_when_it_is_drawn_again():
    new_page()
    assert linked("Loss 0.31: epochs, batch normalization, batches") == [
        "#glossary-loss",
        "#glossary-epoch",
        "#glossary-batch-normalization",
        "#glossary-batch",
    ]
    assert linked("The loss of the test images and of a lossless epoch's biases") == [
        "#glossary-test-digits",
        "#glossary-bias",
    ]
    assert linked("Loss 0.29: epochs, batch normalization, batches")[0] == "#glossary-loss"
    new_page()
    assert explained("The loss, [more of it](https://a.example)") == "The loss, [more of it](https://a.example)"
    assert linked("The loss") == ["#glossary-loss"]


def test_a_hint_leads_to_the_word_of_its_control():
    assert hinted("Batch size", "How many.") == "How many. [Batch in the glossary](#glossary-batch)"
    assert hinted("Wall", "Of digits.") == "Of digits."
