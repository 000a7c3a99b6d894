"""Home in a browser: draw at once, and go on from there."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.drawing import CANVAS, PREDICTION, draw, ready_to_draw, wait_for_answer

WAYS_ON = {
    "Explore the data": "/data",
    "Train a network": "/train",
    "Draw": "/draw",
    "Evaluate": "/evaluate",
    "Runs": "/runs",
}
ONE = [[(0.5, 0.15), (0.5, 0.5), (0.5, 0.85)]]
HINT = ".st-key-canvas .hint"
BARS = ".st-key-probabilities"


def way_on(page: Page, name: str):
    return page.get_by_test_id("stMain").get_by_role("link", name=name)


def font_size(page: Page, place: str) -> float:
    return page.locator(place).first.evaluate("element => parseFloat(getComputedStyle(element).fontSize)")


@pytest.mark.parametrize("phone", [False, True])
def test_a_stroke_on_home_is_answered(open_page, phone):
    page = open_page("/", phone=phone)
    ready_to_draw(page)
    expect(page.locator(HINT)).to_be_visible()
    if not phone:  # all of it on one screen
        for name in WAYS_ON:
            expect(way_on(page, name)).to_be_in_viewport(ratio=1)
    draw(page, ONE)
    expect(page.locator(HINT)).to_be_hidden()
    # TensorFlow may still be waking up.
    expect(page.locator(PREDICTION)).to_have_text(re.compile(r"^\s*1"), timeout=120_000)
    expect(page.locator(f"{BARS} .barlayer path").nth(1)).to_be_visible()
    if phone:
        tools, answer = (page.locator(place).bounding_box() for place in (".canvas-tools", PREDICTION))
        assert answer["y"] - tools["y"] - tools["height"] < 40  # no hole between them
        expect(page.locator(f"{PREDICTION} .digit")).to_be_in_viewport(ratio=0.9)
        page.set_viewport_size({"width": 844, "height": 390})
        assert page.locator(CANVAS).bounding_box()["height"] <= 0.7 * 390


def test_everything_grows_with_the_window_and_fits(open_page):
    page = open_page("/")
    ready_to_draw(page)
    draw(page, ONE)
    wait_for_answer(page)
    tick = f"{BARS} .xtick text"
    expect(page.locator(tick).first).to_be_visible()
    places = (CANVAS, BARS)
    small = [page.locator(place).bounding_box()["height"] for place in places]
    types = [font_size(page, place) for place in ("button p", tick)]
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.wait_for_function(f"() => parseFloat(getComputedStyle(document.querySelector('{tick}')).fontSize) > 18")
    for place, before in zip(places, small, strict=True):
        assert page.locator(place).bounding_box()["height"] > 1.25 * before
        expect(page.locator(place)).to_be_in_viewport(ratio=0.99)
    for place, before in zip(("button p", tick), types, strict=True):
        assert font_size(page, place) > 1.3 * before


def test_the_way_in_is_a_qr_code_and_a_whole_card_is_a_link(open_page):
    page = open_page("/")
    page.get_by_role("button", name="Join: http://").click()
    expect(page.get_by_role("dialog").get_by_role("img", name="QR code of http://")).to_be_visible()
    page.keyboard.press("Escape")
    card = page.locator("[class*='st-key-card-pages-data']")
    card.scroll_into_view_if_needed()
    box = card.bounding_box()
    page.mouse.click(box["x"] + box["width"] - 6, box["y"] + box["height"] - 6)
    page.wait_for_url(re.compile(r"/data"))


@pytest.mark.thorough
def test_ways_on_lead_there_by_keyboard_and_all_titles_stand_at_one_height(open_page):
    page = open_page("/")
    title = page.get_by_test_id("stMain").get_by_role("heading", level=1)
    height = title.bounding_box()["y"]
    for name, path in WAYS_ON.items():
        way_on(page, name).focus()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(rf"{path}(\?|$)"))  # Train adds its settings
        expect(title).not_to_have_text(re.compile("Playground"))
        page.wait_for_function(  # Streamlit scrolls a new page to its top a moment after its title is there
            "height => Math.abs(document.querySelector('.stMain h1').getBoundingClientRect().y - height) <= 1",
            arg=height,
        )
        home = page.get_by_role("link", name="Home")
        page.keyboard.press("Tab")
        home.focus()
        assert home.evaluate("link => getComputedStyle(link).outlineStyle") == "solid"  # one sees where one is
        home.click()
        expect(title).to_have_text(re.compile("Playground"))
