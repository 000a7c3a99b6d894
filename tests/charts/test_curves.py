import pytest

from charts.curves import MOST_POINTS, curve_chart
from charts.network_diagram import network_diagram

HISTORY = [
    {"epoch": 1, "loss": 0.5, "accuracy": 0.85, "val_loss": 0.4, "val_accuracy": 0.88},
    {"epoch": 2, "loss": 0.3, "accuracy": 0.91, "val_loss": 0.35, "val_accuracy": 0.9},
]
BATCHES = [{"epoch": 1 + i // 10, "step": 1 + i % 10, "loss": 1 / (i + 1), "accuracy": i / 20} for i in range(20)]


def chart(metric="loss", history=HISTORY, batches=BATCHES, epochs=5):
    return curve_chart(metric, history, batches, steps=10, epochs=epochs, revision="a")


def test_batches_lie_between_their_epochs():
    batches, training, validation = chart().data
    assert list(batches.x)[:2] == pytest.approx([0.1, 0.2])
    assert list(batches.x)[-1] == pytest.approx(2)
    assert list(training.x) == [1, 2]
    assert list(validation.y) == [0.4, 0.35]


def test_the_title_says_what_is_seen_on_both_kinds_of_digits():
    assert chart().layout.title.text == "Loss falls: 0.300 after epoch 2"
    assert chart().layout.title.subtitle.text == "validation loss falls: 0.350"
    assert chart("accuracy").layout.title.text == "Accuracy rises: 91.0% after epoch 2"
    assert "?" in chart(history=[], batches=[]).layout.title.text
    wild = chart(history=[HISTORY[0], HISTORY[1] | {"val_loss": 175.2}]).layout.title
    assert wild.text == "Training loss falls: 0.300 after epoch 2"
    assert wild.subtitle.text == "validation loss rises: 175"
    still_wild = chart(history=[HISTORY[0] | {"val_loss": 175.2}, HISTORY[1] | {"val_loss": 170.1}]).layout.title
    assert still_wild.text == "Training loss falls: 0.300 after epoch 2"


def test_after_two_epochs_the_axes_show_what_matters_or_the_whole():
    late = {"epoch": 3, "loss": 0.1, "accuracy": 0.97, "val_loss": 0.2, "val_accuracy": 0.94}
    history = [*HISTORY, late]
    low, high = chart("accuracy", history).layout.yaxis.range
    assert 0.85 < low < 0.9
    assert 0.97 < high < 1
    low, high = chart("loss", history).layout.yaxis.range
    assert 0 < low < 0.1
    assert 0.35 < high < 0.5
    assert chart("accuracy", HISTORY[:1]).layout.yaxis.range == (0, 1.03)
    whole = curve_chart("accuracy", history, BATCHES, 10, 5, "a", whole=True)
    assert whole.layout.yaxis.range == (0, 1.03)
    assert whole.layout.uirevision != chart().layout.uirevision  # it overrules a zoom


def test_a_loss_that_runs_away_gets_a_logarithmic_axis():
    wild = [*HISTORY, HISTORY[1] | {"epoch": 3, "val_loss": 175.0}]
    assert chart(history=wild).layout.yaxis.type == "log"
    assert chart("accuracy", history=wild).layout.yaxis.type is None


def test_the_short_last_batch_of_an_epoch_is_no_outlier():
    events = [{"epoch": 1, "step": 9, "loss": 0.5, "accuracy": 0.9, "samples": 96}]
    events += [{"epoch": 1, "step": 10, "loss": 2.5, "accuracy": 0.1, "samples": 4}]
    assert list(chart(batches=events).data[0].y) == pytest.approx([0.5, 0.58])


def test_the_axis_is_as_long_as_the_run_will_be_and_zoom_stays():
    assert chart(epochs=7).layout.xaxis.range[1] > 7
    assert chart(history=[]).layout.uirevision == chart().layout.uirevision == "a"


def test_many_epochs_have_small_markers():
    few, many = (chart(epochs=epochs).data[1].marker.size for epochs in (5, 100))
    assert 2 < many < few < 10


def test_without_validation_there_is_no_validation_curve():
    history = [row | {"val_loss": None, "val_accuracy": None} for row in HISTORY]
    assert list(chart(history=history).data[2].x) == []


def test_digits_that_were_not_asked_for_stand_on_the_chart():
    figure = curve_chart("loss", HISTORY, BATCHES, 10, 5, "a", digits="the sample, not MNIST")
    assert figure.layout.xaxis.title.text == "epoch (the sample, not MNIST)"
    assert chart().layout.xaxis.title.text == "epoch"


def test_many_batches_are_thinned():
    batches = [{"epoch": 1, "step": i, "loss": 1.0, "accuracy": 0.5} for i in range(5000)]
    assert len(chart(batches=batches).data[0].x) < 2 * MOST_POINTS


@pytest.mark.parametrize("sizes", [(784, 10), (784, 512, 10), (784, 5, 1, 12, 1024, 3, 10)])
def test_the_diagram_shows_every_layer_and_leaves_out_most_of_its_neurons(sizes):
    figure = network_diagram(sizes, tuple(f"layer {i}" for i in range(len(sizes))))
    columns = figure.data[1:]
    assert len(columns) == len(sizes)
    for size, column in zip(sizes, columns, strict=True):
        assert len(column.x) == (size if size <= 10 else 8)
    dots = [annotation for annotation in figure.layout.annotations if annotation.text == "⋮"]
    assert len(dots) == sum(size > 10 for size in sizes)
    assert list(columns[-1].text) == [str(digit) for digit in range(10)]
