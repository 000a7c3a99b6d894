"""What an experiment with the data did, as Evaluate shows it."""

import sklearn.metrics  # noqa: F401  # here, for nobody can import it while another test has Keras imported
from streamlit.testing.v1 import AppTest

from tests.pages.shown import charts, plain


def effect() -> None:
    import numpy as np

    from model.runs.evaluation import Answers, Evaluation
    from pages.parts.evaluate.data_effect import show_data_effect

    labels = np.repeat(np.arange(10), 10).astype(np.uint8)
    read = np.where(labels == 7, 9, labels)
    answers = Answers(labels, np.eye(10, dtype=np.float32)[read])
    told = np.where(np.arange(100) < 10, 7, labels).astype(np.uint8)  # all the 0s
    show_data_effect(Evaluation(answers, answers, told), np.array([40] * 7 + [0] + [40] * 2))


def test_it_says_what_unseen_digits_are_read_as_and_what_became_of_wrong_labels():
    page = AppTest.from_function(effect, default_timeout=60).run()
    assert not page.exception
    said = plain(" ".join(text.value for text in page.markdown))
    assert "Trained without 7s, it reads them as 9 (100%)." in said
    assert "Of 10 digits with a wrong label, it repeats the label for **0.0%**" in said
    assert "gives the true digit for **100.0%**" in said
    assert "7: 0.0% read right, learned from 0," in charts(page)["data_effect"]
