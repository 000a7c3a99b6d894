"""The learning curve."""

from charts.learning_curve import learning_curve

FEW, MANY = (10, 0.5, 0.4, 0.6), (1000, 0.9, 0.88, 0.92)


def test_amounts_are_ten_times_apart_and_the_title_says_what_they_bring():
    figure = learning_curve([("This network", [FEW, MANY])], [(10, 0.3, 0.2, 0.4)])
    assert figure.layout.xaxis.type == "log"
    assert list(figure.layout.xaxis.tickvals) == [10, 1000]
    assert figure.layout.title.text == "From 10 to 1,000 digits, accuracy goes from 50.0% to 90.0%"
    assert [trace.name for trace in figure.data if trace.name] == ["This network", "3 nearest neighbours"]
    band = figure.data[0]
    assert list(band.y) == [0.6, 0.92, 0.88, 0.4]


def test_before_there_are_two_points_it_waits():
    assert learning_curve([("This network", [FEW])], []).layout.title.text.startswith("The curve grows")
    assert learning_curve([], []).layout.title.text.startswith("The curve grows")
