"""The Draw page in a real browser: ink by mouse, finger and pen, and the answer to it."""

import io
import math
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import leave, new_page
from tests.browser.drawing import (
    CANVAS,
    NOTHING_DRAWN,
    ONE,
    PREDICTION,
    SEVEN,
    Stroke,
    clear,
    draw,
    draw_with_finger,
    draw_with_pen,
    expect_answer,
    expect_ink,
    on_screen,
    ready_to_draw,
    wait_for_answer,
)

# Begins where the canvas's own toolbar would lie, and crosses all of it.
FROM_THE_CORNER = [(0.97, 0.03), (0.8, 0.05), (0.6, 0.4), (0.5, 0.9)]
HEIC = Path(__file__).parents[1] / "model" / "digits" / "seven.heic"
EVERYWHERE = [(0.04, 0.04), (0.5, 0.02), (0.7, 0.03), (0.85, 0.05), (0.97, 0.03), (0.96, 0.5), (0.5, 0.5), (0.96, 0.96)]


@pytest.fixture(scope="module")
def opened(app_server, kept_contexts):
    """The Draw page, wide and on a phone, opened once for all tests that leave it as it was but for the ink."""
    contexts = {phone: kept_contexts(phone) for phone in (False, True)}
    yield {phone: new_page(context, f"{app_server.url}/draw") for phone, context in contexts.items()}
    for context in contexts.values():
        leave(context)


def without_ink(page):
    ready_to_draw(page)
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    if page.get_by_role("button", name="Clear").is_enabled():
        clear(page)
    expect(page.locator(PREDICTION)).to_have_text(NOTHING_DRAWN)
    return page


@pytest.fixture
def page(opened):
    return without_ink(opened[False])


@pytest.fixture
def phone(opened):
    return without_ink(opened[True])


def test_nothing_drawn_has_no_answer(page):
    expect(page.locator(PREDICTION)).to_have_text(NOTHING_DRAWN)
    expect(page.locator(".st-key-probabilities .gtitle")).to_have_text("The probability of each digit")


def test_a_drawn_digit_is_answered_with_bars_and_steps(page):
    draw(page, SEVEN)
    answer = wait_for_answer(page)
    assert re.match(r"\d\s+(over )?[\d.]+% sure", answer)
    expect(page.locator(".st-key-probabilities .gtitle")).to_contain_text(f"Most likely {answer[0]}")
    expect(page.locator(".st-key-steps figure")).not_to_have_count(0)
    assert not [error for error in page.errors if "404" not in error]


def test_mouse_draws_in_the_corner_of_the_hidden_toolbar(page):
    draw(page, [FROM_THE_CORNER])
    expect_ink(page, FROM_THE_CORNER)
    wait_for_answer(page)


def test_pen_draws_in_the_corner_of_the_hidden_toolbar(page):
    draw_with_pen(page, FROM_THE_CORNER)
    expect_ink(page, FROM_THE_CORNER)
    wait_for_answer(page)


@pytest.mark.parametrize("palm_first", [False, True])
def test_a_palm_draws_nothing_while_a_pen_writes(phone, palm_first):
    left, right = (0.2, 0.5), (0.8, 0.5)
    draw_with_pen(phone, [(0.2, 0.1), (0.2, 0.9)], [(0.8, 0.4), (0.8, 0.5), (0.8, 0.6)], palm_first)
    expect_ink(phone, [left, (0.2, 0.88)], [right, (0.5, 0.5), (0.8, 0.6)])
    wait_for_answer(phone)


def test_a_stroke_that_the_browser_cancels_stays_and_is_answered(phone):
    draw_with_finger(phone, ONE[0], end="touchCancel")
    wait_for_answer(phone)
    phone.get_by_role("button", name="Undo").click()
    expect(phone.locator(PREDICTION)).to_have_text(NOTHING_DRAWN)
    expect_ink(phone, [], [(0.5, 0.5)])


def test_finger_draws_in_the_corner_and_does_not_scroll(phone):
    draw_with_finger(phone, FROM_THE_CORNER)
    expect_ink(phone, FROM_THE_CORNER)
    assert phone.locator("[data-testid=stMain]").evaluate("main => main.scrollTop") == 0
    wait_for_answer(phone)


def test_dots_land_where_the_mouse_is_also_on_a_smaller_canvas(phone):
    draw(phone, [[point, point] for point in EVERYWHERE])
    beside = [(x - 0.1 if x > 0.5 else x + 0.1, y + 0.1 if y < 0.5 else y - 0.1) for x, y in EVERYWHERE]
    expect_ink(phone, EVERYWHERE, beside)


def test_a_phone_shows_canvas_and_answer_without_scrolling(phone):
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    draw_with_finger(phone, ONE[0])
    wait_for_answer(phone)
    canvas, digit = (phone.locator(place).bounding_box() for place in (CANVAS, f"{PREDICTION} .digit"))
    assert canvas["width"] > 330
    assert digit["y"] + digit["height"] <= 844


def test_drawing_after_scrolling_lands_where_the_mouse_is(page):
    draw(page, ONE)
    wait_for_answer(page)
    page.locator("[data-testid=stMain]").evaluate("main => main.scrollTo(0, 150)")
    point = (0.9, 0.8)
    draw(page, [[point, point]])
    expect_ink(page, [point])


def test_clear_works_from_the_keyboard(page):
    draw(page, ONE)
    wait_for_answer(page)
    page.get_by_role("button", name="Clear").focus()
    page.keyboard.press("Enter")
    expect(page.locator(PREDICTION)).to_have_text(NOTHING_DRAWN)


def test_a_broader_brush_leaves_more_ink(page):
    slider = page.get_by_role("slider", name="Brush width")
    slider.focus()
    page.keyboard.press("End")
    expect(page.locator(".canvas-tools")).to_contain_text("Brush 40")
    page.wait_for_timeout(500)
    draw(page, [[(0.5, 0.1), (0.5, 0.9)]])
    expect_ink(page, [(0.44, 0.5)])
    slider.fill("20")


def test_a_small_nine_whose_head_the_brush_fills_is_read(page):
    around = [2 * math.pi * i / 12 for i in range(14)]
    head = [(0.5 + 0.03 * math.cos(angle), 0.3 + 0.03 * math.sin(angle)) for angle in around]
    draw(page, [[*head, (0.53, 0.3), (0.52, 0.45), (0.5, 0.5)]])
    expect_ink(page, [(0.5, 0.3)])  # filled
    expect_answer(page, "9")
    expect(page.locator(".st-key-steps")).to_contain_text("One pen")


@pytest.mark.parametrize(
    "strokes",
    [
        [[(0.5, 0.5), (0.5, 0.5)]],
        [[(0.1 + 0.08 * i, 0.1 if i % 2 else 0.9) for i in range(11)], [(0.1, 0.3), (0.9, 0.6), (0.1, 0.9)]],
        pytest.param([[(0.0, y / 16), (1.0, y / 16)] for y in range(17)], marks=pytest.mark.thorough),
        [[(1.2, 0.5), (0.9, 0.5)]],
    ],
    ids=["dot", "scribble", "full canvas", "from outside"],
)
def test_whatever_is_drawn_there_is_an_answer_or_a_sentence(page, strokes):
    draw(page, strokes)
    page.wait_for_timeout(600)
    expect(page.locator(PREDICTION)).to_have_text(re.compile(rf"^(\d |{NOTHING_DRAWN})"))
    expect(page.locator("[data-testid=stException]")).to_have_count(0)


def test_nothing_moves_when_the_answer_comes(page):
    places = [CANVAS, PREDICTION, ".st-key-probabilities", ".st-key-steps"]
    expect(page.locator(".st-key-probabilities .gtitle")).to_be_visible()
    before = [page.locator(place).bounding_box() for place in places]
    draw(page, ONE)
    wait_for_answer(page)
    expect(page.locator(".st-key-steps figure")).not_to_have_count(0)
    after = [page.locator(place).bounding_box() for place in places]
    for earlier, later in zip(before[:3], after[:3], strict=True):
        assert earlier == pytest.approx(later, abs=1)
    assert before[3]["y"] == pytest.approx(after[3]["y"], abs=1)


def test_a_pixel_tells_its_number(page):
    draw(page, ONE)
    wait_for_answer(page)
    steps = page.locator(".st-key-steps")
    label = steps.get_by_role("status")
    page.get_by_role("slider", name="Scaled to 0–1.").hover()
    expect(label).to_have_text(re.compile(r"row \d+, column \d+: [01]\.\d\d"))
    page.get_by_role("slider", name="Scaled to 20 pixels.").hover(position={"x": 10, "y": 70})  # beside a slender 1
    expect(label).to_be_hidden()
    page.get_by_role("slider", name="Centred by mass.").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(label).to_have_text(re.compile(r"row 15, column 15: \d+"))
    page.keyboard.press("Tab")
    expect(label).to_have_text(re.compile(r"row 14, column 14: [01]\.\d\d"))
    page.keyboard.press("Tab")
    expect(label).to_be_hidden()


def test_each_step_lies_in_the_middle_of_its_square(page):
    draw(page, ONE)
    wait_for_answer(page)
    pictures = page.locator(".st-key-steps figure")
    expect(pictures).to_have_count(7)
    for picture in pictures.all():
        square, image = (picture.locator(part).bounding_box() for part in (".square", "img"))
        assert max(image["width"], image["height"]) == pytest.approx(square["width"], abs=1)
        for along, length in (("x", "width"), ("y", "height")):
            before, after = image[along] - square[along], square[along] + square[length] - image[along] - image[length]
            assert before == pytest.approx(after, abs=1)


def test_the_picture_that_the_network_reads_is_downloaded(page):
    draw(page, ONE)
    wait_for_answer(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as PNG").click()
    assert download.value.suggested_filename == "digit.png"
    picture = np.asarray(Image.open(download.value.path()))
    assert picture.shape == (28, 28)
    assert picture.dtype == np.uint8
    assert picture.max() == 255
    assert picture[14, 13:16].max() > 127
    assert picture[:, :8].max() == picture[:, 20:].max() == 0


def png(levels):
    content = io.BytesIO()
    Image.fromarray(levels).save(content, "PNG")
    return content.getvalue()


@pytest.mark.thorough
def test_photos_are_read_and_other_files_named(page):
    one = np.full((300, 220), 235, np.uint8)
    one[60:240, 100:118] = 30
    squared = one.copy()
    squared[15::40, :], squared[:, 15::40] = 60, 60
    squared[60:240, 100:118] = 30
    many = np.tile(one[30:270, 60:160], (3, 4))
    page.get_by_role("tab", name="Photo").click()
    expect(page.locator(PREDICTION)).to_have_text("Choose a photo of a digit, or of a number")
    field = page.locator("input[type=file]")

    def bring(name: str, kind: str, content: bytes) -> None:
        field.set_input_files({"name": name, "mimeType": kind, "buffer": content})

    bring("one.bin", "application/octet-stream", png(one))  # its bytes say what it is, not its name
    expect_answer(page, "1")
    pictures = page.locator(".st-key-photo_pictures")
    expect(pictures).to_contain_text("What was taken for ink")
    bring("page.png", "image/png", png(many))
    expect(page.locator(PREDICTION)).to_have_text("This picture holds about 12 digits; crop one.")
    bring("squared.png", "image/png", png(squared))
    expect(pictures).to_contain_text("Left out as printed")
    expect_answer(page, "1")
    bring("digit.png", "image/png", b"no picture")
    expect(page.locator(PREDICTION)).to_contain_text("not a PNG, JPEG or WebP picture")
    bring("IMG_0001.HEIC", "", HEIC.read_bytes())
    expect_answer(page, "7")
    page.get_by_role("tab", name="Canvas").click()
    expect(page.locator(PREDICTION)).to_have_text(NOTHING_DRAWN)
    draw(page, ONE)
    wait_for_answer(page)


@pytest.mark.thorough
def test_2026_is_read_in_boxes_and_shows_the_bars_of_the_one_that_is_chosen(page):
    def at(left: float, stroke: Stroke) -> Stroke:
        return [(left + 0.16 * x, 0.3 + 0.3 * y) for x, y in stroke]

    two: Stroke = [(0.05, 0.25), (0.3, 0.02), (0.7, 0.05), (0.85, 0.3), (0.5, 0.65), (0.05, 0.98), (0.95, 0.96)]
    turn = np.linspace(0, 2 * np.pi, 13)
    zero: Stroke = [(0.5 - 0.4 * np.sin(angle), 0.5 - 0.5 * np.cos(angle)) for angle in turn]
    six: Stroke = [(0.7, 0), (0.25, 0.35), (0.1, 0.75), (0.4, 1), (0.8, 0.9), (0.85, 0.65), (0.5, 0.55), (0.15, 0.75)]
    draw(page, [at(0.08 + 0.22 * place, digit) for place, digit in enumerate((two, zero, two, six))])
    expect_answer(page, "2026")
    title = page.locator(".st-key-probabilities .gtitle")
    expect(title).to_contain_text("Most likely 6")  # the last one drawn
    expect(page.locator(".st-key-canvas .boxes > div")).to_have_count(4)
    page.locator(".st-key-chosen_digit").get_by_role("radio").nth(1).click()
    expect(title).to_contain_text("Most likely 0")
    page.mouse.move(*on_screen(page, (0.16, 0.45)))
    expect(title).to_contain_text("Most likely 2")
    draw(page, [[(0.3, 0.8), (0.7, 0.8)]])  # ink goes through the boxes, and below them
    clear(page)
    expect(page.locator(".st-key-canvas .boxes")).to_have_count(0)


def test_a_digit_is_painted_with_the_keyboard_alone(page):
    page.get_by_role("tab", name="Test digit").click()
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.get_by_text("Test image 0, labelled 0")).to_be_visible()
    expect_answer(page, "0")
    page.get_by_role("button", name="Clear", exact=True).last.click()
    expect(page.locator(PREDICTION)).to_have_text("Try a test digit, or paint one")
    page.get_by_role("application").focus()
    for key in ["ArrowUp"] * 9 + [" "] + ["Shift+ArrowDown"] * 17:
        page.keyboard.press(key)
    expect_answer(page, "1")
    expect(page.locator(".st-key-steps figure")).to_have_count(6)  # brought to MNIST's form, as a drawing is
    page.get_by_role("tab", name="Canvas").click()
    expect(page.locator(PREDICTION)).to_have_text(NOTHING_DRAWN)


def test_an_answer_is_said_to_be_right_by_a_key_and_kept_until_it_is_undone(page):
    draw(page, SEVEN)
    wait_for_answer(page)
    place = page.locator(CANVAS).bounding_box()
    labelling = page.locator(".st-key-labelling")
    right = labelling.get_by_role("button", name="Right")
    expect(right).to_be_enabled()
    page.keyboard.press("Enter")
    expect(labelling).to_contain_text("Kept as a 7 in my handwriting")
    expect(right).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("4")
    expect(labelling).to_contain_text("Kept as a 4 in my handwriting")
    assert page.locator(CANVAS).bounding_box() == place
    for _ in range(2):
        page.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("Networks know MNIST's handwriting, not yours")).to_be_visible()
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    clear(page)
    expect(right).to_be_disabled()
