"""The Evaluate page in a browser: a click in the confusion matrix, the keyboard, a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

PATIENCE = 120_000  # milliseconds: the network may still be waking up
MATRIX = ".st-key-confusion_matrix .nsewdrag"


def evaluated(page: Page, heading: str) -> None:
    """Waits until the network is awake and has read the test digits."""
    expect(page.get_by_text(heading).first).to_be_visible(timeout=PATIENCE)


def click_cell(page: Page, true: int, read_as: int) -> None:
    matrix = page.locator(MATRIX).first
    matrix.scroll_into_view_if_needed()
    box = matrix.bounding_box()
    x, y = box["x"] + (read_as + 0.52) / 10.04 * box["width"], box["y"] + (true + 0.52) / 10.04 * box["height"]
    if page.viewport_size["width"] < 640:
        page.touchscreen.tap(x, y)
    else:
        page.mouse.move(x, y)
        page.mouse.click(x, y)


def the_keyboard_reaches_each_image(page: Page) -> None:
    """Of the cell of the twos that were read as twos."""
    shown = page.get_by_text(re.compile(r"Test image \d+: true 2, predicted 2"))
    first = shown.inner_text()
    page.get_by_role("spinbutton", name="Digit on the wall").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_text(first)).to_have_count(0)
    expect(shown).to_be_visible()


def no_section_is_wider_than_a_phone(page: Page) -> None:
    for section, text, key in (
        ("Overview", "Test accuracy", "accuracy_chart"),
        ("Mistakes", "Which digits", "judged_bars"),
        ("Confidence", "Is it right as often as it says?", "thresholds"),
        ("Look up", "Index of the test image", "judged_bars"),
    ):
        page.get_by_role("radio", name=section).or_(page.get_by_role("button", name=section)).first.click()
        expect(page.get_by_text(text).first).to_be_visible(timeout=PATIENCE)
        chart = page.locator(f".st-key-{key}")
        chart.scroll_into_view_if_needed()
        expect(chart.locator(".main-svg").first).to_be_visible(timeout=PATIENCE)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
        page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")


@pytest.mark.thorough
@pytest.mark.parametrize("phone", [False, True])
def test_a_click_on_a_cell_shows_its_images_and_the_url_says_so(open_page, phone):
    page = open_page("/evaluate?section=Confusion&true=5&read_as=5", phone=phone)
    evaluated(page, "images of a 5, read as 5")
    evaluated(page, "Most confused")
    expect(page.locator(MATRIX).first).to_be_visible(timeout=PATIENCE)
    for digit in (7, 2):
        click_cell(page, digit, digit)
        expect(page.get_by_text(re.compile(rf"images of a {digit}, read as {digit}"))).to_be_visible(timeout=PATIENCE)
        expect(page.get_by_text(re.compile(rf"Test image \d+: true {digit}, predicted {digit}"))).to_be_visible()
        assert f"read_as={digit}" in page.url
    if phone:
        no_section_is_wider_than_a_phone(page)
    else:
        the_keyboard_reaches_each_image(page)
    assert [error for error in page.errors if "404" not in error] == []  # Streamlit itself asks for what is not there


@pytest.mark.thorough
def test_sections_open_by_keyboard_and_the_url_keeps_them(open_page):
    page = open_page("/evaluate")
    evaluated(page, "Test accuracy")
    page.get_by_role("radio", name="Look up").or_(page.get_by_role("button", name="Look up")).first.focus()
    page.keyboard.press("Enter")
    index = page.get_by_role("spinbutton", name="Index of the test image")
    index.fill("12")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Test image 12: true")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Test image 12: true")).to_be_visible(timeout=PATIENCE)


def test_people_beside_mnist_and_the_url_says_so(open_page):
    page = open_page("/evaluate")
    evaluated(page, "Test accuracy")
    page.get_by_role("radio", name="People").or_(page.get_by_role("button", name="People")).first.click()
    evaluated(page, "on 300 digits drawn by 30 people")
    assert "digits=people" in page.url
    styles = page.locator(".st-key-styles")
    styles.scroll_into_view_if_needed()
    expect(styles.locator(".main-svg").first).to_be_visible(timeout=PATIENCE)
    expect(styles.get_by_text("7 with a bar").first).to_be_visible()
    page.get_by_role("radio", name="Mistakes").or_(page.get_by_role("button", name="Mistakes")).first.click()
    expect(page.get_by_text("Tested on 300 digits by 30 people").first).to_be_visible(timeout=PATIENCE)
