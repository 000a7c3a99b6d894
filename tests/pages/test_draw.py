"""The Draw page without a browser: which network answers, and what an uploaded picture leads to."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from model.digits.preprocess import Digit
from model.digits.rows import Box, Row
from model.networks import answering
from model.networks.config import NetworkConfig, TrainingConfig
from model.runs import doubt_threshold, record
from pages.components.drawing import Drawing
from pages.parts import answer
from pages.parts.network_choice import Network
from tests.pages.shown import components

ME, SOMEBODY = "a" * 32, "b" * 32
PHOTO_TAB = ":material/photo_camera: Photo"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
RUN = record.Run(
    id="one",
    name="784–512–10 relu, adam",
    owner=ME,
    status="finished",
    network=NetworkConfig(),
    training=TrainingConfig(),
    data={"name": "sample"},
    scores={"test_accuracy": 0.9712},
    epochs=5,
    parameters=407_050,
    seconds=9.0,
    created=NOW,
)


@pytest.fixture
def save(tmp_path, monkeypatch):
    """Saves runs to an empty folder; their network is the one that ships, or what `model` says."""
    monkeypatch.setenv("RUNS_DIR", str(tmp_path))
    shipped = answering.SHIPPED.read_bytes()
    return lambda model=shipped, **changes: record.save(replace(RUN, **changes), model, [])


@pytest.fixture
def page(save):
    page = AppTest.from_file("../../pages/draw.py", default_timeout=60)
    page.session_state["visitor"] = ME
    return page


def prediction(page: AppTest) -> str:
    """What stands in the answer's place, as text."""
    return " ".join(element.body for element in page.get("html") if 'role="status"' in element.body)


def upload(page: AppTest, content: bytes, name: str = "digit.png") -> None:
    """Opens the photo tab and gives it a file."""
    page.session_state["canvas_or_photo"] = PHOTO_TAB
    page.run()
    page.file_uploader(key="photo").upload(name, content, "image/png").run()


def png(pixels: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def test_an_empty_canvas_says_so(page):
    page.run()
    assert not page.exception
    assert "Draw a digit" in prediction(page)


def test_the_ready_made_network_answers_before_there_is_a_run(page):
    page.run()
    assert page.selectbox[0].options[0].startswith("Ready-made network (9")
    assert not page.warning


def test_the_strokes_are_replayed_with_the_moment_when_the_answer_changed(page):
    answering.wake().result(120)
    page.session_state["drawing"] = Drawing(20, [[20, 70, 60, 140, 60, 210, 60, 190, 110, 170, 150, 130, 240]])
    page.run()
    page.toggle(key="replay").set_value(True).run()
    film = components(page)["replayed"]
    answers = np.argmax(film["probabilities"], axis=1)
    assert film["numbers"] == [1, 2, 3, 4, 5, 6]
    assert answers[-1] == 7
    changes = [i for i in range(1, 6) if answers[i] != answers[i - 1]]
    assert film["marks"] == [[i, f"{answers[i - 1]} → {answers[i]}"] for i in changes]
    assert f"At point {film['numbers'][changes[-1]]} of 6" in film["title"]


def test_my_last_run_from_train_answers_and_all_others_can(page, save):
    save(id="older", created=NOW - timedelta(hours=1), name="older")
    save(id="newer", name="newer")
    save(id="swept", created=NOW + timedelta(hours=1), name="swept", sweep="s")
    save(id="theirs", owner=SOMEBODY, created=NOW + timedelta(hours=2), name="theirs")
    page.run()
    names = [option.split(" (")[0] for option in page.selectbox[0].options]
    assert names == ["Mine · swept", "Mine · newer", "Mine · older", "Ready-made network", "Others · theirs"]
    assert page.selectbox[0].value.id == "newer"
    assert page.selectbox[0].options[1].endswith("(97.1%)")


def test_without_a_run_from_train_the_best_of_my_sweep_answers(page, save):
    for place, accuracy in enumerate((0.8, 0.9, 0.7)):
        history = [{"epoch": 1, "loss": 1, "accuracy": 0.5, "val_loss": 1, "val_accuracy": accuracy, "seconds": 1}]
        training = TrainingConfig(learning_rate=10.0 ** -(place + 2))
        run = replace(RUN, id=f"run{place}", training=training, created=NOW + timedelta(minutes=place), sweep="s")
        record.save(run, answering.SHIPPED.read_bytes(), history)
    page.run()
    assert page.selectbox[0].value.id == "run1"
    assert page.selectbox[0].value.name == "Mine · learning rate 0.001, 784–512–10 ReLU"


def test_runs_that_are_alike_in_all_but_time_can_be_told_apart(page, save):
    save(id="first")
    save(id="second", created=NOW + timedelta(minutes=3))
    page.run()
    assert len(set(page.selectbox[0].options)) == 3


@pytest.mark.thorough
def test_other_networks_read_the_same_digit_beside_it(page, save):
    page.run()
    assert not page.multiselect  # there is only one
    for name in ("one", "two", "three"):
        save(id=name, name=name, created=NOW + timedelta(minutes=len(name)))
    page.session_state["canvas_or_photo"] = ":material/grid_on: Test digit"
    page.query_params["compare"] = "two,nobody,one"
    page.run()
    page.button(key="next_test_digit").click().run()
    for network in ("two", "one"):
        answering.classifier(save(id=network, name=network).model_path).result(timeout=60)
    wait(page)
    assert page.multiselect[0].value == ["two", "one"]
    assert page.query_params["compare"] == "two,one"
    answers = [element.body for element in page.get("html") if 'class="digit"' in element.body]
    assert len(answers) == 3
    assert len(set(answers)) == 1  # all three have the weights of the network that ships
    assert {"bars", "other_1_bars", "other_2_bars"} <= set(components(page))


def test_a_network_that_is_not_here_gets_a_sentence_until_another_is_chosen(page, save):
    page.query_params["network"] = "gone"
    page.run()
    assert "isn't here" in page.warning[0].value
    save(id="mine")
    page.run()
    page.selectbox[0].select_index(0).run()
    assert not page.warning


@pytest.mark.thorough
def test_the_threshold_of_a_run_saved_without_one_is_found_in_the_background(page, save):
    save(status="uploaded", network=None, training=None, name="brought along")
    page.run()
    network = page.selectbox[0].value
    assert network.id == "one"
    assert 0.1 < doubt_threshold.found_later(network.run).result(timeout=60) == network.threshold <= 1


def test_a_broken_run_is_skipped_with_a_sentence(page, save):
    (save().folder / "history.csv").unlink()
    page.run()
    assert not page.exception
    assert any("was skipped" in caption.value for caption in page.caption)
    assert len(page.selectbox[0].options) == 1


def test_a_run_without_a_network_leads_to_a_sentence(page, save):
    save(model=b"no network")
    paper = np.full((200, 200), 240, np.uint8)
    paper[40:160, 95:110] = 20
    upload(page, png(paper))
    wait(page)
    assert not page.exception
    assert "can&#x27;t be opened as a Keras model" in prediction(page)


@pytest.mark.parametrize("inverted", [False, True], ids=["dark on light", "light on dark"])
def test_a_picture_of_a_one_is_read(page, inverted):
    paper = np.full((200, 200), 240, np.uint8)
    paper[40:160, 95:110] = 20
    upload(page, png(255 - paper if inverted else paper))
    wait(page)
    assert not page.exception
    assert '<span class="digit">1</span>' in prediction(page)
    first, *_, last = pictures = components(page)["step_pictures"]["pictures"]
    assert [picture["title"] for picture in pictures if picture["caption"].startswith("Ours: ")] == ["Straightened"]
    assert "One digit at a time" not in prediction(page)
    assert first["caption"] == "The drawing in shades of grey, ink light on dark."
    assert (last["title"], last["rows"], last["columns"]) == ("Scaled to 0–1", 28, 28)
    assert max(last["numbers"]) == "1.00"


def row(*wide: float, looks_like_several: bool = False) -> Row:
    """Digits in a row, of which only their proportions count."""
    boxes = [Box(0, 0, 1, 1, each) for each in wide or (0.7,)]
    return Row(tuple(Digit(np.zeros((28, 28), np.float32), ()) for _ in boxes), tuple(boxes), (), looks_like_several)


def test_doubt_is_said_and_two_digits_at_once_before_it():
    weak, network = np.full(10, 0.1, np.float32), Network("one", "one", answering.SHIPPED, known_threshold=0.5)
    assert "This may not be a digit" in answer._answer(weak[None], network, row())
    assert "One digit at a time, please" in answer._answer(weak[None], network, row(looks_like_several=True))
    sure = np.eye(10, dtype=np.float32)[3]
    assert "several digits, leave gaps" in answer._answer(weak[None], network, row(1.4))
    said = answer._answer(np.array([sure, weak, sure]), network, row(0.7, 1.4, 0.7))
    assert ">303</span>" in said
    assert "10% sure of all 3" in said
    assert "Number 2 in the row may be several that touch" in said
    assert "may not" not in answer._answer(sure[None], network, row())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"GIF89a nothing", "not a PNG, JPEG or WebP picture"),
        (b"", "not a PNG, JPEG or WebP picture"),
        (png(np.random.default_rng(0).integers(0, 255, (90, 90), np.uint8))[:4000], "damaged or incomplete"),
        (png(np.zeros((7100, 7100), np.uint8)), "50 megapixels|at most 50 work"),
        (png(np.full((90, 90), 200, np.uint8)), "No digit stands out"),
    ],
    ids=["no picture", "empty", "cut off", "too large", "blank paper"],
)
def test_a_picture_that_cannot_be_used_gets_a_sentence(page, content, sentence):
    upload(page, content)
    assert not page.exception
    assert any(part in prediction(page) for part in sentence.split("|"))


def wait(page: AppTest) -> None:
    """Looks again until the network is awake, as the page does by itself."""
    page.selectbox[0].value.wake().exception(timeout=60)
    page.run()


@pytest.mark.parametrize("forged", [{"drawing": "ink"}, {"drawing": [1]}, {"backgroundFit": {}}, {"backgroundFit": 7}])
def test_what_a_browser_forges_for_the_canvas_harms_nobody(page, monkeypatch, forged):
    page.run()  # the component can be imported on a page only
    monkeypatch.setattr("streamlit_drawable_canvas.out", lambda **_: forged)
    assert not page.run().exception
    assert "Draw a digit" in prediction(page)


def test_three_drawings_can_be_pinned_and_no_more(page):
    slants = [
        Drawing(20, [[20, 70, 60, 140, 60, 210, 60, 190, 110, 170, bottom, 130, 240]])
        for bottom in (130, 150, 170, 190)
    ]
    for number, drawing in enumerate(slants):
        page.session_state["drawing"] = drawing
        page.run()
        button = next(button for button in page.button if button.key == "pin_drawing")
        assert button.disabled == (number == 3)
        if not button.disabled:
            button.click().run()
        assert not page.exception
        assert len(page.session_state["pinned_drawings"]) == min(3, number + 1)
    page.session_state["drawing"] = slants[0]
    page.run()
    assert "pin_drawing" not in {button.key for button in page.button}  # it is pinned: a link to Train stands there


def test_a_drawn_number_is_read_digit_by_digit_and_the_bars_are_of_the_chosen_one(page):
    answering.wake().result(120)
    seven, one = [10, 30, 60, 90, 60, 60, 190], [10, 150, 60, 148, 190]
    page.session_state["drawing"] = Drawing(10, [one, seven])
    page.run()
    assert not page.exception
    assert '<span class="digit many">71</span>' in prediction(page)
    assert [option.content[0] for option in page.segmented_control(key="chosen_digit").proto.options] == ["7", "1"]
    assert page.segmented_control(key="chosen_digit").value == 0  # the seven was drawn last
    assert "7" in components(page)["bars"]["alt"].split(",")[0]
    boxes = components(page)["canvas_boxes"]
    assert [box["said"][0] for box in boxes["boxes"]] == ["7", "1"]
    assert boxes["chosen"] == 0
    page.segmented_control(key="chosen_digit").set_value(1).run()
    assert "1" in components(page)["bars"]["alt"].split(",")[0]
    assert components(page)["canvas_boxes"]["chosen"] == 1
    assert "replay" not in {toggle.key for toggle in page.toggle}
    page.session_state["drawing"] = Drawing(10, [one])
    page.run()
    assert '<span class="digit">1</span>' in prediction(page)
    assert "canvas_boxes" not in components(page)
