"""Charts that compare runs: what their titles find, what is drawn, and that nothing breaks them."""

import pytest

from charts.comparison import MOST_CURVES, Point, accuracy_against, overlaid_curves, sweep_heat_map


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
    assert accuracy.layout.title.text == "Highest accuracy at the end: 90.0%"
    assert accuracy.layout.title.subtitle.text == "large"
    assert loss.layout.title.text == "Lowest loss at the end: 0.150"
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
    assert title.text == "6% of the parameters come within 1 point"
    assert title.subtitle.text == "Tested on the sample: 93.0% with 400,000, 92.5% with 25,000"
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
    title = "Best so far: 95.0%", "rate 0.1, layers 32"
    columns, down = ("Rate", ["0.01", "0.1"]), ("Layers", ["none", "32"])
    figure = sweep_heat_map(columns, down, [[0.9, None], [None, 0.95]], [["90.0%", "waits"], ["", "95.0%"]], title)
    (trace,) = figure.data
    assert [list(row) for row in trace.z] == [[0.9, None], [None, 0.95]]
    assert {(a.x, a.y): a.text for a in figure.layout.annotations} == {("0.1", "none"): "waits", ("0.01", "32"): ""}
    assert figure.layout.xaxis.type == figure.layout.yaxis.type == "category"
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("Rate", "Layers")
    assert figure.layout.title.text == title[0]


@pytest.mark.parametrize(("values", "span"), [([0.95, 0.951], 0.02), ([0.1, 0.95], 0.2), ([0.9, 0.95], 0.05)])
def test_colours_neither_exaggerate_nor_hide(values, span):
    (trace,) = sweep_heat_map(("Rate", ["1", "2"]), None, [values], [["", ""]], ("", "")).data
    assert trace.zmax == max(values)
    assert trace.zmax - trace.zmin == pytest.approx(span)


def test_a_sweep_that_has_just_begun_can_be_drawn():
    figure = sweep_heat_map(("Rate", ["1", "2"]), None, [[None, None]], [["waits", "waits"]], ("", ""))
    assert len(figure.layout.annotations) == 2
