"""The chart of styles."""

from charts.palette import RIGHT, WRONG
from charts.styles import style_bars


def test_a_style_that_fails_stands_out_and_names_its_commonest_mistake():
    figure = style_bars(["0 with a slash or bar", "7 with a bar"], [3, 14], [6, 14], [8, None])
    (bars,) = figure.data
    assert list(bars.x) == [0.5, 1]
    assert list(bars.marker.color) == [WRONG, RIGHT]
    assert bars.y[0] == "0 with a slash or bar (6)"
    assert bars.hovertext[0] == "0 with a slash or bar: 3 of 6 read right<br>most often read as 8"
    assert "read as" not in bars.hovertext[1]
    assert figure.layout.title.text == "Worst: 0 with a slash or bar"
    assert style_bars(["7 with a bar"], [14], [14], [None]).layout.title.text == "No style fails"
