"""The charts of the Data page: what they show is what they were given, and their titles say what is so."""

import numpy as np
import pytest

from charts import classes


@pytest.mark.parametrize(
    ("label", "title"),
    [(3, "Its own class is closest; the 5s come next"), (5, "Judged by pixels alone, it looks like a 3")],
)
def test_distances_to_classes_name_the_rival(label, title):
    distances = np.full(10, 9, np.float32)
    distances[3], distances[5] = 6, 7
    figure = classes.class_distances(distances, label)
    assert figure.layout.title.text == title
    assert list(figure.data[0].y) == list(distances)


def test_counts_say_what_is_so():
    even = classes.class_counts(np.full(10, 400), np.full(10, 100))
    assert even.layout.title.text == "Balanced: 400 training images of each digit"
    train = np.array([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
    uneven = classes.class_counts(train, np.full(10, 1000))
    assert uneven.layout.title.text == "1s are most common, 5s least, but no digit is rare"
    assert list(uneven.data[0].y) == list(train)
    assert uneven.data[0].customdata[1] == pytest.approx(6742 / 60000)


def test_spread_names_the_extremes():
    figure = classes.class_spread(np.array([7, 4.6, 7.1, 6.5, 6.3, 6.8, 6.5, 6.2, 6.7, 6.3], np.float32))
    assert figure.layout.title.text == "1s look most alike, 2s vary most"


@pytest.mark.parametrize(("chart", "top"), [(classes.mean_images, 255), (classes.deviation_images, 127.5)])
def test_class_images_share_one_scale(chart, top):
    images = np.random.default_rng(1).uniform(0, top, (10, 28, 28)).astype(np.float32)
    figure = chart(images)
    (shown,) = figure.data
    assert (shown.zmin, shown.zmax) == (0, top)
    assert [caption.text for caption in figure.layout.annotations] == [str(digit) for digit in range(10)]
    for digit, row, column in ((0, 0, 0), (7, 3, 20), (9, 27, 27)):
        (place,) = np.argwhere((np.array(shown.customdata) == (digit, row, column)).all(axis=2) & ~np.isnan(shown.z))
        assert shown.z[tuple(place)] == pytest.approx(images[digit, row, column], abs=0.051)


def test_every_chart_has_title_axes_and_hover():
    counts, spread = np.full(10, 5), np.ones(10, np.float32)
    for figure in (
        classes.class_counts(counts, counts),
        classes.class_spread(spread),
        classes.class_distances(spread, 1),
    ):
        assert figure.layout.title.text
        assert figure.layout.xaxis.title.text
        assert figure.layout.yaxis.title.text
        assert all(trace.hovertemplate for trace in figure.data)
