"""The charts of the Evaluate page: what they show is what they were given, and their titles say what is so."""

import numpy as np
import pytest

from charts import evaluation

MATRIX = np.diag(np.full(10, 90))
MATRIX[4, 9], MATRIX[8, 3], MATRIX[8, 8] = 10, 8, 12


def calibration(accuracy, error=0.05, bias=0.05):
    accuracy, count = np.asarray(accuracy, float), np.array([10, 90])
    interval, edges = (accuracy - 0.1, accuracy + 0.05), (np.array([0.5, 0.9]), np.array([0.6, 1.0]))
    return evaluation.calibration_chart(np.array([0.55, 0.95]), accuracy, interval, edges, count, error, bias)


def thresholds(chosen=1):
    return evaluation.threshold_chart(
        np.array([0, 0.5, 0.999]), np.array([0.9, 0.95, np.nan]), np.array([1, 0.8, 0]), chosen
    )


def test_shares():
    assert evaluation.share(0.973) == "97.3%"
    assert evaluation.share(1) == "100.0%"
    assert evaluation.share(float("nan")) == "–"


def test_accuracy_with_its_interval():
    figure = evaluation.accuracy_chart(0.94, (0.92, 0.95), 0.99)
    test, learned = figure.data
    assert (test.x[0], learned.x[0]) == (0.94, 0.99)
    assert test.x[0] + test.error_x.array[0] == pytest.approx(0.95)
    assert test.x[0] - test.error_x.arrayminus[0] == pytest.approx(0.92)
    assert figure.layout.xaxis.range[0] < 0.92
    assert figure.layout.xaxis.range[1] > 0.99
    assert "92.0% to 95.0%" in figure.layout.title.text
    assert len(evaluation.accuracy_chart(0.94, (0.92, 0.95), None).data) == 1


def test_each_point_of_the_matrix_is_its_cell():
    figure = evaluation.confusion_chart(MATRIX, rows=False, selected=(4, 9))
    points = figure.data[-1]
    assert [(y, x) for y, x in zip(points.y, points.x, strict=True)] == [(i // 10, i % 10) for i in range(100)]
    assert (points.customdata[:, 0] == MATRIX.ravel()).all()
    assert points.customdata[49].tolist() == [10, 100, 10]
    frame = figure.layout.shapes[0]
    assert ((frame.y0 + frame.y1) / 2, (frame.x0 + frame.x1) / 2) == (4, 9)


def test_right_and_wrong_have_scales_of_their_own():
    right, wrong, _ = evaluation.confusion_chart(MATRIX, rows=False, selected=(0, 0)).data
    assert np.isfinite(right.z).sum() == 10
    assert np.isfinite(wrong.z).sum() == 2
    assert (right.zmax, wrong.zmax) == (90, 10)


def test_counts_and_shares_may_name_different_cells():
    counts = evaluation.confusion_chart(MATRIX, rows=False, selected=(0, 0))
    assert counts.layout.title.text == "Most confused: 10 of the 4s are read as 9s"
    assert sorted(note.text for note in counts.layout.annotations)[:3] == ["10", "12", "8"]
    rows = evaluation.confusion_chart(MATRIX, rows=True, selected=(0, 0))
    assert rows.layout.title.text == "Most confused: 40.0% of the 8s are read as 3s"
    assert "60.0" in {note.text for note in rows.layout.annotations}
    once = evaluation.confusion_title(np.eye(10)[[1]], np.eye(10, dtype=int)[[1]], rows=False)
    assert once == "Most confused: 1 of the 0s is read as a 1"


@pytest.mark.parametrize("rows", [False, True])
def test_no_mistakes_and_missing_digits_are_no_trouble(rows):
    only_ones = np.zeros((10, 10), int)
    only_ones[1, 1] = 5
    figure = evaluation.confusion_chart(only_ones, rows=rows, selected=(0, 0))
    assert figure.layout.title.text == "Not one digit is read wrong"


@pytest.mark.parametrize(
    ("error", "bias", "title"),
    [
        (0.05, 0.04, "Overconfident: 5.0 points off on average"),
        (0.05, -0.04, "Underconfident: 5.0 points off on average"),
        (0.004, 0.001, "It is as sure as it should be, within 0.4 points"),
    ],
)
def test_calibration_names_the_bias(error, bias, title):
    figure = calibration([0.5, 0.9], error, bias)
    assert figure.layout.title.text == title
    bins = figure.data[1]
    assert (list(bins.x), list(bins.y)) == ([0.55, 0.95], [0.5, 0.9])
    assert list(bins.error_y.array) == pytest.approx([0.05, 0.05])
    assert list(bins.error_y.arrayminus) == pytest.approx([0.1, 0.1])
    assert bins.customdata[1][:3].tolist() == [90, 100, 90]
    assert bins.marker.size[1] > bins.marker.size[0]


def test_the_threshold_says_what_it_brings():
    figure = thresholds()
    assert figure.layout.title.text == "It answers 80.0%, and 95.0% of that is right"
    assert [(trace.x[0], trace.y[0]) for trace in figure.data if trace.mode == "markers"] == [(0.5, 0.95), (0.5, 0.8)]
    assert thresholds(chosen=2).layout.title.text == "It answers nothing at all"


def test_every_chart_has_title_axes_and_hover():
    figures = [
        evaluation.accuracy_chart(0.9, (0.8, 0.95), 0.99),
        evaluation.confusion_chart(MATRIX, False, (0, 0)),
        calibration([0.5, 0.9]),
        thresholds(),
    ]
    for figure in figures:
        assert figure.layout.title.text
        assert any(axis.title.text for axis in figure.select_xaxes())
        assert all(trace.hovertemplate or trace.hoverinfo == "skip" for trace in figure.data)
    for figure in figures[1:]:
        assert all(axis.title.text for axis in figure.select_yaxes())
