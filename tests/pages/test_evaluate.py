"""The Evaluate page without a browser: with no data, with the sample, with a finished run, with what went wrong."""

import json
import os
import shutil
import uuid
from concurrent.futures import Future
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from model.digits import data, people
from model.handwriting import collection
from model.handwriting.drawings import labelled
from model.networks import answering
from model.networks.config import PRESETS, TrainingConfig
from model.runs import baselines, record
from model.runs.taught import Taught
from pages.parts.evaluate.baselines import finding
from tests.pages.shown import charts, components, plain

PAGE = "../../pages/evaluate.py"
MNIST = os.environ.get("MNIST_PATH", "")
SECTIONS = ["Overview", "Confusion", "Mistakes", "Confidence", "Robustness", "Look up", "You"]


@pytest.fixture(autouse=True)
def nothing_at_hand(monkeypatch, tmp_path):
    """No MNIST anywhere, except where a test puts it."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("MNIST_PATH", raising=False)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A folder with one run: two epochs on the sample, with the mean squared error, which make plenty of mistakes."""
    from model.jobs.remote import keras_file
    from model.networks.training import train

    sample = data.load("sample")
    training = TrainingConfig(epochs=2, loss="mean_squared_error")
    result = train(PRESETS["no hidden layer"], training, sample, lambda event: None)
    folder = tmp_path_factory.mktemp("runs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RUNS_DIR", str(folder))
        record.save(
            record.Run(
                id=uuid.uuid4().hex[:12],
                name="784–10, adam",
                owner="me",
                status=result.status,
                network=PRESETS["no hidden layer"],
                training=training,
                data={"name": "sample", "note": "", "train": 4000, "test": 1000},
                scores={name: result.scores[name] for name in ("test_loss", "test_accuracy")},
                epochs=2,
                parameters=result.model.count_params(),
                seconds=1.0,
                created=record.now(),
                versions=record.versions(),
            ),
            keras_file(result.model),
            result.history,
        )
    return folder


@pytest.fixture
def run(trained, runs_dir):
    """The run, in this test's own folder."""
    shutil.copytree(trained, runs_dir)
    return record.load_all()[0][0]


def rewrite(run: record.Run, **facts) -> None:
    path = run.folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | facts))


def page(awake: bool = True, **query) -> AppTest:
    if awake:
        for path in (answering.SHIPPED, *(run.model_path for run in record.load_all()[0])):
            answering.classifier(path).exception()
    app = AppTest.from_file(PAGE, default_timeout=120)
    app.session_state["visitor"] = "me"
    for key, value in query.items():
        app.query_params[key] = str(value)
    app.run()
    assert not app.exception
    return app


def metrics(app) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def answers(run: record.Run) -> np.ndarray:
    """What the run's network says to the sample's test digits, float32 (1000, 10)."""
    return answering.classifier(run.model_path).result().probabilities(data.load("sample").x_test / np.float32(255))


def test_no_runs_and_no_mnist():
    app = page()
    assert "1,000 test digits of the sample" in app.caption[0].value
    assert "already learned from them" in app.warning[0].value
    shown = metrics(app)
    facts = json.loads(answering.SHIPPED.with_suffix(".json").read_text())
    assert shown["Test accuracy"] == f"{100 * facts['test_accuracy']:.2f}%"
    assert "Test loss" not in shown
    assert "measured when the network was trained, on 10,000 other digits" in plain(
        " ".join(caption.value for caption in app.caption)
    )


def test_a_finished_run_shows_what_training_measured(run):
    app = page()
    assert not app.warning
    shown = metrics(app)
    assert shown["Test accuracy"] == f"{100 * run.scores['test_accuracy']:.2f}%"
    assert float(shown["Test loss"]) == pytest.approx(run.scores["test_loss"], abs=1e-4)
    right = answers(run).argmax(axis=1) == data.load("sample").y_test
    assert shown["Test accuracy"] == f"{100 * right.mean():.2f}%"
    assert app.subheader[0].value.startswith("Underfitting")
    assert "95% confidence interval" in plain(app.caption[1].value)


@pytest.mark.parametrize("with_run", [pytest.param(False, marks=pytest.mark.thorough), True])
def test_each_section_has_charts_with_text_alternatives(request, with_run):
    if with_run:
        request.getfixturevalue("run")
    baselines.found_later(data.load("sample")).result(60)
    app = page()
    for section, count in zip(SECTIONS, [2, 3, 2, 2, 6, 2, 1], strict=True):
        app.segmented_control(key="section").set_value(section).run()
        assert not app.exception
        assert len(charts(app)) == count
        assert all(charts(app).values())


def test_the_labels_that_a_network_learned_from_can_be_looked_through(run):
    app = page(section="Labels")
    assert app.button(key="find_suspects").label == "Look through the 3,600 digits that it learned from"
    app = page(section="Labels", network="shipped")
    assert "not known, or not on this computer" in app.info[0].value


def test_one_digit_is_looked_up_as_in_the_tutorials(run):
    app = page(section="Look up", image=17)
    predicted, true = answers(run)[17].argmax(), data.load("sample").y_test[17]
    assert f"Test image 17: true {true}, predicted {predicted}" in app.markdown[0].value
    app.number_input(key="image").set_value(999).run()
    assert f"Test image 999: true {data.load('sample').y_test[999]}" in app.markdown[0].value


def test_a_link_to_an_image_looks_it_up(run):
    app = page(image=17)
    assert app.segmented_control(key="section").value == "Look up"
    assert "Test image 17:" in app.markdown[0].value
    assert not app.warning


def test_an_impossible_url_is_put_right(run):
    app = page(section="Everything", image=5000, network="nothing", colour="red")
    said = " ".join(warning.value for warning in app.warning)
    assert "“section” can't be “Everything”" in said
    assert "“image” can't be “5000”. It may be 0 to 999." in said
    assert "The network in this link isn't here" in said
    assert "sets “colour”, which this page doesn't have" in said
    assert app.segmented_control(key="section").value == "Overview"
    app.segmented_control(key="section").set_value("Look up").run()
    assert "Test image 0:" in app.markdown[0].value


def test_a_cell_and_its_images(run):
    labels, predictions = data.load("sample").y_test, answers(run).argmax(axis=1)
    app = page(section="Confusion", true=8, read_as=8)
    found = int(((labels == 8) & (predictions == 8)).sum())
    assert components(app)["judged_wall"]["title"].startswith(
        f"{found} images of an 8, read as 8, least confident first"
    )
    assert components(app)["judged_wall"]["showsIn"] == "judged_digit"  # on a phone, the page goes there
    least = np.where((labels == 8) & (predictions == 8), answers(run).max(axis=1), 2).argmin()
    assert f"Test image {least}: true 8, predicted 8" in app.markdown[0].value
    app.selectbox(key="read_as").set_value(3).run()
    assert f"{int(((labels == 8) & (predictions == 3)).sum())} image" in components(app)["judged_wall"]["title"]
    assert "true 8, predicted 3" in app.markdown[0].value


@pytest.mark.thorough
def test_the_commonest_mistake_comes_first(run):
    labels, predictions = data.load("sample").y_test, answers(run).argmax(axis=1)
    counts = np.zeros((10, 10), int)
    np.add.at(counts, (labels, predictions), labels != predictions)
    app = page(section="Confusion")
    assert counts[app.selectbox(key="true").value, app.selectbox(key="read_as").value] == counts.max()
    app.segmented_control(key="units").set_value("rows").run()
    assert not app.exception


@pytest.mark.thorough
def test_an_empty_cell_says_so(run):
    labels, predictions = data.load("sample").y_test, answers(run).argmax(axis=1)
    empty = next(c for c in range(100) if not ((labels == c // 10) & (predictions == c % 10)).any())
    app = page(section="Confusion", true=empty // 10, read_as=empty % 10)
    assert f"No {empty // 10} is read as a {empty % 10}." in app.info[0].value


def test_scores_of_each_digit_come_from_scikit_learn(run):
    from sklearn.metrics import classification_report

    app = page(section="Confusion")
    table, subheader = app.dataframe[0].value, app.subheader[0].value
    report = classification_report(data.load("sample").y_test, answers(run).argmax(axis=1), output_dict=True)
    hardest = min(range(10), key=lambda digit: report[str(digit)]["recall"])
    assert subheader.startswith(f"Hardest is the {hardest}: {report[str(hardest)]['recall']:.1%} of them")
    for digit in range(10):
        expected = report[str(digit)]
        assert table["precision"][digit] == pytest.approx(100 * expected["precision"])
        assert table["recall"][digit] == pytest.approx(100 * expected["recall"])
        assert table["f1"][digit] == pytest.approx(100 * expected["f1-score"])


def test_mistakes_and_narrow_hits(run):
    labels, said = data.load("sample").y_test, answers(run)
    right = said.argmax(axis=1) == labels
    app = page(section="Mistakes")
    surest = np.where(right, 0, said.max(axis=1)).argmax()
    assert f"Test image {surest}: true {labels[surest]}, predicted {said[surest].argmax()}" in app.markdown[0].value
    app.number_input(key="mistakes_nth").set_value(2).run()
    assert f"Test image {surest}:" not in app.markdown[0].value
    app.segmented_control(key="wall").set_value("hits").run()
    least = np.where(right, said.max(axis=1), 2).argmin()
    assert f"Test image {least}: true {labels[least]}, predicted {labels[least]}" in app.markdown[0].value


def test_it_may_say_i_dont_know(run):
    app = page(section="Confidence", threshold=40)
    answered = int((answers(run).max(axis=1) >= 0.4).sum())
    assert f"it answers {answered:,} and says “I don't know” to {1000 - answered:,}" in app.caption[-1].value
    app.slider(key="threshold").set_value(0).run()
    assert "it answers 1,000 and says “I don't know” to 0" in app.caption[-1].value


def test_the_url_says_which_network(run):
    assert page(network="shipped").selectbox(key="network_that_answers").value.id == "shipped"
    app = page()
    assert app.selectbox(key="network_that_answers").value.id == run.id
    app.selectbox(key="network_that_answers").select_index(1).run()
    assert "shipped" in app.query_params["network"]
    assert app.warning


def test_a_run_on_mnist_that_is_gone_keeps_its_scores(run):
    rewrite(run, data={"name": "mnist", "note": "", "train": 60_000, "test": 10_000}, scores={"test_accuracy": 0.91})
    app = page()
    assert "All of MNIST is not on this computer" in app.warning[0].value
    assert metrics(app)["Test accuracy"] == "91.00%"
    assert "on 10,000 other digits" in " ".join(caption.value for caption in app.caption)


def test_a_network_of_ones_own_has_no_gap(run):
    rewrite(run, data={}, scores={}, training=None, network=None, status="uploaded")
    app = page()
    assert "not known" in app.warning[0].value
    assert list(metrics(app)) == ["Test accuracy", "Test loss"]
    assert not app.subheader


def test_nobody_waits_for_a_network_that_is_asleep(monkeypatch):
    monkeypatch.setattr(answering, "classifier", lambda path: Future())
    app = page(awake=False)
    assert "Waking up the network" in app.caption[0].value
    assert not charts(app)


def test_a_network_that_cant_be_opened_gives_a_sentence(run):
    run.model_path.write_bytes(b"no network")
    app = page()
    assert "can't be opened" in app.error[0].value


@pytest.mark.mnist
@pytest.mark.thorough
def test_all_of_mnist(monkeypatch):
    monkeypatch.setenv("MNIST_PATH", MNIST)
    app = page()
    assert "10,000 test digits of MNIST" in app.caption[0].value
    assert not app.warning
    facts = json.loads(answering.SHIPPED.with_suffix(".json").read_text())
    assert metrics(app)["Test accuracy"] == f"{100 * facts['test_accuracy']:.2f}%"
    assert "Training accuracy" in metrics(app)


def test_people_beside_mnist(run):
    app = page(digits="People")
    assert "300 digits by 30 people" in app.caption[0].value
    drawn = people.load()
    right = answering.classifier(run.model_path).result().probabilities(drawn.x_test / np.float32(255)).argmax(axis=1)
    share = (right == drawn.y_test).mean()
    assert metrics(app)["Test accuracy"] == f"{100 * share:.2f}%"
    heading = app.subheader[0].value
    assert heading.endswith(f"{100 * share:.1f}% on 300 digits drawn by 30 people")
    assert "on the sample's test digits" in heading
    assert "7 with a bar" in charts(app)["styles"]
    assert "CC BY 4.0" in " ".join(caption.value for caption in app.caption)


def test_each_section_judges_by_people(run):
    app = page(digits="People")
    for section in SECTIONS[1:]:
        app.segmented_control(key="section").set_value(section).run()
        assert not app.exception
        assert "300 digits by 30 people" in app.caption[0].value


def test_from_an_image_of_mnist_to_people_and_back(run):
    app = page(section="Look up", image=900)
    app.segmented_control(key="digits").set_value("people").run()
    assert not app.exception
    assert app.number_input(key="image").value == 0
    assert "Test image 0" in app.markdown[0].value
    app = page(section="Look up", image=299, digits="People")
    assert not app.warning
    assert app.number_input(key="image").value == 299
    app = page(section="Look up", image=300, digits="People")
    assert "can't be “300”" in app.warning[0].value


def test_an_accuracy_stands_beside_that_of_simple_ways(run):
    ways = baselines.found_later(data.load("sample")).result(60)
    app = page()
    assert [f"{100 * way.accuracy:.1f}%" in charts(app)["baselines_chart"] for way in ways] == [True] * 4
    assert "This network" in charts(app)["baselines_chart"]
    best = max(way.accuracy for way in ways)
    mistakes = (1 - run.scores["test_accuracy"]) / (1 - best)
    said = next(text.value for text in app.markdown if text.value.startswith("#####"))
    assert ("Not better" in said) if mistakes >= 1 else (f"{mistakes:.0%} of the mistakes" in said)
    mean, neighbours = ways[-2:]
    assert finding([mean], 0.5).startswith("Not better than a simple way: nearest mean image reads ")
    assert finding([neighbours], 0.5).startswith("Not better than a simple way: 3 nearest neighbours read ")
    assert finding([mean], 1).startswith("It makes no mistake; nearest mean image misreads ")


def test_a_game_is_played_to_its_end_and_stays_where_it_was(run):
    app = page(section="You")
    of_run = answers(run)
    labels = data.load("sample").y_test
    among = set(np.argsort(of_run.max(axis=1), kind="stable")[:60].tolist())
    (game,) = app.session_state["games"].values()
    assert len(set(game.indices)) == 20
    assert set(game.indices) <= among
    app.button(key="read_3").click().run()
    app.button(key="undo_read").click().run()
    assert game.read == []
    assert app.button(key="undo_read").disabled
    for index in game.indices:  # each right but the last
        digit = int(labels[index]) if len(game.read) < 19 else (int(labels[index]) + 1) % 10
        app.button(key=f"read_{digit}").click().run()
    assert not app.exception
    network = int((of_run.argmax(axis=1) == labels)[game.indices].sum())
    assert "19" in app.subheader[0].value
    assert str(network) in app.subheader[0].value
    wall = components(app)["game_wall_You"]
    assert not wall["clickable"]
    last = int(labels[game.indices[19]])
    assert wall["notes"] == [f"{last}, not {(last + 1) % 10}"]
    app.button(key="play_again").click().run()
    (again,) = app.session_state["games"].values()
    assert again is not game
    assert again.read == []
    assert not app.exception


@pytest.mark.thorough
def test_my_own_drawings_are_a_test_set_of_which_those_learned_are_left_out(run):
    app = page(digits="mine")
    assert "You have no drawings yet" in app.info[0].value
    sample = data.load("sample")
    fives = np.flatnonzero(sample.y_test == 5)[:3]  # three of one digit: the others have none
    drawings = [labelled(5, sample.x_test[i]) for i in fives]
    collection.keep("me", drawings)
    collection.keep("somebody", [labelled(7, sample.x_test[0])])
    for section in SECTIONS:
        app = page(section=section, digits="mine")
        assert not app.exception, section
        assert any("Tested on 3 drawings of your own" in caption.value for caption in app.caption), section
    assert "of your 3 drawings" in page(digits="mine").subheader[0].value
    taught = replace(run, taught=Taught("shipped", tuple(drawing.id for drawing in drawings[:2])))
    record.save(taught, run.model_path.read_bytes(), run.history())
    app = page(digits="mine")
    assert "of your 1 drawings" in app.subheader[0].value
    assert "The 2 that it has learned from are left out" in app.warning[0].value
    collection.delete("me", [drawings[2].id])
    assert "learned from all of your drawings" in page(digits="mine").warning[0].value
