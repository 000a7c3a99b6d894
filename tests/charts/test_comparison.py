"""Charts that compare runs: what their titles find, what is drawn, and that nothing breaks them."""

import math

import pytest

from charts.comparison import MOST_CURVES, Point, accuracy_against, overlaid_curves
from charts.heat_map import sweep_heat_map


def rows(*accuracies, validated=True):
    return [
        {
            "epoch": number,
            "loss": 1 - accuracy,
            "accuracy": accuracy,
            "val_loss": 1.1 - accuracy if validated else None,
            "val_accuracy": accuracy - 0.05 if validated else None,
        }
        for number, accuracy in enumerate(accuracies, 1)
    ]


def test_the_title_names_the_run_that_ends_best():
    runs = [("small", rows(0.5, 0.9)), ("large", rows(0.7, 0.95)), ("bare", rows(0.2, validated=False))]
    accuracy, loss = overlaid_curves("accuracy", runs), overlaid_curves("loss", runs)
    assert accuracy.layout.title.text == "Highest validation accuracy at the end: 90.0%"
    assert accuracy.layout.title.subtitle.text == "large"
    assert loss.layout.title.text == "Lowest validation loss at the end: 0.150"
    assert (accuracy.layout.xaxis.title.text, accuracy.layout.yaxis.title.text) == ("epoch", "accuracy")


def test_a_solid_curve_for_each_run_and_a_dotted_one_for_its_training_digits():
    figure = overlaid_curves("accuracy", [("a", rows(0.5, 0.9)), ("b", rows(0.2, 0.3, validated=False))])
    drawn = [(trace.name, trace.line.dash, tuple(trace.y)) for trace in figure.data]
    assert drawn == [
        ("a, training", "dot", (0.5, 0.9)),
        ("a", "solid", pytest.approx((0.45, 0.85))),
        ("b", "solid", (0.2, 0.3)),
    ]
    assert [trace.name for trace in figure.data if trace.showlegend] == ["a", "b"]
    assert all("epoch %{x}" in trace.hovertemplate for trace in figure.data)


def test_at_most_ten_runs_each_in_a_colour_of_its_own():
    figure = overlaid_curves("loss", [(str(number), rows(0.5)) for number in range(14)])
    colours = {trace.line.color for trace in figure.data if trace.showlegend}
    assert len(colours) == MOST_CURVES == 10


def test_nothing_to_compare_is_said():
    assert overlaid_curves("loss", []).layout.title.text == "No loss to compare yet"
    assert overlaid_curves("loss", [("a", [])]).layout.title.text == "No loss to compare yet"


POINTS = [
    Point("small", 8_000, 0.90, "Tested on the sample"),
    Point("middle", 25_000, 0.925, "Tested on the sample", picked=True),
    Point("large", 400_000, 0.93, "Tested on the sample"),
    Point("elsewhere", 500, 0.99, "Tested on MNIST"),
]


def test_the_finding_is_the_cheapest_that_comes_close_on_the_same_digits():
    title = accuracy_against("parameters", POINTS).layout.title
    assert title.text == "6% of the parameters are enough to come within 1 point of the best"
    assert title.subtitle.text == "Tested on the sample: 93.0% with 400,000 parameters, 92.5% with 25,000 parameters"
    title = accuracy_against("training time", [POINTS[0], POINTS[2]]).layout.title
    assert title.text == "No cheaper run comes within 1 point of the best"
    assert accuracy_against("parameters", POINTS[2:]).layout.title.text == "Do more parameters pay?"


def test_a_shape_for_each_set_of_test_digits_and_a_colour_for_the_picked():
    figure = accuracy_against("parameters", POINTS)
    sample = next(trace for trace in figure.data if trace.name == "Tested on the sample")
    assert len({trace.marker.symbol for trace in figure.data}) == 2
    assert sample.marker.color[1] != sample.marker.color[0] == sample.marker.color[2]
    assert list(sample.text) == ["small", "middle", "large"]
    assert figure.layout.xaxis.type == "log"


def test_a_sweep_fills_in_cell_by_cell():
    title = "Best so far: 95.0%", "rate 0.1, batch size 128"
    columns, down = ("Rate", ["0.01", "0.1"]), ("Batch size", ["32", "128"])
    labels = [["90.0%", "Waiting"], ["", "95.0%"]]
    figure = sweep_heat_map(columns, down, [[0.9, None], [None, 0.95]], labels, title)
    empty, filled = figure.data
    assert [list(row) for row in filled.z] == [[0.9, None], [None, 0.95]]
    assert [list(row) for row in empty.z] == [[None, 0], [0, None]]
    assert {(a.x, a.y): a.text for a in figure.layout.annotations} == {(1, 0): "Waiting", (0, 1): ""}
    for axis, (name, texts) in ((figure.layout.xaxis, columns), (figure.layout.yaxis, down)):
        assert (axis.title.text, list(axis.tickvals), list(axis.ticktext)) == (name, [0, 1], texts)
        assert list(axis.range) == [-0.5, 1.5]
    assert figure.layout.title.text == title[0]


@pytest.mark.parametrize(("values", "span"), [([0.95, 0.951], 0.02), ([0.1, 0.95], 0.2), ([0.9, 0.95], 0.05)])
def test_colours_neither_exaggerate_nor_hide(values, span):
    _, trace = sweep_heat_map(("Rate", ["1", "2"]), None, [values], [["", ""]], ("", "")).data
    assert trace.zmax == max(values)
    assert trace.zmax - trace.zmin == pytest.approx(span)


def test_a_sweep_that_has_just_begun_can_be_drawn():
    figure = sweep_heat_map(("Rate", ["1", "2"]), None, [[None, None]], [["Waiting", "Waiting"]], ("", ""))
    assert len(figure.layout.annotations) == 2


def test_one_runaway_loss_does_not_press_the_others_flat():
    calm, wild = ("calm", rows(0.5, 0.9)), ("wild", [row | {"val_loss": 900.0} for row in rows(0.2, 0.3)])
    assert overlaid_curves("loss", [calm, wild]).layout.yaxis.type == "log"
    assert overlaid_curves("loss", [calm, wild]).layout.yaxis.dtick == 1
    lively = "lively", [row | {"val_loss": 6.0} for row in rows(0.5, 0.9)]
    assert overlaid_curves("loss", [calm, lively]).layout.yaxis.dtick == "D2"  # else it may show a single tick
    assert overlaid_curves("loss", [calm]).layout.yaxis.type is None
    assert overlaid_curves("accuracy", [calm, wild]).layout.yaxis.type is None


def test_small_differences_in_accuracy_have_ticks_of_their_own():
    close = [("a", rows(0.93, 0.94, validated=False)), ("b", rows(0.935, 0.94, validated=False))]
    assert overlaid_curves("accuracy", close).layout.yaxis.tickformat == ".1%"
    assert overlaid_curves("accuracy", [*close, ("c", rows(0.5))]).layout.yaxis.tickformat == ".0%"


def test_a_title_says_which_runs_and_which_digits():
    title = overlaid_curves("loss", [("a", rows(0.5)), ("b", rows(0.4))], "Of the latest 2 runs").layout.title
    assert (title.text, title.subtitle.text) == (
        "Lowest validation loss at the end: 0.600",
        "Of the latest 2 runs: a",
    )


@pytest.mark.parametrize(
    "costs", [(13.0, 13.5), (12_730, 13_002), (3.1, 4.2), (0.5, 30), (8_000, 25_000), (100, 4_000_000), (407_050,)]
)
def test_an_axis_of_costs_has_several_ticks(costs):
    axis = accuracy_against("parameters", [Point("", cost, 0.9, "Tested on MNIST") for cost in costs]).layout.xaxis
    assert 3 <= len(axis.tickvals) <= 8
    assert len({*axis.ticktext}) == len(axis.tickvals)
    assert [float(text.replace(",", "")) for text in axis.ticktext] == pytest.approx(list(axis.tickvals))
    assert all(axis.range[0] <= math.log10(tick) <= axis.range[1] for tick in axis.tickvals)


def test_what_is_no_number_never_wins():
    def rows(value):
        return [{"epoch": 1, "loss": 1.0, "accuracy": 0.5, "val_loss": value, "val_accuracy": value, "seconds": 1.0}]

    runs = [("blown up", rows(float("nan"))), ("good", rows(0.3)), ("endless", rows(float("inf")))]
    for metric in ("loss", "accuracy"):
        assert "nan" not in overlaid_curves(metric, runs).layout.title.text
        assert "inf" not in overlaid_curves(metric, runs).layout.title.text
