"""The Data page in a browser: what a click, a pointer and the arrow keys do there."""

import re

import pytest
from playwright.sync_api import Page, expect

from charts.words import a_digit
from model.digits import data, exploring

GRID = ".st-key-pixel_vector .grid"
WALL = ".st-key-wall button"


@pytest.fixture(scope="module")
def sample():
    return data.load("sample")


def click_on_wall(page: Page, row: int, column: int) -> None:
    """Clicks the digit in this row and column, on a wall of 8 × 8."""
    digit = page.locator(WALL).nth(8 * row + column)
    digit.tap() if page.viewport_size["width"] < 640 else digit.click()


def cell(page: Page, row: int, column: int) -> tuple[float, float]:
    """The middle of a pixel of the digit, on the screen."""
    box = page.locator(f"{GRID} > rect").first.bounding_box()
    return box["x"] + (column + 0.5) / 28 * box["width"], box["y"] + (row + 0.5) / 28 * box["height"]


def nothing_is_wider_than_a_phone(page: Page) -> None:
    chart = page.locator(".st-key-deviation_images")
    chart.scroll_into_view_if_needed()
    expect(chart.locator(".main-svg").first).to_be_visible()
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390


@pytest.mark.thorough
@pytest.mark.parametrize("phone", [False, True])
def test_a_click_on_the_wall_studies_that_digit_and_the_url_says_so(open_page, sample, phone):
    page = open_page("/data", phone=phone)
    expect(page.locator(GRID)).to_be_visible()
    order = exploring.shuffled(sample.y_train, None, 0)
    for row, column in ((2, 5), (7, 1)):
        index = int(order[row * 8 + column])
        click_on_wall(page, row, column)
        heading = page.get_by_text(f"Training image {index} is {a_digit(sample.y_train[index])}")
        expect(heading).to_be_in_viewport()  # also on a phone, where it lies below the wall
        assert f"index={index}" in page.url
    page.get_by_role("spinbutton", name="Index of the image to study").fill("12")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Training image 12 is")).to_be_visible()
    click_on_wall(page, row, column)  # a second click on the same digit studies it again
    expect(page.get_by_text(f"Training image {index} is")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"Training image {int(order[(row - 1) * 8 + column - 1])} is")).to_be_visible()
    if phone:
        nothing_is_wider_than_a_phone(page)
    assert [error for error in page.errors if "404" not in error] == []  # Streamlit itself asks for what is not there


@pytest.mark.thorough
def test_pixel_and_vector_point_at_each_other_by_pointer_and_by_keys(open_page, sample):
    page = open_page("/data?index=5")
    grid, mark = page.locator(GRID), page.locator(".st-key-pixel_vector .strip line")
    grid.focus()
    expect(grid).to_have_attribute("aria-valuenow", "406")
    for key, entry in (("ArrowRight", 407), ("ArrowDown", 435), ("ArrowLeft", 434), ("ArrowUp", 406)):
        page.keyboard.press(key)
        expect(grid).to_have_attribute("aria-valuenow", str(entry))
        expect(grid).to_have_attribute("aria-valuetext", re.compile(f"entry {entry}: "))
    row, column = 9, 13
    entry = 28 * row + column
    page.mouse.move(*cell(page, row, column))
    value = sample.x_train[5, row, column]
    expect(page.get_by_text(f"28 · {row} + {column} = entry {entry}: {value}", exact=False)).to_be_visible()
    assert grid.get_attribute("aria-valuenow") == str(entry)
    assert float(mark.get_attribute("x1")) == entry + 0.5
    strip = page.locator(".st-key-pixel_vector .strip")
    strip.scroll_into_view_if_needed()
    box = strip.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 300.5 / 784, box["y"] + 5)
    expect(page.locator(f"{GRID} rect.mark")).to_have_attribute("y", "10")
    expect(page.locator(f"{GRID} rect.mark")).to_have_attribute("x", "20")
    grid.focus()
    page.keyboard.press("ArrowDown")  # and the cursor stays when the values change
    page.get_by_role("radio", name="÷ 255").or_(page.get_by_role("button", name="÷ 255")).click()
    value = sample.x_train[5].reshape(784)[328] / 255
    expect(grid).to_have_attribute("aria-valuetext", re.compile(f"entry 328: {value:.2f}$"))


@pytest.mark.thorough
def test_a_link_opens_the_same_digit_and_a_neighbour_can_be_studied(open_page, app_server, sample):
    page = open_page("/data?split=Test&index=321")
    expect(page.get_by_text(f"Test image 321 is {a_digit(sample.y_test[321])}")).to_be_visible()
    distance = exploring.distances(sample.x_test[321], sample.x_train)
    closest = exploring.nearest(distance, 10).indices[0]
    page.locator(".st-key-closest button").first.click()
    expect(page.get_by_text(f"Training image {closest} is")).to_be_in_viewport()
    assert "created with a default value" not in app_server.log.read_text()


def test_the_wall_of_styles_has_pictures_and_fits_a_phone(open_page):
    page = open_page("/data", phone=True)
    card = page.locator(".st-key-style_7_bar")
    card.scroll_into_view_if_needed()
    expect(card.get_by_text("7 with a bar")).to_be_visible()
    expect(card.get_by_text("Among the sample's 7s")).to_be_visible()
    picture = card.locator("img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") >= 200
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
