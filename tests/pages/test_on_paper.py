"""My handwriting from a filled form, without a browser: checked, left out, kept; and sentences for other photos."""

import numpy as np
import pytest

from model.digits.picture_files import PhotoError
from model.handwriting import collection, filled_form, form
from model.handwriting.drawings import labelled
from model.networks import answering
from tests.pages.shown import again, components, opened

ME = "a" * 32


def drawings(count: int) -> tuple:
    pixels = [np.roll(np.eye(28, dtype=np.float32), place, axis=1) for place in range(count)]
    return tuple(labelled(place // 5, picture) for place, picture in enumerate(pixels))


@pytest.fixture
def page():
    answering.wake().result(120)
    page = opened("../../pages/draw.py")
    page.session_state["visitor"] = ME
    return page


def test_what_a_form_has_brought_is_checked_and_kept(page):
    page.session_state["form_found"] = form.FilledForm(drawings(12), unreadable=1)
    page.session_state["form_left_out"] = {3}
    again(page)
    wall = components(page)["form_wall"]
    assert len(wall["names"]) == 12
    assert wall["notes"][3] == "out"
    assert wall["notes"][0].startswith("0 ")
    assert any("In 1 more box no single digit" in caption.value for caption in page.caption)
    assert page.button(key="keep_form").label == "Keep 11 drawings"
    page.button(key="keep_form").click().run()
    assert not page.exception
    assert len(collection.load(ME).drawings) == 11
    assert page.success[0].value == "11 drawings were added."
    assert "form_wall" not in components(page)
    page.button(key="undo_drawing").click().run()
    assert not collection.load(ME).drawings


def test_a_discarded_form_leaves_nothing(page):
    page.session_state["form_found"] = form.FilledForm((None, *drawings(2)), unreadable=0)
    again(page)
    page.button(key="discard_form").click().run()
    assert "form_wall" not in components(page)
    assert not collection.load(ME).drawings


def test_a_photo_is_read_and_another_one_gets_its_sentence(page, monkeypatch):
    monkeypatch.setattr(filled_form, "read_form", lambda content, on_box: refuse() if content == b"cat" else found)
    found = form.FilledForm(drawings(3), 0)

    def refuse():
        raise PhotoError("No form is found in this picture.")

    def upload(content: bytes) -> None:
        field = next(one for one in page.file_uploader if (one.key or "").startswith("form_photo"))
        field.upload("photo.jpg", content, "image/jpeg").run()

    upload(b"cat")
    assert [error.value for error in page.error] == ["No form is found in this picture."]
    upload(b"form")
    assert not page.error
    assert len(components(page)["form_wall"]["names"]) == 3
