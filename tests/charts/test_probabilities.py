import numpy as np
import pytest

from charts.palette import OTHERS, RUNNER_UP, WINNER
from charts.probabilities import percent, probabilities_chart, whole_percent


def test_winner_and_second_guess_stand_out():
    probabilities = np.full(10, 0.01, np.float32)
    probabilities[[7, 1]] = 0.7, 0.22
    figure = probabilities_chart(probabilities)
    bars = figure.data[0]
    assert np.allclose(bars.y, probabilities)
    assert bars.marker.color[7] == WINNER
    assert bars.marker.color[1] == RUNNER_UP
    assert [bars.marker.color[digit] for digit in (0, 2, 9)] == [OTHERS] * 3
    assert figure.layout.title.text == "Most likely 7, then 1"
    assert (bars.text[7], bars.text[1], bars.text[0]) == ("70%", "22%", "")


def test_a_second_guess_that_is_none_goes_unmentioned():
    probabilities = np.full(10, 0.0001)
    probabilities[3] = 0.9991
    figure = probabilities_chart(probabilities)
    assert figure.layout.title.text == "Most likely 3"
    assert set(figure.data[0].marker.color) == {WINNER, OTHERS}


def test_axes_stay_when_the_first_answer_comes():
    empty, answered = probabilities_chart(None), probabilities_chart(np.full(10, 0.1))
    assert empty.layout.yaxis == answered.layout.yaxis
    assert empty.layout.xaxis == answered.layout.xaxis
    assert empty.layout.height == answered.layout.height
    assert not np.any(empty.data[0].y)


@pytest.mark.parametrize(
    ("share", "words", "short"),
    [
        (0.0, "under 0.1%", "<1%"),
        (0.0004, "under 0.1%", "<1%"),
        (0.005, "0.5%", "<1%"),
        (0.0994, "9.9%", "10%"),
        (0.0996, "10%", "10%"),
        (0.873, "87%", "87%"),
        (0.9899, "99%", "99%"),
        (0.9931, "99.3%", ">99%"),
        (0.9996, "over 99.9%", ">99%"),
        (1.0, "over 99.9%", ">99%"),
    ],
)
def test_percent_never_claims_certainty(share, words, short):
    assert (percent(share), whole_percent(share)) == (words, short)


def test_a_compact_chart_leaves_out_the_axis_of_the_percentages():
    full, compact = (probabilities_chart(np.eye(10)[7], compact=compact) for compact in (False, True))
    assert compact.layout.height < full.layout.height
    assert compact.layout.yaxis.visible is False
    assert list(compact.data[0].y) == list(full.data[0].y)
