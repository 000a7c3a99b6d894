"""People's drawings on disk: nothing kept is lost, nothing hostile is taken, and each action can be undone."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from model.digits.data import load
from model.handwriting import collection, json_form
from model.handwriting.collection import HandwritingError
from model.handwriting.drawings import MOST_POINTS, MOST_STROKES, LabelledDrawing, labelled

ME, SOMEBODY = "a" * 32, "b" * 32
STROKES = [[(10, 20.04), (30, 40)], [(5, 5)]]


def some(count: int) -> list[LabelledDrawing]:
    """The first digits of the sample, as if somebody had drawn them."""
    sample = load("sample")
    return [labelled(sample.y_test[i], sample.x_test[i], STROKES) for i in range(count)]


def points(drawing: LabelledDrawing) -> list:
    return [line.tolist() for line in drawing.strokes]


def kept(owner: str = ME) -> dict[str, int]:
    found = collection.load(owner)
    assert not found.problem
    return {drawing.id: drawing.label for drawing in found.drawings}


def test_what_is_kept_comes_back_whole_and_only_to_its_owner():
    drawings = some(3)
    collection.keep(ME, drawings)
    back = collection.load(ME).drawings
    assert [(one.id, one.label, one.created, points(one)) for one in back] == [
        (one.id, one.label, one.created, [[[10.0, 20.0], [30.0, 40.0]], [[5.0, 5.0]]]) for one in drawings
    ]
    assert not kept(SOMEBODY)


def test_a_long_line_is_thinned_and_a_scribble_kept_as_pixels_alone():
    pixels, long = some(1)[0].pixels, [(x / 10, 5) for x in range(2500)]
    (line,) = labelled(3, pixels, [long]).strokes
    assert MOST_POINTS / 2 < len(line) <= MOST_POINTS + 1
    assert line[0].tolist() == [0, 5]
    assert line[-1].tolist() == [249.9, 5]
    assert labelled(3, pixels, [[(1, 1)]] * (MOST_STROKES + 1)).strokes == ()


def test_each_action_can_be_undone():
    drawings = some(4)
    came = collection.keep(ME, drawings)
    everything = kept()
    changed = collection.relabel(ME, drawings[1].id, 9 - drawings[1].label)
    assert kept()[drawings[1].id] == 9 - drawings[1].label
    gone = collection.delete(ME, [drawings[0].id, "nobody's"])
    again = collection.keep(ME, [labelled((drawings[2].label + 1) % 10, drawings[2].pixels), drawings[3]])
    assert len(again.came) == len(again.went) == 1  # the same pixels: only the label is another
    for change in (again, gone, changed):
        collection.undo(ME, change)
    assert kept() == everything
    collection.undo(ME, came)
    assert list(collection.folder().iterdir()) == []  # nothing is left of them on disk


def test_there_is_room_for_so_many_and_no_more(monkeypatch):
    monkeypatch.setattr(collection, "MOST", 3)
    collection.keep(ME, some(3))
    with pytest.raises(HandwritingError, match="room for 3 drawings, and 3 are kept"):
        collection.keep(ME, some(4))
    monkeypatch.setattr(collection, "MOST_PEOPLE", 1)
    with pytest.raises(HandwritingError, match="is full"):
        collection.keep(SOMEBODY, some(1))
    assert len(kept()) == 3


def test_a_full_disk_loses_nothing(monkeypatch):
    collection.keep(ME, some(2))

    def full(path: Path, content: bytes) -> None:
        path.write_bytes(content[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("model.runs.disk.write", full)
    with pytest.raises(OSError, match="No space"):
        collection.keep(ME, some(3))
    assert len(kept()) == 2
    assert [path.name for path in collection.folder().iterdir()] == [f"{ME}.json"]


KEEPS_FOR_EVER = """
import sys
import numpy as np
from model.handwriting import collection
from model.handwriting.drawings import labelled
for number in range(400):
    pixels = np.zeros((28, 28), np.uint8)
    pixels[number // 28, number % 28] = 255
    collection.keep("a" * 32, [labelled(7, pixels)])
    print(number + 1, flush=True)
"""


def test_nothing_kept_is_lost_by_a_kill(runs_dir):
    """The app is killed while it writes: what it has said is kept is there."""
    program = subprocess.Popen([sys.executable, "-c", KEEPS_FOR_EVER], stdout=subprocess.PIPE, text=True)
    for _ in range(25):
        told = int(program.stdout.readline())
    program.send_signal(signal.SIGKILL)
    told = int((program.communicate()[0].splitlines() or [told])[-1])
    assert len(kept()) in (told, told + 1)  # the last one may have been kept, but not told


HOSTILE = [b"", b"null", b"[1]", b"{", b'{"digits": 7}', b"[" * 100_000, b'{"digits": [' + b"1," * 3000 + b"1]}"]


@pytest.mark.parametrize("content", HOSTILE, ids=lambda content: content[:9].decode())
def test_a_file_that_anybody_may_have_changed_is_put_aside_and_not_written_over(content):
    path = collection.folder() / f"{ME}.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    found = collection.load(ME)
    assert not found.drawings
    assert "damaged" in found.problem
    collection.keep(ME, some(1))
    assert len(kept()) == 1
    assert path.with_suffix(".damaged").read_bytes() == content


def test_of_a_damaged_file_the_whole_drawings_are_read_and_links_are_not(tmp_path):
    collection.keep(ME, some(2))
    path = collection.folder() / f"{ME}.json"
    known = json.loads(path.read_bytes())
    for wrong in ({"label": 10}, {"label": True}, {"strokes": [[[1, 1e9]]]}, {"pixels": [0] * 783}, {"when": "now"}):
        known["digits"].append(known["digits"][0] | wrong)
    path.write_text(json.dumps(known))
    found = collection.load(ME)
    assert len(found.drawings) == 2
    assert found.problem == "5 of your drawings on disk are damaged and left out."
    (tmp_path / "elsewhere.json").write_bytes(json_form.to_json(some(2)))
    (collection.folder() / f"{SOMEBODY}.json").symlink_to(tmp_path / "elsewhere.json")
    assert not collection.load(SOMEBODY).drawings
    for name in ("../" + ME, "", "a/b", "a" * 65):
        with pytest.raises(ValueError, match="no visitor"):
            collection.load(name)


def test_what_a_killed_app_has_left_half_written_is_taken_away():
    collection.keep(ME, some(1))
    left = collection.folder() / ".abc-0123abcd.json"
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    collection.keep(SOMEBODY, some(1))
    assert not left.exists()
    assert np.array_equal(collection.load(SOMEBODY).drawings[0].pixels, some(1)[0].pixels)
