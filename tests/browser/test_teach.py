"""Teaching a network one's own hand: misread, corrected, learned, read right. A round of speed, and a form on paper."""

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from pages.components.pictures import as_png
from tests.browser.drawing import CANVAS, PREDICTION, Stroke, clear, draw, ready_to_draw, wait_for_answer
from tests.model.handwriting.test_form import FILLED, photographed, written

LONG = 120_000  # milliseconds
MIRRORED_SEVEN: Stroke = [(0.75, 0.2), (0.25, 0.2), (0.4, 0.5), (0.55, 0.9)]
LABELLING, STRIP = ".st-key-labelling", ".st-key-handwriting_strip"


def otherwise(stroke: Stroke, right: float, size: float) -> list[Stroke]:
    """The same, drawn in another place and size, as nobody draws a digit twice alike."""
    return [[(0.5 + (x - 0.5) * size + right, 0.5 + (y - 0.5) * (2 - size)) for x, y in stroke]]


def kept(page: Page, count: int) -> None:
    expect(page.get_by_role("heading", name=re.compile(rf"My handwriting: {count} drawing"))).to_be_visible()


def expect_row(page: Page, what: str, before: str, after: str) -> None:
    """A row of the table: what was read, and how much of it before and after."""
    row = page.locator("[data-testid=stTable] tr", has_text=what)
    expect(row.locator("td")).to_have_text([re.compile(what), before, after], timeout=LONG)


@pytest.mark.thorough
def test_misread_corrected_learned_drawn_again_and_read_right(open_page):
    page = open_page("/draw")
    ready_to_draw(page)
    for number, (right, size) in enumerate([(0, 1), (0.04, 0.8), (-0.05, 0.9), (0.02, 0.7)], start=1):
        draw(page, otherwise(MIRRORED_SEVEN, right, size))
        assert not wait_for_answer(page).startswith("7")
        expect(page.locator(LABELLING).get_by_role("button", name="Right")).to_be_enabled()
        place = page.locator(CANVAS).bounding_box()
        if number % 2:
            page.keyboard.press("7")
        else:
            page.locator(LABELLING).get_by_role("button", name="7").click()
        expect(page.locator(LABELLING)).to_contain_text("Kept as a 7 in my handwriting")
        kept(page, number)
        assert page.locator(CANVAS).bounding_box() == place  # nothing has moved
        clear(page)
        expect(page.locator(PREDICTION)).to_have_text("Draw a digit")
    page.reload()  # they are kept on disk, for this browser
    kept(page, 4)

    page.get_by_role("button", name="Teach it 4 drawings").click()
    expect(page.get_by_text(re.compile(r"Finished after \d of \d epochs"))).to_be_visible(timeout=LONG)
    expect_row(page, "Your 4 drawings it learned", "0 of 4", "4 of 4")
    page.get_by_role("button", name="Draw for the taught network").click()
    chooser = page.get_by_role("combobox", name="Network that answers")
    expect(chooser).to_have_value(re.compile("Taught 4 drawings"))
    ready_to_draw(page)
    page.locator(CANVAS).scroll_into_view_if_needed()
    draw(page, otherwise(MIRRORED_SEVEN, -0.02, 0.85))
    expect(page.locator(PREDICTION)).to_have_text(re.compile(r"^\s*7"), timeout=LONG)
    page.locator(LABELLING).get_by_role("button", name="Right").click()
    kept(page, 5)
    expect_row(page, "Your 1 drawing made since", "0 of 1", "1 of 1")

    page.get_by_role("link", name="Evaluate").first.click()
    page.get_by_role("radio", name="My handwriting").click()
    expect(page.get_by_text("The 4 that it has learned from are left out.")).to_be_visible(timeout=LONG)


@pytest.mark.thorough
def test_a_round_on_a_phone_gathers_drawings_that_can_be_taken_out(open_page):
    page = open_page("/draw", phone=True)
    page.get_by_role("tab", name="Speed drawing").click()
    page.get_by_role("button", name="Start the clock").click()
    for number in range(3):
        expect(page.get_by_text(f"{number} drawn", exact=True)).to_be_visible()
        canvas = page.locator(".st-key-speed_canvas canvas.upper-canvas")
        expect(page.locator(".st-key-speed_canvas .hint").last).to_have_text(re.compile(r"Draw an? \d"))
        box = canvas.bounding_box()
        page.mouse.move(box["x"] + (0.3 + 0.1 * number) * box["width"], box["y"] + 0.2 * box["height"])
        page.mouse.down()
        page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.8 * box["height"], steps=5)
        page.mouse.up()
        expect(page.locator(".st-key-speed .canvas-tools").last.get_by_role("button", name="Clear")).to_be_enabled()
        page.locator(".st-key-speed_next button").click()
    expect(page.get_by_text("3 drawn", exact=True)).to_be_visible()
    assert not page.locator(PREDICTION).is_visible()
    page.get_by_role("button", name="End").click()
    kept(page, 3)
    wall = page.locator(".st-key-speed_wall button")
    expect(wall).to_have_count(3)
    wall.nth(1).click()
    kept(page, 2)
    wall.nth(1).click()
    kept(page, 3)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    assert [error for error in page.errors if "404" not in error] == []


@pytest.mark.thorough
def test_a_photo_of_the_filled_form_is_checked_and_kept(open_page):
    page = open_page("/draw", phone=True)
    page.get_by_role("button", name="On paper").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Form, A4").click()
    assert download.value.suggested_filename == "digits_a4.pdf"
    field = page.locator("[data-testid=stPopoverBody] input[type=file]")
    nothing = as_png(np.full((300, 300), 200, np.uint8))
    field.set_input_files({"name": "cat.png", "mimeType": "image/png", "buffer": nothing})
    expect(page.get_by_text("No form is found in this picture.")).to_be_visible(timeout=LONG)
    photo = photographed(written(), 94)
    field.set_input_files({"name": "form.jpg", "mimeType": "image/jpeg", "buffer": photo})
    wall = page.locator(".st-key-form_wall button")
    expect(wall).to_have_count(len(FILLED), timeout=LONG)
    wall.nth(2).click()
    page.get_by_role("button", name=f"Keep {len(FILLED) - 1} drawings").click()
    kept(page, len(FILLED) - 1)
    expect(page.get_by_text(f"{len(FILLED) - 1} drawings were added.")).to_be_visible()
    expect(wall).to_have_count(0)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    assert [error for error in page.errors if "404" not in error] == []
