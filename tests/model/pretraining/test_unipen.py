"""UNIPEN: its original form, ours, and what is left out. The files here are made up after the format's definition."""

import gzip
import io
import sys

import numpy as np
import pytest

from model.pretraining import unipen
from model.pretraining.strokes import StrokeDigit

STROKES = """.VERSION 1.0
.WRITER_ID 007
.COORD T X Y P
.PEN_DOWN
0 100 300 5
1 200 300 6
2 140 100 5
.PEN_UP
3 130 150 0
.DT 100
.PEN_DOWN
4 120 200 5
5 180 200 5
.PEN_UP
.PEN_DOWN
6 300 300 5
7 301 200 5
8 300 100 5
9 360 100 5
10 400 300 5
.PEN_UP
"""
NAMES = """.COMMENT which strokes are which digit
.INCLUDE abc/data/one.dat
.HIERARCHY PAGE TEXT WORD CHARACTER
.SEGMENT TEXT 0-2 ? "711"
.SEGMENT CHARACTER 0-1 ? "7"
.SEGMENT CHARACTER 2:0-2:2 GOOD "1"
.SEGMENT DIGIT 2:3 OK "1"
.SEGMENT CHARACTER 1 ? "a"
.SEGMENT CHARACTER 9 ? "4"
"""


@pytest.fixture
def distribution(tmp_path):
    """A folder as the original is laid out: two contributors, whose only writers have the same name."""
    for contributor in ("abc", "xyz"):
        strokes = tmp_path / "include" / contributor / "data" / "one.dat"
        names = tmp_path / "data" / "1a" / contributor / "one.dat"
        for path, text in ((strokes, STROKES), (names, NAMES.replace("abc", contributor))):
            path.parent.mkdir(parents=True)
            path.write_text(text)
    return tmp_path


def convert(folder, monkeypatch, path):
    printed = io.StringIO()
    monkeypatch.setattr(sys, "argv", ["unipen", str(folder)])
    monkeypatch.setattr(sys, "stdout", printed)
    unipen.main()
    path.write_text(printed.getvalue())
    return unipen.load(path)


def test_the_original_distribution_becomes_digits(distribution, tmp_path, monkeypatch, capsys):
    digits = convert(distribution, monkeypatch, tmp_path / "digits.jsonl")
    assert [(digit.label, digit.writer) for digit in digits] == [(7, 0), (1, 0), (1, 0), (7, 1), (1, 1), (1, 1)]
    seven, stem, rest = digits[:3]
    np.testing.assert_array_equal(seven.strokes[0], [[100, -300], [200, -300], [140, -100]])
    np.testing.assert_array_equal(seven.strokes[1], [[120, -200], [180, -200]])
    np.testing.assert_array_equal(stem.strokes[0][:, 0], [300, 301, 300])
    assert len(rest.strokes[0]) == 1
    assert capsys.readouterr().err.count("there are no strokes 9") == 2


def test_a_folder_without_digits_is_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["unipen", str(tmp_path)])
    with pytest.raises(SystemExit):
        unipen.main()
    assert "holds no digits" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("which", "points"),
    [("0", [3]), ("0-1", [3, 2]), ("0,2", [3, 5]), ("2:1-2:3", [3]), ("0:2-1:0", [1, 1]), ("1-2:0", [2, 1])],
)
def test_segments_name_strokes_and_points(which, points):
    strokes = unipen.pen_strokes(STROKES)
    assert [len(stroke) for stroke in unipen.delineated(which, strokes)] == points


def test_coordinates_are_x_and_y_where_nothing_else_is_said():
    assert unipen.pen_strokes(".PEN_DOWN\n 1 2\n3 4\n.PEN_UP\n9 9\n") == [[[1, 2], [3, 4]]]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"label": 3}',
        b'{"label": 12, "writer": 0, "strokes": [[[0, 0], [1, 1]]]}',
        b'{"label": 3, "writer": 0, "strokes": [[]]}',
        b"[1, 2]",
        b"\xff\xfe",
        gzip.compress(b'{"label": 3}', mtime=0)[:20],
    ],
)
def test_other_files_are_refused(tmp_path, content):
    path = tmp_path / "wrong.jsonl"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="wrong"):
        unipen.load(path)


def test_a_compressed_file_reads_the_same(tmp_path):
    path = tmp_path / "digits.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"label": 3, "writer": 5, "strokes": [[[0, 9], [4, 0]]]}\n'))
    (digit,) = unipen.load(path)
    assert (digit.label, digit.writer) == (3, 5)
    np.testing.assert_array_equal(digit.strokes[0], [[0, -9], [4, 0]])


def digit(label, *strokes):
    return StrokeDigit(label, 0, tuple(np.array(stroke, float) for stroke in strokes))


SEVEN = [[0, 0], [60, 0], [30, 100]]


@pytest.mark.parametrize(
    ("name", "cut"),
    [
        ("a foot alone", digit(1, [[0, 0], [60, 2]])),
        ("a piece", digit(7, [[0, 0], [15, 0], [7, 20]])),
        ("two in a row", digit(7, SEVEN, [[200, 0], [260, 0], [230, 100]])),
        ("two dots", digit(4, [[0, 0], [1, 1]], [[30, 99], [31, 100]])),
        ("the stem of a four", digit(4, [[0, 0], [3, 100]])),
    ],
)
def test_what_is_cut_wrongly_is_left_out(name, cut):
    good = [digit(7, SEVEN)] * 9 + [digit(1, [[0, 0], [2, 100]])]
    assert unipen.whole([*good, cut]) == good, name
