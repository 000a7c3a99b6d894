"""What is told from probabilities and labels: against SciPy and scikit-learn, and by hand."""

import os
from datetime import UTC, datetime

import numpy as np
import pytest
from scipy.stats import binomtest
from sklearn import metrics

from model.digits.data import Dataset
from model.networks.config import NetworkConfig, TrainingConfig
from model.networks.observations import observe
from model.networks.validation_split import split
from model.runs import evaluation, held_out, record
from model.runs.evaluation import Answers, Score

MNIST = os.environ.get("MNIST_PATH", "")


@pytest.fixture(autouse=True)
def nothing_at_hand(monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("MNIST_PATH", raising=False)


@pytest.fixture(scope="module")
def answers() -> Answers:
    """500 answers of a network that is right four times out of five, more often where it is sure."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 10, 500, np.uint8)
    logits = rng.normal(0, 1.2, (500, 10))
    logits[np.arange(500), labels] += 3
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return Answers(labels, probabilities.astype(np.float32))


def certain(labels, predictions, confidence) -> Answers:
    """Answers with these predictions; what is left of the confidence is shared by the other digits."""
    confidence = np.asarray(confidence, np.float32)
    probabilities = np.repeat((1 - confidence)[:, None] / 9, 10, axis=1)
    probabilities[np.arange(len(labels)), predictions] = confidence
    return Answers(np.array(labels, np.uint8), probabilities)


@pytest.mark.parametrize(("right", "total"), [(0, 10), (10, 10), (1, 2), (9898, 10_000), (712, 1000)])
def test_wilson_agrees_with_scipy(right, total):
    expected = binomtest(right, total).proportion_ci(method="wilson")
    assert evaluation.wilson_interval(right, total) == pytest.approx((expected.low, expected.high))
    assert Score(right / total, total).interval == pytest.approx((expected.low, expected.high))


def test_wilson_takes_arrays_and_other_levels():
    low, high = evaluation.wilson_interval(np.array([3, 90]), np.array([10, 100]), level=0.8)
    for i, (right, total) in enumerate(((3, 10), (90, 100))):
        expected = binomtest(right, total).proportion_ci(0.8, method="wilson")
        assert (low[i], high[i]) == pytest.approx((expected.low, expected.high))


def test_losses(answers):
    exact = answers.probabilities / answers.probabilities.sum(axis=1, keepdims=True, dtype=float)
    expected = metrics.log_loss(answers.labels, exact, labels=range(10))
    assert answers.loss() == pytest.approx(expected, rel=1e-5)
    squares = (answers.probabilities - np.eye(10)[answers.labels]) ** 2
    assert answers.loss("mean_squared_error") == pytest.approx(squares.mean(), rel=1e-5)


def test_the_loss_stays_finite_where_the_truth_has_probability_0():
    assert certain([3], [4], [1.0]).loss() == pytest.approx(-np.log(1e-7))


@pytest.mark.parametrize(
    ("test", "learned", "sentence"),
    [
        (0.9944, 0.9971, "Hardly overfits: 99.7% of the training digits are right, and 99.4% of the test digits"),
        (0.92, 0.96, "Some overfitting: 96.0% of the training digits are right, but only 92.0% of the test digits"),
        (0.95, 1.0, "Overfitting: 100.0% of the training digits are right, but only 95.0% of the test digits"),
        (0.95, 0.94, "Hardly overfits"),
        (0.7, 0.75, "Underfitting: only 75.0%"),
    ],
)
def test_the_gap_is_named_as_it_is_while_training(test, learned, sentence):
    named = evaluation.name_the_gap(Score(test, 10_000), Score(learned, 3600))
    assert named.startswith(sentence)
    row = {"epoch": 1, "loss": 0.1, "accuracy": learned, "val_loss": 0.2, "val_accuracy": test}
    said = observe([row], NetworkConfig(), TrainingConfig())
    if named.startswith(("Some", "Overfitting")):
        assert said.startswith(named.replace("test", "validation"))
    elif not named.startswith("Underfitting"):
        assert "overfitting" not in said.lower()


def test_confusion_agrees_with_scikit_learn(answers):
    matrix = evaluation.confusion_matrix(answers)
    assert (matrix == metrics.confusion_matrix(answers.labels, answers.predictions)).all()
    true, read_as = evaluation.commonest_mistake(matrix)
    assert true != read_as
    assert matrix[true, read_as] == (matrix - np.diag(np.diag(matrix))).max()


def test_confusion_keeps_its_shape_when_digits_are_missing():
    matrix = evaluation.confusion_matrix(certain([7, 7], [7, 1], [0.9, 0.8]))
    assert matrix.shape == (10, 10)
    assert (matrix[7, 7], matrix[7, 1], matrix.sum()) == (1, 1, 2)
    assert evaluation.commonest_mistake(np.diag(np.arange(10))) == (0, 0)


def test_class_scores_by_hand():
    scores = evaluation.class_scores(certain([1, 1, 1, 2], [1, 1, 2, 2], [0.9] * 4))
    assert (scores.precision[1], scores.recall[1], scores.f1[1]) == pytest.approx((1, 2 / 3, 0.8))
    assert (scores.precision[2], scores.recall[2], scores.f1[2]) == pytest.approx((0.5, 1, 2 / 3))
    assert scores.support.tolist() == [0, 3, 1, 0, 0, 0, 0, 0, 0, 0]
    assert np.isnan(scores.f1[0])


def test_lists_of_digits_are_in_order():
    mixed = certain([4, 4, 4, 4, 5], [9, 9, 4, 4, 5], [0.6, 0.8, 0.9, 0.5, 0.7])
    assert evaluation.in_cell(mixed, 4, 9).tolist() == [1, 0]
    assert evaluation.in_cell(mixed, 4, 4).tolist() == [3, 2]
    assert evaluation.in_cell(mixed, 1, 2).tolist() == []
    assert evaluation.surest_mistakes(mixed, 5).tolist() == [1, 0]
    assert evaluation.surest_mistakes(mixed, 1).tolist() == [1]
    assert evaluation.least_sure_hits(mixed, 2).tolist() == [3, 4]


def test_calibration_by_hand():
    # Two digits in the bin 0.5–0.6, one right; two in 0.9–1, both right.
    bins = evaluation.calibration(certain([1, 2, 3, 4], [1, 5, 3, 4], [0.55, 0.55, 0.95, 1.0]))
    assert bins.lower == pytest.approx([0.5, 0.9])
    assert bins.upper == pytest.approx([0.6, 1.0])
    assert bins.confidence == pytest.approx([0.55, 0.975])
    assert bins.accuracy == pytest.approx([0.5, 1])
    assert bins.count.tolist() == [2, 2]
    assert bins.error == pytest.approx((0.05 + 0.025) / 2)
    assert bins.bias == pytest.approx((0.55 + 0.55 + 0.95 + 1) / 4 - 3 / 4)
    assert (bins.low[0], bins.high[0]) == pytest.approx(evaluation.wilson_interval(1, 2))


def test_calibration_covers_every_digit(answers):
    bins = evaluation.calibration(answers)
    assert bins.count.sum() == 500
    assert bins.accuracy @ bins.count == answers.right.sum()
    assert ((bins.lower <= bins.confidence) & (bins.confidence <= bins.upper)).all()


def test_thresholds_agree_with_counting(answers):
    at = np.linspace(0, 1, 41)
    found = evaluation.thresholds(answers, at)
    for i, threshold in enumerate(at):
        answered = answers.confidence >= threshold
        assert found.coverage[i] == pytest.approx(answered.mean())
        if answered.any():
            assert found.accuracy[i] == pytest.approx(answers.right[answered].mean())
        else:
            assert np.isnan(found.accuracy[i])
    assert found.coverage[0] == 1
    assert np.isnan(found.accuracy[-1])


class Reader:
    """Reads the grey level of the first pixel as the digit, and remembers how much it was shown."""

    def __init__(self):
        self.shown = []

    def probabilities(self, pixels):
        assert pixels.dtype == np.float32
        assert pixels.max() <= 1
        self.shown.append(len(pixels))
        return np.eye(10, dtype=np.float32)[np.rint(pixels[:, 0, 0] * 255).astype(int)]


def test_evaluate_shows_test_digits_and_some_learned_from():
    y_train, y_test = np.arange(12_000, dtype=int) % 10, np.arange(30) % 10
    images = [np.zeros((len(y), 28, 28), np.uint8) for y in (y_train, y_test)]
    for x, y in zip(images, (y_train, y_test), strict=True):
        x[:, 0, 0] = y
    y_test[:3] = 9  # labels that its reading contradicts
    digits = Dataset(images[0], y_train.astype(np.uint8), images[1], y_test.astype(np.uint8), "sample")
    reader, odd = Reader(), np.arange(1, 12_000, 2)
    found = evaluation.evaluate(reader, held_out.HeldOut(digits, odd))
    assert found.test.score().accuracy == pytest.approx(0.9)
    assert set(found.learned.labels) == {1, 3, 5, 7, 9}
    assert found.learned.score().accuracy == 1
    assert evaluation.evaluate(reader, held_out.HeldOut(digits, None)).learned is None
    evaluation.evaluate(reader, held_out.HeldOut(digits, np.arange(12_000)))
    assert reader.shown == [30, 6000, 30, 30, 10_000]


def run_on(name: str | None, **training) -> record.Run:
    facts = {} if name is None else {"name": name, "test": 10_000}
    config = TrainingConfig(**training) if name else None
    created = datetime(2026, 1, 2, tzinfo=UTC)
    return record.Run("a", "a", "me", "finished", NetworkConfig(), config, facts, {}, 1, 1, 1.0, created)


def test_a_run_on_the_sample_is_judged_by_digits_it_never_saw():
    digits = held_out.of_run(run_on("sample", validation_split=0.25, seed=3))
    assert digits.dataset.name == "sample"
    assert (digits.seen, digits.note) == (False, "")
    assert len(digits.learned_from) == 3000
    validation, learned = split(4000, TrainingConfig(validation_split=0.25, seed=3))
    assert sorted([*validation, *learned]) == list(range(4000))
    assert (digits.learned_from == learned).all()


def test_a_run_on_mnist_without_mnist_is_told_so():
    digits = held_out.of_run(run_on("mnist"))
    assert digits.dataset.name == "sample"
    assert digits.seen
    assert "not on this computer" in digits.note
    assert "already learned" in digits.note
    assert held_out.of_shipped().seen


def test_a_broken_file_is_named(monkeypatch, tmp_path):
    (tmp_path / "mnist.npz").write_bytes(b"no archive")
    monkeypatch.setenv("MNIST_PATH", str(tmp_path / "mnist.npz"))
    assert "is not MNIST" in held_out.of_run(run_on("mnist")).note
    assert "is not MNIST" in held_out.of_shipped().note
    assert held_out.of_run(run_on("sample")).note == ""


def test_nobody_knows_what_an_uploaded_network_has_seen():
    digits = held_out.of_run(run_on(None))
    assert digits.seen is None
    assert digits.learned_from is None
    assert "not known" in digits.note


@pytest.mark.mnist
def test_with_mnist_at_hand_its_test_digits_judge(monkeypatch):
    monkeypatch.setenv("MNIST_PATH", MNIST)
    for digits in (held_out.of_run(run_on("mnist")), held_out.of_shipped()):
        assert (digits.dataset.name, digits.seen, digits.note) == ("mnist", False, "")
        assert digits.learned_from.max() < 60_000
    assert held_out.of_run(run_on("sample")).dataset.name == "sample"


def test_the_shipped_network_learned_from_all_but_its_validation_digits():
    from model.pretraining.examples import VALIDATION_DIGITS

    assert held_out.SHIPPED_LEARNED_FROM == 60_000 - VALIDATION_DIGITS
