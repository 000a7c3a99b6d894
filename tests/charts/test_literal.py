"""Text of anybody's making in charts."""

import json
from typing import Any

import pytest

from charts.comparison import Point, accuracy_against, overlaid_curves
from charts.literal import literal, plain

HOSTILE = '<b>x</b><a href="http://evil.test">y</a> %{x} &lt; a & b'
ROWS = [{"epoch": 1, "loss": 0.5, "accuracy": 0.8, "val_loss": 0.4, "val_accuracy": 0.85}]


@pytest.mark.parametrize("text", [HOSTILE, "784–512–10 ReLU, adam", "100 %", "a < b"])
def test_what_is_shown_is_what_was_written(text):
    assert plain(literal(text)) == text
    assert not {"<", ">", "%{"} & {literal(text)[i : i + n] for i in range(len(text)) for n in (1, 2)}


def test_no_name_gets_into_a_chart_as_markup():
    figures = [overlaid_curves("loss", [(HOSTILE, ROWS)])]
    figures += [accuracy_against("parameters", [Point(HOSTILE, 100, 0.9, "Tested on MNIST")] * 2)]
    for figure in figures:
        texts = strings(json.loads(figure.to_json()))
        assert any(literal(HOSTILE) in text for text in texts)
        assert not any("<b>" in text or "%{x} &lt; a" in text for text in texts)


def strings(tree: Any) -> list[str]:
    branches = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else []
    return [tree] if isinstance(tree, str) else [text for branch in branches for text in strings(branch)]
