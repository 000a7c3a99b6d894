"""Files of labelled digits: out and in again in each form, and a sentence for what can't be taken."""

import gzip
import io
import json
import pickle

import numpy as np
import pytest
from PIL import Image

from model.handwriting import files, json_form, npz_form, sheet, table
from model.handwriting.drawings import arrays
from model.handwriting.files import FileError
from tests.model.handwriting.test_collection import points, some

DRAWINGS = some(45)
CSV = [line.split(",") for line in table.to_csv(DRAWINGS).decode().splitlines()]
HEADER, LINES = CSV[0], CSV[1:]


def as_table(lines, between: str = ",") -> bytes:
    return "\n".join(between.join(line) for line in lines).encode()


def taken(content: bytes) -> tuple[dict[str, int], str]:
    found = files.take(content)
    return {one.id: one.label for one in found.drawings}, " ".join(found.notes)


def npz(save=np.savez, **changes) -> bytes:
    images, labels = arrays(DRAWINGS)
    stream = io.BytesIO()
    save(stream, **({"x_train": images, "y_train": labels} | changes))
    return stream.getvalue()


def png(side: int) -> bytes:
    stream = io.BytesIO()
    Image.new("L", (side, side)).save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize("form", [table.to_csv, npz_form.to_npz, sheet.to_png, json_form.to_json])
def test_each_form_comes_back_as_it_went(form):
    back, notes = taken(form(DRAWINGS))
    assert back == {one.id: one.label for one in DRAWINGS}
    assert not notes
    assert len(files.take(form(DRAWINGS[:1])).drawings) == 1


def test_the_forms_are_those_that_others_know():
    assert HEADER[:2] == ["label", "pixel0"]
    assert (HEADER[-1], len(HEADER), len(LINES)) == ("pixel783", 785, 45)
    with np.load(io.BytesIO(npz_form.to_npz(DRAWINGS))) as archive:
        assert set(archive) == set(npz_form.KEYS)
        assert archive["x_train"].shape[1:] == archive["x_test"].shape[1:] == (28, 28)
        assert len(archive["x_train"]) + len(archive["y_test"]) == 45
        assert 0 < len(archive["x_test"]) < 10
    back = files.take(json_form.to_json(DRAWINGS)).drawings
    assert [(points(one), one.created) for one in back] == [(points(one), one.created) for one in DRAWINGS]


def moved(line):
    return line[1:] + line[:1]


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (as_table(LINES), ""),
        (as_table([HEADER, *LINES], ";"), ""),
        (as_table([HEADER, *LINES], "\t").decode().encode("utf-16"), ""),
        (b"\xef\xbb\xbf" + as_table([HEADER, *LINES]).replace(b"\n", b"\r\n\r\n"), ""),
        (as_table(map(moved, [HEADER, *LINES])), "labels stand last"),
        (as_table(map(moved, LINES)), "labels stand last"),
        (as_table([[a, *(f"{int(v) / 255:.3f}" for v in b)] for a, *b in LINES]), "0 to 1"),
        (as_table([[a, *(f"{int(v) / 255:.3f}".replace(".", ",") for v in b)] for a, *b in LINES], ";"), "0 to 1"),
        (as_table([[a, *(str(255 - int(v)) for v in b)] for a, *b in LINES]), "45 pictures with dark ink"),
        (
            as_table([HEADER, *LINES, LINES[0][:99], ["10", *LINES[0][1:]], LINES[0]]),
            "1 line was left out: not 785",
        ),
        (npz(y_train=np.eye(10)[arrays(DRAWINGS)[1]]), ""),
        (npz(x_train=arrays(DRAWINGS)[0].reshape(45, 784) / 255), "0 to 1"),
        (json.dumps([{"label": d.label, "pixels": d.pixels.tolist()} for d in DRAWINGS]).encode(), ""),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_what_can_honestly_be_taken_is_taken(content, note):
    back, notes = taken(content)
    assert back == {one.id: one.label for one in DRAWINGS}
    assert note in notes
    assert bool(note) == bool(notes)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"hello", "785 values"),
        (bytes(range(256)) * 20, "is not text"),
        (as_table([HEADER]), "no digits"),
        (as_table(line[1:] for line in LINES), "no labels"),
        (as_table([["a", "b"], ["1", "2"]]), "2 values each"),
        (as_table([["x", *line[1:]] for line in LINES]), "not numbers"),
        (as_table([["11", *line[1:]] for line in LINES]), "label from 0 to 9"),
        (as_table([[line[0], "-3", *line[2:]] for line in LINES]), "from -3 to"),
        (as_table([[line[0], "nan", *line[2:]] for line in LINES]), "not numbers"),
        (as_table([["7", *["0"] * 784]]), "1 picture without ink was"),
        (b"1" * 50_000, "characters"),
        (b"0," * 5_100_000, "10 MB; at most 10"),
        (b"{", "can't be used: the file is not readable"),
        (b'{"a": 1}', "no list of digits"),
        (b"[]", "empty"),
        (b'[{"label": 7}]', "has no ink"),
        (b'[{"label": 7, "strokes": [[[1, 1e99]]]}]', "points"),
        (b"PK\x03\x04 and no more", "can't be opened"),
        (npz(x_train=np.array([{}, {}], object)), "may hold code"),
        (npz(x_train=np.zeros((45, 27, 28))), "has the shape"),
        (npz().replace(b"(45, 28, 28)", b"(45, 28, 28 "), "can't be opened"),
        (npz().replace(b"(45, 28, 28)", b"(9000000000)"), "can't be opened"),
        (npz().replace(b"(45, 28, 28), ", b"(10**9, 10**9)"), "can't be opened"),
        (npz().replace(b"(45, 28, 28), }", b"(999999999999,)"), "can't be opened"),
        (npz(y_train=np.full(45, 11)), "label from 0 to 9"),
        (npz(np.savez_compressed, x_train=np.zeros((200_000, 784), np.uint8)), "Take a part"),
        (npz(x=arrays(DRAWINGS)[0], x_train=np.array(["a"])), "must hold numbers"),
        (pickle.dumps([1]), "pickle"),
        (gzip.compress(b"label"), "Unpack it"),
        (png(28), "not a sheet"),
        (png(sheet.WIDTH), "not a sheet"),
        (sheet.to_png(DRAWINGS)[:400], "damaged"),
        (b"<!doctype html>", "web page"),
    ],
    ids=lambda value: value if isinstance(value, str) else "bytes",
)
def test_what_can_not_be_taken_gets_a_sentence(content, sentence):
    with pytest.raises(FileError, match=sentence) as error:
        files.take(content)
    assert str(error.value).endswith(".")


def test_strokes_alone_are_drawn_as_on_the_canvas():
    (one,) = files.take(b'[{"label": 7, "strokes": [[[80, 60], [200, 60], [130, 230]]]}]').drawings
    assert one.label == 7
    assert one.pixels.shape == (28, 28)
    assert one.pixels.max() == 255
