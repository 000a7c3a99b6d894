"""The Runs page without a browser: empty, with runs, with broken ones; kept, changed, taken away and brought back."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from model.networks.config import NetworkConfig, TrainingConfig
from model.runs import record
from model.runs.guess import Guess
from tests.pages.shown import again, charts, traces

ME = "a" * 32
HISTORY = [
    {"epoch": 1, "loss": 0.5, "accuracy": 0.8, "val_loss": 0.4, "val_accuracy": 0.85, "seconds": 1.25},
    {"epoch": 2, "loss": 0.25, "accuracy": 0.9, "val_loss": 0.45, "val_accuracy": 0.84, "seconds": 1.5},
]


def save(run_id, network=NetworkConfig((32,)), training=TrainingConfig(epochs=2), history=HISTORY, **facts):  # noqa: B008
    known = {
        "id": run_id,
        "name": f"run {run_id}",
        "owner": ME,
        "status": "finished",
        "network": network,
        "training": training,
        "data": {"name": "sample", "note": "", "train": 4000, "test": 1000},
        "scores": {"test_loss": 0.3, "test_accuracy": 0.9123},
        "epochs": len(history),
        "parameters": 25_450,
        "seconds": 2.75,
        "created": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC) - timedelta(minutes=len(record.load_all()[0])),
    }
    return record.save(record.Run(**{**known, **facts}), b"weights", history)


@pytest.fixture
def three():
    """The runs a, b and c, newest first."""
    return [
        save("a"),
        save("b", NetworkConfig(()), TrainingConfig(epochs=2, learning_rate=0.01), owner="b" * 32, parameters=7_850),
        save(
            "c",
            training=TrainingConfig(epochs=2, source="mnist"),
            data={"name": "mnist"},
            starred=True,
            guess=Guess(0.97, (4, 9)),
        ),
    ]


def page(picked=(), visitor=ME, **query) -> AppTest:
    app = AppTest.from_file("../../app.py", default_timeout=60)
    app.session_state["visitor"] = visitor
    app.session_state["picked_runs"] = list(picked)
    app.run()
    app.switch_page("pages/runs.py")
    for name, value in query.items():
        app.query_params[name] = value
    return again(app)


def table(app):
    return app.dataframe[0].value


def labels(elements) -> list[str]:
    return [element.label for element in elements]


def button(app, label):
    return next(button for button in app.button if button.label == label)


def text(app) -> str:
    return " ".join(element.value for element in [*app.markdown, *app.caption, *app.warning])


def test_an_empty_page_says_what_to_do_first():
    app = page()
    assert "No runs yet" in text(app)
    assert [link.proto.page for link in app.get("page_link")] == ["train"]
    assert not app.dataframe
    assert not charts(app)


def test_all_runs_with_what_they_differ_in(three):
    app = page()
    shown = table(app)
    assert list(shown["name"]) == ["run a", "run b", "run c"]
    assert list(shown["Hidden layers"]) == ["32", "none", "32"]
    assert list(shown["Learning rate"]) == ["0.001", "0.01", "0.001"]
    assert list(shown["data"]) == ["sample", "sample", "MNIST"]
    assert "Dropout" not in shown.columns
    assert "Of the latest 3 runs" in charts(app)["compared_accuracy"]
    assert "batch size 128" in text(app)
    assert "activation" not in text(app)  # one of them has no hidden layers
    first = shown.iloc[0]
    assert first["test"] == pytest.approx(91.23)
    assert (first["last"], first["best"], first["loss"]) == pytest.approx((84.0, 85.0, 0.3))
    assert (first["parameters"], first["seconds"], first["epochs"]) == (25_450, 2.75, 2)
    assert list(shown["starred"]) == ["", "", "★"]
    assert shown["guess"].iloc[2] == "97% · 4, 9 ✗"
    assert pd.isna(shown["guess"].iloc[0])


def test_curves_and_costs_have_text_alternatives(three):
    found = charts(page())
    assert set(found) == {"compared_accuracy", "compared_loss", "against parameters", "against training time"}
    assert all(found.values())


def test_runs_are_found_by_name_setting_owner_and_star(three):
    assert list(table(page(show="Mine"))["name"]) == ["run a", "run c"]
    assert list(table(page(show="Starred"))["name"]) == ["run c"]
    app = page()
    for words, found in (("RUN NONE", ["run b"]), ("rate 0.01", ["run b"]), ("mnist", ["run c"])):
        app.text_input(key="find").set_value(words)
        assert list(table(again(app))["name"]) == found
    app.text_input(key="find").set_value("transformer")
    assert not again(app).dataframe
    assert "No run matches" in text(app)


def test_picked_runs_are_overlaid(three):
    app = page(picked=["a", "c"])
    assert {trace["name"] for trace in traces(app, "compared_loss") if trace["showlegend"]} == {"run a", "run c"}


def test_a_star_for_all_that_are_picked(three):
    app = page(picked=["a", "c"])
    button(app, "Star").click()
    again(app)
    assert {run.id: run.starred for run in record.load_all()[0]} == {"a": True, "b": False, "c": True}
    button(app, "Remove star").click()
    again(app)
    assert not any(run.starred for run in record.load_all()[0])


def test_a_new_name(three):
    app = page(picked=["a"])
    app.text_input[-1].set_value("my best")
    again(app)
    assert table(app)["name"][0] == "my best"
    app.text_input[-1].set_value("   ")
    again(app)
    assert "needs a name" in text(app)
    assert table(app)["name"][0] == "my best"


def test_what_is_deleted_comes_back_with_undo(three):
    app = page(picked=["a", "c"])
    button(app, "Delete").click()
    again(app)
    assert list(table(app)["name"]) == ["run b"]
    assert "Deleted 2 runs" in text(app)
    button(app, "Undo").click()
    again(app)
    assert list(table(app)["name"]) == ["run a", "run b", "run c"]
    assert "Undo" not in labels(app.button)
    assert sorted(run.folder for run in record.load_all()[0]) == sorted(run.folder for run in three)


def test_the_last_run_can_be_deleted_and_brought_back():
    save("a")
    app = page(picked=["a"])
    button(app, "Delete").click()
    again(app)
    assert "No runs yet" in text(app)
    button(app, "Undo").click()
    again(app)
    assert list(table(app)["name"]) == ["run a"]


def test_a_run_that_went_away_meanwhile_gives_a_sentence(three):
    app = page(picked=["a"])
    record.delete(three[0])
    button(app, "Delete").click()
    again(app)
    assert "changed or deleted in the meantime" in text(app)


def test_others_runs_can_be_looked_at_but_not_changed(three):
    app = page(picked=["b"])
    assert button(app, "Delete").disabled
    assert button(app, "Star").disabled
    assert not button(page(picked=["a"]), "Delete").disabled


def test_a_run_can_be_downloaded_and_trained_again(three):
    app = page(picked=["a"])
    assert labels(app.get("download_button")) == [
        "Network (.keras)",
        "Keras script (.py)",
        "Epochs (history.csv)",
        "TensorBoard log (.zip)",
    ]
    (link,) = [link.proto for link in app.get("page_link") if link.proto.label == "Train again"]
    assert "hidden=32" in link.query_string
    assert "download_button" not in [element.type for element in page(picked=["a", "b"])]


def test_an_uploaded_network_stands_among_the_runs(three):
    save("u", None, None, [], status="uploaded", scores={}, seconds=0.0, data={})
    app = page(picked=["u"])
    assert len(table(app)) == 4
    assert labels(app.get("download_button")) == ["Network (.keras)"]
    assert not [link for link in app.get("page_link") if link.proto.label == "Train again"]


def test_an_uploaded_network_alone():
    save("u", None, None, [], status="uploaded", scores={}, seconds=0.0, data={})
    app = page(picked=["u"])
    assert list(table(app)["name"]) == ["run u"]
    assert not charts(app)


def test_a_broken_run_is_named_and_the_others_stay(three):
    (three[0].folder / "config.json").write_text("{")
    app = page()
    assert list(table(app)["name"]) == ["run b", "run c"]
    assert "The run in a-1 was skipped: config.json is not readable." in text(app)


def test_a_damaged_history_costs_only_its_curve(three):
    (three[0].folder / "history.csv").write_text("epoch,loss\nx,y\n")
    app = page(picked=["a", "c"])
    assert {trace["name"] for trace in traces(app, "compared_loss") if trace["showlegend"]} == {"run c"}
