"""My handwriting on the Draw page, without a browser: what is kept, put right, taken out and in, and taught."""

import pytest
from streamlit.testing.v1 import AppTest

from model.digits.data import load
from model.handwriting import collection, table
from model.handwriting.drawings import labelled
from model.jobs.engine import the_engine
from model.networks import answering
from pages.components.drawing import Drawing
from tests.pages.shown import components, plain

ME = "d" * 32
SEVEN = [[20, 70, 60, 210, 60, 130, 240]]
SPEED_TAB = ":material/timer: Speed drawing"


@pytest.fixture
def page():
    app = AppTest.from_file("../../pages/draw.py", default_timeout=60)
    app.session_state["visitor"] = ME
    return app


def kept(owner: str = ME) -> list[int]:
    return [drawing.label for drawing in collection.load(owner).drawings]


def some(count: int = 4):
    sample = load("sample")
    return [labelled(sample.y_test[i], sample.x_test[i]) for i in range(count)]


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click().run()
    assert not page.exception
    return page


def texts(page: AppTest) -> str:
    said = (page.subheader, page.caption, page.warning, page.error, page.success)
    return plain(" ".join(element.value for elements in said for element in elements))


def test_a_drawing_is_kept_with_its_strokes_and_seen_to_be_kept(page):
    page.run()  # the canvas can be imported on a page only
    from pages.parts.draw import labelling

    drawing = Drawing(20, SEVEN)
    collection.keep(ME, [labelling.of_strokes(4, drawing)])
    page.session_state["drawing"] = drawing
    page.run()
    assert not page.exception
    told = components(page)["label_keys"]
    assert (told["kept"], told["ink"]) == (4, True)
    assert components(page)["handwriting_strip"]["notes"] == ["4"]
    (line,) = collection.load(ME).drawings[0].strokes
    assert line.tolist() == [[70.0, 60.0], [210.0, 60.0], [130.0, 240.0]]
    assert "My handwriting: 1 drawing" in texts(page)
    page.session_state["drawing"] = Drawing(20)
    assert components(page.run())["label_keys"] == {"answer": None, "kept": None, "ink": False}
    page.session_state["canvas_or_photo"] = ":material/grid_on: Test digit"
    assert "label_keys" not in components(page.run())  # a test digit is nobody's handwriting


def test_a_label_is_put_right_and_each_step_taken_back(page):
    drawings = some()
    collection.keep(ME, drawings)
    collection.keep("e" * 32, drawings[:1])
    page.session_state["picked_drawing"] = drawings[1].id
    page.run()
    control = page.segmented_control(key=f"label of {drawings[1].id} {drawings[1].label}")
    control.set_value((drawings[1].label + 1) % 10).run()
    assert kept()[1] == (drawings[1].label + 1) % 10
    press(page, "undo_drawing")
    assert kept() == [drawing.label for drawing in drawings]
    press(page, "delete_drawing")
    assert len(kept()) == 3
    press(page, "delete_all_drawings")
    assert kept() == []
    assert "Networks know MNIST's handwriting, not yours" in texts(page)
    press(press(page, "undo_drawing"), "undo_drawing")
    assert kept() == [drawing.label for drawing in drawings]
    assert page.button(key="undo_drawing").disabled
    assert len(kept("e" * 32)) == 1


def test_a_file_is_taken_once_or_refused_with_a_sentence(page):
    page.run()
    content = table.to_csv(some())
    page.file_uploader(key="handwriting_file 0").upload("mine.csv", content, "text/csv").run()
    assert not page.exception
    assert "4 drawings were added." in texts(page)
    assert len(kept()) == 4
    page.file_uploader(key="handwriting_file 1").upload("mine.csv", content, "text/csv").run()
    assert "0 drawings were added. 4 were here already" in texts(page)
    page.file_uploader(key="handwriting_file 2").upload("no.csv", b"label,a\n1,2\n", "text/csv").run()
    assert "2 values each" in texts(page)
    assert len(kept()) == 4


def test_a_full_collection_takes_what_there_is_room_for(page, monkeypatch):
    monkeypatch.setattr("pages.parts.draw.handwriting.MOST", 3)
    collection.keep(ME, some(2))
    page.run()
    page.file_uploader(key="handwriting_file 0").upload("mine.csv", table.to_csv(some(5)), "text/csv").run()
    assert "1 drawing was added. 2 were here already, with the file's labels now. 2 were left out" in texts(page)


def test_teaching_begins_with_the_chosen_network_and_these_drawings(page):
    answering.wake().result(120)
    collection.keep(ME, some(2))
    assert page.run().button(key="teach").disabled
    collection.keep(ME, some(5))
    press(page.run(), "teach")
    job = the_engine().job(page.session_state["taught_run"])
    try:
        assert (job.owner, job.painted, job.taught.base) == (ME, False, "shipped")
        assert set(job.taught.drawings) == {drawing.id for drawing in some(5)}
        assert page.button(key="teach").disabled  # one lesson at a time
        press(page, "stop_teaching")
        assert job.state == "cancelled"
    finally:
        the_engine().forget(job)


def test_a_round_keeps_what_was_asked_for(page):
    page.session_state["canvas_or_photo"] = SPEED_TAB
    press(page.run(), "speed_start")
    this = page.session_state["speed_round"]
    assert sorted(this.asked[:10]) == list(range(10))
    assert all(a != b for a, b in zip(this.asked, this.asked[1:], strict=False))
    press(page, "speed_next")  # without ink: the same digit is asked for
    assert (this.drawn, kept()) == ([], [])
    for strokes in (SEVEN, [[20, 140, 40, 140, 240]]):
        this.drawing.take_strokes(strokes)
        press(page, "speed_next")
    assert kept() == this.asked[:2] == [drawing.label for drawing in this.drawn]
    assert "label_keys" not in components(page)
    assert "speed_clock" in components(page)
    press(page, "speed_end")
    assert "Round over" in " ".join(element.body for element in page.get("html"))
    assert "My handwriting: 2 drawings" in texts(page)
