"""A sweep over the amount of digits, as Runs shows it."""

from streamlit.testing.v1 import AppTest

from tests.pages.shown import charts


def curve() -> None:
    from dataclasses import replace

    from model.jobs.sweep import Cell
    from model.networks.config import NetworkConfig, TrainingConfig
    from pages.parts.runs.learning_curve import show_learning_curve

    training = TrainingConfig()
    amounts = ((10, 0.5), (1000, 0.9), (60_000, None))
    cells = [
        Cell(str(amount), NetworkConfig(), replace(training, training_digits=amount), "finished", 1, accuracy, 1.0)
        for amount, accuracy in amounts
    ]
    assert show_learning_curve(cells, ["training_digits"])


def test_it_shows_the_runs_that_have_an_accuracy_beside_nearest_neighbours():
    page = AppTest.from_function(curve, default_timeout=60).run()
    assert not page.exception
    said = charts(page)["learning_curve"]
    assert "This network: 50.0% after 10 digits, 90.0% after 1,000 digits; nearest neighbours: " in said
    assert said.endswith("after 3,600 digits")
